"""Questions of a window's: the newest one of a kind, and no answer once the window is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from sayso.desktop.aside import Aside

_T = TypeVar("_T")


class Own:
    """An `Aside` whose answers are for one window: it is made anew in another language, and what
    the old one has asked comes when Qt has destroyed it."""

    def __init__(self, owner: QObject, aside: Aside) -> None:
        self._owner = owner
        self._aside = aside

    def ask(
        self,
        name: str,
        question: Callable[[], _T],
        answer: Callable[[_T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """As `Aside.ask`."""

        def answered(result: _T) -> None:
            if isValid(self._owner):
                answer(result)

        def went_wrong(error: Exception) -> None:
            if isValid(self._owner):
                failed(error)

        self._aside.ask(name, question, answered, went_wrong)


class Asking:
    """While somebody types, each letter is a question: those in between are never asked, and what
    was asked and is out of date is not answered."""

    def __init__(self, name: str, aside: Own) -> None:
        self._name = name
        self._aside = aside
        self._under_way = False
        self._next: Callable[[], None] | None = None

    @property
    def busy(self) -> bool:
        return self._under_way

    def ask(
        self,
        question: Callable[[], _T],
        answer: Callable[[_T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """As `Aside.ask`; in place of whatever was asked before."""

        def begin() -> None:
            self._under_way = True
            self._aside.ask(self._name, question, done, went_wrong)

        def done(result: Any) -> None:
            if self._goes_on():
                answer(result)

        def went_wrong(error: Exception) -> None:
            if self._goes_on():
                failed(error)

        if self._under_way:
            self._next = begin
        else:
            begin()

    def _goes_on(self) -> bool:
        """Whether the answer is still wanted."""
        self._under_way = False
        following, self._next = self._next, None
        if following is None:
            return True
        following()
        return False
