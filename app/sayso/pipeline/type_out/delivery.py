"""The inserter thread: texts wait here until no key is held, and go into the window in order."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from sayso.core.errors import InsertionError
from sayso.core.events import Level, Notice, TextInserted
from sayso.core.ports import Publish, TextInserter

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Pending:
    """What one dictation still has to deliver. ``complete``: nothing will follow."""

    dictation: int
    texts: list[str] = field(default_factory=list)
    complete: bool = False
    discarded: bool = False


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
    ) -> None:
        """``ended(dictation, discarded)`` is called from the inserter's thread, once for each
        dictation, after its last text."""
        self._inserter = inserter
        self._publish = publish
        self._ended = ended
        self._changed = threading.Condition()
        self._pending: dict[int, _Pending] = {}  # in order of dictation
        self._inserting = ""  # what a window is being given now
        self._collecting = False
        self._refused: list[str] = []  # while collecting
        self._held = False
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="inserter", daemon=True)
        self._thread.start()

    def expect(self, dictation: int) -> None:
        """Texts of this dictation will come, after those of the ones expected before."""
        with self._changed:
            self._pending[dictation] = _Pending(dictation)

    def put(self, dictation: int, text: str) -> None:
        with self._changed:
            pending = self._pending[dictation]
            if not pending.discarded:
                pending.texts.append(text)
                self._changed.notify()

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
            pending.texts.clear()
            self._changed.notify()
            return not pending.complete

    def hold(self, held: bool) -> None:
        """While the hotkey is down nothing goes in: it may be a modifier."""
        with self._changed:
            self._held = held
            self._changed.notify()

    def collect_refused(self) -> None:
        """From now on `close` returns what no window takes, too: nobody is left to copy it."""
        with self._changed:
            self._collecting = True

    def close(self, seconds: float) -> str:
        """Deliver what is there, within so many seconds, and end. Returns what no window has taken,
        as far as is known: a text that is being inserted at that moment may yet go in."""
        with self._changed:
            self._closing = self._collecting = True
            self._held = False
            self._changed.notify()
        self._thread.join(seconds)
        with self._changed:
            left = [*self._refused, self._inserting]
            for pending in self._pending.values():
                left += pending.texts
                pending.texts.clear()
            self._refused.clear()
            return "".join(left)

    def _run(self) -> None:
        while (work := self._next()) is not None:
            pending, text = work
            if text:
                taken = self._insert(pending.dictation, text)
                with self._changed:
                    self._inserting = ""
                    if self._collecting and not taken:
                        self._refused.append(text)
            else:
                self._ended(pending.dictation, pending.discarded)

    def _next(self) -> tuple[_Pending, str] | None:
        """Waits for a text to insert, or, with an empty text, for the end of a dictation."""
        with self._changed:
            while True:
                first = next(iter(self._pending.values()), None)
                if first is not None and first.texts and not self._held:
                    self._inserting = text = "".join(first.texts)
                    first.texts.clear()
                    return first, text
                if first is not None and first.complete and not first.texts:
                    del self._pending[first.dictation]
                    return first, ""
                if self._closing:
                    return None
                self._changed.wait()

    def _insert(self, dictation: int, text: str) -> bool:
        """Whether a window took it."""
        try:
            insertion = self._inserter.insert(text)
        except InsertionError as error:
            self._publish(Notice(Level.ERROR, str(error)))
            return False
        # The thread must outlive a fault in one way in: the next text may find another window.
        except Exception:  # noqa: BLE001
            _log.exception("inserting failed")
            self._publish(
                Notice(Level.ERROR, "The text could not be typed; copy it from Sayso's window.")
            )
            return False
        self._publish(TextInserted(dictation, text, insertion.way, insertion.confirmed))
        return True
