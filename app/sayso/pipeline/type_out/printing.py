"""Hands the text to a callable in place of a window: for `sayso demo`."""

from __future__ import annotations

from collections.abc import Callable

from sayso.core.errors import InsertionError
from sayso.core.ports import Insertion
from sayso.core.spot import Spot
from sayso.core.target import Target
from sayso.pipeline.type_out.plain import typeable


class Printing:
    """A `sayso.core.ports.TextInserter`; ``write`` is called with each text."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def aim(self) -> Target | None:
        return None

    def let_in(self, wanted: bool) -> None:
        """It has no windows."""

    def spot(self, *, caret: bool) -> Spot:
        return Spot()

    def insert(self, text: str, target: Target | None) -> Insertion:
        plain = typeable(text)
        self._write(plain)
        return Insertion("printed", confirmed=True, text=plain)

    def press_enter(self, target: Target | None) -> None:
        """Nothing here has a Return key."""

    def has_keyboard(self, target: Target) -> bool | None:
        return None

    def take_back(self, text: str, target: Target | None) -> None:
        raise InsertionError("What is printed cannot be taken back.")

    def copy(self, text: str) -> None:
        raise InsertionError("There is no clipboard here.")

    def close(self) -> None:
        """Nothing is kept."""
