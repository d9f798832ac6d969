"""Which parts of a recording go to the engine, one after the other.

Voice detection and the segmenter find the utterances, as they do while somebody dictates. An engine
that always works on a window of 30 seconds (Whisper) is then given as many of them together as fit,
as each call costs it the same: five short utterances in one call take a fifth of the time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sayso.core.ports import VoiceDetector
from sayso.core.speech import FRAME_SAMPLES, SAMPLE_RATE, Samples
from sayso.pipeline.capture.frames import Framer
from sayso.pipeline.detect.segmenter import Rules, Segmenter

LONGEST_SECONDS = 25.0
"""As in dictation: below Whisper's 30 s, with room for the words at both ends."""

LONGEST_GAP_SECONDS = 2.0
"""A longer silence separates: Whisper makes words up in long silences."""

_BLOCK = FRAME_SAMPLES * 64


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one sample to another, counted from the start of the recording."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        return (self.end - self.start) / SAMPLE_RATE


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A stretch and its samples, shape ``(n,)``."""

    stretch: Stretch
    samples: Samples


def utterances(samples: Samples, detector: VoiceDetector, rules: Rules) -> Iterator[Stretch]:
    """In order, none overlapping, each at most as long as ``rules`` allow."""
    cutter = Cutter(detector, rules, neighbours_together=False)
    for start in range(0, len(samples), _BLOCK):
        for piece in cutter.push(samples[start : start + _BLOCK]):
            yield piece.stretch
    for piece in cutter.finish():
        yield piece.stretch


class Cutter:
    """Takes one recording in blocks of any length, and gives its pieces as soon as they are whole.
    It holds a minute of sound at the most, however long the recording is.

    length: of what it was given, in samples.
    settled: everything before this sample is in a piece that was given, or in none.
    """

    def __init__(self, detector: VoiceDetector, rules: Rules, *, neighbours_together: bool) -> None:
        """``neighbours_together``: utterances that fit into one window are one piece."""
        self._detector = detector
        self._segmenter = Segmenter(rules)
        self._framer = Framer()
        self._joining = Joining() if neighbours_together else Joining(longest=0.0)
        self._frames: deque[Samples] = deque()
        self.length = self.settled = 0

    @property
    def seconds(self) -> float:
        """Of what it was given."""
        return self.length / SAMPLE_RATE

    def push(self, block: Samples) -> Iterator[Piece]:
        """To be gone through before the next call."""
        self.length += len(block)
        for frame in self._framer.push(block):
            yield from self._take(frame.samples)

    def finish(self) -> Iterator[Piece]:
        """What is left. Once."""
        if (last := self._framer.flush()) is not None:
            yield from self._take(last.samples)
        if (span := self._segmenter.finish()) is not None:
            yield from self._found(Stretch(span.start, span.start + len(span.samples)))
        yield from self._whole(self._joining.take())
        self.settled = self.length
        self._frames.clear()

    def _take(self, frame: Samples) -> Iterator[Piece]:
        self._frames.append(frame)
        span = self._segmenter.push(frame, self._detector.probability(frame))
        if span is not None:
            yield from self._found(Stretch(span.start, span.start + len(span.samples)))
        yield from self._whole(self._joining.reached(self._segmenter.first))
        self._forget()

    def _found(self, stretch: Stretch) -> Iterator[Piece]:
        return self._whole(self._joining.add(stretch))

    def _whole(self, stretch: Stretch | None) -> Iterator[Piece]:
        if stretch is None:
            return
        # The last frame is padded; the recording is not.
        stretch = Stretch(stretch.start, min(stretch.end, self.length))
        # Stretches begin where frames do.
        begin = (stretch.start - self.settled) // FRAME_SAMPLES
        end = -(-(stretch.end - self.settled) // FRAME_SAMPLES)
        there = np.concatenate([self._frames[at] for at in range(begin, end)])
        yield Piece(stretch, there[: stretch.end - stretch.start])

    def _forget(self) -> None:
        pending, needed = self._joining.pending, self._segmenter.first
        if pending is not None:
            needed = min(needed, pending.start)
        while self.settled < needed:
            self._frames.popleft()
            self.settled += FRAME_SAMPLES


class Joining:
    """Neighbours become one stretch, with the silence between them, while they fit into ``longest``
    seconds and no more than ``longest_gap`` seconds lie between them.

    pending: the one that may still grow.
    """

    def __init__(
        self, longest: float = LONGEST_SECONDS, longest_gap: float = LONGEST_GAP_SECONDS
    ) -> None:
        self._longest = longest * SAMPLE_RATE
        self._longest_gap = longest_gap * SAMPLE_RATE
        self.pending: Stretch | None = None

    def add(self, stretch: Stretch) -> Stretch | None:
        """The next one; returns the one before, where the two do not go together."""
        before = self.pending
        if (
            before is not None
            and stretch.end - before.start <= self._longest
            and stretch.start - before.end <= self._longest_gap
        ):
            self.pending = Stretch(before.start, stretch.end)
            return None
        self.pending = stretch
        return before

    def reached(self, sample: int) -> Stretch | None:
        """No more begin before this sample: returns the pending one if it can grow no more."""
        if self.pending is None or self._may_grow(self.pending, sample):
            return None
        return self.take()

    def take(self) -> Stretch | None:
        """No more will come."""
        taken, self.pending = self.pending, None
        return taken

    def _may_grow(self, pending: Stretch, sample: int) -> bool:
        return sample - pending.end <= self._longest_gap and sample - pending.start < self._longest
