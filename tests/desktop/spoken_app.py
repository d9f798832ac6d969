"""The whole app without a screen and a sound server: recordings are its microphone, a list is its
window. Its threads, its models and its engines' processes are the real ones.

For what takes a hundred dictations, which nobody could speak at their own pace.
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import psutil
from rig import TINY_WHISPER

from sayso import paths
from sayso.archive.history import History
from sayso.composition import machine
from sayso.control.commands import Command
from sayso.control.no_hotkey import NoHotkey
from sayso.core.events import (
    DictationEnded,
    Event,
    Level,
    LoadProgress,
    Notice,
    RecognizerChanged,
    TextInserted,
    UtteranceRecognized,
)
from sayso.core.health import Health
from sayso.core.ports import AudioSource, Recognizer
from sayso.core.speech import SAMPLE_RATE, Samples
from sayso.core.state import State
from sayso.pipeline.capture.audio_file import AudioFileSource
from sayso.pipeline.recognize.host import HostedRecognizer
from sayso.pipeline.type_out.printing import Printing
from sayso.residency.model import ModelKey
from sayso.settings.schema import Settings

SECONDS = 60.0
"""For anything: only ever needed on a machine that is very busy."""


def settings(*, model: str, starter: bool = False, **residency: Any) -> Settings:
    """English, on the processor, and no more than one model in memory unless it is said."""
    plain = Settings()
    return replace(
        plain,
        recognition=replace(
            plain.recognition, engine="whisper", model=model, language="en", starter=starter
        ),
        residency=replace(plain.residency, **residency),
    )


def install(*names: str) -> list[Path]:
    """Copies of the tiny Whisper in the app's models folder: to the app, as many models."""
    folders = [paths.models_folder() / name for name in names]
    for folder in folders:
        shutil.copytree(TINY_WHISPER, folder)
    return folders


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def gone(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


class SpokenApp:
    """From ``with`` to its end: a started app, that has loaded nothing yet.

    microphone: makes the source of the next dictation.
    events: all that was published, in order. texts: what stands in the window, piece by piece.
    otherwise: parts that differ from the machine's own.
    """

    def __init__(self, settings: Settings, **otherwise: Any) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.events: list[Event] = []
        self.texts: list[str] = []
        self.recognizers: list[HostedRecognizer] = []
        self.microphone: Callable[[], AudioSource] = lambda: AudioFileSource(silence(0.1))
        self.watch: Callable[[Event], None] = lambda event: None
        self.dictations = 0
        self.preferences = machine.preferences(settings)
        parts = machine.parts(lambda: self.preferences.settings)
        make = otherwise.pop("recognizer", parts.recognizer)

        def recognizer(key: ModelKey, restarted: Callable[[str], None]) -> Recognizer:
            made = make(key, restarted)
            assert isinstance(made, HostedRecognizer)
            with self.changed:
                self.recognizers.append(made)
            return made

        parts = replace(
            parts,
            microphone=lambda name: self.microphone(),
            microphones=list,
            recognizer=recognizer,
            prepare=lambda: None,
            hotkey=lambda failed: NoHotkey(""),
            undo_key=lambda failed: NoHotkey(""),
            inserter=lambda still: Printing(self._inserted),
        )
        self.app = machine.make_app(self.preferences, replace(parts, **otherwise))

    def __enter__(self) -> Self:
        self.app.start(self._publish)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            for event in self.events[-30:]:
                if isinstance(event, (RecognizerChanged, Notice, TextInserted, DictationEnded)):
                    print(event)
        self.app.close()
        left = [pid for pid in self.engines() if not gone(pid)]
        assert not left, f"these engines outlived the app: {left}"

    def load(self, report: Callable[[LoadProgress], None] = lambda progress: None) -> None:
        self.app.load(report)

    def switch(self, choice: str) -> None:
        """As the tray does."""
        self.app.choose_recognizer(choice)
        self.load()

    def say(self, *samples: Samples, pace: float | None = None) -> int:
        """Begin a dictation that ends with the recording. Returns its number."""
        spoken = np.concatenate([silence(0.3), *samples, silence(0.3)])
        return self.listen_to(AudioFileSource(spoken, pace=pace))

    def listen_to(self, source: AudioSource) -> int:
        """Begin a dictation. Returns its number."""
        self.microphone = lambda: source
        self.dictations += 1
        self.app.command(Command.START)
        return self.dictations

    def dictate(self, *samples: Samples) -> str:
        """Its text, once the dictation is over."""
        return self.text_of(self.say(*samples))

    def text_of(self, dictation: int) -> str:
        """What a dictation brought into the window, once it is over."""
        self.wait(lambda: self.is_over(dictation))
        return "".join(self.inserted(dictation))

    def is_over(self, dictation: int) -> bool:
        return any(
            isinstance(event, DictationEnded) and event.dictation == dictation
            for event in self.events
        )

    def inserted(self, dictation: int) -> list[str]:
        with self.changed:
            return [
                event.text
                for event in self.events
                if isinstance(event, TextInserted) and event.dictation == dictation
            ]

    def recognized(self) -> list[UtteranceRecognized]:
        with self.changed:
            return [event for event in self.events if isinstance(event, UtteranceRecognized)]

    def changes(self) -> list[RecognizerChanged]:
        with self.changed:
            return [event for event in self.events if isinstance(event, RecognizerChanged)]

    def told(self) -> list[str]:
        """What went wrong, for the person."""
        with self.changed:
            return [
                event.text
                for event in self.events
                if isinstance(event, Notice) and event.level is Level.ERROR
            ]

    def kept(self) -> list[int]:
        """What was said and not delivered, by its number in the history, once it is written down
        what became of it: that is a moment after the text is in the window."""
        until, look = time.monotonic() + SECONDS, threading.Event()
        with closing(History(paths.history_folder(), now=machine.now)) as history:
            while True:
                items = history.undelivered()
                if all(item.state is not State.INSERTING for item in items):
                    return [item.id for item in items]
                assert time.monotonic() < until, items
                look.wait(0.01)

    def wait(self, until: Callable[[], object]) -> None:
        with self.changed:
            assert self.changed.wait_for(until, SECONDS), f"it never came; {self.app.status()}"

    def wait_for(self, health: Health) -> RecognizerChanged:
        self.wait(lambda: self.changes() and self.changes()[-1].health is health)
        return self.changes()[-1]

    def wait_for_more(self, utterances: int) -> None:
        """Until so many more than now were recognised."""
        there = len(self.recognized())
        self.wait(lambda: len(self.recognized()) >= there + utterances)

    def engines(self) -> list[int]:
        """The processes that recognise, or are about to, or were just ended."""
        with self.changed:
            made = list(self.recognizers)
        return [pid for pid in (it.pid for it in made) if pid is not None]

    def kill_engine(self) -> bool:
        """kill -9. False if there was none."""
        for pid in self.engines():
            if not gone(pid):
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    def _publish(self, event: Event) -> None:
        with self.changed:
            self.events.append(event)
            self.changed.notify_all()
        self.watch(event)

    def _inserted(self, text: str) -> None:
        with self.changed:
            self.texts.append(text)


def engine_processes() -> Sequence[psutil.Process]:
    """The engines among this process's own children."""
    found = []
    for child in psutil.Process().children(recursive=True):
        try:
            if child.status() != psutil.STATUS_ZOMBIE and "spawn_main" in "".join(child.cmdline()):
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found
