"""Key release → text, through the app's own pipeline, and the same audio recognised afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from sayso.bench.speech import Spoken, silence
from sayso.control.app import App
from sayso.control.commands import Command
from sayso.control.no_hotkey import NoHotkey
from sayso.control.parts import Parts
from sayso.core.errors import MicrophoneError, SaysoError
from sayso.core.events import (
    DictationEnded,
    Event,
    Level,
    Notice,
    RecognizerChanged,
    UtteranceRecognized,
)
from sayso.core.health import Health
from sayso.core.ports import AudioSource, Clock, Key, RecognizeOptions, Recognizer
from sayso.core.speech import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples
from sayso.pipeline.capture.audio_file import AudioFileSource
from sayso.pipeline.type_out.printing import Printing
from sayso.residency.model import ModelKey
from sayso.settings.schema import Settings

RELEASE_AFTER_SECONDS = 0.3
"""From the end of the last word to the release. An assumption, and told with the result: what is
recognised ahead has this long to be done before anybody waits for it."""

WAIT_SECONDS = 60.0
"""For anything that the app does by itself; then it will not."""

_TAIL_SECONDS = 1.5
"""A microphone goes on after the release; so does this one."""


class Dictating:
    """The app's pipeline with a recording for a microphone, and when what happened.

    recognizer: the one made last, for recognising the whole after release.
    begun_at, listens_at, ready_at: by ``clock``; 0.0 until then.
    """

    def __init__(
        self,
        make_app: Callable[[Settings, Parts], App],
        settings: Settings,
        parts: Parts,
        clock: Clock,
    ) -> None:
        self.recognizer: Recognizer | None = None
        self.begun_at = self.listens_at = self.ready_at = 0.0
        self._clock = clock
        self._speech = Spoken(silence(0.0), 0)
        self._listens = threading.Event()
        self._health = Health.UNLOADED
        self._health_changed = threading.Condition()
        self._loading: threading.Thread | None = None
        self._load_error: SaysoError | None = None
        self._released = 0.0
        self._finished = threading.Event()
        self._text_at = 0.0
        self._heard = 0
        self._trouble: list[str] = []

        def hosted(key: ModelKey, restarted: Callable[[str], None]) -> Recognizer:
            self.recognizer = parts.recognizer(key, restarted)
            return self.recognizer

        stand_ins = replace(
            parts,
            microphone=self._microphone,
            microphones=list,
            recognizer=hosted,
            prepare=lambda: None,
            hotkey=lambda failed: _Hears(self._listening),
            undo_key=lambda failed: NoHotkey("Nothing is taken back here."),
            inserter=lambda still: Printing(self._inserted),
        )
        self._make: Callable[[], App] = partial(make_app, settings, stand_ins)
        self._app: App | None = None

    @property
    def app(self) -> App:
        assert self._app is not None
        return self._app

    def start(self) -> None:
        """Make the app and start it; it loads in the background."""
        self.begun_at = self._clock()
        self._app = self._make()
        self._app.start(self._publish)
        self._loading = threading.Thread(target=self._load, name="loading", daemon=True)
        self._loading.start()

    def await_loaded(self) -> None:
        """Until what the start loads is loaded. Raises ModelError."""
        assert self._loading is not None
        self._loading.join()
        if self._load_error is not None:
            raise self._load_error

    def await_listening(self) -> None:
        """Raises SaysoError."""
        if not self._listens.wait(WAIT_SECONDS):
            raise self._load_error or SaysoError("The app does not listen; see its log.")

    def await_health(self, wanted: Callable[[Health], bool]) -> None:
        """Of the model that serves. Raises SaysoError."""
        with self._health_changed:
            if not self._health_changed.wait_for(lambda: wanted(self._health), WAIT_SECONDS):
                raise SaysoError(
                    f"The model of the bench is {self._health} and stays it; see the app's log."
                )

    def close(self) -> None:
        if self._app is not None:
            self._app.close()

    def release_to_text(self, speech: Spoken) -> float:
        """Speak once, at real pace; seconds from the release to the last text."""
        self._speech = speech
        self._finished.clear()
        self._heard = 0
        self.app.command(Command.START)
        if not self._finished.wait(speech.seconds + WAIT_SECONDS):
            raise SaysoError("The measured dictation did not end; see the app's log.")
        if self._trouble or self._heard != speech.utterances:
            said = " ".join(self._trouble) or f"{self._heard} utterances were heard."
            raise SaysoError(f"The measured dictation went wrong: {said} Measure again.")
        return self._text_at - self._released

    def whole_after_release(self, speech: Spoken, options: RecognizeOptions) -> float:
        """Seconds for all of the audio at once, as apps do that begin at the release."""
        assert self.recognizer is not None
        begun = self._clock()
        self.recognizer.recognize(speech.samples, options)
        return self._clock() - begun

    def _load(self) -> None:
        try:
            self.app.load(lambda progress: None)
        except SaysoError as error:
            self._load_error = error

    def _listening(self) -> None:
        self.listens_at = self._clock()
        self._listens.set()

    def _microphone(self, name: str) -> AudioSource:
        return Held(self._speech.samples, self._release)

    def _release(self) -> None:
        self._released = self._clock()
        self.app.command(Command.STOP)

    def _inserted(self, text: str) -> None:
        self._text_at = self._clock()

    def _publish(self, event: Event) -> None:
        match event:
            case UtteranceRecognized():
                self._heard += 1
            case RecognizerChanged(health):
                with self._health_changed:
                    self._health = health
                    if health.serves and not self.ready_at:
                        self.ready_at = self._clock()
                    self._health_changed.notify_all()
            case Notice(Level.ERROR, text):
                self._trouble.append(text)
            case DictationEnded():
                self._finished.set()


class _Hears(NoHotkey):
    """Says when the app begins to listen to the key."""

    def __init__(self, started: Callable[[], None]) -> None:
        super().__init__("")
        self._started = started

    def start(self, deliver: Callable[[Key], None]) -> None:
        self._started()


class Held:
    """A recording in the microphone's place that says when its last word is over."""

    def __init__(self, speech: Samples, released: Callable[[], None]) -> None:
        padded = np.concatenate([speech, silence(_TAIL_SECONDS)])
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
