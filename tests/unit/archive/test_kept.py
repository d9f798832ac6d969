"""What could not be delivered is kept whole, and private."""

from __future__ import annotations

import os
import stat
import wave
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from sayso.archive.kept import keep_audio, keep_text

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_audio_comes_back(tmp_path: Path) -> None:
    samples = np.linspace(-1.2, 1.2, 1000).astype(np.float32)
    path = keep_audio(samples, tmp_path / "kept", NOW)
    assert path.name == "2026-03-04_05.06.07.wav"
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)
        back = np.frombuffer(file.readframes(2000), "<i2") / 32767
    assert np.allclose(back, np.clip(samples, -1, 1), atol=1e-4)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_two_in_one_second_do_not_overwrite_each_other(tmp_path: Path) -> None:
    paths = [keep_text(t, tmp_path, NOW) for t in ("one", "two", "three")]
    assert [p.read_text(encoding="utf-8") for p in paths] == ["one", "two", "three"]
    assert len(set(paths)) == 3


def test_two_at_once_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """Recognition and quitting may both keep something in the same second."""
    with ThreadPoolExecutor(4) as pool:
        samples = np.zeros(160, np.float32)
        paths = list(pool.map(lambda _: keep_audio(samples, tmp_path / "kept", NOW), range(40)))
    assert len(set(paths)) == 40
