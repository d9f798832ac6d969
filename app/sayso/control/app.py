"""The app without its windows: everything that runs behind the tray, the demo and the bench."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import sayso
from sayso.archive.journal import Journal
from sayso.control.again import Again
from sayso.control.applying import Applying, microphone_name, options
from sayso.control.check import deep_check
from sayso.control.choices import Choice
from sayso.control.commands import Checked, Command, Status, Typed
from sayso.control.coordinator import Coordinator
from sayso.control.cues import Cues
from sayso.control.detection import Detection
from sayso.control.diagnosis import Diagnosis
from sayso.control.file_queue import FileQueue
from sayso.control.hotkeys import Hotkeys
from sayso.control.keeping import named, retention
from sayso.control.offers import Offers
from sayso.control.parts import Folders, Parts
from sayso.control.past import Past
from sayso.control.preferences import Preferences
from sayso.control.resident_models import ResidentModels
from sayso.control.selection import Selection
from sayso.control.serving import Serving
from sayso.control.status import StatusBoard
from sayso.control.trial import MicrophoneTrial
from sayso.control.updates import Updates
from sayso.core.errors import ModelError, SaysoError
from sayso.core.events import Event, Level, LoadProgress, Notice, PausedChanged, TraceChanged
from sayso.core.ports import AudioSource, Key, Publish, Still, alone
from sayso.core.speech import Transcript, Utterance
from sayso.core.spot import Spot
from sayso.models.catalog import Recommendation
from sayso.models.choosing import VOICE
from sayso.pipeline.flow import Flow, Stages, rules_of
from sayso.pipeline.recognize.queue import RecognitionQueue
from sayso.pipeline.type_out.delivery import Delivery
from sayso.residency.loading import Strategy
from sayso.residency.model import ModelKey
from sayso.residency.vitals import Vitals
from sayso.settings.schema import Settings

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
        preferences: Preferences,
        parts: Parts,
        folders: Folders,
        *,
        complaints: Sequence[str] = (),
    ) -> None:
        self.preferences = preferences
        settings = preferences.settings
        self.settings_folder = folders.settings
        self._parts = parts
        self._folders = folders
        self._complaints = complaints
        self._listener: Publish = lambda event: None
        self._board = StatusBoard(
            microphone_name(settings), settings.recognition.language, parts.local_time
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
        self._selection = Selection(
            preferences, parts, folders, status=self._board.read, loaded=self._models.in_memory
        )
        self._detection = Detection(
            self._models.networks, lambda sentence: self._publish(Notice(Level.ERROR, sentence))
        )
        self.keys = parts.keys
        self.autostart = parts.autostart
        self.updates = Updates(
            settings=lambda: self.settings,
            own=sayso.__version__,
            file=folders.history.parent / "updates.json",
            now=parts.local_time,
            clock=parts.clock,
        )
        self.diagnosis = Diagnosis(
            settings=lambda: self.settings,
            status=self.status,
            microphones=parts.microphones,
            hardware=self._selection.hardware,
            system=parts.system,
            doctor=parts.doctor,
            log=folders.log,
        )
        self.trial = MicrophoneTrial(
            parts.microphone,
            self._models.networks,
            threshold=lambda: self.settings.detection.voice_threshold,
            publish=self._publish,
            clock=parts.clock,
        )
        self.past = Past(
            folders.history,
            now=parts.local_time,
            kept=lambda: self.settings.history,
            again=Again(
                recognition=lambda: self.settings.recognition,
                plan=self._selection.plan,
                recognizer=parts.recognizer_behind
                or (lambda key: parts.recognizer(key, self._restarted)),
            ),
            publish=self._publish,
        )
        self.cues = Cues(parts.player)
        self.files = FileQueue(
            recognition=lambda: self._recognition,
            detector=self._detection.detector,
            settings=lambda: self.settings,
            serves=lambda: ((now := self._board.read()).engine, now.model),
            attended=self._attended,
            publish=self._publish,
            clock=parts.clock,
        )
        self._hotkeys = Hotkeys(
            parts.hotkey,
            parts.undo_key,
            deliver=self._key,
            finish=lambda: self._coordinator.command(Command.STOP),
            undo=self.undo,
            publish=self._publish,
        )
        self._started = False
        self._closing = threading.Event()
        self._listens = False
        self._loaded_once = False
        self._checks = itertools.count(-1, -1)  # of who else needs it; dictations count from 1

    @property
    def settings(self) -> Settings:
        """As they hold now."""
        return self.preferences.settings

    def start(self, publish: Publish, still: Still = alone) -> None:
        self._listener = publish
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
        self._inserter = self._parts.inserter(still)
        self._delivery = Delivery(
            self._inserter,
            publish=self._publish,
            ended=self._ended,
            journal=self._journal,
            press_enter=lambda: self.settings.typing.press_enter,
        )
        self._recognition = RecognitionQueue(
            done=self._recognized,
            through=self._through,
            options=options(self.settings.recognition),
            backlog=self._publish,
            leave=self._journal.on_disk,
        )
        self._serving = Serving(
            self._models.recognizers,
            self._recognition,
            plan=self._selection.plan,
            fetch=self._parts.fetch,
            clock=self._parts.clock,
            publish=self._publish,
        )
        self._flow = Flow(
            Stages(
                source=self._microphone,
                detector=self._detection.detector,
                attend=self._serving.attend,
                release=self._serving.release,
                recognition=self._recognition,
                aim=self._inserter.aim,
                delivery=self._delivery,
                journal=self._journal,
            ),
            settings=lambda: self.settings,
            publish=self._publish,
        )
        self._offers = Offers(
            self._journal,
            detector=self._detection.detector,
            rules=rules_of(self.settings.detection),
            submit=self._recognition.submit,
            copy=self._delivery.copy,
            publish=self._publish,
            goes_on=lambda: not self._closing.is_set(),
        )
        self._looking_back = threading.Thread(
            target=self._look_until_found, name="recovery", daemon=True
        )
        self._hotkeys.make()
        self._coordinator = Coordinator(
            self._flow,
            publish=self._publish,
            clock=self._parts.clock,
            tap_seconds=lambda: self.settings.trigger.tap_seconds,
            watch_cancel=self._hotkeys.watch_cancel,
        )
        self.preferences.follow(
            Applying(
                hotkeys=self._hotkeys,
                recognition=self._recognition,
                serving=self._serving,
                models=self._models,
                journal=self._journal,
                board=self._board,
                wanted=self._selection.meant,
                publish=self._publish,
            ),
            self._publish,
        )
        self._started = True
        self._journal.start()
        self._models.start()
        self._recognition.start()
        self._coordinator.start()
        if history.leave_no_trace:
            self._publish(TraceChanged(True))
        if self._complaints:  # together: of several notices only the last would be seen
            self._publish(Notice(Level.WARNING, " ".join(self._complaints)))
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
            self.preferences.had(wanted)
            self._parts.prepare()
            self._look_back()
            return
        beside = None
        if first:
            report(LoadProgress("Voice detection"))
            beside = threading.Thread(
                target=self._load_detection, args=(report,), name="load detector"
            )
            beside.start()

        def told(progress: LoadProgress) -> None:
            if self._serving.serves():  # what stands in during a download listens during it
                self._listen()
            self._board.load(progress)
            report(progress)

        try:
            self._serving.load(wanted, told)
            self.preferences.had(wanted)
        except ModelError:
            if self._started:  # else the download goes on at the next start
                self.preferences.take_back(wanted)
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
        if command in (Command.START, Command.TOGGLE):
            if not self._listens:
                self._publish(
                    Notice(Level.WARNING, "The model is still loading: speak once it is there.")
                )
                return
            self.pause(False)
        self._coordinator.command(command)

    def pause(self, wanted: bool) -> None:
        if self._hotkeys.pause(wanted):
            if wanted:
                self._coordinator.command(Command.STOP)
            self._publish(PausedChanged(wanted))

    def status(self) -> Status:
        return replace(self._board.read(), models=self._models.in_memory())

    def spot(self, caret: bool) -> Spot:
        return self._inserter.spot(caret=caret)

    def check(self) -> Checked:
        """Half a second of silence through the model that serves. Raises SaysoError."""
        with self._attended():
            return deep_check(self._recognition, self._board.read)

    def microphones(self) -> Sequence[Choice]:
        return self._selection.microphones()

    def choose_microphone(self, choice: str) -> None:
        self.preferences.change({"microphone": choice})

    def recognizers(self) -> Sequence[Choice]:
        return self._selection.recognizers()

    def recommended(self) -> Recommendation:
        return self._selection.recommended()

    def choose_recognizer(self, choice: str) -> None:
        self._selection.choose_recognizer(choice)

    def devices(self) -> Sequence[Choice]:
        return self._selection.devices()

    def choose_device(self, choice: str) -> None:
        self.preferences.change({"device": choice})

    def languages(self) -> Sequence[Choice]:
        return self._selection.languages()

    def choose_language(self, choice: str) -> bool:
        return self._selection.choose_language(choice)

    def type_into_ours(self, wanted: bool) -> None:
        self._inserter.let_in(wanted)

    def undo(self) -> None:
        self._delivery.undo()

    def type_again(self) -> None:
        self._delivery.type_again()

    def copy_text(self, text: str) -> None:
        self._delivery.copy(text)

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
        self.preferences.change({"leave_no_trace": wanted})

    def close(self) -> None:
        """What was just said still gets its text, within a limit; the rest is offered at the next
        start."""
        if not self._started:
            return
        self._started = False
        self._closing.set()
        self.trial.stop(LISTEN_SECONDS)
        self.cues.close()
        self.files.close()
        self.preferences.leave()
        self._hotkeys.stop()
        loaded = self._models.networks.vitals(VOICE).health.serves
        if not loaded:
            self._models.networks.close(0.0)  # whoever waits for it now would wait for ever
        self._coordinator.close(FINISH_SECONDS if self._serving.serves() else 1.0)
        self._flow.settle(LISTEN_SECONDS)
        self._offers.close()
        # Before the engine's end is waited for: a driver that hangs may hold it, and us, for ever.
        self._recognition.stop()
        self._delivery.close(INSERT_SECONDS)
        self.past.close()
        self._journal.close(WRITE_SECONDS)
        self._serving.close()
        self._models.close()
        self._recognition.close()
        self._inserter.close()
        if self._looking_back.is_alive():
            self._looking_back.join(LISTEN_SECONDS)

    @contextmanager
    def _attended(self) -> Iterator[None]:
        """The model is needed, though nobody dictates."""
        number = next(self._checks)
        self._serving.attend(number)
        try:
            yield
        finally:
            self._serving.release(number)

    def _publish(self, event: Event) -> None:
        self._board.note(event)
        try:
            self._listener(event)
        # Any thread of ours may be telling, and none may end because of whoever listens.
        except Exception:  # noqa: BLE001
            _log.exception("an event could not be told")

    # Behind methods, because what they call does not exist yet when they are handed over.
    def _key(self, key: Key) -> None:
        self._coordinator.key(key)

    def _recognized(self, utterance: Utterance, result: Transcript | SaysoError) -> None:
        self._flow.recognized(utterance, result)

    def _through(self, dictation: int) -> None:
        self._flow.through(dictation)

    def _ended(self, dictation: int, discarded: bool) -> None:
        self._coordinator.ended(dictation, discarded)

    def _note(self, key: ModelKey, vitals: Vitals) -> None:
        self._serving.note(key, vitals)

    def _restarted(self, reason: str) -> None:
        _log.warning("The engine was started again: %s", reason)

    def _listen(self) -> None:
        """From now on to the key, too."""
        if self._started:
            self._listens = True
            self._hotkeys.listen()

    def _microphone(self) -> AudioSource:
        self.trial.make_way(LISTEN_SECONDS)
        return self._parts.microphone(self.settings.microphone.microphone)

    def _load_detection(self, report: Callable[[LoadProgress], None]) -> None:
        self._detection.load()
        report(LoadProgress("Voice detection", "", 1, 1, ""))  # it is there
        self._parts.prepare()

    def _look_until_found(self) -> None:
        while not self._offers.look():
            if self._closing.wait(LOOK_AGAIN_SECONDS):
                return
        self._journal.prepare()

    def _look_back(self) -> None:
        """Once, and after the load: the person waits for that."""
        if self._started and self._looking_back.ident is None:
            self._looking_back.start()
