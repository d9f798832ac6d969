"""Questions of a kind, of which only the newest counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sayso.desktop.aside import Asks

_T = TypeVar("_T")


class Asking:
    """While somebody types, each letter is a question: those in between are never asked, and what
    was asked and is out of date is not answered."""

    def __init__(self, name: str, aside: Asks) -> None:
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
