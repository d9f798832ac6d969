"""The loudness of the last seconds, as it is drawn. Pure."""

from __future__ import annotations

from collections import deque

BARS = 24
"""Of the waveform."""

STEPS = 5
"""Of the level that stands in its place where nothing is to move."""

_FRAMES_A_BAR = 2
"""Of 32 ms each: 15.6 bars a second, each of which is a repaint. The whole is a second and a half.
"""

_FRAMES_A_STEP = 16
"""Half a second: what changes at most twice a second is no movement."""

_QUIET, _LOUD = 0.2, 0.8
"""Of `sayso.desktop.shown.meter`: -48 dBFS, which is a room, and -12 dBFS, which is near."""


class Levels:
    """bars: 0…1 each, the oldest first. step: 0…STEPS, of the last half second."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.bars: deque[float] = deque([0.0] * BARS, maxlen=BARS)
        self.step = 0
        self._frames = 0
        self._bar = self._peak = 0.0

    def add(self, meter: float) -> tuple[bool, bool]:
        """Of one frame, 0…1. Returns whether there is another bar, and whether the step changed."""
        level = min(1.0, max(0.0, (meter - _QUIET) / (_LOUD - _QUIET)))
        self._frames += 1
        self._bar = max(self._bar, level)
        self._peak = max(self._peak, level)
        if bar := self._frames % _FRAMES_A_BAR == 0:
            self.bars.append(self._bar)
            self._bar = 0.0
        before = self.step
        if self._frames % _FRAMES_A_STEP == 0:
            self.step = round(self._peak * STEPS)
            self._peak = 0.0
        return bar, self.step != before
