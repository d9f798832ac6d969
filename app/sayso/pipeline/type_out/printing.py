"""Hands the text to a callable in place of a window: for `sayso demo`."""

from __future__ import annotations

from collections.abc import Callable

from sayso.core.ports import Insertion
from sayso.pipeline.type_out.method import typeable


class Printing:
    """A `sayso.core.ports.TextInserter`; ``write`` is called with each text."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def insert(self, text: str) -> Insertion:
        self._write(typeable(text))
        return Insertion("printed", confirmed=True)

    def close(self) -> None:
        """Nothing is kept."""
