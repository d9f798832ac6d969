"""The whole app in a world of stand-ins, which the tests command.

The recognizer, the microphone and the window are stand-ins; voice detection takes loud for speech.
Everything between them is the real thing.
"""

from __future__ import annotations

import shutil
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import numpy as np
import pytest

from sayso.archive.history import History
from sayso.archive.items import Item
from sayso.control.app import App
from sayso.control.commands import Command
from sayso.control.no_hotkey import NoHotkey
from sayso.control.parts import Folders, Parts
from sayso.control.preferences import Preferences
from sayso.control.serving import Fetch
from sayso.core.errors import (
    DownloadCancelled,
    EngineDied,
    InsertionError,
    MicrophoneError,
    ModelError,
    RecognitionCancelled,
    RecognitionError,
    RegistryClosed,
)
from sayso.core.events import (
    Event,
    LoadProgress,
    Offered,
)
from sayso.core.ports import Insertion, Key, RecognizeOptions
from sayso.core.speech import FRAME_SAMPLES, Frame, Samples, Transcript
from sayso.core.target import Target
from sayso.residency.hardware import Hardware
from sayso.residency.model import ModelKey
from sayso.residency.policy import Pressure
from sayso.settings.schema import Settings

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


class LoudIsSpeech:
    """Voice detection: the network, and its own detector."""

    def load(self, report: Callable[[LoadProgress], None]) -> None: ...

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None: ...

    def detector(self) -> LoudIsSpeech:
        return self

    def close(self) -> None: ...

    def probability(self, samples: Samples) -> float:
        return 0.9 if abs(float(samples[0])) > 0.1 else 0.0


class Mouth:
    """A microphone that hears what the test says, a frame a character: ``#`` is speech."""

    name = "mouth"

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.closed = threading.Event()
        self.broken: Exception | None = None
        self.sticks = False

    def open(
        self, deliver: Callable[[Frame], None], lost: Callable[[MicrophoneError | None], None]
    ) -> None:
        if self.broken:
            raise self.broken
        self._deliver, self.lost = deliver, lost
        self.opened.set()

    def close(self) -> None:
        self.closed.set()
        if self.sticks:
            raise ZeroDivisionError("surprise")

    def say(self, pattern: str) -> None:
        assert self.opened.wait(5)
        for c in pattern:
            samples = np.full(FRAME_SAMPLES, 0.5 if c == "#" else 0.0, np.float32)
            self._deliver(Frame(samples, 0))


class Ear:
    """A recognizer that gives the test's texts, one an utterance, and errors where it is told."""

    def __init__(self, key: ModelKey, answers: Queue[str | RecognitionError]) -> None:
        self.key, self.answers = key, answers
        self.engine, self.model, self.device = key.engine, key.model, key.place
        self.cancelled = threading.Event()
        self.heard: list[Samples] = []
        self.fault: Exception | None = None
        self.slow: threading.Event | None = None
        self.closed = threading.Event()

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        report(LoadProgress("Loading"))
        if self.fault:
            raise self.fault
        if self.slow is not None:
            self.slow.set()
            self.closed.wait()
            raise ModelError("closed")

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None:
        report(LoadProgress("Warming up"))

    def cancel(self, *, at_once: bool = True) -> None:
        self.cancelled.set()

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        self.heard.append(samples)
        self.cancelled.clear()
        while not self.closed.is_set():
            if self.cancelled.is_set():
                raise RecognitionCancelled("cancelled")
            try:
                answer = self.answers.get(timeout=0.01)
            except Empty:
                continue
            if isinstance(answer, RecognitionError):
                raise answer
            return Transcript(answer, (), "en", self.engine, self.model, 1.0, 0.1)
        raise EngineDied("closed")

    def close(self) -> None:
        self.closed.set()


class UndoKey(NoHotkey):
    """``press``: what the source tells when the key goes down and up."""

    def __init__(self) -> None:
        super().__init__("")
        self.deliver: Callable[[Key], None] = lambda key: None

    def start(self, deliver: Callable[[Key], None]) -> None:
        self.deliver = deliver

    def press(self) -> None:
        self.deliver(Key.DOWN)
        self.deliver(Key.UP)


