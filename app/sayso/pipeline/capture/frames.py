"""Blocks of any length become frames of one length. Pure."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.core.speech import FRAME_SAMPLES, Frame, Samples


def mono(block: NDArray[Any]) -> Samples:
    """One channel, float32, of a block of shape ``(n,)`` or ``(n, channels)``, values in -1…1.

    The mean of the first two channels: a stereo microphone has its voice in both, and whatever
    hides behind more channels than two is rarely a voice.
    """
    if block.ndim == 1:
        return np.ascontiguousarray(block, dtype=np.float32)
    if block.shape[1] == 1:
        return np.ascontiguousarray(block[:, 0], dtype=np.float32)
    mixed: Samples = block[:, :2].mean(axis=1, dtype=np.float32)
    return mixed


class Framer:
    """Cuts a stream of samples into frames; what does not fill one waits for the next push."""

    def __init__(self) -> None:
        self._waiting: list[Samples] = []
        self._count = 0
        self._start = 0

    def push(self, samples: Samples) -> list[Frame]:
        """The frames that ``samples``, of shape ``(n,)``, complete. Keeps no view of ``samples``
        beyond the frames that it returns unless it has to wait: the caller gives it away.
        """
        if not self._count and len(samples) == FRAME_SAMPLES:
            return [self._next(samples)]  # the usual block: nothing to join, nothing to copy
        if len(samples):
            self._waiting.append(samples)
            self._count += len(samples)
        if self._count < FRAME_SAMPLES:
            return []
        joined = np.concatenate(self._waiting)
        whole = len(joined) - len(joined) % FRAME_SAMPLES
        rest = joined[whole:]
        self._waiting = [rest] if len(rest) else []
        self._count = len(rest)
        return [
            self._next(joined[first : first + FRAME_SAMPLES])
            for first in range(0, whole, FRAME_SAMPLES)
        ]

    def flush(self) -> Frame | None:
        """The last frame, padded with zeros, or None where nothing waits."""
        if not self._count:
            return None
        padded = np.zeros(FRAME_SAMPLES, dtype=np.float32)
        padded[: self._count] = np.concatenate(self._waiting)
        self._waiting = []
        self._count = 0
        return self._next(padded)

    def _next(self, samples: Samples) -> Frame:
        frame = Frame(samples, self._start)
        self._start += FRAME_SAMPLES
        return frame
