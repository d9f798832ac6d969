"""Where an utterance begins and ends. Pure: frames and probabilities in, spans out.

::

    voice      ........######..####...............#####....
    utterance     [pre|speech     |post]       [pre|...
                                  └─ hangover ─┘ then it is known to be over

No sample is in two spans, spans are in order, and every voiced frame is in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sayso.core.speech import FRAME_SAMPLES, FRAME_SECONDS, Samples

RELEASE_MARGIN = 0.15
"""Speech goes on until the probability is this far below the threshold (Silero's own default)."""

ONSET_FRAMES = 3
"""Voiced frames in a row before it counts as speech (96 ms), so that a click does not."""

ONSET_FRAMES_AT_END = 2
"""As many suffice where the key was released while speech began."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Lengths in frames.

    threshold: probability from which a frame is voiced.
    hangover: unvoiced frames that end an utterance.
    pre_roll, post_roll: room kept before and after speech; post_roll is at most hangover.
    longest: frames in an utterance; speech that goes on is split at its quietest point.
    """

    threshold: float = 0.5
    hangover: int = 19
    pre_roll: int = 8
    post_roll: int = 8
    longest: int = 781

    def __post_init__(self) -> None:
        if not (0 < self.threshold < 1 and self.hangover > 0 and self.pre_roll >= 0):
            raise ValueError(f"not usable: {self}")
        if not 0 <= self.post_roll <= self.hangover:
            raise ValueError(f"post_roll must be within the hangover: {self}")
        if self.longest < _least_longest(self.pre_roll, self.hangover):
            raise ValueError(f"longest leaves no room for an utterance: {self}")

    @classmethod
    def of_seconds(
        cls, *, threshold: float, pause: float, pre_roll: float, longest: float
    ) -> Rules:
        """From settings. The room after speech is as long as the room before it, and an utterance
        may be longer than ``longest`` where long pauses would leave it no room."""
        hangover = max(1, round(pause / FRAME_SECONDS))
        room = round(pre_roll / FRAME_SECONDS)
        return cls(
            threshold=threshold,
            hangover=hangover,
            pre_roll=room,
            post_roll=min(room, hangover),
            longest=max(int(longest / FRAME_SECONDS), _least_longest(room, hangover)),
        )


def _least_longest(pre_roll: int, hangover: int) -> int:
    """Frames: room for speech on both sides of where a long utterance is split."""
    return 2 * (pre_roll + ONSET_FRAMES + hangover)


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """``samples`` of shape ``(n,)``; ``start`` is the first one's index since the first frame, and
    ``spoken_until`` the index after the last voiced one."""

    start: int
    samples: Samples
    spoken_until: int


class Segmenter:
    """Cuts one recording into spans. Give it every frame in order, then `finish` once.

    speaking: whether an utterance has begun and is not over.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._kept: list[Samples] = []  # pre-roll while silent, the utterance while speaking
        self._first = 0  # frame number of _kept[0]
        self._rising = 0  # voiced frames in a row while silent
        self._falling = 0  # unvoiced frames in a row while speaking
        self.speaking = False

    @property
    def silent_frames(self) -> int:
        """Unvoiced frames in a row up to now, as far as an utterance counts them."""
        return self._falling

    @property
    def first(self) -> int:
        """The first sample that may be in an utterance that was not returned yet."""
        return self._first * FRAME_SAMPLES

    def push(self, samples: Samples, probability: float) -> Span | None:
        """A frame, shape ``(FRAME_SAMPLES,)``; returns the utterance that it completes, if any."""
        self._kept.append(samples)
        if not self.speaking:
            self._wait_for_onset(probability)
            return None
        if probability >= self._rules.threshold - RELEASE_MARGIN:
            self._falling = 0
        else:
            self._falling += 1
        if self._falling >= self._rules.hangover:
            return self._end()
        if len(self._kept) >= self._rules.longest:
            span = self._take(quietest(self._kept, len(self._kept) // 2), silent=0)
            self._falling = min(self._falling, len(self._kept))
            return span
        return None

    def so_far(self) -> Span | None:
        """The utterance in progress as if it were over; changes nothing."""
        if not self.speaking or self._falling >= len(self._kept):
            return None
        return self._span(len(self._kept), self._falling)

    def finish(self) -> Span | None:
        """No more frames will come: the utterance in progress, if there is one."""
        if self.speaking:
            return self._end()
        rising, self._rising = self._rising, 0
        return self._take(len(self._kept), silent=0) if rising >= ONSET_FRAMES_AT_END else None

    def _wait_for_onset(self, probability: float) -> None:
        if probability >= self._rules.threshold:
            self._rising += 1
            if self._rising >= ONSET_FRAMES:
                self.speaking, self._rising, self._falling = True, 0, 0
            return
        self._rising = 0
        surplus = len(self._kept) - self._rules.pre_roll
        if surplus > 0:
            del self._kept[:surplus]
            self._first += surplus

    def _end(self) -> Span | None:
        silent, self._falling, self.speaking = self._falling, 0, False
        span = None
        if silent < len(self._kept):  # else all of the speech went with the piece split off before
            room = min(silent, self._rules.post_roll)
            span = self._take(len(self._kept) - silent + room, silent=room)
        # What follows the utterance may be the room before the next one, but no more than that.
        surplus = max(0, len(self._kept) - self._rules.pre_roll)
        del self._kept[:surplus]
        self._first += surplus
        return span

    def _take(self, frames: int, silent: int) -> Span:
        span = self._span(frames, silent)
        del self._kept[:frames]
        self._first += frames
        return span

    def _span(self, frames: int, silent: int) -> Span:
        """The first ``frames`` of what is kept, the last ``silent`` of which are room."""
        return Span(
            start=self._first * FRAME_SAMPLES,
            samples=np.concatenate(self._kept[:frames]),
            spoken_until=(self._first + frames - silent) * FRAME_SAMPLES,
        )


def quietest(frames: Sequence[Samples], begin: int) -> int:
    """Index after which to cut: the middle of the quietest three frames from ``begin`` on.

    Three frames (96 ms), because one may fall into the closure of a plosive inside a word.
    """
    energy = np.array([float(np.dot(frame, frame)) for frame in frames[begin:]])
    if len(energy) < 3:
        return len(frames)
    smooth = np.convolve(energy, np.ones(3), mode="valid")
    # The last of equals, so that steady noise gives the longest piece rather than the shortest.
    return begin + len(smooth) - int(np.argmin(smooth[::-1])) + 1
