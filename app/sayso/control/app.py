"""The app without its windows: everything that runs behind the tray, the demo and the bench."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

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
from sayso.control.detection import Detection
from sayso.control.no_hotkey import NoHotkey
from sayso.control.resident import LoadedRecognizer, ResidentRecognizer
from sayso.control.status import StatusBoard
from sayso.core.errors import HotkeyError, SaysoError, SettingsError
from sayso.core.events import Event, Level, LoadProgress, Notice
from sayso.core.ports import (
    AudioSource,
    Clock,
    HotkeySource,
    Publish,
    RecognizeOptions,
    TextInserter,
    VoiceDetector,
)
from sayso.core.speech import Transcript, Utterance
from sayso.pipeline.detect.segmenter import Rules
from sayso.pipeline.flow import Flow, Stages
from sayso.pipeline.recognize.queue import RecognitionQueue
from sayso.pipeline.type_out.delivery import Delivery
from sayso.residency.model import ModelKey
from sayso.settings.schema import Settings, Value
from sayso.settings.store import with_values

_log = logging.getLogger(__name__)

FINISH_SECONDS = 8.0
"""How long quitting waits for the text of what was just said; then its audio is kept on disk."""

LISTEN_SECONDS = 2.0
"""And before that for the listener, where a sound system hangs that should close a microphone."""

INSERT_SECONDS = 3.0
"""And for a window to take it."""


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
        self._detection = Detection(
            parts.network, lambda sentence: self._publish(Notice(Level.ERROR, sentence))
        )
        self._hotkey: HotkeySource | None = None
        self._started = False

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
        self._resident = ResidentRecognizer(
            self._parts.recognizer,
            self._recognition,
            models_folder=self._folders.models,
            hub_cache=self._folders.hub_cache,
            publish=self._publish,
        )
        self._flow = Flow(
            Stages(
                source=lambda: self._parts.microphone(self.settings.microphone.microphone),
                detector=self._detection.detector,
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
        beside = None
        if not self._detection.is_loaded:
            report(LoadProgress("Voice detection"))
            beside = threading.Thread(target=self._load_detection, name="load detector")
            beside.start()
        try:
            self._resident.load(self.settings.recognition, report)
        finally:
            if beside is not None:
                beside.join()

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
        return recognizer_choices(
            [(model.name, model.bytes) for model in self._resident.installed()],
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
        self._started = False
        assert self._hotkey is not None
        self._hotkey.stop()
        self._delivery.collect_refused()
        self._detection.give_up()  # whoever waits for it now would wait for ever
        self._coordinator.close(FINISH_SECONDS if self._resident.is_there else 1.0)
        self._flow.settle(LISTEN_SECONDS)
        self._recognition.stop()
        self._resident.close()
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

    def _load_detection(self) -> None:
        self._detection.load()
        self._parts.prepare()

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
