"""Writes texts into windows, and keeps the books: what waits for a window, what can be taken back.

To be used from one thread, the inserter's.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Sequence

from sayso.core.errors import FocusMoved, InsertionError, Refused
from sayso.core.events import Level, Notice, TextInserted, TextTakenBack, TextWaits
from sayso.core.ports import Insertion, Publish, TextInserter
from sayso.core.target import Target
from sayso.pipeline.type_out.undoing import Inserted, Piece
from sayso.pipeline.type_out.waiting import Waiting

_log = logging.getLogger(__name__)


class Scribe:
    """waiting: what found no window yet."""

    def __init__(self, inserter: TextInserter, publish: Publish) -> None:
        self.waiting = Waiting()
        self._inserter = inserter
        self._publish = publish
        self._inserted = Inserted()
        self._doubted: set[str] = set()  # applications whose silence was told
        self._asked = itertools.count(-1, -1)  # texts of no dictation; those count from 1

    @property
    def watches(self) -> bool:
        """A text goes in by itself once its window has the keyboard again: `look` is to be called
        now and then."""
        return any(entry.returns for entry in self.waiting.entries)

    def write(self, dictation: int, target: Target | None, texts: Sequence[str]) -> bool:
        """The texts of some utterances, behind what waits of their dictation. True: a window took
        them; False: they wait, and that was told."""
        if self.waiting.returning(dictation):
            self._wait(dictation, target, texts, returns=True)
            return False
        return self._insert(dictation, target, texts)

    def scratch(self, dictation: int) -> None:
        """Take back the last utterance, one that waits or one that stands in a window."""
        if self.waiting.scratch(dictation):
            self._publish(TextWaits(self.waiting.text))
            return
        piece = self._inserted.last_utterance()
        try:
            if piece is None:
                raise InsertionError(_NOTHING)
            self._take_back(piece)
        except InsertionError as error:
            self._publish(Notice(Level.WARNING, str(error)))

    def look(self) -> None:
        """Is a window that a text waits for back, or gone?"""
        for entry in self.waiting.entries:
            if not entry.returns or entry.target is None:
                continue
            back = self._inserter.has_keyboard(entry.target)
            if back is None:
                self.waiting.give_up(entry.target)
                gone = InsertionError(f"The window of {entry.target.name} is gone.")
                self._publish(TextWaits(self.waiting.text))  # what follows says why
                self._publish(Notice(Level.ERROR, self._left_on_clipboard(gone)))
            elif back:
                for due in self.waiting.take_returning(entry.target):
                    self._insert(due.dictation, due.target, due.texts, again=True)
                self._publish(TextWaits(self.waiting.text))
                return

    def type_text(self, text: str) -> Insertion:
        """Any text, into the window that has the keyboard. Raises InsertionError."""
        insertion = self._inserter.insert(text, self._inserter.aim())
        self._remember(next(self._asked), insertion, [text])
        return insertion

    def type_again(self) -> None:
        """All that waits, into the window that has the keyboard. Raises InsertionError."""
        entries = self.waiting.entries
        if not entries:
            raise InsertionError("No text waits to be typed.")
        insertion = self._inserter.insert(self.waiting.text, self._inserter.aim())
        self.waiting.clear()
        self._publish(TextWaits(""))
        texts = [text for entry in entries for text in entry.texts]
        self._remember(entries[-1].dictation, insertion, texts)

    def copy_waiting(self) -> None:
        """All that waits, onto the clipboard. Raises InsertionError."""
        if not self.waiting.entries:
            raise InsertionError("No text waits to be copied.")
        self._inserter.copy(self.waiting.text)
        self.waiting.clear()
        self._publish(TextWaits(""))

    def undo(self) -> None:
        """Take the last dictation out of its window. Raises InsertionError."""
        pieces = self._inserted.last_dictation()
        if not pieces:
            raise InsertionError(_NOTHING)
        self._inserter.take_back("".join(piece.text for piece in pieces), pieces[-1].target)
        for piece in reversed(pieces):
            self._taken_back(piece)

    def _insert(
        self, dictation: int, target: Target | None, texts: Sequence[str], *, again: bool = False
    ) -> bool:
        """Whether a window took them. ``again``: that they wait was told."""
        try:
            insertion = self._inserter.insert("".join(texts), target)
        except InsertionError as error:
            returns = isinstance(error, FocusMoved) and target is not None
            self._wait(dictation, target, texts, returns=returns)
            if not returns:
                self._publish(Notice(Level.ERROR, self._left_on_clipboard(error)))
            elif not again:
                self._publish(Notice(Level.WARNING, str(error)))
            return False
        # The thread must outlive a fault in one way in: the next text may find another window.
        except Exception:  # noqa: BLE001
            _log.exception("inserting failed")
            self._wait(dictation, target, texts, returns=False)
            self._publish(Notice(Level.ERROR, _SURPRISE))
            return False
        self._remember(dictation, insertion, texts)
        self._doubt(insertion)
        return True

    def _remember(self, dictation: int, insertion: Insertion, texts: Sequence[str]) -> None:
        text = insertion.text or "".join(texts)
        if not insertion.copied:
            self._inserted.add(dictation, text, texts, insertion.target)
        self._publish(
            TextInserted(dictation, text, insertion.way, insertion.confirmed, insertion.copied)
        )

    def _doubt(self, insertion: Insertion) -> None:
        """Said once for each application: with each text it would be noise."""
        known = insertion.confirmed or insertion.copied
        if known or insertion.application in self._doubted:
            return
        self._doubted.add(insertion.application)
        whose = insertion.target.name if insertion.target else "that window"
        self._publish(
            Notice(
                Level.INFO,
                f"Sayso cannot see whether {whose} takes what it types there; should a text be"
                " missing, copy it from Sayso's window.",
            )
        )

    def _wait(
        self, dictation: int, target: Target | None, texts: Sequence[str], *, returns: bool
    ) -> None:
        self.waiting.add(dictation, target, texts, returns=returns)
        self._publish(TextWaits(self.waiting.text))

    def _left_on_clipboard(self, error: InsertionError) -> str:
        """All that waits, so that one paste is enough."""
        if isinstance(error, Refused):
            return f"{error} The text waits in Sayso's window."
        try:
            self._inserter.copy(self.waiting.text)
        except InsertionError as second:
            _log.info("and the clipboard: %s", second)
            return f"{error} Copy the text from Sayso's window."
        if not error.left_nothing and "on the clipboard" in str(error):
            return str(error)  # a way that pastes has left it there, and says what to do
        return f"{error} The text is on the clipboard: paste it where it belongs."

    def _take_back(self, piece: Piece) -> None:
        self._inserter.take_back(piece.text, piece.target)
        self._taken_back(piece)

    def _taken_back(self, piece: Piece) -> None:
        self._inserted.taken_back(piece)
        self._publish(TextTakenBack(piece.dictation, piece.text))


_NOTHING = "There is no dictation to take back."
_SURPRISE = "The text could not be typed; copy it from Sayso's window."
