"""What the bench says: the bundled speech, cut apart and set together again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sayso import paths
from sayso.core.errors import SaysoError
from sayso.core.ports import VoiceDetector
from sayso.core.speech import FRAME_SAMPLES, SAMPLE_RATE, Samples
from sayso.pipeline.capture.audio_file import read_audio
from sayso.pipeline.detect.segmenter import Rules, Segmenter

SECONDS = 20.0
PAUSES = 3
_PAUSE_SECONDS = 1.0
_BREATH_SECONDS = 0.15
"""Between two sentences of one utterance: shorter than any pause that ends one."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said in one dictation.

    samples: shape ``(n,)``, up to the end of the last word.
    utterances: how many the segmenter must find.
    """

    samples: Samples
    utterances: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


def long_dictation(detector: VoiceDetector) -> Spoken:
    """About 20 s with three long pauses. Raises SaysoError."""
    sentences = _sentences(detector)
    if len(sentences) < PAUSES + 1:
        raise _damaged()
    groups: list[list[Samples]] = [[] for _ in range(PAUSES + 1)]
    for number, sentence in enumerate(sentences):
        groups[number * len(groups) // len(sentences)].append(sentence)
    parts: list[Samples] = []
    for group in groups:
        for sentence in group:
            parts += [sentence, silence(_BREATH_SECONDS)]
        parts[-1] = silence(_PAUSE_SECONDS)
    samples = np.concatenate(parts[:-1])
    return Spoken(samples[-round(SECONDS * SAMPLE_RATE) :], len(groups))


def one_utterance(detector: VoiceDetector, seconds: float) -> Spoken:
    """Speech without a pause, of this length. Raises SaysoError."""
    parts: list[Samples] = []
    for sentence in _sentences(detector):
        parts += [sentence, silence(_BREATH_SECONDS)]
    samples = np.concatenate(parts[:-1]) if parts else silence(0.0)
    if len(samples) < seconds * SAMPLE_RATE:
        raise _damaged()
    return Spoken(samples[-round(seconds * SAMPLE_RATE) :], 1)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def _sentences(detector: VoiceDetector) -> list[Samples]:
    """Of the bundled speech, without room around them."""
    samples = read_audio(paths.resource("speech", "demo.flac"))
    segmenter = Segmenter(Rules(pre_roll=1, post_roll=1))
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    spans = [segmenter.push(frame, detector.probability(frame)) for frame in frames]
    return [span.samples for span in [*spans, segmenter.finish()] if span is not None]


def _damaged() -> SaysoError:
    return SaysoError("The bundled speech is damaged; install Sayso again.")
