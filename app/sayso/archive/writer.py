"""The journal's thread: changes of the history, in order, as soon as they can be written.

What cannot be written waits, within limits, and is tried again; whoever tells of a change goes on.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sayso.archive.history import History
from sayso.archive.items import Retention
from sayso.archive.runs import Run
from sayso.core.errors import HistoryBusy, HistoryDamaged, HistoryError, HistoryUntidy
from sayso.core.events import Level, Notice
from sayso.core.ports import Clock, Publish

_log = logging.getLogger(__name__)

WRITTEN_SECONDS = 0.5
"""How long a text waits until it is written down; a commit takes less than a millisecond."""

AGAIN_SECONDS = 1.0
"""When writing is tried again, after it failed."""

PATIENCE_SECONDS = 0.2
"""How long another program's transaction is waited for at a time."""

TOLERATED_SECONDS = 5.0
"""So long another program may hold the history before the person is told."""

MOST_WAITING = 20_000
"""Changes that wait for a disk to be writable again: hours of dictation, some megabytes."""

SYNC_SECONDS = 1.0
"""What a power cut costs at the most. Not with each change: a text would wait for the disk."""

IDLE_SECONDS = 5.0
TIDY_SECONDS = 3600.0
"""When retention is looked at: after the last change, and while there are none."""

TELL_AGAIN_SECONDS = 24 * 3600.0

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Change:
    """work: given the open history, inside a transaction. written: set once that is over."""

    work: Callable[[History], object]
    written: threading.Event


@dataclass(frozen=True, slots=True)
class _Question:
    """work: given the open history. answer: gets what it returns, or the HistoryError. asked_at:
    of the clock."""

    work: Callable[[History], Any]
    answer: Future[Any]
    asked_at: float


