from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sayso.core.speech import SAMPLE_RATE
from sayso.pipeline.capture.resample import Resampler

RATES = [8_000, 11_025, 22_050, 44_100, 48_000, 96_000]


def tone(hertz: float, rate: int, seconds: float = 1.0) -> NDArray[np.float32]:
    return np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate).astype(np.float32)


def strength(samples: NDArray[np.float32], hertz: float) -> float:
    """Amplitude of a tone in the middle of samples at 16 kHz."""
    middle = samples[len(samples) // 4 : 3 * len(samples) // 4].astype(np.float64)
    window = np.hanning(len(middle))
    wave = np.exp(-2j * np.pi * hertz * np.arange(len(middle)) / SAMPLE_RATE)
    return float(2 * abs((middle * window) @ wave) / window.sum())


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hertz", [100.0, 1_000.0, 3_000.0])
def test_a_tone_stays_that_tone(rate: int, hertz: float) -> None:
    out = Resampler(rate).push(tone(hertz, rate))
    assert out.dtype == np.float32
    assert abs(len(out) - SAMPLE_RATE) <= 1
    assert strength(out, hertz) == pytest.approx(1.0, abs=0.01)
    # Nothing else is in it: all of the power is the tone's.
    middle = out[len(out) // 4 : 3 * len(out) // 4]
    assert float(np.mean(middle**2)) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_what_16_khz_cannot_hold_does_not_come_back_as_something_else(rate: int) -> None:
    for hertz in (9_500.0, 12_000.0, 15_000.0):
        out = Resampler(rate).push(tone(hertz, rate))[200:-200]
        assert float(np.abs(out).max()) < 0.001


@settings(max_examples=40)
@given(st.sampled_from(RATES), st.lists(st.integers(0, 700), max_size=30), st.integers(0, 2**32))
def test_blocks_make_no_difference(rate: int, lengths: list[int], seed: int) -> None:
    noise = np.random.default_rng(seed).standard_normal(sum(lengths)).astype(np.float32)
    whole = Resampler(rate).push(noise)
    resampler = Resampler(rate)
    ends = np.cumsum(lengths)
    parts = [resampler.push(part) for part in np.split(noise, ends)]
    assert np.allclose(np.concatenate(parts), whole, atol=1e-5)
    assert len(whole) == -(-len(noise) * SAMPLE_RATE // rate)


def test_the_right_rate_passes_untouched() -> None:
    samples = tone(440.0, SAMPLE_RATE)
    assert Resampler(SAMPLE_RATE).push(samples) is samples


def test_a_rate_of_zero_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="a rate of 0"):
        Resampler(0)
