"""A journal over a real history and a real recorder in a temporary folder, and what is said to it.

What is spoken is noise that comes back bit for bit, each piece another one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np

from sayso.archive.history import History
from sayso.archive.items import Item, Retention
from sayso.archive.journal import Journal
from sayso.core.events import Event, Notice
from sayso.core.ports import Insertion
from sayso.core.speech import SAMPLE_RATE, Samples, Transcript, Utterance, UtteranceId
from sayso.core.state import State
from sayso.core.target import Target

START = datetime(2026, 11, 22, 19, 55, 36, tzinfo=timezone(timedelta(hours=1)))
EDITOR = Target("1", "org.gnome.texteditor")
SAFE = Target("2", "org.keepassxc.keepassxc")
ENOUGH = 10.0
"""Seconds, for what a busy machine does late."""


def noise(samples: int, seed: int) -> Samples:
    """Shape ``(samples,)``, of values that 16 bits hold."""
    found = np.random.default_rng(seed).integers(-3000, 3000, samples)
    return (found / 32768).astype(np.float32)


def transcript(text: str) -> Transcript:
    return Transcript(text, (), "en", "whisper", "base.en", 1.0, 0.2)


@dataclass
class Desk:
    """``clock``: seconds, set by the test. ``events``: what was published."""

    folder: Path
    clock: float = 100.0
    now: datetime = START
    events: list[Event] = field(default_factory=list)
    journals: list[Journal] = field(default_factory=list)

    def journal(self, **otherwise: Any) -> Journal:
        """Started."""
        wanted: dict[str, Any] = {
            "publish": self.events.append,
            "clock": lambda: self.clock,
            "now": lambda: self.now,
            "retention": Retention(),
        }
        journal = Journal(self.folder, **(wanted | otherwise))
        self.journals.append(journal)
        journal.start()
        return journal

    def told(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Notice)]

    def items(self) -> list[Item]:
        """Of the history as it lies there, in the order of speech."""
        with closing(self.history()) as history:
            return sorted(history.items(), key=lambda item: (item.key.number, item.number))

    def states(self) -> list[State]:
        return [item.state for item in self.items()]

    def history(self) -> History:
        return History(self.folder, now=lambda: self.now, patience=ENOUGH)

    def recordings(self) -> list[Path]:
        folder = self.folder / "recordings"
        return sorted(folder.iterdir()) if folder.is_dir() else []


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """All journals are closed at the end."""
    desk = Desk(folder)
    try:
        yield desk
    finally:
        for journal in desk.journals:
            journal.close(ENOUGH)


class Talk:
    """One dictation, as the pipeline tells of it."""

    def __init__(self, journal: Journal, number: int = 1, target: Target | None = EDITOR) -> None:
        self.journal, self.number = journal, number
        self.samples = 0
        self.utterances: list[Utterance] = []
        journal.begin(number, target)

    def speak(self, seconds: float = 0.5) -> Samples:
        """Frames only."""
        count = int(seconds * SAMPLE_RATE)
        samples = noise(count, self.number * 1_000_003 + self.samples)
        for at in range(0, count, 512):
            self.journal.frame(self.number, samples[at : at + 512])
        self.samples += count
        return samples

    def heard(self, seconds: float = 0.5) -> Utterance:
        start, samples = self.samples, self.speak(seconds)
        found = Utterance(self.number, len(self.utterances), samples, start, start + len(samples))
        self.utterances.append(found)
        self.journal.heard(found)
        return found

    def recognized(self, text: str = "Hello there.", seconds: float = 0.5) -> Utterance:
        utterance = self.heard(seconds)
        self.journal.recognized(utterance, transcript(text), text)
        return utterance

    def inserted(
        self, text: str = "Hello there.", application: Target | None = EDITOR
    ) -> Utterance:
        utterance = self.recognized(text)
        self.journal.inserting([utterance.id])
        self.journal.inserted([utterance.id], took(application))
        return utterance

    def end(self) -> None:
        self.journal.end(self.number)


def took(target: Target | None = EDITOR, *, copied: bool = False) -> Insertion:
    return Insertion("keys", True, copied=copied, target=target)


def settle(journal: Journal) -> None:
    """Until all that it was told is written, as far as the history goes."""
    journal.ask(lambda history: None, ENOUGH)


def ids(*utterances: Utterance) -> Sequence[UtteranceId]:
    return [each.id for each in utterances]


def until(what: Callable[[], bool], seconds: float = ENOUGH) -> None:
    """Looks again and again, for what tells nobody when it happens."""
    pause = threading.Event()
    for _ in range(int(seconds * 100)):
        if what():
            return
        pause.wait(0.01)
    raise AssertionError("it did not happen")
