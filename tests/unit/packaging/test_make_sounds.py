"""The sounds are what the script makes, short, soft at both ends, and not too loud."""

from __future__ import annotations

import importlib.util
import wave
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

_SCRIPT = Path(__file__).resolve().parents[3] / "packaging" / "make_sounds.py"
_SPEC = importlib.util.spec_from_file_location("_packaging_make_sounds", _SCRIPT)
assert _SPEC is not None
assert _SPEC.loader is not None
make_sounds = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(make_sounds)

NAMES = ["start", "stop", "cancel", "error"]


def read(name: str) -> NDArray[np.int16]:
    with wave.open(str(make_sounds.SOUNDS / f"{name}.wav"), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 44_100)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


@pytest.mark.parametrize("name", NAMES)
def test_each_file_is_what_the_script_makes(name: str) -> None:
    """To the last bit but one: sines differ a little between processors."""
    made, kept = make_sounds.sounds()[name], read(name)
    assert len(made) == len(kept)
    assert np.abs(made.astype(int) - kept).max() <= 1


@pytest.mark.parametrize("name", NAMES)
def test_short_soft_and_not_too_loud(name: str) -> None:
    samples = read(name).astype(float) / 32768
    assert 0.05 < len(samples) / 44_100 <= 0.15
    assert 0.3 < np.abs(samples).max() <= 0.501, "-6 dB of full scale"
    for edge in (samples[:22], samples[-22:]):  # half a millisecond
        assert np.abs(edge).max() < 0.01


def test_all_of_them_are_small_and_differ() -> None:
    assert {path.stem for path in make_sounds.SOUNDS.glob("*")} == set(NAMES)
    assert sum(path.stat().st_size for path in make_sounds.SOUNDS.glob("*")) < 60_000
    shapes = {}
    for name in NAMES:
        whole = np.zeros(6_700)
        samples = read(name).astype(float)
        whole[: len(samples)] = samples
        shapes[name] = whole / np.linalg.norm(whole)
    for one, other in combinations(NAMES, 2):
        assert abs(float(shapes[one] @ shapes[other])) < 0.6, (one, other)


def test_start_rises_and_stop_falls() -> None:
    def pitch(samples: NDArray[np.int16]) -> float:
        strengths = np.abs(np.fft.rfft(samples, 44_100))
        return float(np.argmax(strengths))

    for name, rises in (("start", True), ("stop", False)):
        samples = read(name)
        half = len(samples) // 2
        assert (pitch(samples[half:]) > pitch(samples[:half])) is rises
