"""Sound piece by piece. Formats and damage are in test_audio_file.py."""

from __future__ import annotations

import tracemalloc
import wave
from pathlib import Path

import numpy as np
import pytest

from sayso.core.errors import AudioFileError
from sayso.core.speech import SAMPLE_RATE
from sayso.pipeline.capture.decoding import opened, stated_seconds


def write(path: Path, seconds: float) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        for _ in range(round(seconds)):
            file.writeframes(np.full(SAMPLE_RATE, 1000, "<i2").tobytes())
    return path


def test_blocks_of_about_a_second_are_the_whole(tmp_path: Path) -> None:
    with opened(write(tmp_path / "a.wav", 10)) as sound:
        assert sound.seconds == 10.0
        lengths = [len(block) for block in sound.blocks()]
    assert sum(lengths) == 10 * SAMPLE_RATE
    assert len(lengths) >= 5


def test_a_long_file_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    path = write(tmp_path / "long.wav", 300)
    assert stated_seconds(path) == 300.0  # and everything is imported
    tracemalloc.start()
    try:
        with opened(path) as sound:
            count = sum(len(block) for block in sound.blocks())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 300 * SAMPLE_RATE
    assert most < 2_000_000  # of 19 MB


def test_what_has_no_sound_has_no_length(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_text("no sound, but words")
    with pytest.raises(AudioFileError, match="not audio"):
        stated_seconds(path)
