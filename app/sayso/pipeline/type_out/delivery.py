"""The inserter thread: texts wait here until no key is held, and go into the window in order.

What becomes of them there is `Scribe`'s business.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from sayso.core.errors import InsertionError
from sayso.core.events import Level, Notice
from sayso.core.ports import Insertion, Journal, Publish, TextInserter
from sayso.core.speech import Words
from sayso.core.state import State
from sayso.core.target import Target
from sayso.pipeline.type_out.ledger import Ending, Ledger
from sayso.pipeline.type_out.scribe import Scribe

_log = logging.getLogger(__name__)

LOOK_SECONDS = 0.25
"""How often the desktop is asked who has the keyboard, while a text waits for a window."""

_SCRATCH = None
"""Among the texts of a dictation: the one before it is to be taken back."""


@dataclass(slots=True)
class _Pending:
    """What one dictation still has to deliver. ``complete``: nothing will follow."""

    dictation: int
    target: Target | None
    items: list[Words | None] = field(default_factory=list)
    complete: bool = False
    discarded: bool = False


@dataclass(slots=True)
class _Errand:
    """What somebody else asked for, and waits for."""

    work: Callable[[], Any]
    outcome: Future[Any] = field(default_factory=Future)


class Delivery:
    """Gives each dictation's texts to the inserter, dictation after dictation.

    Texts that wait together go in together: one paste instead of five.
    """

    def __init__(
        self,
        inserter: TextInserter,
        *,
        publish: Publish,
        ended: Callable[[int, bool], None],
        journal: Journal,
        press_enter: Callable[[], bool] = lambda: False,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        """``ended(dictation, discarded)`` is called from the inserter's thread, once for each
        dictation, after its last text. press_enter: whether Return is to follow
        it, asked at that moment."""
        self._inserter = inserter
        self._publish = publish
        self._ended = ended
        self._enter = press_enter
        self._look_seconds = look_seconds
        self._changed = threading.Condition()
        self._pending: dict[int, _Pending] = {}  # in order of dictation
        self._errands: deque[_Errand] = deque()
        self._held = False
        self._closing = False
        self._ledger = Ledger(journal)
        self._scribe = Scribe(inserter, publish, self._ledger)  # the thread's own
        self._thread = threading.Thread(target=self._run, name="inserter", daemon=True)
        self._thread.start()

    def expect(self, dictation: int, target: Target | None = None) -> None:
        """Texts of this dictation will come, after those of the ones expected before, and belong
        into ``target``."""
        with self._changed:
            self._pending[dictation] = _Pending(dictation, target)

    def put(self, dictation: int, words: Words) -> None:
        """An utterance's text, which the journal has."""
        if not self._add(dictation, words):
            self._ledger.mark([words], State.CANCELLED)

    def scratch(self, dictation: int) -> None:
        """The utterance before this moment is not wanted: it is dropped or taken back."""
        self._add(dictation, _SCRATCH)

    def complete(self, dictation: int) -> None:
        """No more texts of this dictation will come."""
        with self._changed:
            self._pending[dictation].complete = True
            self._changed.notify()

    def discard(self, dictation: int) -> bool:
        """What was not inserted yet will not be. Returns whether more of it may come."""
        with self._changed:
            pending = self._pending.get(dictation)
            if pending is None:
                return False
            pending.discarded = True
            items, pending.items = pending.items, []
            self._changed.notify()
            more = not pending.complete
        self._ledger.mark([item for item in items if item is not _SCRATCH], State.CANCELLED)
        return more

    def hold(self, held: bool) -> None:
        """While the hotkey is down nothing goes in: it may be a modifier."""
        with self._changed:
            self._held = held
            self._changed.notify()

    # What the person asks for. Each blocks until it is done, or raises InsertionError.

    def undo(self) -> None:
        """Take the last dictation back from its window."""
        self._do(self._scribe.undo)

    def type_again(self) -> None:
        """What waits goes into the window that has the keyboard now."""
        self._do(self._scribe.type_again)

    def copy_waiting(self) -> None:
        """What waits goes onto the clipboard, and waits no more."""
        self._do(self._scribe.copy_waiting)

    def copy(self, text: str) -> None:
        """Any text, onto the clipboard."""
        self._do(lambda: self._inserter.copy(text))

    def type_text(self, text: str) -> Insertion:
        """Any text, into the window that has the keyboard now."""
        insertion: Insertion = self._do(lambda: self._scribe.type_text(text))
        return insertion

    def close(self, seconds: float) -> None:
        """Deliver what is there, within so many seconds, and end. The journal has what no window
        has taken; no more of it begins to go in when this has returned."""
        with self._changed:
            self._closing = True
            self._held = False
            self._changed.notify()
        self._thread.join(seconds)
        self._ledger.stop()
        scratched: list[Words] = []
        with self._changed:
            for pending in self._pending.values():
                scratched += _folded(pending.items).scratched
                pending.items.clear()
            for errand in self._errands:
                errand.outcome.set_exception(Ending())
            self._errands.clear()
        self._ledger.mark(scratched, State.CANCELLED)

    def _add(self, dictation: int, item: Words | None) -> bool:
        with self._changed:
            pending = self._pending[dictation]
            if pending.discarded:
                return False
            pending.items.append(item)
            self._changed.notify()
            return True

    def _do(self, work: Callable[[], Any]) -> Any:
        errand = _Errand(work)
        with self._changed:
            if self._closing:
                raise Ending
            self._errands.append(errand)
            self._changed.notify()
        return errand.outcome.result()

    # The thread

    def _run(self) -> None:
        while (work := self._next()) is not None:
            try:
                work()
            except Ending:
                pass  # the journal has what goes no further
            # The thread must outlive every fault: without it no text gets anywhere.
            except Exception:  # noqa: BLE001
                _log.exception("the inserter's thread")

    def _next(self) -> Callable[[], None] | None:
        """Waits for something to do."""
        with self._changed:
            while True:
                if self._errands and not self._held:
                    errand = self._errands.popleft()
                    return lambda: self._run_errand(errand)
                first = next(iter(self._pending.values()), None)
                if first is not None and first.items and not self._held:
                    pending, items = first, first.items
                    first.items = []
                    return lambda: self._deliver(pending, items)
                if first is not None and self._may_end(first):
                    pending, presses = first, self._presses(first) and not self._held
                    del self._pending[pending.dictation]
                    return lambda: self._end(pending, presses)
                if self._closing:
                    return None
                due = self._scribe.watches and not self._held
                if not self._changed.wait(self._look_seconds if due else None):
                    return self._scribe.look

    def _may_end(self, pending: _Pending) -> bool:
        """Return is a key like the others: it is not pressed while the hotkey is down."""
        presses = self._presses(pending)
        return pending.complete and not pending.items and not (presses and self._held)

    def _presses(self, pending: _Pending) -> bool:
        return not pending.discarded and self._enter()

    def _deliver(self, pending: _Pending, items: Sequence[Words | None]) -> None:
        folded = _folded(items)
        self._ledger.mark(folded.scratched, State.CANCELLED)
        for _ in range(folded.before):
            self._scribe.scratch()
        if folded.left:
            self._scribe.write(pending.dictation, pending.target, folded.left)

    def _end(self, pending: _Pending, presses: bool) -> None:
        try:
            if presses:
                self._scribe.press_enter(pending.dictation)
        except InsertionError as error:
            self._publish(Notice(Level.WARNING, f"{error} Return was not pressed."))
        finally:
            self._ended(pending.dictation, pending.discarded)

    # Errands

    def _run_errand(self, errand: _Errand) -> None:
        try:
            errand.outcome.set_result(errand.work())
        except InsertionError as error:
            errand.outcome.set_exception(error)
        except BaseException:  # noqa: BLE001  whoever asked for it waits, and knows no other error
            _log.exception("what was asked for failed")
            errand.outcome.set_exception(InsertionError(_SURPRISE))


@dataclass(slots=True)
class _Folded:
    """Texts when each scratch has taken the one before it. ``before``: how many scratches are
    meant for what was said earlier."""

    before: int = 0
    left: list[Words] = field(default_factory=list)
    scratched: list[Words] = field(default_factory=list)


def _folded(items: Sequence[Words | None]) -> _Folded:
    folded = _Folded()
    for item in items:
        if item is not _SCRATCH:
            folded.left.append(item)
        elif folded.left:
            folded.scratched.append(folded.left.pop())
        else:
            folded.before += 1
    return folded


_SURPRISE = "That could not be done; the log has the reason."
