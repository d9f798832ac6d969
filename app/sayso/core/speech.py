"""Frames, utterances, segments and transcripts: the values that flow through the pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Samples a second, mono. What Whisper, Silero and PocketSphinx were all trained on."""

FRAME_SAMPLES = 512
"""Samples in a frame: 32 ms, the only length that Silero's network takes at 16 kHz."""

FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE

Samples: TypeAlias = NDArray[np.float32]
"""Mono audio at :data:`SAMPLE_RATE`, shape ``(n,)``, values in -1…1."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One block from an audio source.

    samples: shape ``(FRAME_SAMPLES,)``; the last frame of a file is padded with zeros.
    start: index of the first sample, counted from the opening of the source.
    """

    samples: Samples
    start: int


class UtteranceId(NamedTuple):
    """Which utterance, while the app runs: see `Utterance`."""

    dictation: int
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """A stretch of speech between two silences, ready to be recognised.

    dictation: which dictation it belongs to (counts up while the app runs).
    number: its place in the dictation, from 0.
    samples: shape ``(n,)``, with some room before and after the speech.
    start: index of its first sample, counted from the start of the dictation.
    spoken_until: index after its last voiced sample, likewise; what follows is room.
    """

    dictation: int
    number: int
    samples: Samples
    start: int
    spoken_until: int

    @property
    def id(self) -> UtteranceId:
        return UtteranceId(self.dictation, self.number)

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE

    def says_the_same_as(self, other: Utterance) -> bool:
        """Whether the two differ in the silence after them at most."""
        mine = (self.dictation, self.number, self.start, self.spoken_until)
        return mine == (other.dictation, other.number, other.start, other.spoken_until)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a transcript; ``start`` and ``end`` are seconds from the start of the audio."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a recognizer heard.

    text: the whole text, stripped; empty where nothing was said.
    language: ISO 639-1 code, or ``None`` where the engine does not say.
    engine, model: who heard it, for people: ``whisper``, ``base.en``.
    audio_seconds, taken_seconds: length of the audio, and how long recognising it took.
    """

    text: str
    segments: tuple[Segment, ...]
    language: str | None
    engine: str
    model: str
    audio_seconds: float
    taken_seconds: float


@dataclass(frozen=True, slots=True)
class Words:
    """Text on its way into a window, and the utterances that it was said in; none where it was not
    spoken."""

    text: str
    of: tuple[UtteranceId, ...] = ()
