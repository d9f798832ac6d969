"""Texts that found no window yet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sayso.core.speech import UtteranceId, Words
from sayso.core.target import Target


@dataclass(slots=True)
class Entry:
    """What waits of one dictation, an utterance's text each.

    returns: it goes in by itself, once ``target`` has the keyboard again.
    private: it is kept off the clipboard.
    said: the higher, the later.
    doubt: why it may stand in a window all the same; empty: it stands in none.
    """

    dictation: int
    target: Target | None
    texts: list[Words] = field(default_factory=list)
    returns: bool = False
    private: bool = False
    said: int = 0
    doubt: str = ""

    @property
    def text(self) -> str:
        return "".join(words.text for words in self.texts)

    @property
    def of(self) -> tuple[UtteranceId, ...]:
        """The utterances that it was said in."""
        return said_in(self.texts)


class Waiting:
    """In the order in which the texts were spoken."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    @property
    def text(self) -> str:
        return "".join(entry.text for entry in self._entries)

    @property
    def stranded(self) -> Sequence[Entry]:
        """For the clipboard: what goes in by itself is not to be pasted, too."""
        return tuple(e for e in self._entries if not e.returns and not e.private)

    @property
    def entries(self) -> Sequence[Entry]:
        return tuple(self._entries)

    def add(self, new: Entry) -> None:
        """Behind what returns of its dictation; any other is kept apart: it may stand somewhere."""
        before = self.returning(new.dictation) if new.returns else None
        if before is not None:
            before.texts += new.texts
            before.said = new.said
            return
        self._entries = sorted((*self._entries, new), key=lambda entry: entry.dictation)

    def returning(self, dictation: int) -> Entry | None:
        """What goes in by itself of this dictation: what follows of it has to wait behind it."""
        for entry in self._entries:
            if entry.dictation == dictation and entry.returns:
                return entry
        return None

    def due(self, target: Target) -> list[Entry]:
        """All that goes in now that this window has the keyboard, in order."""
        return [
            entry
            for entry in self._entries
            if entry.returns and entry.target is not None and entry.target.id == target.id
        ]

    def remove(self, entry: Entry) -> None:
        """It waits no more. Nothing if it did not."""
        self._entries = [other for other in self._entries if other is not entry]

    def last_said(self) -> Entry | None:
        return max(self._entries, key=lambda entry: entry.said, default=None)

    def scratch(self, entry: Entry) -> Words:
        """Drop the last utterance of it, which is returned."""
        dropped = entry.texts.pop()
        if not entry.texts:
            self.remove(entry)
        return dropped

    def give_up(self, target: Target) -> None:
        """The window is gone: what waits for it goes nowhere by itself."""
        for entry in self._entries:
            if entry.target is not None and entry.target.id == target.id:
                entry.returns = False

    def clear(self) -> None:
        self._entries = []


def said_in(texts: Iterable[Words]) -> tuple[UtteranceId, ...]:
    """The utterances of them all, in order."""
    return tuple(utterance for words in texts for utterance in words.of)
