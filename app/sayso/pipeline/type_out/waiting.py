"""Texts that found no window yet. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sayso.core.target import Target


@dataclass(slots=True)
class Entry:
    """What waits of one dictation, an utterance's text each.

    returns: it goes in by itself, once ``target`` has the keyboard again.
    """

    dictation: int
    target: Target | None
    texts: list[str] = field(default_factory=list)
    returns: bool = False

    @property
    def text(self) -> str:
        return "".join(self.texts)


class Waiting:
    """In the order in which the texts were spoken."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    @property
    def text(self) -> str:
        return "".join(entry.text for entry in self._entries)

    @property
    def entries(self) -> Sequence[Entry]:
        return tuple(self._entries)

    def add(
        self, dictation: int, target: Target | None, texts: Sequence[str], *, returns: bool
    ) -> None:
        for entry in self._entries:
            if entry.dictation == dictation:
                entry.texts += texts
                entry.returns = returns
                return
        self._entries.append(Entry(dictation, target, list(texts), returns))
        self._entries.sort(key=lambda entry: entry.dictation)

    def returning(self, dictation: int) -> Entry | None:
        """What goes in by itself of this dictation: what follows of it has to wait behind it."""
        for entry in self._entries:
            if entry.dictation == dictation and entry.returns:
                return entry
        return None

    def take_returning(self, target: Target) -> list[Entry]:
        """All that waits for that window, out of here."""
        due = [
            entry
            for entry in self._entries
            if entry.returns and entry.target is not None and entry.target.id == target.id
        ]
        self._entries = [entry for entry in self._entries if entry not in due]
        return due

    def scratch(self, dictation: int) -> bool:
        """Drop the last utterance that waits of it. False: none does."""
        for entry in self._entries:
            if entry.dictation == dictation:
                entry.texts.pop()
                if not entry.texts:
                    self._entries.remove(entry)
                return True
        return False

    def give_up(self, target: Target) -> None:
        """The window is gone: what waits for it goes nowhere by itself."""
        for entry in self._entries:
            if entry.target is not None and entry.target.id == target.id:
                entry.returns = False

    def clear(self) -> None:
        self._entries.clear()
