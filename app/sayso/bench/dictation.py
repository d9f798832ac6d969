"""Key release → text, through the app's own pipeline, and the same audio recognised afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sayso import paths
from sayso.control.app import App, Parts
from sayso.control.commands import Command
from sayso.control.no_hotkey import NoHotkey
from sayso.control.resident import LoadedRecognizer
from sayso.core.errors import MicrophoneError, SaysoError
from sayso.core.events import DictationEnded, Event, Level, Notice, UtteranceRecognized
from sayso.core.ports import AudioSource, Clock, RecognizeOptions, VoiceDetector
from sayso.core.speech import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples
from sayso.pipeline.capture.audio_file import AudioFileSource, read_audio
from sayso.pipeline.detect.segmenter import Rules, Segmenter
from sayso.pipeline.type_out.printing import Printing
from sayso.settings.schema import Settings

SECONDS = 20.0
PAUSES = 3
_PAUSE_SECONDS = 1.0
_BREATH_SECONDS = 0.15
"""Between two sentences of one utterance: shorter than any pause that ends one."""

RELEASE_AFTER_SECONDS = 0.3
"""From the end of the last word to the release. An assumption, and told with the result: what is
recognised ahead has this long to be done before anybody waits for it."""

_TAIL_SECONDS = 1.5
"""A microphone goes on after the release; so does this one."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A dictation of about 20 s with three pauses, of the bundled speech.

    samples: shape ``(n,)``, up to the end of the last word.
    utterances: how many the segmenter must find.
    """

    samples: Samples
    utterances: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


def spoken(detector: VoiceDetector) -> Spoken:
    """Cut the bundled sentences apart and set them together again with three long pauses."""
    sentences = _sentences(read_audio(paths.resource("speech", "demo.flac")), detector)
    if len(sentences) < PAUSES + 1:
        raise SaysoError("The bundled speech is damaged; install Sayso again.")
    groups: list[list[Samples]] = [[] for _ in range(PAUSES + 1)]
    for number, sentence in enumerate(sentences):
        groups[number * len(groups) // len(sentences)].append(sentence)
    parts: list[Samples] = []
    for group in groups:
        for sentence in group:
            parts += [sentence, _silence(_BREATH_SECONDS)]
        parts[-1] = _silence(_PAUSE_SECONDS)
    samples = np.concatenate(parts[:-1])
    return Spoken(samples[-round(SECONDS * SAMPLE_RATE) :], len(groups))


def _sentences(samples: Samples, detector: VoiceDetector) -> list[Samples]:
    """Speech alone, without room around it."""
    rules = Rules(pre_roll=1, post_roll=1)
    segmenter = Segmenter(rules)
    spans = [
        segmenter.push(frame, detector.probability(frame))
        for frame in samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(
            -1, FRAME_SAMPLES
        )
    ]
    return [span.samples for span in [*spans, segmenter.finish()] if span is not None]


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


class _Held:
    """A recording in the microphone's place that says when its last word is over."""

    def __init__(self, speech: Samples, released: Callable[[], None]) -> None:
        padded = np.concatenate([speech, _silence(_TAIL_SECONDS)])
        self._source = AudioFileSource(padded, name="bench")
        self._end = len(speech) + round(RELEASE_AFTER_SECONDS * SAMPLE_RATE)
        self._released = released

    @property
    def name(self) -> str:
        return self._source.name

    def open(
        self, deliver: Callable[[Frame], None], lost: Callable[[MicrophoneError | None], None]
    ) -> None:
        waiting = True

        def frame(frame: Frame) -> None:
            nonlocal waiting
            deliver(frame)
            if waiting and frame.start + FRAME_SAMPLES >= self._end:
                waiting = False
                self._released()

        self._source.open(frame, lost)

    def close(self) -> None:
        self._source.close()


class Dictating:
    """The app's pipeline with a resident model and a recording for a microphone.

    recognizer: the resident one, for recognising the whole after release.
    """

    def __init__(
        self,
        make_app: Callable[[Settings, Parts], App],
        settings: Settings,
        parts: Parts,
        speech: Spoken,
        clock: Clock,
    ) -> None:
        self.recognizer: LoadedRecognizer | None = None
        self._speech = speech
        self._clock = clock
        self._released = 0.0
        self._finished = threading.Event()
        self._text_at = 0.0
        self._heard = 0
        self._trouble: list[str] = []

        def hosted(*what: object) -> LoadedRecognizer:
            self.recognizer = parts.recognizer(*what)  # type: ignore[arg-type]
            return self.recognizer

        self._app = make_app(
            settings,
            replace(
                parts,
                microphone=self._microphone,
                microphones=list,
                recognizer=hosted,
                prepare=lambda: None,
                hotkey=lambda failed: NoHotkey(""),
                inserter=lambda: Printing(self._inserted),
            ),
        )

    def start(self) -> None:
        """Raises ModelError."""
        self._app.start(self._publish)
        self._app.load(lambda progress: None)

    def close(self) -> None:
        self._app.close()

    def release_to_text(self) -> float:
        """Speak once, at real pace; seconds from the release to the last text."""
        self._finished.clear()
        self._heard = 0
        self._app.command(Command.START)
        self._finished.wait()
        if self._trouble or self._heard != self._speech.utterances:
            said = " ".join(self._trouble) or f"{self._heard} utterances were heard."
            raise SaysoError(f"The measured dictation went wrong: {said} Measure again.")
        return self._text_at - self._released

    def whole_after_release(self, options: RecognizeOptions) -> float:
        """Seconds for all of the audio at once, as apps do that begin at the release."""
        assert self.recognizer is not None
        begun = self._clock()
        self.recognizer.recognize(self._speech.samples, options)
        return self._clock() - begun

    def _microphone(self, name: str) -> AudioSource:
        return _Held(self._speech.samples, self._release)

    def _release(self) -> None:
        self._released = self._clock()
        self._app.command(Command.STOP)

    def _inserted(self, text: str) -> None:
        self._text_at = self._clock()

    def _publish(self, event: Event) -> None:
        match event:
            case UtteranceRecognized():
                self._heard += 1
            case Notice(Level.ERROR, text):
                self._trouble.append(text)
            case DictationEnded():
                self._finished.set()


def bench_settings(settings: Settings, model: Path, threads: int) -> Settings:
    """Beam 1, English, and the model to measure."""
    recognition = replace(
        settings.recognition,
        engine="whisper",
        model=str(model),
        device="cpu",
        compute_type="int8",
        threads=threads,
        language="en",
        beam_size=1,
    )
    return replace(settings, recognition=recognition)