class World:
    """``otherwise``: parts that differ from the ones here."""

    def __init__(self, folder: Path, settings: Settings, **otherwise: Any) -> None:
        self.folder = folder
        self.before_ear: Callable[[], None] = lambda: None
        self.make_ear: type[Ear] = Ear
        self.mouths: Queue[Mouth] = Queue()
        self.answers: Queue[str | RecognitionError] = Queue()
        self.ears: list[Ear] = []
        self.texts: Queue[str] = Queue()
        self.events: Queue[Event] = Queue()
        self.faults: list[Exception] = []
        self.broken_microphone: Exception | None = None
        self.refusal: InsertionError | None = None
        self.focused: Target | None = None
        self.typed_into: list[Target | None] = []
        self.taken_back: Queue[str] = Queue()
        self.clipboard = ""
        self.undo_key = UndoKey()
        self.slow_load: threading.Event | None = None
        self.hardware = Hardware(4, 8 << 30, ())
        self.now = 0.0
        self.fetched: list[str] = []
        self.may_fetch = threading.Event()
        self.may_fetch.set()
        parts = Parts(
            microphone=self._microphone,
            microphones=lambda: [("Built-in", True)],
            recognizer=self._recognizer,
            network=LoudIsSpeech,
            hardware=lambda: self.hardware,
            pressure=lambda cards: Pressure(),
            fetch=self._fetch,
            prepare=lambda: None,
            hotkey=lambda failed: NoHotkey(""),
            undo_key=lambda failed: self.undo_key,
            inserter=lambda still: self,
            clock=lambda: self.now,
            local_time=lambda: NOW,
        )
        folders = Folders(folder, folder / "models", folder / "hub", folder / "history")
        preferences = Preferences(settings, folder / "settings.toml")
        self.app = App(preferences, replace(parts, **otherwise), folders)

    def written(self) -> dict[str, object]:
        """What the settings file says, by key."""
        tables = tomllib.loads((self.folder / "settings.toml").read_text())
        return {key: value for table in tables.values() for key, value in table.items()}

    def _microphone(self, name: str) -> Mouth:
        mouth = Mouth()
        mouth.broken = self.broken_microphone
        self.mouths.put(mouth)
        return mouth

    def _fetch(self, name: str) -> Fetch:
        return Fetching(self, name)

    def _recognizer(self, key: ModelKey, restarted: Callable[[str], None]) -> Ear:
        self.before_ear()
        ear = self.make_ear(key, self.answers)
        ear.fault = self.faults.pop() if self.faults else None
        ear.slow = self.slow_load
        self.ears.append(ear)
        return ear

    # sayso.core.ports.TextInserter
    def aim(self) -> Target | None:
        return self.focused

    def insert(self, text: str, target: Target | None) -> Insertion:
        if self.refusal:
            raise self.refusal
        self.texts.put(text)
        self.typed_into.append(target)
        return Insertion("test", True, target=target)

    def press_enter(self, target: Target | None) -> None:
        raise AssertionError("nobody asked for it")

    def has_keyboard(self, target: Target) -> bool | None:
        return target == self.focused

    def take_back(self, text: str, target: Target | None) -> None:
        self.taken_back.put(text)

    def copy(self, text: str) -> None:
        self.clipboard = text

    def close(self) -> None:
        pass

    def start(self) -> None:
        self.app.start(self.events.put)

    def load(self) -> None:
        self.app.load(lambda progress: None)

    def load_and_fail(self) -> None:
        with pytest.raises(RegistryClosed):
            self.load()

    def dictate(self, *patterns: str) -> None:
        self.app.command(Command.START)
        mouth = self.mouths.get(timeout=5)
        for pattern in patterns:
            mouth.say(pattern)
        self.release(mouth)

    def release(self, mouth: Mouth) -> None:
        """A microphone goes on after the release, until it is closed."""
        self.app.command(Command.STOP)
        while not mouth.closed.wait(0.001):
            mouth.say(".")

    def wait_for(self, kind: type[Event]) -> Event:
        while not isinstance(event := self.events.get(timeout=5), kind):
            pass
        return event

    def kept(self) -> list[Item]:
        """What the next start will offer. To be asked after the app has ended."""
        with closing(self.history()) as history:
            return list(history.undelivered())

    def history(self) -> History:
        return History(self.folder / "history", now=lambda: NOW)

    def offered(self) -> Offered:
        event = self.wait_for(Offered)
        assert isinstance(event, Offered)
        return event


class Fetching:
    """A download that copies the tiny Whisper, when the test lets it."""

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self._name = name
        self._stopped = threading.Event()

    def run(self, report: Callable[[LoadProgress], None]) -> Path:
        self._world.fetched.append(self._name)
        report(LoadProgress("Connecting", self._name))
        while not self._world.may_fetch.wait(0.01):
            if self._stopped.is_set():
                raise DownloadCancelled("The download was stopped.")
        folder = self._world.folder / "models" / self._name
        shutil.copytree(TINY, folder)
        return folder

    def cancel(self) -> None:
        self._stopped.set()


TINY = Path(__file__).parents[2] / "tiny_whisper" / "model"
STARTER = replace(Settings(), recognition=replace(Settings().recognition, engine="starter"))
SAID = "....######"


@contextmanager
def started(folder: Path, settings: Settings, **otherwise: Any) -> Iterator[World]:
    world = World(folder, settings, **otherwise)
    world.start()
    try:
        yield world
    finally:
        for ear in world.ears:
            ear.close()
        world.app.close()
