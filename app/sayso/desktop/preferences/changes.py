"""What the window asks of the settings: one thing after another, off the main thread, and back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from sayso.control.preferences import Preferences
from sayso.desktop.aside import Aside
from sayso.desktop.preferences.controls import value_of
from sayso.desktop.preferences.pages import SETTINGS
from sayso.desktop.sentences import said
from sayso.settings.schema import Settings, Value

_MOST = 100
"""Changes that can be undone."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a change did. ``label``: what was changed, for the person."""

    label: str
    before: Mapping[str, Value]
    after: Mapping[str, Value]


def difference(label: str, before: Settings, after: Settings) -> Change | None:
    """None: there is none."""
    had = {key: value_of(before, setting) for key, setting in SETTINGS.items()}
    has = {key: value_of(after, setting) for key, setting in SETTINGS.items()}
    keys = [key for key in SETTINGS if had[key] != has[key]]
    if not keys:
        return None
    return Change(label, {key: had[key] for key in keys}, {key: has[key] for key in keys})


def to_restore(change: Change, now: Settings) -> Mapping[str, Value]:
    """Not what somebody else has changed since."""
    return {
        key: value
        for key, value in change.before.items()
        if value_of(now, SETTINGS[key]) == change.after[key]
    }


@dataclass(frozen=True, slots=True)
class _Task:
    keys: frozenset[str]
    work: Callable[[], Sequence[str]]
    done: Callable[[Settings, Sequence[str]], None]


class Changes(QObject):
    """What was asked for is done also when the window is gone meanwhile.

    Signals:
        changed(object): a `Change` was made, by the window.
        undone(object): a `Change` was undone.
        refused(object, str): the keys that could not be changed, and why.
        imported(object, object): a `Change` or None, and sentences about what was not used.
        exported(str): the file's name.
    """

    changed = Signal(object)
    undone = Signal(object)
    refused = Signal(object, str)
    imported = Signal(object, object)
    exported = Signal(str)

    def __init__(self, preferences: Preferences, aside: Aside, window: QObject) -> None:
        super().__init__(window)
        self._preferences = preferences
        self._aside = aside
        self._tasks: deque[_Task] = deque()
        self._done: deque[Change] = deque(maxlen=_MOST)

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def under_way(self) -> frozenset[str]:
        """The keys that are about to change."""
        return frozenset().union(*(task.keys for task in self._tasks))

    def change(self, label: str, values: Mapping[str, Value]) -> None:
        def work() -> Sequence[str]:
            self._preferences.change(values)
            return ()

        self._ask(values, work, lambda before, _: self._note(label, before))

    def reset(self, label: str, keys: Iterable[str]) -> None:
        """To the defaults; not what cannot be changed."""
        wanted = [key for key in keys if key not in self._preferences.fixed]

        def work() -> Sequence[str]:
            self._preferences.reset(wanted)
            return ()

        self._ask(wanted, work, lambda before, _: self._note(label, before))

    def undo(self) -> None:
        """The last change that is not undone yet."""
        if not self._done:
            return
        change = self._done.pop()

        def work() -> Sequence[str]:
            self._preferences.change(to_restore(change, self._preferences.settings))
            return ()

        self._ask(change.before, work, lambda before, _: self.undone.emit(change))

    def import_from(self, path: Path) -> None:
        def done(before: Settings, complaints: Sequence[str]) -> None:
            change = difference(path.name, before, self._preferences.settings)
            if change is not None:
                self._done.append(change)
            self.imported.emit(change, complaints)

        self._ask((), lambda: self._preferences.import_from(path), done)

    def export_to(self, path: Path) -> None:
        def work() -> Sequence[str]:
            self._preferences.export_to(path)
            return ()

        self._ask((), work, lambda before, _: self.exported.emit(path.name))

    def _note(self, label: str, before: Settings) -> None:
        change = difference(label, before, self._preferences.settings)
        if change is not None:
            self._done.append(change)
            self.changed.emit(change)

    def _ask(
        self,
        keys: Iterable[str],
        work: Callable[[], Sequence[str]],
        done: Callable[[Settings, Sequence[str]], None],
    ) -> None:
        self._tasks.append(_Task(frozenset(keys), work, done))
        if len(self._tasks) == 1:
            self._next()

    def _next(self) -> None:
        task = self._tasks[0]
        before = self._preferences.settings

        def well(answer: Sequence[str]) -> None:
            self._tasks.popleft()
            if isValid(self):
                task.done(before, answer)
            self._go_on()

        def badly(error: Exception) -> None:
            self._tasks.popleft()
            if isValid(self):
                self.refused.emit(task.keys, said(str(error)))
            self._go_on()

        self._aside.ask("settings", task.work, well, badly)

    def _go_on(self) -> None:
        if self._tasks:
            self._next()
