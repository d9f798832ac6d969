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
from sayso.core.speech import Words
from sayso.core.state import State
from sayso.core.target import Target
from sayso.pipeline.type_out.ledger import Ending, Ledger
from sayso.pipeline.type_out.undoing import Inserted, Piece
from sayso.pipeline.type_out.waiting import Entry, Waiting

_log = logging.getLogger(__name__)


class Scribe:
    """waiting: what found no window yet.

    In the order of events that the desktop relies on, `TextWaits` comes first, whether it tells of
    a text that waits or of one that does no more; then `TextInserted`, or the `Notice` that says
    why. Before any of it the ledger has it.
    """

    def __init__(self, inserter: TextInserter, publish: Publish, ledger: Ledger) -> None:
        self.waiting = Waiting()
        self._inserter = inserter
        self._publish = publish
        self._ledger = ledger
        self._inserted = Inserted()
        self._doubted: set[str] = set()  # applications whose silence was told
        self._told = (0, "")  # of which dictation's texts, last
        self._asked = itertools.count(-1, -1)  # texts of no dictation; those count from 1
        self._times = itertools.count(1)
        self._copied = 0  # when a text was said that went onto the clipboard instead

    @property
    def watches(self) -> bool:
        """A text goes in by itself once its window has the keyboard again: `look` is to be called
        now and then."""
        return any(entry.returns for entry in self.waiting.entries)

    def write(self, dictation: int, target: Target | None, texts: Sequence[Words]) -> None:
        """The texts of some utterances, into their window or behind what waits of their dictation,
        or for that window. Raises Ending."""
        entry = Entry(dictation, target, list(texts), said=next(self._times))
        follows = self.waiting.returning(dictation) is not None
        # Its window may be back by now: as a rule the person has just spoken to it.
        error: InsertionError | None = self._return(target)
        if error is None:
            error = self._insert(entry)
        if error is not None:
            entry.returns = isinstance(error, FocusMoved) and target is not None
            entry.private = isinstance(error, Refused)
            self._wait(entry)
            if not entry.returns:
                self._tell(dictation, self._left_on_clipboard(error))
            elif not follows and target is not None:
                self._publish(Notice(Level.WARNING, _WAITS.format(target.name)))

    def press_enter(self, dictation: int) -> None:
        """Return, where the whole dictation stands and nothing came after it. Raises
        InsertionError."""
        last = self._inserted.last
        waits = any(entry.dictation == dictation for entry in self.waiting.entries)
        if last is not None and last.dictation == dictation and not waits:
            self._inserter.press_enter(last.target)

    def scratch(self) -> None:
        """Take back the last utterance, one that waits or one that stands in a window."""
        waits, piece = self.waiting.last_said(), self._inserted.last_utterance()
        if waits is not None and waits.said > max(self._copied, piece.said if piece else 0):
            self._ledger.mark([self.waiting.scratch(waits)], State.CANCELLED)
            self._publish(TextWaits(self.waiting.text))
            return
        try:
            if piece is None and not self._copied:
                raise InsertionError(_NOTHING)
            if piece is None or piece.said < self._copied:
                raise InsertionError(_COPIED)
            self._take_back(piece)
        except InsertionError as error:
            self._publish(Notice(Level.WARNING, str(error)))
        # What follows in the same dictation must not be lost with it.
        except Exception:  # noqa: BLE001
            _log.exception("taking back failed")
            self._publish(Notice(Level.WARNING, _STANDS))

    def look(self) -> None:
        """Is a window that a text waits for back, or gone? Raises Ending."""
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
                self._return(entry.target)
                return

    def type_text(self, text: str) -> Insertion:
        """Any text, into the window that has the keyboard. Raises InsertionError."""
        entry = Entry(next(self._asked), None, [Words(text)], said=next(self._times))
        insertion = self._put([entry], self._inserter.aim())
        self._remember(entry, insertion)
        return insertion

    def type_again(self) -> None:
        """All that waits, into the window that has the keyboard. Raises InsertionError."""
        entries = self.waiting.entries
        if not entries:
            raise InsertionError("No text waits to be typed.")
        insertion = self._put(entries, self._inserter.aim())
        self._wait_no_more()
        texts = [words for entry in entries for words in entry.texts]
        said = max(entry.said for entry in entries)
        self._remember(Entry(entries[-1].dictation, None, texts, said=said), insertion)

    def copy_waiting(self) -> None:
        """All that waits, onto the clipboard. Raises InsertionError."""
        last = self.waiting.last_said()
        if last is None:
            raise InsertionError("No text waits to be copied.")
        self._inserter.copy(self.waiting.text)
        for entry in self.waiting.entries:
            self._ledger.mark(entry.texts, State.COPIED)
        self._copied = max(self._copied, last.said)
        self._wait_no_more()

    def undo(self) -> None:
        """Take the last dictation out of its window. Raises InsertionError."""
        pieces = self._inserted.last_dictation()
        if not pieces:
            raise InsertionError(_NOTHING)
        self._inserter.take_back("".join(piece.text for piece in pieces), pieces[-1].target)
        for piece in reversed(pieces):
            self._taken_back(piece)

    def _return(self, target: Target | None) -> FocusMoved | None:
        """What waits for that window goes in, if it can. Returns why the rest still waits, which
        nothing that was said later may overtake."""
        for entry in self.waiting.due(target) if target is not None else ():
            error = self._insert(entry)
            if isinstance(error, FocusMoved):
                return error
            if error is not None:
                entry.returns, entry.private = False, isinstance(error, Refused)
                self._publish(TextWaits(self.waiting.text))  # what follows says why
                self._publish(Notice(Level.ERROR, self._left_on_clipboard(error)))
        return None

    def _insert(self, entry: Entry) -> InsertionError | None:
        """Into its window, and out of what waits. Returns why it did not go in."""
        try:
            insertion = self._put([entry], entry.target)
        except Ending:
            raise
        except InsertionError as error:
            if error.rest is not None:
                entry.texts = [Words(error.rest, entry.of)]  # the beginning stands there
            return error
        # The thread must outlive a fault in one way in: the next text may find another window.
        except Exception:  # noqa: BLE001
            _log.exception("inserting failed")
            return InsertionError(_FAULT)
        if entry in self.waiting.entries:
            self.waiting.remove(entry)
            self._publish(TextWaits(self.waiting.text))
        self._remember(entry, insertion)
        self._doubt(insertion)
        return None

    def _put(self, entries: Sequence[Entry], target: Target | None) -> Insertion:
        """All of them at once, and into the ledger what comes of it. Raises Ending, or what the
        inserter raises."""
        self._ledger.inserting(entries)
        try:
            insertion = self._inserter.insert("".join(entry.text for entry in entries), target)
        except InsertionError as error:
            self._ledger.stay_out(entries, error)
            raise
        except Exception:
            self._ledger.stay_out(entries, InsertionError(_FAULT))
            raise
        self._ledger.inserted(entries, insertion)
        return insertion

    def _remember(self, entry: Entry, insertion: Insertion) -> None:
        text = entry.text if insertion.text is None else insertion.text
        if not text:
            return  # it was nothing that can be typed
        if insertion.copied:
            self._copied = entry.said
        else:
            self._inserted.add(entry.dictation, text, entry.texts, insertion.target, entry.said)
        self._publish(
            TextInserted(
                entry.dictation, text, insertion.way, insertion.confirmed, insertion.copied
            )
        )

    def _tell(self, dictation: int, sentence: str) -> None:
        """Once, where one utterance after the other meets the same fate."""
        if (dictation, sentence) != self._told:
            self._told = dictation, sentence
            self._publish(Notice(Level.ERROR, sentence))

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

    def _wait(self, entry: Entry) -> None:
        self.waiting.add(entry)
        self._publish(TextWaits(self.waiting.text))

    def _wait_no_more(self) -> None:
        self.waiting.clear()
        self._publish(TextWaits(""))

    def _left_on_clipboard(self, error: InsertionError) -> str:
        """All that does not go in by itself, so that one paste is enough. To the journal it is
        delivered no more than before: a clipboard may go with this process."""
        if isinstance(error, Refused):
            return f"{error} The text waits in Sayso's window."
        try:
            self._inserter.copy("".join(entry.text for entry in self.waiting.stranded))
        except InsertionError as second:
            _log.info("and the clipboard: %s", second)
            return f"{error} Copy the text from Sayso's window."
        except Exception:  # noqa: BLE001  the reason has to be told all the same
            _log.exception("copying failed")
            return f"{error} Copy the text from Sayso's window."
        what = "text" if error.rest is None else "rest"
        return f"{error} The {what} is on the clipboard: paste it where it belongs."

    def _take_back(self, piece: Piece) -> None:
        self._inserter.take_back(piece.text, piece.target)
        self._taken_back(piece)

    def _taken_back(self, piece: Piece) -> None:
        self._ledger.mark(piece.utterances, State.TAKEN_BACK)
        self._inserted.taken_back(piece)
        self._publish(TextTakenBack(piece.dictation, piece.text))


_WAITS = "{} has not the keyboard any more: the text waits until you go back to it."
_FAULT = "The text could not be typed."
_NOTHING = "There is no dictation to take back."
_COPIED = "What was said last is on the clipboard and in no window, so nothing was taken back."
_STANDS = "The text could not be taken back; use its window's own undo."