class Writer:
    """Started once, closed once. Callable from any thread; what waits says so.

    The history is opened by the thread, when it is first needed; so is the run begun.
    """

    def __init__(
        self,
        folder: Path,
        run: Run,
        *,
        publish: Publish,
        clock: Clock,
        now: Callable[[], datetime],
        retention: Retention,
        open_history: Callable[..., History] = History,
    ) -> None:
        self._folder = folder
        self._run = run
        self._publish = publish
        self._clock = clock
        self._now = now
        self._retention = retention
        self._open_history = open_history
        self._changed = threading.Condition()
        """Held for moments, around all below."""
        self._changes: deque[_Change] = deque()
        self._questions: deque[_Question] = deque()
        self._told_at: float | None = None
        self._logged = ""
        self._stuck = False  # the last try to write has failed
        self._late = False  # or takes longer than a text waits
        self._closing = False
        self._tries_left = 1  # to write, once it is closing
        # The thread's own.
        self._history: History | None = None
        self._busy_since: float | None = None
        self._untidy = True
        self._unsynced_since: float | None = None
        self._given_up = False
        self._over = False  # all is written; what is left is to tidy up
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)

    def start(self, *, at_once: bool) -> None:
        """``at_once``: open the history now, so that the first dictation need not wait for it."""
        if at_once:
            self.write(lambda history: None)
        self._thread.start()

    def keep(self, retention: Retention) -> None:
        """When retention is looked at next, it is this."""
        self._retention = retention

    def write(self, work: Callable[[History], object], *, always: bool = False) -> threading.Event:
        """Set once it is written. ``work`` is given the open history, inside a transaction, and may
        be called more than once. ``always``: even where too much waits already."""
        change = _Change(work, threading.Event())
        with self._changed:
            if always or len(self._changes) < MOST_WAITING:
                self._changes.append(change)
                self._changed.notify()
        return change.written

    def write_now(self, work: Callable[[History], object]) -> bool:
        """Whether it was written within the time that a text waits for that."""
        written = self.write(work)
        in_vain = self._stuck or self._late
        if not written.wait(0.0 if in_vain else WRITTEN_SECONDS):
            with self._changed:  # around both: it may be written at this moment
                self._late = not written.is_set()
        return written.is_set()

    def ask(self, work: Callable[[History], _T], seconds: float | None = None) -> _T:
        """What ``work`` returns of the history, once all before is written. Raises HistoryError,
        also where it takes longer than ``seconds``."""
        question = _Question(work, Future(), self._clock())
        with self._changed:
            if self._closing:
                raise HistoryError("Sayso is ending; start it again.")
            self._questions.append(question)
            self._changed.notify()
        try:
            answer: _T = question.answer.result(seconds)
        except TimeoutError as error:
            raise HistoryError(
                f"The disk with the history in {self._folder} does not answer; try again later."
            ) from error
        return answer

    def close(self, seconds: float) -> None:
        """Write what waits, within so many seconds of the clock, and end."""
        until = self._clock() + seconds
        self.hurry(seconds)
        if self._thread.is_alive():
            self._thread.join(max(0.0, until - self._clock()))

    def hurry(self, seconds: float) -> None:
        """It is closing, and has so many seconds: nothing that fails is tried for longer."""
        with self._changed:
            if not self._closing:
                self._closing = True
                self._tries_left = max(1, round(seconds / PATIENCE_SECONDS))
                self._changed.notify()

    @property
    def settled(self) -> bool:
        """After `close`: all was written."""
        with self._changed:
            return not self._changes and (self._over or not self._thread.is_alive())

    def tell(self, sentence: str) -> None:
        """Once: it is one trouble, whichever file shows it, and dictation goes on."""
        now = self._clock()
        with self._changed:
            known = sentence == self._logged  # it is tried again every second
            self._logged = sentence
            once_more = self._told_at is not None and now - self._told_at < TELL_AGAIN_SECONDS
            if not once_more:
                self._told_at = now
        if not known:
            _log.warning("%s", sentence)
        if once_more:
            return
        self._publish(
            Notice(
                Level.WARNING,
                f"{sentence} Dictation goes on, but what you say now is not kept.",
            )
        )

    def _work(self) -> None:
        while (do := self._next()) is not None:
            self._do(do)
        if self._history is not None:
            self._over = not self._changes
            self._do(self._clean)  # what is kept for no time is not kept until the next start
            self._history.close()

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        except HistoryError as error:
            self._trouble(error)
        # The thread must outlive every fault: without it nothing is written down any more.
        except Exception:  # noqa: BLE001
            _log.exception("the journal's thread")

    def _next(self) -> Callable[[], object] | None:
        """Waits for something to do."""
        with self._changed:
            if self._stuck:
                self._changed.wait_for(lambda: self._closing, AGAIN_SECONDS)
            while True:
                since = self._unsynced_since
                if since is not None and self._clock() - since >= SYNC_SECONDS:
                    return self._sync
                if self._changes and not self._given_up:
                    changes, last = tuple(self._changes), self._closing
                    return lambda: self._apply(changes, last=last)
                if self._questions:
                    question = self._questions.popleft()
                    return lambda: self._answer(question)
                if self._closing:
                    return None
                idle = IDLE_SECONDS if self._untidy else TIDY_SECONDS
                if not self._changed.wait(idle if since is None else SYNC_SECONDS):
                    return self._clean if since is None else self._sync

    def _apply(self, changes: Sequence[_Change], *, last: bool) -> None:
        """All of them together, or none. ``last``: there will be few other tries."""
        try:
            self._make(changes)
        except HistoryError as error:
            if last:
                self._tries_left -= 1
                self._given_up = self._tries_left <= 0 or not isinstance(error, HistoryBusy)
            raise

    def _make(self, changes: Sequence[_Change]) -> None:
        """Raises HistoryError; what was not made by then still waits."""
        try:
            self._written_to(lambda history: self._write_all(history, changes))
        except HistoryUntidy as error:
            _log.warning("%s", error)  # it is written all the same
        except HistoryError:
            raise
        # One change that cannot be made must not keep all others from being made.
        except Exception:  # noqa: BLE001
            _log.exception("changes of the history")
            if len(changes) > 1:
                for change in changes:
                    self._make((change,))
                return
        with self._changed:
            for change in changes:
                self._changes.popleft()
                change.written.set()
            self._stuck = self._late = False
        self._busy_since = None
        self._untidy = True
        if self._unsynced_since is None:
            self._unsynced_since = self._clock()

    def _write_all(self, history: History, changes: Sequence[_Change]) -> None:
        with history.writing():
            for change in changes:
                change.work(history)

    def _answer(self, question: _Question) -> None:
        try:
            question.answer.set_result(self._written_to(question.work))
        except HistoryBusy as error:
            if self._clock() - question.asked_at >= TOLERATED_SECONDS:
                question.answer.set_exception(error)
                return
            with self._changed:
                self._questions.append(question)
        except HistoryError as error:
            question.answer.set_exception(error)
        # Whoever asked waits, and knows no other error.
        except Exception:  # noqa: BLE001
            _log.exception("a question to the history")
            question.answer.set_exception(HistoryError("The history failed; the log tells why."))

    def _written_to(self, work: Callable[[History], _T]) -> _T:
        """Raises HistoryError. Once more where it is damaged: a new one takes its place."""
        try:
            return work(self._opened())
        except HistoryDamaged as error:
            _log.error("the history is damaged: %s", error)
            if self._history is not None:
                self._history.close()
                self._history = None
            return work(self._opened(damaged=True))

    def _opened(self, *, damaged: bool = False) -> History:
        """Raises HistoryError."""
        if self._history is None:
            try:
                self._run.begin()
            except (OSError, NotImplementedError) as error:  # the latter: it knows no locks
                why = getattr(error, "strerror", None) or error
                raise HistoryError(
                    f"The folder {self._folder} cannot be written to ({why}); make it writable, or "
                    "free some space."
                ) from error
            self._history = self._open_history(
                self._folder,
                now=self._now,
                patience=PATIENCE_SECONDS,
                say=lambda sentence: self._publish(Notice(Level.WARNING, sentence)),
                damaged=damaged,
            )
        return self._history

    def _sync(self) -> None:
        self._unsynced_since = None
        if self._history is not None:
            self._written_to(lambda history: history.sync())

    def _clean(self) -> None:
        self._untidy = False
        if self._history is None:
            return
        try:
            self._written_to(lambda history: history.purge(self._retention))
        except HistoryBusy:
            self._untidy = True  # again in a while; nobody waits for it
        except HistoryUntidy as error:
            _log.warning("%s", error)
        except HistoryError as error:
            self.tell(str(error))

    def _trouble(self, error: HistoryError) -> None:
        now = self._clock()
        patient = isinstance(error, HistoryBusy)
        with self._changed:
            self._stuck = True
            # What was to be written before they are answered is not, and who asks waits.
            refused = [
                question
                for question in self._questions
                if not (patient and now - question.asked_at < TOLERATED_SECONDS)
            ]
            for question in refused:
                self._questions.remove(question)
        for question in refused:
            question.answer.set_exception(error)
        if patient:
            if self._busy_since is None:
                self._busy_since = now
            if now - self._busy_since < TOLERATED_SECONDS:
                return
        self.tell(str(error))
