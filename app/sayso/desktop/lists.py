"""The four lists that tray and window show, kept up to date."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Protocol

from PySide6.QtCore import QLocale

from sayso.control.choices import STARTER, Choice
from sayso.desktop.aside import Aside
from sayso.desktop.backend import Backend
from sayso.desktop.languages import arranged

_log = logging.getLogger(__name__)


class Kind(StrEnum):
    """What there is to choose, in the order in which it is shown."""

    MICROPHONE = "microphone"
    LANGUAGE = "language"
    RECOGNIZER = "recognizer"
    DEVICE = "device"


class ShownList(Protocol):
    """A submenu or a combo box."""

    def fill(self, choices: Sequence[Choice], likely: int) -> None:
        """``likely``: how many at the top are set off from the rest; 0: there is no rest. Puts
        the mark where it belongs even if nothing else has changed."""


class Face(Protocol):
    """Tray or window."""

    @property
    def lists(self) -> Mapping[Kind, ShownList]: ...


class Lists:
    """Asks the backend, and fills what shows the answers.

    While something that was picked is being loaded, the mark is at that, though another one still
    serves; once loading is over, it is where the backend says.
    """

    def __init__(self, backend: Backend, aside: Aside) -> None:
        self._backend = backend
        self._aside = aside
        self._faces: list[Face] = []
        self._known: dict[Kind, Sequence[Choice]] = {}
        self._picked: dict[Kind, str] = {}
        self._over = False  # the load of what was picked
        self._asked = dict.fromkeys(Kind, 0)

    def show_in(self, face: Face) -> None:
        self._faces.append(face)
        for kind in self._known:
            self._fill(kind)

    def forget(self, face: Face) -> None:
        """It is going."""
        self._faces.remove(face)

    def refresh(self) -> None:
        """Ask for all of them; the answers come later."""
        self._came(Kind.LANGUAGE, self._next(Kind.LANGUAGE), self._backend.languages())
        for kind, question in (
            (Kind.MICROPHONE, self._backend.microphones),
            (Kind.RECOGNIZER, self._backend.recognizers),
            (Kind.DEVICE, self._backend.devices),
        ):
            answer = partial(self._came, kind, self._next(kind))
            self._aside.ask(f"{kind}s", question, answer, partial(self._no_list, kind))

    def choose(self, kind: Kind, choice: str) -> bool:
        """True if the recognizer is to be loaded again. Raises SettingsError."""
        match kind:
            case Kind.MICROPHONE:
                self._backend.choose_microphone(choice)
                return False
            case Kind.LANGUAGE:
                return self._backend.choose_language(choice)
            case Kind.RECOGNIZER:
                self._backend.choose_recognizer(choice)
            case Kind.DEVICE:
                self._backend.choose_device(choice)
        return True

    def holds(self, kind: Kind, choice: str) -> bool:
        """Whether the mark is there already."""
        return any(item.id == choice and item.chosen for item in self._marked(kind))

    def expect(self, kind: Kind, choice: str) -> None:
        """It was picked, and is being loaded."""
        self._picked[kind] = choice
        self._over = False
        self._fill(kind)

    def settle(self) -> None:
        """Loading is over: each mark goes to what holds, as soon as the backend has said it."""
        self._over = True
        self.refresh()

    def settle_mark(self, kind: Kind) -> None:
        """What was picked could not be had, or was had already: its mark goes back."""
        self._fill(kind)

    def _next(self, kind: Kind) -> int:
        self._asked[kind] += 1
        return self._asked[kind]

    def _came(self, kind: Kind, number: int, choices: Sequence[Choice]) -> None:
        if number == self._asked[kind]:  # else it was asked again, and this one may be out of date
            self._known[kind] = tuple(choices)
            self._forget_picked(kind)
            self._fill(kind)

    def _no_list(self, kind: Kind, error: Exception) -> None:
        """A list that cannot be had now: the old one stays, and the next look may do better."""
        _log.warning("a list could not be had: %s", error)
        self._forget_picked(kind)
        self._fill(kind)

    def _forget_picked(self, kind: Kind) -> None:
        if self._over:
            self._picked.pop(kind, None)

    def _marked(self, kind: Kind) -> Sequence[Choice]:
        choices = self._known.get(kind, ())
        picked = self._picked.get(kind)
        if not any(item.id == picked for item in choices):
            return choices
        return [replace(item, chosen=item.id == picked) for item in choices]

    def _fill(self, kind: Kind) -> None:
        choices, likely = self._marked(kind), 0
        if kind is Kind.LANGUAGE:
            choices, likely = arranged(choices, _system_language())
        elif kind is Kind.RECOGNIZER:
            likely = _on_this_machine(choices)
        for face in self._faces:
            face.lists[kind].fill(choices, likely)


def _on_this_machine(choices: Sequence[Choice]) -> int:
    """How many models are: all up to the starter; what could be downloaded comes after it."""
    ids = [item.id for item in choices]
    return ids.index(STARTER) + 1 if STARTER in ids else 0


def _system_language() -> str:
    return QLocale.languageToCode(QLocale.system().language())
