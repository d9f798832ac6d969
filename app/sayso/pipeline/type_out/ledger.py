"""What becomes of texts in windows, as the journal is to have it."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.core.errors import InsertionError, Refused
from sayso.core.ports import Insertion, Journal
from sayso.core.speech import UtteranceId, Words
from sayso.core.state import State
from sayso.pipeline.type_out.waiting import Entry, said_in


class Ending(InsertionError):
    """The app ends, and no text begins to go into a window any more."""

    def __init__(self) -> None:
        super().__init__("Sayso is just ending.", left_nothing=True)


class Ledger:
    """Tells the journal before a text goes in, and what came of it; nothing of what nobody said.

    Callable from any thread, but not with a lock that somebody in a hurry wants: `inserting` waits.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._over = False

    def stop(self) -> None:
        """What is in no window now goes into none: soon nothing can be written down any more."""
        self._over = True

    def inserting(self, entries: Sequence[Entry]) -> None:
        """They are about to go in together. Raises Ending."""
        if self._over:
            raise Ending
        if of := _said_in(entries):
            self._journal.inserting(of)
        if self._over:  # by now; then it may be that it was not written any more
            self.stay_out(entries, ending := Ending())
            raise ending

    def inserted(self, entries: Sequence[Entry], insertion: Insertion) -> None:
        of = _said_in(entries)
        if not of:
            return
        if insertion.text == "":  # nothing that can be typed
            self._journal.mark(of, State.EMPTY)
        else:
            self._journal.inserted(of, insertion)

    def stay_out(self, entries: Sequence[Entry], error: InsertionError) -> None:
        """They did not go in, or that is not certain: then it never is again."""
        for entry in entries:
            if not error.left_nothing:
                entry.doubt = str(error)
            if not entry.of:
                continue
            if entry.doubt:
                self._journal.mark(entry.of, State.FAILED, entry.doubt)
            elif isinstance(error, Refused):
                self._journal.mark(entry.of, State.REFUSED, str(error))
            else:
                self._journal.mark(entry.of, State.RECOGNISED)

    def mark(self, words: Sequence[Words], state: State) -> None:
        if of := said_in(words):
            self._journal.mark(of, state)


def _said_in(entries: Sequence[Entry]) -> tuple[UtteranceId, ...]:
    return said_in(words for entry in entries for words in entry.texts)
