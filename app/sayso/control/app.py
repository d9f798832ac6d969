"""The app without its windows: everything that runs behind the tray, the demo and the bench."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from sayso.archive.journal import Journal
from sayso.control.check import deep_check
from sayso.control.choices import (
    AUTO,
    Choice,
    device_choices,
    language_choices,
    microphone_choices,
    recognizer_choices,
    settings_of_recognizer,
)
from sayso.control.chosen import Chosen
from sayso.control.commands import Checked, Command, Status, Typed
from sayso.control.coordinator import Coordinator
from sayso.control.detection import Detection
from sayso.control.keeping import named, retention
from sayso.control.no_hotkey import NoHotkey
from sayso.control.offers import Offers
from sayso.control.parts import Folders, Parts
from sayso.control.resident_models import ResidentModels
from sayso.control.serving import Serving
from sayso.control.status import StatusBoard
from sayso.core.errors import HotkeyError, InsertionError, ModelError, SaysoError, SettingsError
from sayso.core.events import Event, Level, LoadProgress, Notice, TraceChanged
from sayso.core.ports import (
    HotkeySource,
    Key,
    Publish,
    RecognizeOptions,
)
from sayso.core.speech import Transcript, Utterance
from sayso.models.choosing import VOICE, Plan, plan
from sayso.models.installed import installed_models
from sayso.pipeline.detect.segmenter import Rules
from sayso.pipeline.flow import Flow, Stages
from sayso.pipeline.recognize.queue import RecognitionQueue
from sayso.pipeline.type_out.delivery import Delivery
from sayso.residency.hardware import Hardware
from sayso.residency.loading import Strategy
from sayso.residency.model import ModelKey
from sayso.residency.vitals import Vitals
from sayso.settings.schema import Recognition, Settings, Value

_log = logging.getLogger(__name__)

FINISH_SECONDS = 8.0
"""How long quitting waits for the text of what was just said; then it is offered at the next start.
"""

LISTEN_SECONDS = 2.0
"""And before that for the listener, where a sound system hangs that should close a microphone."""

INSERT_SECONDS = 3.0
"""And for a window to take it."""

LOOK_AGAIN_SECONDS = 20.0
"""When what an earlier run left is looked for again, where the history could not be read: another
program may have held it."""

WRITE_SECONDS = 3.0
"""And for the disk to take what is known of it."""


class App:
    """Implements `sayso.desktop.backend.Backend`. Started once, closed once."""

    def __init__(
        self,
        settings: Settings,
        parts: Parts,
        folders: Folders,
        *,
        write_settings: Callable[[dict[str, Value]], None],
        complaints: Sequence[str] = (),
    ) -> None:
        self._chosen = Chosen(settings, write_settings)
        self.settings_folder = folders.settings
        self._parts = parts
        self._folders = folders
        self._complaints = complaints
        self._listener: Publish = lambda event: None
        self._board = StatusBoard(
            self._microphone_name(), settings.recognition.language, parts.local_time
        )
        self._strategy = Strategy(settings.residency.loading_strategy)
        self._models = ResidentModels(
            settings.residency,
            recognizer=lambda key: parts.recognizer(key, self._restarted),
            network=parts.network,
            pressure=parts.pressure,
            clock=parts.clock,
            changed=self._note,
        )
        self._detection = Detection(
            self._models.networks, lambda sentence: self._publish(Notice(Level.ERROR, sentence))
        )
        self._hotkey: HotkeySource = NoHotkey("")
        self._undo_key: HotkeySource = NoHotkey("")
        self._undo_key_alone = False  # it is down, and no other key was pressed since
        self._started = False
        self._closing = threading.Event()
        self._listens = False
        self._loaded_once = False
        self._known_hardware: Hardware | None = None
        self._checks = itertools.count(-1, -1)  # of the deep checks; dictations count from 1

    @property
    def settings(self) -> Settings:
        """As they hold now; changed by the `choose_…` methods alone."""
        return self._chosen.settings

    def start(self, publish: Publish) -> None:
        self._listener = publish
        detection, recognition = self.settings.detection, self.settings.recognition
        rules = Rules.of_seconds(
            threshold=detection.voice_threshold,
            pause=detection.pause_seconds,
            pre_roll=detection.pre_roll_seconds,
            longest=detection.longest_utterance_seconds,
        )
        history = self.settings.history
        self._journal = Journal(
            self._folders.history,
            publish=self._publish,
            clock=self._parts.clock,
            now=self._parts.local_time,
            retention=retention(history),
            leave_no_trace=history.leave_no_trace,
            no_trace_in=named(history.no_trace_in),
        )
        self._inserter = self._parts.inserter()
        self._delivery = Delivery(
            self._inserter,
            publish=self._publish,
            ended=self._ended,
            journal=self._journal,
            press_enter=self.settings.typing.press_enter,
        )
        self._recognition = RecognitionQueue(
            done=self._recognized,
            through=self._through,
            options=self._options(),
            backlog=self._publish,
            leave=self._journal.on_disk,
        )
        self._serving = Serving(
            self._models.recognizers,
            self._recognition,
            plan=self._plan,
            fetch=self._parts.fetch,
            clock=self._parts.clock,
            publish=self._publish,
        )
        self._flow = Flow(
            Stages(
                source=lambda: self._parts.microphone(self.settings.microphone.microphone),
                detector=self._detection.detector,
                attend=self._serving.attend,
                release=self._serving.release,
                recognition=self._recognition,
                aim=self._inserter.aim,
                delivery=self._delivery,
                journal=self._journal,
            ),
            rules=rules,
            tail_seconds=detection.tail_seconds,
            trailing_space=self.settings.text.trailing_space,
            scratch_that=self.settings.text.scratch_that,
            recognize_ahead=recognition.recognize_ahead,
            publish=self._publish,
        )
        self._offers = Offers(
            self._journal,
            detector=self._detection.detector,
            rules=rules,
            submit=self._recognition.submit,
            copy=self._delivery.copy,
            publish=self._publish,
            goes_on=lambda: not self._closing.is_set(),
        )
        self._looking_back = threading.Thread(
            target=self._look_until_found, name="recovery", daemon=True
        )
        self._hotkey = self._make_hotkey(self._parts.hotkey)
        self._undo_key = self._make_hotkey(self._parts.undo_key)
        self._coordinator = Coordinator(
            self._flow,
            publish=self._publish,
            clock=self._parts.clock,
            tap_seconds=self.settings.trigger.tap_seconds,
            watch_cancel=self._hotkey.watch_cancel,
        )
        self._started = True
        self._journal.start()
        self._models.start()
        self._recognition.start()
        self._coordinator.start()
        if history.leave_no_trace:
            self._publish(TraceChanged(True))
        for complaint in self._complaints:
            self._publish(Notice(Level.WARNING, complaint))
        if not self._strategy.waits_until_loaded:
            self._listen()

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Voice detection and recognizer side by side; the first time as the loading strategy says.

        Raises ModelError, and then a choice is taken back that another one came before;
        RegistryClosed if closed meanwhile."""
        first, self._loaded_once = not self._loaded_once, True
        lazy = first and not self._strategy.loads_at_start
        wanted = self.settings.recognition
        if lazy and self._serving.stand_by(wanted):
            self._chosen.had(wanted)
            self._parts.prepare()
            self._look_back()
            return
        beside = None
        if first:
            report(LoadProgress("Voice detection"))
            beside = threading.Thread(target=self._load_detection, name="load detector")
            beside.start()

        def told(progress: LoadProgress) -> None:
            if self._serving.serves():  # what stands in during a download listens during it
                self._listen()
            self._board.load(progress)
            report(progress)

        try:
            self._serving.load(wanted, told)
            self._chosen.had(wanted)
        except ModelError:
            if self._started:  # else the download goes on at the next start
                self._chosen.take_back(wanted)
            raise
        finally:
            if beside is not None:
                beside.join()
            self._board.load(None)
            self._listen()
            self._look_back()

    def stop_loading(self) -> None:
        self._serving.stop_loading()

    def command(self, command: Command) -> None:
        if command in (Command.START, Command.TOGGLE) and not self._listens:
            self._publish(
                Notice(Level.WARNING, "The model is still loading: speak once it is there.")
            )
            return
        self._coordinator.command(command)

    def status(self) -> Status:
        return replace(self._board.read(), models=self._models.in_memory())

    def check(self) -> Checked:
        """Half a second of silence through the model that serves. Raises SaysoError."""
        number = next(self._checks)
        self._serving.attend(number)
        try:
            return deep_check(self._recognition, self._board.read)
        finally:
            self._serving.release(number)

    def microphones(self) -> Sequence[Choice]:
        """Raises MicrophoneError where the sound system does not answer."""
        return microphone_choices(self._parts.microphones(), self.settings.microphone.microphone)

    def choose_microphone(self, choice: str) -> None:
        self._chosen.change({"microphone": choice})
        self._board.use_microphone(self._microphone_name())

    def recognizers(self) -> Sequence[Choice]:
        status = self._board.read()
        installed = installed_models(
            models_folder=self._folders.models, hub_cache=self._folders.hub_cache
        )
        return recognizer_choices(
            [(model.name, model.bytes) for model in installed],
            status.engine,
            status.model,
            self.settings.recognition,
            offline=self.settings.residency.offline,
        )

    def choose_recognizer(self, choice: str) -> None:
        self._chosen.change(settings_of_recognizer(choice))

    def devices(self) -> Sequence[Choice]:
        return device_choices(self._hardware().gpus, self.settings.recognition.device)

    def choose_device(self, choice: str) -> None:
        self._chosen.change({"device": choice})

    def languages(self) -> Sequence[Choice]:
        return language_choices(self.settings.recognition.language)

    def choose_language(self, choice: str) -> bool:
        """True if another model suits it better, which `load` then loads."""
        before = self._wanted()
        self._chosen.change({"language": choice})
        self._recognition.set_options(self._options())
        self._board.use_language(choice)
        return self._wanted() != before

    def undo(self) -> None:
        self._delivery.undo()

    def type_again(self) -> None:
        self._delivery.type_again()

    def copy_waiting(self) -> None:
        self._delivery.copy_waiting()

    def type_text(self, text: str) -> Typed:
        return Typed.of(self._delivery.type_text(text))

    def recognize_offered(self) -> None:
        self._offers.recognize()

    def copy_offered(self) -> None:
        self._offers.copy()

    def discard_offered(self) -> None:
        self._offers.discard()

    def leave_no_trace(self, wanted: bool) -> None:
        self._chosen.change({"leave_no_trace": wanted})
        self._journal.leave_no_trace(wanted)
        self._publish(TraceChanged(wanted))

    def close(self) -> None:
        """What was just said still gets its text, within a limit; the rest is offered at the next
        start."""
        if not self._started:
            return
        self._started = False
        self._closing.set()
        if self._listens:
            self._hotkey.stop()
            self._undo_key.stop()
        loaded = self._models.networks.vitals(VOICE).health.serves
        if not loaded:
            self._models.networks.close(0.0)  # whoever waits for it now would wait for ever
        self._coordinator.close(FINISH_SECONDS if self._serving.serves() else 1.0)
        self._flow.settle(LISTEN_SECONDS)
        self._offers.close()
        # Before the engine's end is waited for: a driver that hangs may hold it, and us, for ever.
        self._recognition.stop()
        self._delivery.close(INSERT_SECONDS)
        self._journal.close(WRITE_SECONDS)
        self._serving.close()
        self._models.close()
        self._recognition.close()
        self._inserter.close()
        if self._looking_back.is_alive():
            self._looking_back.join(LISTEN_SECONDS)

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

    def _options(self) -> RecognizeOptions:
        recognition = self.settings.recognition
        return RecognizeOptions(
            language=None if recognition.language == AUTO else recognition.language,
            beam_size=recognition.beam_size,
        )

    def _plan(self, recognition: Recognition) -> Plan:
        return plan(
            recognition,
            self._hardware(),
            models_folder=self._folders.models,
            hub_cache=self._folders.hub_cache,
        )

    def _hardware(self) -> Hardware:
        """Asked for late: a graphics card's driver may take its time."""
        if self._known_hardware is None:
            self._known_hardware = self._parts.hardware()
        return self._known_hardware

    def _wanted(self) -> tuple[object, ...]:
        try:
            plan = self._plan(self.settings.recognition)
        except ModelError:
            return ()
        return (plan.keys, plan.missing)

    def _note(self, key: ModelKey, vitals: Vitals) -> None:
        self._serving.note(key, vitals)

    def _restarted(self, reason: str) -> None:
        _log.warning("The engine was started again: %s", reason)

    def _listen(self) -> None:
        """From now on to the key, too."""
        if self._listens or not self._started:
            return
        self._listens = True
        for source, deliver in (
            (self._hotkey, self._coordinator.key),
            (self._undo_key, self._undo_pressed),
        ):
            try:
                source.start(deliver)
            except HotkeyError as error:
                self._hotkey_failed(error)

    def _undo_pressed(self, key: Key) -> None:
        """On release: while a key is held nothing can be typed. Not where another key was pressed
        meanwhile: then it was part of a shortcut, as Ctrl is."""
        alone = self._undo_key_alone
        self._undo_key_alone = key is Key.DOWN
        if key is not Key.UP or not alone:
            return

        def undo() -> None:
            try:
                self._delivery.undo()
            except InsertionError as error:
                self._publish(Notice(Level.WARNING, str(error)))

        threading.Thread(target=undo, name="undo key", daemon=True).start()

    def _microphone_name(self) -> str:
        name = self.settings.microphone.microphone
        return "System default" if name == AUTO else name

    def _load_detection(self) -> None:
        self._detection.load()
        self._parts.prepare()

    def _make_hotkey(
        self, make: Callable[[Callable[[HotkeyError], None]], HotkeySource]
    ) -> HotkeySource:
        try:
            return make(self._hotkey_failed)
        except SettingsError as error:
            self._publish(Notice(Level.WARNING, str(error)))
            return NoHotkey(str(error))

    def _hotkey_failed(self, error: HotkeyError) -> None:
        self._publish(Notice(Level.WARNING, str(error)))

    def _look_until_found(self) -> None:
        while not self._offers.look():
            if self._closing.wait(LOOK_AGAIN_SECONDS):
                return
        self._journal.prepare()

    def _look_back(self) -> None:
        """Once, and after the load: the person waits for that."""
        if self._started and self._looking_back.ident is None:
            self._looking_back.start()
