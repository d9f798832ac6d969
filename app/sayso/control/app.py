"""The app without its windows: everything that runs behind the tray, the demo and the bench."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sayso.archive.kept import keep_audio, keep_text
from sayso.control.choices import (
    AUTO,
    Choice,
    microphone_choices,
    recognizer_choices,
    settings_of_recognizer,
)
from sayso.control.commands import Command, Status
from sayso.control.coordinator import Coordinator
from sayso.control.no_hotkey import NoHotkey
from sayso.control.status import StatusBoard
from sayso.core.errors import HotkeyError, ModelError, SaysoError, SettingsError
from sayso.core.events import Event, Health, Level, LoadProgress, Notice, RecognizerChanged
from sayso.core.ports import (
    AudioSource,
    Clock,
    HotkeySource,
    Publish,
    RecognizeOptions,
    Recognizer,
    TextInserter,
    VoiceDetector,
)
from sayso.core.speech import Transcript, Utterance
from sayso.pipeline.detect.segmenter import Rules
from sayso.pipeline.flow import Flow, Stages
from sayso.pipeline.recognize.queue import RecognitionQueue
from sayso.pipeline.type_out.delivery import Delivery
from sayso.residency import catalog
from sayso.residency.model import ModelKey
from sayso.settings.schema import Settings, Value
from sayso.settings.store import with_values

_log = logging.getLogger(__name__)

ROUGH = (
    "No Whisper model is on this machine, so the built-in starter listens: it is rough, and knows "
    "only English. "
    "Copy a model into {folder} for far better text."
)

FINISH_SECONDS = 8.0
"""How long quitting waits for the text of what was just said; then its audio is kept on disk."""

LISTEN_SECONDS = 2.0
"""And before that for the listener, where a sound system hangs that should close a microphone."""

INSERT_SECONDS = 3.0
"""And for a window to take it."""


class LoadedRecognizer(Recognizer, Protocol):
    @property
    def device(self) -> str:
        """What it came to run on."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the world offers, chosen by `sayso.composition`.

    microphone: makes the source for one dictation, by the setting's name for it.
    microphones: name of each, and whether it is the system's default.
    recognizer: makes one for a key; ``restarted`` is told in a sentence of a new child.
    network: loads voice detection, and gives a function that makes a detector.
    prepare: does what the first dictation would otherwise wait for; may take its time.
    hotkey: makes the source; ``failed`` is told if it stops working later.
    """

    microphone: Callable[[str], AudioSource]
    microphones: Callable[[], Sequence[tuple[str, bool]]]
    recognizer: Callable[[ModelKey, float, Callable[[str], None]], LoadedRecognizer]
    network: Callable[[], Callable[[], VoiceDetector]]
    prepare: Callable[[], None]
    hotkey: Callable[[Callable[[HotkeyError], None]], HotkeySource]
    inserter: Callable[[], TextInserter]
    clock: Clock
    local_time: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Folders:
    settings: Path
    models: Path
    hub_cache: Path
    kept: Path


class App:
    """Implements `sayso.desktop.backend.Backend`. Started once, closed once.

    settings: as they hold now; changed by `choose_microphone` and `choose_recognizer` alone.
    """

    def __init__(
        self,
        settings: Settings,
        parts: Parts,
        folders: Folders,
        *,
        write_settings: Callable[[dict[str, Value]], None],
        complaints: Sequence[str] = (),
    ) -> None:
        self.settings = settings
        self.settings_folder = folders.settings
        self._parts = parts
        self._folders = folders
        self._write_settings = write_settings
        self._complaints = complaints
        self._listener: Publish = lambda event: None
        self._board = StatusBoard(self._microphone_name(), parts.local_time)
        self._detector: Callable[[], VoiceDetector] | None = None
        self._detector_ready = threading.Event()
        self._loading = threading.Lock()
        self._recognizer: LoadedRecognizer | None = None
        self._coming: LoadedRecognizer | None = None  # while it loads
        self._hotkey: HotkeySource | None = None
        self._started = False
        self._closed = False

    def start(self, publish: Publish) -> None:
        self._listener = publish
        detection, recognition = self.settings.detection, self.settings.recognition
        self._inserter = self._parts.inserter()
        self._delivery = Delivery(
            self._inserter,
            publish=self._publish,
            ended=self._ended,
        )
        self._recognition = RecognitionQueue(
            done=self._recognized,
            through=self._through,
            options=RecognizeOptions(
                language=None if recognition.language == "auto" else recognition.language,
                beam_size=recognition.beam_size,
            ),
        )
        self._flow = Flow(
            Stages(
                source=lambda: self._parts.microphone(self.settings.microphone.microphone),
                detector=self._make_detector,
                recognition=self._recognition,
                delivery=self._delivery,
                keep=self._keep,
            ),
            rules=Rules.of_seconds(
                threshold=detection.voice_threshold,
                pause=detection.pause_seconds,
                pre_roll=detection.pre_roll_seconds,
                longest=detection.longest_utterance_seconds,
            ),
            tail_seconds=detection.tail_seconds,
            trailing_space=self.settings.text.trailing_space,
            recognize_ahead=recognition.recognize_ahead,
            publish=self._publish,
        )
        self._hotkey = self._make_hotkey()
        self._coordinator = Coordinator(
            self._flow,
            publish=self._publish,
            clock=self._parts.clock,
            tap_seconds=self.settings.trigger.tap_seconds,
            watch_cancel=self._hotkey.watch_cancel,
        )
        self._started = True
        self._recognition.start()
        self._coordinator.start()
        for complaint in self._complaints:
            self._publish(Notice(Level.WARNING, complaint))
        try:
            self._hotkey.start(self._coordinator.key)
        except HotkeyError as error:
            self._hotkey_failed(error)

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Voice detection and recognizer side by side. Raises ModelError; if closed, EngineDied."""
        with self._loading:
            detection = threading.Thread(target=self._load_detector, name="load detector")
            if self._detector is None:
                report(LoadProgress("Voice detection"))
                detection.start()
            try:
                self._load_recognizer(report)
            finally:
                if detection.ident is not None:
                    detection.join()

    def command(self, command: Command) -> None:
        self._coordinator.command(command)

    def status(self) -> Status:
        return self._board.read()

    def microphones(self) -> Sequence[Choice]:
        """Raises MicrophoneError where the sound system does not answer."""
        return microphone_choices(self._parts.microphones(), self.settings.microphone.microphone)

    def choose_microphone(self, choice: str) -> None:
        self._change({"microphone": choice})
        self._board.use_microphone(self._microphone_name())

    def recognizers(self) -> Sequence[Choice]:
        status = self._board.read()
        models = catalog.installed_models(
            models_folder=self._folders.models, hub_cache=self._folders.hub_cache
        )
        return recognizer_choices(
            [(model.name, model.bytes) for model in models],
            status.engine,
            status.model,
            self.settings.recognition.model,
        )

    def choose_recognizer(self, choice: str) -> None:
        self._change(settings_of_recognizer(choice))

    def close(self) -> None:
        """What was just said still gets its text, within a limit; the rest is kept on disk."""
        if not self._started:
            return
        self._started, self._closed = False, True
        assert self._hotkey is not None
        self._hotkey.stop()
        self._delivery.collect_refused()
        if not self._detector_ready.is_set():
            self._go_without_detector()  # whoever waits for it would wait for ever
        waiting_helps = self._recognizer is not None
        self._coordinator.close(FINISH_SECONDS if waiting_helps else 1.0)
        self._flow.settle(LISTEN_SECONDS)
        self._recognition.stop()
        # In this order: what is coming becomes the recognizer first, and then comes no more.
        for recognizer in (self._coming, self._recognizer):
            if recognizer is not None:
                recognizer.close()  # from this thread it ends a call, and a load, at once
        for utterance in self._recognition.close():
            _log.warning(self._flow.kept(utterance, "Quit before this was recognised."))
        if text := self._delivery.close(INSERT_SECONDS):
            self._keep_text(text)
        self._inserter.close()

    def _publish(self, event: Event) -> None:
        self._board.note(event)
        try:
            self._listener(event)
        # Any thread of ours may be telling, and none may end because of whoever listens.
        except Exception:  # noqa: BLE001
            _log.exception("an event could not be told")

    # Behind methods, because what they call does not exist yet when they are handed over.
    def _recognized(self, utterance: Utterance, result: Transcript | SaysoError) -> None:
        self._flow.recognized(utterance, result)

    def _through(self, dictation: int) -> None:
        self._flow.through(dictation)

    def _ended(self, dictation: int, discarded: bool) -> None:
        self._coordinator.ended(dictation, discarded)

    def _change(self, values: dict[str, Value]) -> None:
        self._write_settings(values)
        self.settings = with_values(self.settings, values)

    def _microphone_name(self) -> str:
        name = self.settings.microphone.microphone
        return "System default" if name == AUTO else name

    def _make_detector(self) -> VoiceDetector:
        """From the detector thread: a dictation may begin before voice detection is loaded."""
        self._detector_ready.wait()
        assert self._detector is not None
        return self._detector()

    def _load_detector(self) -> None:
        try:
            self._detector = self._parts.network()
            self._detector_ready.set()
        except Exception as error:  # noqa: BLE001 - told, and in full in the log
            self._go_without_detector()  # whoever waits for it would wait for ever
            self._publish(Notice(Level.ERROR, str(_as_model_error(error, "Voice detection"))))
        self._parts.prepare()

    def _go_without_detector(self) -> None:
        from sayso.pipeline.detect.silero import EverythingIsSpeech

        self._detector = EverythingIsSpeech
        self._detector_ready.set()

    def _load_recognizer(self, report: Callable[[LoadProgress], None]) -> None:
        before = self._recognizer
        wanted = self.settings.recognition
        engine, model = ("" if name == AUTO else name for name in (wanted.engine, wanted.model))
        changed = RecognizerChanged(Health.STARTING, engine, model, wanted.device)
        try:
            key = catalog.choose_key(
                wanted, models_folder=self._folders.models, hub_cache=self._folders.hub_cache
            )
            changed = RecognizerChanged(Health.STARTING, key.engine, key.model, key.device)
            self._publish(changed)
            self._coming = after = self._parts.recognizer(
                key, wanted.recognition_timeout_seconds, self._engine_restarted
            )
            try:
                if self._closed:
                    after.close()  # `close` looked before it was there; now its load ends at once
                after.load(report)
            except BaseException:
                after.close()
                self._coming = None
                raise
        except Exception as error:
            known = _as_model_error(error, "The recognizer")
            self._without(before, changed, known)
            if known is error:
                raise
            raise known from error
        self._recognizer = after
        self._coming = None
        self._recognition.use(after)
        if before is not None:
            before.close()
        rough = ROUGH.format(folder=self._folders.models) if after.engine == "starter" else ""
        self._publish(
            RecognizerChanged(Health.READY, after.engine, after.model, after.device, rough)
        )

    def _without(
        self, before: LoadedRecognizer | None, failed: RecognizerChanged, error: SaysoError
    ) -> None:
        """The new recognizer could not be had: the one before goes on, if there is one."""
        if before is None:
            self._recognition.unavailable()
            changed = replace(failed, health=Health.UNAVAILABLE, message=str(error))
        else:
            changed = RecognizerChanged(
                Health.READY, before.engine, before.model, before.device, str(error)
            )
        self._publish(changed)

    def _engine_restarted(self, reason: str) -> None:
        _log.warning("The engine was started again: %s", reason)

    def _make_hotkey(self) -> HotkeySource:
        try:
            return self._parts.hotkey(self._hotkey_failed)
        except SettingsError as error:
            self._publish(Notice(Level.WARNING, str(error)))
            return NoHotkey(str(error))

    def _hotkey_failed(self, error: HotkeyError) -> None:
        self._publish(Notice(Level.WARNING, str(error)))

    def _keep(self, utterance: Utterance) -> Path:
        return keep_audio(utterance.samples, self._folders.kept, self._parts.local_time())

    def _keep_text(self, text: str) -> None:
        try:
            path = keep_text(text, self._folders.kept, self._parts.local_time())
        except OSError:
            _log.exception("a text that no window took could not be kept")
        else:
            _log.warning("Quit before a window took a text; it is in %s", path)


def _as_model_error(error: Exception, what: str) -> SaysoError:
    """A sentence for whatever was raised; what is no sentence yet goes to the log."""
    if isinstance(error, SaysoError):
        return error
    _log.error("%s could not be loaded", what, exc_info=error)
    return ModelError(f"{what} could not be loaded ({type(error).__name__}); see the log.")
