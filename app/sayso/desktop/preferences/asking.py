"""Slow questions of a window that may be gone when the answer comes: another language makes the
windows anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject

from sayso.desktop.aside import Aside

_T = TypeVar("_T")


class Asking:
    """As `Aside`; what comes after the end of ``owner`` is dropped."""

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
        def came(result: _T) -> None:
            if shiboken6.isValid(self._owner):
                answer(result)

        def went_wrong(error: Exception) -> None:
            if shiboken6.isValid(self._owner):
                failed(error)

        self._aside.ask(name, question, came, went_wrong)
