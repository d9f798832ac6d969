"""Slow questions, asked off the main thread; the answer comes back on it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from itertools import count
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

_log = logging.getLogger(__name__)

_T = TypeVar("_T")


class Asks(Protocol):
    """`Aside`, or `OwnAside`."""

    def ask(
        self,
        name: str,
        question: Callable[[], _T],
        answer: Callable[[_T], None],
        failed: Callable[[Exception], None],
    ) -> None: ...


class Aside(QObject):
    """Asks each question in a short-lived thread of its own.

    The threads are daemons: a sound server that never answers must not keep the app from ending.
    Like the bridge it has no parent, so that a late answer finds it alive.
    """

    _answered = Signal(int, bool, object)

    def __init__(self) -> None:
        super().__init__()
        # Kept here and not in the threads: what a thread is the last to hold is destroyed in that
        # thread, and Qt's objects must not be.
        self._waiting: dict[int, tuple[Callable[[Any], None], Callable[[Exception], None]]] = {}
        self._numbers = count()
        self._open = True
        self._answered.connect(self._give, Qt.ConnectionType.QueuedConnection)

    def ask(
        self,
        name: str,
        question: Callable[[], _T],
        answer: Callable[[_T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Call ``question`` in a thread called ``name``, then ``answer`` or ``failed`` here."""
        number = next(self._numbers)
        self._waiting[number] = (answer, failed)

        def work() -> None:
            try:
                result = question()
            except Exception as error:  # noqa: BLE001 - whoever asked is told
                _log.debug("%s failed", name, exc_info=True)
                self._back(number, False, error)
            else:
                self._back(number, True, result)

        threading.Thread(target=work, name=name, daemon=True).start()

    def close(self) -> None:
        """Answers that come from now on are dropped."""
        self._open = False
        self._waiting.clear()

    def _back(self, number: int, well: bool, result: object) -> None:
        if self._open:
            self._answered.emit(number, well, result)

    @Slot(int, bool, object)
    def _give(self, number: int, well: bool, result: Any) -> None:
        if number in self._waiting:
            answer, failed = self._waiting.pop(number)
            (answer if well else failed)(result)


class OwnAside:
    """The `Aside` of one window. Another language makes windows anew, and what an old one has asked
    may be answered when Qt has destroyed it: that is dropped."""

    def __init__(self, aside: Aside, owner: QObject) -> None:
        self._aside = aside
        self._owner = owner

    def ask(
        self,
        name: str,
        question: Callable[[], _T],
        answer: Callable[[_T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """As `Aside.ask`."""

        def came(result: _T) -> None:
            if isValid(self._owner):
                answer(result)

        def went_wrong(error: Exception) -> None:
            if isValid(self._owner):
                failed(error)

        self._aside.ask(name, question, came, went_wrong)
