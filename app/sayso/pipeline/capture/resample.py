"""A microphone that insists on its own rate, brought to 16 kHz while it runs. Pure."""

from __future__ import annotations

from math import gcd

import numpy as np

from sayso.core.speech import SAMPLE_RATE, Samples

_ZERO_CROSSINGS = 16
"""Of the sinc, on either side: a transition band of about 1 kHz at 16 kHz."""

_CUTOFF = 0.92
"""Of the lower Nyquist frequency. Speech recognition uses nothing above 7.4 kHz."""

_KAISER_BETA = 9.0
"""About 90 dB of stop band (Kaiser's formula: beta = 0.1102 (A - 8.7))."""


class Resampler:
    """Changes the rate of a stream, block by block, to :data:`SAMPLE_RATE`.

    A polyphase filter (Crochiere & Rabiner 1983, chapter 3): the windowed sinc is sampled once
    for each of the ``up`` positions that an output sample can have between two input samples.
    The output is late by half the filter's length, about 1 ms at 48 kHz.
    """

    def __init__(self, rate: int) -> None:
        """``rate``: samples a second of what is pushed."""
        if rate <= 0:
            raise ValueError(f"a rate of {rate} samples a second")
        common = gcd(rate, SAMPLE_RATE)
        self._up = SAMPLE_RATE // common
        self._down = rate // common
        self._half = int(np.ceil(_ZERO_CROSSINGS * max(1.0, rate / SAMPLE_RATE)))
        self._bank = _bank(self._up, self._half, min(1.0, SAMPLE_RATE / rate) * _CUTOFF)
        # The filter looks back from the newest sample: before the first one there was silence.
        self._past: Samples = np.zeros(2 * self._half - 1, dtype=np.float32)
        self._position = 0  # of the next output sample, in 1/up input samples, from the new block

    def push(self, samples: Samples) -> Samples:
        """The output that ``samples``, of shape ``(n,)``, complete; of shape ``(m,)``, m ≥ 0."""
        if self._up == self._down or not len(samples):
            return samples
        joined = np.concatenate((self._past, samples))
        positions = np.arange(self._position, len(samples) * self._up, self._down)
        first, phase = np.divmod(positions, self._up)
        windows = np.lib.stride_tricks.sliding_window_view(joined, 2 * self._half)
        output: Samples = np.einsum("ij,ij->i", windows[first], self._bank[phase])
        taken = len(positions) * self._down + self._position
        self._position = taken - len(samples) * self._up
        self._past = joined[len(joined) - (2 * self._half - 1) :].copy()
        return output


def _bank(up: int, half: int, cutoff: float) -> Samples:
    """Filters of shape ``(up, 2 * half)``; each sums to one, so that silence stays silence and a
    constant stays that constant.

    Row p, tap k weighs input sample ``k`` of a window whose ideal centre lies at
    ``half - 1 + p / up``.
    """
    taps = np.arange(2 * half)[None, :]
    centres = half - 1 + np.arange(up)[:, None] / up
    distance = taps - centres
    window = np.i0(_KAISER_BETA * np.sqrt(np.clip(1 - (distance / half) ** 2, 0, None)))
    filters = np.sinc(distance * cutoff) * window
    bank: Samples = (filters / filters.sum(axis=1, keepdims=True)).astype(np.float32)
    return bank
