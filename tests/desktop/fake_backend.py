"""A fake: it keeps `sayso.desktop.backend.Backend` and does nothing but remember what it was asked.

The real one needs a microphone, a keyboard and a model. Run as a program, this file starts the real
desktop over the fake, with the control socket at ``argv[1]``; each further argument is a wish:
``slow-load`` (loading waits until it is closed), ``no-model`` (loading fails), ``download``
(loading begins with a download that ends when it is stopped or the app is closed), ``inserted``
(a dictation has gone into a window), ``waits`` (another one found none), ``offers`` (an earlier run
left something undelivered).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from fake_files import FakeFiles
from fake_past import ToldRecognizer, make_past
from fake_trial import FakeTrial, FreeKeys

from sayso import paths
from sayso.control.choices import Choice
from sayso.control.commands import Checked, Command, Status, Typed
from sayso.control.cues import Cues, Silence
from sayso.control.diagnosis import Diagnosis
from sayso.control.keys import Keys
from sayso.control.preferences import Applied, Preferences
from sayso.control.updates import Updates
from sayso.core.errors import DownloadCancelled, InsertionError, ModelError, SettingsError
from sayso.core.events import (
    Activity,
    ActivityChanged,
    Event,
    Level,
    LoadProgress,
    Notice,
    Offered,
    PausedChanged,
    RecognizerChanged,
    TextInserted,
    TextTakenBack,
    TextWaits,
    TraceChanged,
    UtteranceRecognized,
)
from sayso.core.health import Health
from sayso.core.ports import Publish, Still, alone
from sayso.core.speech import Transcript, Utterance
from sayso.core.spot import Spot
from sayso.models.catalog import Recommendation, recommend
from sayso.platforms.xdg_autostart import XdgAutostart
from sayso.residency.hardware import Hardware
from sayso.settings.schema import LANGUAGES, Settings

INSERTED = "Please send the report."
WAITS = "It can wait until Monday."
WHY = "Mail has not the keyboard any more: the text waits until you go back to it."

OFFERED = Offered(3, 43.2, unrecognised=2, text="Remember the milk.", doubtful=1)
RECOGNISED = Offered(3, 43.2, text="Remember the milk. And bread, too.", doubtful=1)

DOWNLOAD = LoadProgress("Downloading", "small", 63e6, 145e6, seconds_left=48.0)


class FakeBackend:
    """commands, chosen: what was asked, in order. ``threads``: which thread asked what.

    loads: how often `load` was called. gate: `load` waits for it. downloading: `load` waits in a
    download, which `stop_loading` ends; ``stops`` counts these. load_error, choose_error: raised
    where they are set. trial, free_keys: see fake_trial. files: see fake_files. hardware: what a
    model is recommended for.
    past: the real thing, over a history of its own; told: what recognises again for it.
    close_gate: `close` waits for it. check_gate: `check` waits for it, and
    raises check_error where it is set. errands: what was to be done to texts, in order; each waits
    for errand_gate and raises errand_error where it is set. no_trace: whether no trace is left.
    preferences: the real thing, over a file of its own. applied: each change, before and after.
    paused, into_ours: what was asked for last.
    """

    def __init__(self, folder: Path = Path("settings")) -> None:
        self.settings_folder = folder
        own = paths.home()  # which pytest clears away, also where this process is killed
        home = tempfile.mkdtemp(prefix="fake-", dir=own if own and own.is_dir() else None)
        weakref.finalize(self, shutil.rmtree, home, ignore_errors=True)
        self.preferences = Preferences(Settings(), Path(home, "settings.toml"))
        self.preferences.follow(self._apply, self._tell)
        self.applied: list[tuple[Settings, Settings]] = []
        self.paused = False
        self.into_ours = False
        self.trial = FakeTrial(self._tell)
        self.cues = Cues(Silence)
        self.files = FakeFiles(self._tell)
        self.free_keys = FreeKeys()
        self.told = ToldRecognizer()
        self.past = make_past(Path(home, "history"), self._tell, recognizer=self.told)
        self.autostart = XdgAutostart(
            [sys.executable], {"HOME": home, "XDG_CONFIG_DIRS": str(Path(home, "no"))}
        )
        self.updates = Updates(
            settings=lambda: self.preferences.settings,
            own="0",
            file=Path(home, "updates.json"),
            now=lambda: datetime(2026, 11, 22, 9, tzinfo=UTC),
            clock=time.monotonic,
        )
        self.diagnosis = Diagnosis(
            settings=lambda: self.preferences.settings,
            status=self.status,
            microphones=lambda: [("Built-in & Audio", True)],
            hardware=lambda: self.hardware,
            system=lambda: {"Version": "0"},
            doctor=lambda: "ok      app            not running\n",
            log=None,
        )
        self.keys = Keys(make=self.free_keys.make)
        self.hardware = Hardware(cores=8, memory_bytes=16 * 2**30)
        self.commands: list[Command] = []
        self.chosen: list[str] = []
        self.threads: dict[str, str] = {}
        self.loads = 0
        self.gate = threading.Event()
        self.gate.set()
        self.close_gate = threading.Event()
        self.close_gate.set()
        self.downloading = False
        self.stops = 0
        self.checks = 0
        self.check_gate = threading.Event()
        self.check_gate.set()
        self.check_error: Exception | None = None
        self.errands: list[str] = []
        self.errand_gate = threading.Event()
        self.errand_gate.set()
        self.errand_error: Exception | None = None
        self.wishes: Sequence[str] = ()
        self.no_trace = False
        self._standing: list[tuple[int, str]] = []
        self.reloads_for_language = False
        self.load_error: str | None = None
        self.choose_error: str | None = None
        self.steps: list[LoadProgress] = [
            LoadProgress("Loading the model", "model.bin", 40e6, 145e6)
        ]
        self.closed = 0
        self.publish: Publish = lambda event: None
        self._microphone = "mic-1"
        self._recognizer = "whisper/base.en"
        self._loaded = "whisper/base.en"
        self._device = "cpu"
        self._language = "auto"
        self._stopped = threading.Event()
        self._activity = Activity.IDLE
        self._health = Health.STARTING

    def start(self, publish: Publish, still: Still = alone) -> None:
        self.still = still
        self.publish = publish
        if "offers" in self.wishes:
            publish(OFFERED)

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        self.loads += 1
        self._called("load")
        if self.downloading:
            self._download(report)
        for step in self.steps:
            report(step)
        self.gate.wait(60)
        engine, model = self._recognizer.split("/")
        if self.load_error is not None:
            self._health = Health.UNAVAILABLE
            self.publish(RecognizerChanged(Health.UNAVAILABLE, engine, model))
            raise ModelError(self.load_error)
        self._health = Health.READY
        self._loaded = self._recognizer
        self.publish(RecognizerChanged(Health.READY, engine, model))
        if "inserted" in self.wishes:
            self.dictate(1, INSERTED)
        if "waits" in self.wishes:
            self.dictate(2, WAITS, waits=True)

    def dictate(self, dictation: int, text: str, *, waits: bool = False) -> None:
        """As if it had been said: it goes into a window, or waits for one."""
        self.publish(recognized(dictation, text))
        if waits:
            self.publish(TextWaits(text + " "))
            self.publish(Notice(Level.WARNING, WHY))
        else:
            self._insert(dictation, text + " ")

    def stop_loading(self) -> None:
        self.stops += 1
        self._stopped.set()

    def command(self, command: Command) -> None:
        if command in (Command.START, Command.TOGGLE) and self.paused:
            self.pause(False)
        self.commands.append(command)
        if command is Command.START:
            self._activity = Activity.LISTENING
        elif command is Command.TOGGLE:
            idle = self._activity is not Activity.LISTENING
            self._activity = Activity.LISTENING if idle else Activity.IDLE
        else:
            self._activity = Activity.IDLE
        self.publish(ActivityChanged(self._activity))

    def pause(self, wanted: bool) -> None:
        self._called("pause")
        if wanted != self.paused:
            self.paused = wanted
            self.publish(PausedChanged(wanted))

    def status(self) -> Status:
        engine, model = self._recognizer.split("/")
        microphone = next(choice.label for choice in self._microphones() if choice.chosen)
        return Status(
            state=self._activity.value,
            hands_free=False,
            health=self._health.value,
            engine=engine,
            model=model,
            device="cpu",
            microphone=microphone,
            language=self._language,
            last_transcript_at=None,
            message="",
            version="0",
            pid=1,
            leaves_no_trace=self.no_trace,
            paused=self.paused,
        )

    def spot(self, caret: bool) -> Spot:
        self._called("spot")
        return Spot()

    def microphones(self) -> Sequence[Choice]:
        self._called("microphones")
        return self._microphones()

    def choose_microphone(self, choice: str) -> None:
        if self.choose_error is not None:
            raise SettingsError(self.choose_error)
        self.chosen.append(choice)
        self._microphone = choice

    def recognizers(self) -> Sequence[Choice]:
        self._called("recognizers")
        lines = [
            Choice("whisper/base.en", "Whisper base.en", "145 MB"),
            Choice("whisper/small", "Whisper small", "480 MB"),
            Choice("starter/en-us", "Starter", "rough"),
        ]
        return [replace(line, chosen=line.id == self._loaded) for line in lines]

    def recommended(self) -> Recommendation:
        self._called("recommended")
        return recommend(self.hardware)

    def choose_recognizer(self, choice: str) -> None:
        if self.choose_error is not None:
            raise SettingsError(self.choose_error)
        self.chosen.append(choice)
        self._recognizer = choice

    def devices(self) -> Sequence[Choice]:
        self._called("devices")
        lines = [
            Choice("auto", "Automatic", "CPU"),
            Choice("cpu", "CPU", "8 cores"),
            Choice("cuda:0", "GPU", "NVIDIA GeForce RTX 3060, 12 GB"),
        ]
        return [replace(line, chosen=line.id == self._device) for line in lines]

    def choose_device(self, choice: str) -> None:
        if self.choose_error is not None:
            raise SettingsError(self.choose_error)
        self.chosen.append(choice)
        self._device = choice

    def languages(self) -> Sequence[Choice]:
        return [Choice(code, code, "", code == self._language) for code in ("auto", *LANGUAGES)]

    def choose_language(self, choice: str) -> bool:
        if self.choose_error is not None:
            raise SettingsError(self.choose_error)
        self.chosen.append(choice)
        self._language = choice
        return self.reloads_for_language

    def check(self) -> Checked:
        self.checks += 1
        self._called("check")
        self.check_gate.wait(60)
        if self.check_error is not None:
            raise self.check_error
        engine, model = self._loaded.split("/")
        return Checked(True, engine, model, "cpu", 0.25, "", "")

    def type_into_ours(self, wanted: bool) -> None:
        self.into_ours = wanted

    def undo(self) -> None:
        self._errand("undo")
        if not self._standing:
            raise InsertionError("There is no dictation to take back.")
        self.publish(TextTakenBack(*self._standing.pop()))

    def type_again(self) -> None:
        self._errand("again")
        self.publish(TextWaits(""))
        self._insert(2, WAITS + " ")

    def copy_text(self, text: str) -> None:
        self._errand(f"copy {text}")

    def copy_waiting(self) -> None:
        self._errand("copy")
        self.publish(TextWaits(""))

    def type_text(self, text: str) -> Typed:
        self._errand(f"type {text}")
        return Typed("clipboard paste", True, False, "xterm")

    def recognize_offered(self) -> None:
        self.publish(replace(OFFERED, recognising=True))
        try:
            self._errand("recognise offered")
        except Exception:
            self.publish(OFFERED)
            raise
        self.publish(RECOGNISED)

    def copy_offered(self) -> None:
        self._errand("copy offered")
        self.publish(Offered(0))

    def discard_offered(self) -> None:
        self._errand("discard offered")
        self.publish(Offered(0))

    def leave_no_trace(self, wanted: bool) -> None:
        self._called("leave no trace")
        if self.choose_error is not None:
            raise SettingsError(self.choose_error)
        self.no_trace = wanted
        self.publish(TraceChanged(wanted))

    def close(self) -> None:
        self._called("close")
        self.past.close()
        self.errand_gate.set()
        self._stopped.set()
        self.check_gate.set()
        self.gate.set()
        self.close_gate.wait(60)
        self.closed += 1

    def _apply(self, before: Settings, after: Settings) -> Applied:
        self.applied.append((before, after))
        return Applied(loads=before.recognition.model != after.recognition.model)

    def _tell(self, event: Event) -> None:
        self.publish(event)

    def _insert(self, dictation: int, text: str) -> None:
        self._standing.append((dictation, text))
        self.publish(TextInserted(dictation, text, "clipboard paste", True))

    def _errand(self, name: str) -> None:
        self.errands.append(name)
        self._called(name)
        self.errand_gate.wait(60)
        if self.errand_error is not None:
            raise self.errand_error

    def _download(self, report: Callable[[LoadProgress], None]) -> None:
        self._stopped.clear()
        report(DOWNLOAD)
        self._stopped.wait(60)
        raise DownloadCancelled("The download was stopped.")

    def _microphones(self) -> list[Choice]:
        lines = [Choice("mic-1", "Built-in & Audio"), Choice("mic-2", "Headset", "Bluetooth")]
        return [replace(line, chosen=line.id == self._microphone) for line in lines]

    def _called(self, name: str) -> None:
        # Not current_thread(): in Qt's loading thread that would make a dummy that never ends.
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        self.threads[name] = names.get(threading.get_ident(), "not one of Python's")


def recognized(dictation: int, text: str) -> UtteranceRecognized:
    """As the recognizer tells it; of a sound that there is none."""
    import numpy as np

    utterance = Utterance(dictation, 0, np.zeros(16, np.float32), 0, 16)
    return UtteranceRecognized(
        utterance, Transcript(text, (), "en", "whisper", "base.en", 1.0, 0.1), text
    )


def main(arguments: list[str]) -> int:
    from sayso.desktop.application import run

    backend = FakeBackend()
    if "slow-load" in arguments:
        backend.gate.clear()
    backend.wishes = arguments[1:]
    backend.downloading = "download" in arguments
    if "no-model" in arguments:
        backend.load_error = "The model is damaged; load it again."
    return run(
        lambda: backend,
        check_display=lambda: None,
        clock=time.monotonic,
        socket_path=arguments[0],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
