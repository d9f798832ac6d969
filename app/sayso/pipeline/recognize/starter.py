"""The rough engine that is always there: PocketSphinx 5 with the English model in its wheel.

It hears about two words of three of a stranger's speech, so it only serves until a Whisper model
is on the machine.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from sayso.core.errors import ModelError, RecognitionError
from sayso.core.events import LoadProgress
from sayso.core.ports import Clock, RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples, Segment, Transcript
from sayso.residency.model import ModelKey

if TYPE_CHECKING:
    from pocketsphinx import Decoder

FRAMES_PER_SECOND = 100
"""PocketSphinx's default frame rate, in which its word times are counted."""

LONGEST_SECONDS = 30.0
"""More audio is cut: the search keeps every word end of an utterance in memory, and the best path
through their lattice takes more than linear time."""

SEGMENT_PAUSE_SECONDS = 0.5
"""A pause this long between two words begins a new segment."""

_CUT_SECONDS = 10.0
"""The quietest place is looked for in so much of the end of a piece that is too long."""

_DITHER_SEED = 1

_QUIET_SAMPLES = SAMPLE_RATE // 10

_FILLER = re.compile(r"<.*>|\[.*\]|\+\+.*\+\+")
_PRONUNCIATION = re.compile(r"\(\d+\)$")


class StarterEngine:
    """A `sayso.pipeline.recognize.child.Engine`. Lower case, English, whatever the options ask
    for."""

    engine = "starter"
    device = "cpu"

    def __init__(self, key: ModelKey, clock: Clock = time.monotonic) -> None:
        self._key = key
        self._clock = clock
        self._decoder: Decoder | None = None

    @property
    def model(self) -> str:
        return self._key.model

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Takes about half a second. Raises ModelError."""
        report(LoadProgress("Loading the starter", self.model))
        try:
            from pocketsphinx import Decoder

            # A bit of noise on the last bit: without it, digital silence is heard as "dog". The
            # same noise every time, so that the same audio gives the same text.
            self._decoder = Decoder(
                samprate=SAMPLE_RATE, dither=True, seed=_DITHER_SEED, loglevel="FATAL"
            )
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            raise ModelError(
                "The built-in starter cannot be loaded, so its installation is broken: "
                "install Sayso again."
            ) from error

    def warm_up(self, seconds: float) -> None:
        """Its search has been through its tables once, then."""
        decoder = self._decoder
        if decoder is None:
            raise ModelError("The starter is not loaded: load it first.")
        try:
            for start, piece in pieces(np.zeros(round(seconds * SAMPLE_RATE), np.float32)):
                list(_words(decoder, piece, start / SAMPLE_RATE))
        except RuntimeError as error:
            raise ModelError(
                "The built-in starter does not run, so its installation is broken: "
                "install Sayso again."
            ) from error

    def recognize(
        self, samples: Samples, options: RecognizeOptions, go_on: Callable[[], None]
    ) -> Transcript:
        """``go_on`` is asked before each of the `pieces`. Raises RecognitionError."""
        decoder = self._decoder
        if decoder is None:
            raise RecognitionError("The starter is not loaded: load it first.")
        began = self._clock()
        words: list[Segment] = []
        try:
            for start, piece in pieces(samples):
                go_on()
                words.extend(_words(decoder, piece, start / SAMPLE_RATE))
        except RuntimeError as error:
            raise RecognitionError(
                "The starter failed on this audio: see the log, and say it again."
            ) from error
        return Transcript(
            text=" ".join(word.text for word in words),
            segments=tuple(phrases(words)),
            language="en",
            engine=self.engine,
            model=self.model,
            audio_seconds=len(samples) / SAMPLE_RATE,
            taken_seconds=self._clock() - began,
        )

    def close(self) -> None:
        self._decoder = None


def pieces(samples: Samples) -> Iterator[tuple[int, Samples]]:
    """The audio in pieces of at most LONGEST_SECONDS with their first sample's index.

    Cut at the quietest tenth of a second near each piece's end; together they are the audio.
    """
    longest = int(LONGEST_SECONDS * SAMPLE_RATE)
    start = 0
    while len(samples) - start > longest:
        tail = start + longest - int(_CUT_SECONDS * SAMPLE_RATE)
        blocks = samples[tail : start + longest].reshape(-1, _QUIET_SAMPLES)
        quietest = int(np.argmin(np.square(blocks, dtype=np.float32).sum(axis=1)))
        end = tail + quietest * _QUIET_SAMPLES + _QUIET_SAMPLES // 2
        yield start, samples[start:end]
        start = end
    if start < len(samples):
        yield start, samples[start:]


def phrases(words: list[Segment]) -> Iterator[Segment]:
    """Words joined to segments, a new one after each longer pause."""
    run: list[Segment] = []
    for word in words:
        if run and round(word.start - run[-1].end, 3) >= SEGMENT_PAUSE_SECONDS:
            yield _joined(run)
            run = []
        run.append(word)
    if run:
        yield _joined(run)


def _joined(run: list[Segment]) -> Segment:
    return Segment(run[0].start, run[-1].end, " ".join(word.text for word in run))


def _words(decoder: Decoder, samples: Samples, offset: float) -> Iterator[Segment]:
    audio = np.clip(samples * 32768.0, -32768, 32767).astype("<i2").tobytes()
    decoder.start_utt()
    # As a whole, so that the channel is normalised by all of it and not by its beginning.
    decoder.process_raw(audio, full_utt=True)
    decoder.end_utt()
    if decoder.hyp() is None:
        return
    for part in decoder.seg():
        if not _FILLER.fullmatch(part.word):
            yield Segment(
                round(offset + part.start_frame / FRAMES_PER_SECOND, 3),
                round(offset + (part.end_frame + 1) / FRAMES_PER_SECOND, 3),
                _PRONUNCIATION.sub("", part.word),
            )
