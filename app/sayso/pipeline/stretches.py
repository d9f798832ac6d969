"""Which parts of a recording go to the engine, one after the other.

Voice detection and the segmenter find the utterances, as they do while somebody dictates. An engine
that always works on a window of 30 seconds (Whisper) is then given as many of them together as fit,
as each call costs it the same: five short utterances in one call take a fifth of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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


def utterances(samples: Samples, detector: VoiceDetector, rules: Rules) -> Iterator[Stretch]:
    """In order, none overlapping, each at most as long as ``rules`` allow."""
    segmenter = Segmenter(rules)
    framer = Framer()

    def spans() -> Iterator[tuple[int, int]]:
        for start in range(0, len(samples), _BLOCK):
            for frame in framer.push(samples[start : start + _BLOCK]):
                yield from found(frame.samples)
        if (last := framer.flush()) is not None:
            yield from found(last.samples)
        if (span := segmenter.finish()) is not None:
            yield span.start, span.start + len(span.samples)

    def found(frame: Samples) -> Iterator[tuple[int, int]]:
        if (span := segmenter.push(frame, detector.probability(frame))) is not None:
            yield span.start, span.start + len(span.samples)

    for start, end in spans():
        # The last frame is padded; the recording is not.
        yield Stretch(start, min(end, len(samples)))


def together(
    found: Iterable[Stretch],
    longest: float = LONGEST_SECONDS,
    longest_gap: float = LONGEST_GAP_SECONDS,
) -> Iterator[Stretch]:
    """Neighbours joined, with the silence between them, while they fit into ``longest`` seconds."""
    joined: Stretch | None = None
    for stretch in found:
        if joined is None:
            joined = stretch
        elif (
            stretch.end - joined.start <= longest * SAMPLE_RATE
            and stretch.start - joined.end <= longest_gap * SAMPLE_RATE
        ):
            joined = Stretch(joined.start, stretch.end)
        else:
            yield joined
            joined = stretch
    if joined is not None:
        yield joined
