"""Writes down what is heard and what becomes of it, at once, so that a crash costs next to nothing.

Audio goes to the recorder's thread and from there into files; what is known of each utterance goes
to the journal's thread and from there into the history. What cannot be written waits, within
limits, and is written as soon as that can be done; dictation goes on meanwhile.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from sayso.archive.history import History
from sayso.archive.items import Clip, DictationKey, Retention
from sayso.archive.recorder import Recorder
from sayso.archive.recording import read, recording_name
from sayso.archive.runs import Run
from sayso.core.errors import AudioFileError, HistoryBusy, HistoryDamaged, HistoryError
from sayso.core.events import Level, Notice
from sayso.core.ports import Clock, Insertion, Publish
from sayso.core.speech import Samples, Transcript, Utterance, UtteranceId
from sayso.core.state import State
from sayso.core.target import Target

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

IDLE_SECONDS = 5.0
TIDY_SECONDS = 3600.0
"""When retention is looked at: after the last change, and while there are none."""

TELL_AGAIN_SECONDS = 24 * 3600.0

MOST_REMEMBERED = 1000
"""Utterances of which it is remembered when they ended, and dictations, under which name they were
recorded."""

_NOT_KEPT = "It is in no file, because Sayso leaves no trace now: say it again."

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


class Journal:
    """Implements `sayso.core.ports.Journal`. Started once, closed once.

    What is said while it leaves no trace, or into an application in ``no_trace_in``, is not
    written anywhere; whatever is told of it later is for nobody.

    run: the id of this run of the app.
    folder: of the history; its recordings lie in ``recordings``.
    """

    def __init__(
        self,
        folder: Path,
        *,
        publish: Publish,
        clock: Clock,
        now: Callable[[], datetime],
        retention: Retention,
        leave_no_trace: bool = False,
        no_trace_in: frozenset[str] = frozenset(),
        open_history: Callable[..., History] = History,
    ) -> None:
        """``now``: local time with its zone. ``no_trace_in``: names as in `Target.application`."""
        self.folder = folder
        self.recordings = folder / "recordings"
        self._publish = publish
        self._clock = clock
        self._now = now
        self._retention = retention
        self._no_trace_in = no_trace_in
        self._open_history = open_history
        self._run = Run(folder / "runs")
        self._recorder = Recorder(self.recordings, clock=clock, failed=self._not_recorded)
        self._changed = threading.Condition()
        """Held for moments, around all below."""
        self._no_trace = leave_no_trace
        self._changes: deque[_Change] = deque()
        self._questions: deque[_Question] = deque()
        self._traceless: set[int] = set()
        self._live: dict[int, bool] = {}  # dictation → whether an utterance of it was heard
        self._names: OrderedDict[int, str] = OrderedDict()  # dictation → name of its recording
        self._heard_at: OrderedDict[UtteranceId, float] = OrderedDict()
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
        self._given_up = False
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)

    @property
    def run(self) -> str:
        return self._run.id

    def start(self) -> None:
        self._recorder.start()
        self._thread.start()

    def leave_no_trace(self, wanted: bool) -> None:
        """From now on. What is being said at this moment leaves none either, if so."""
        with self._changed:
            self._no_trace = wanted
            live = tuple(self._live) if wanted else ()
        for dictation in live:
            self._forget(dictation)
        if not wanted:
            self._write(lambda history: None)  # it is opened before the next dictation needs it

    # The port. Nothing here raises.

    def begin(self, dictation: int, target: Target | None) -> None:
        application = target.application if target is not None else ""
        with self._changed:
            if self._no_trace or self._excluded(application):
                self._traceless.add(dictation)
                return
            started_at, key = self._now(), self._key(dictation)
            name = self._names[dictation] = recording_name(key, started_at)
            self._live[dictation] = False
            if len(self._names) > MOST_REMEMBERED:
                self._names.popitem(last=False)
        self._recorder.begin(name)
        self._write(lambda history: history.begin(key, started_at, application, name))

    def frame(self, dictation: int, samples: Samples) -> None:
        if dictation in self._live:
            self._recorder.frame(self._names[dictation], samples)

    def heard(self, utterance: Utterance) -> None:
        if self._leaves_none(utterance.dictation):
            return
        with self._changed:
            if utterance.dictation in self._live:
                self._live[utterance.dictation] = True
            self._heard_at[utterance.id] = self._clock()
            if len(self._heard_at) > MOST_REMEMBERED:
                self._heard_at.popitem(last=False)
        # Not the utterance itself: its samples are not to stay in memory while a disk is full.
        key, number = self._key(utterance.dictation), utterance.number
        start, samples = utterance.start, len(utterance.samples)
        self._write(lambda history: history.heard(key, number, start=start, samples=samples))

    def recognized(self, utterance: Utterance, transcript: Transcript, text: str) -> None:
        key, number = self._key(utterance.dictation), utterance.number
        if not self._leaves_none(utterance.dictation):
            self._write_now(lambda h: h.recognized(key, number, transcript, text))

    def failed(self, utterance: Utterance, reason: str) -> str:
        if self._leaves_none(utterance.dictation):
            return f"{reason} {_NOT_KEPT}"
        key, number = self._key(utterance.dictation), utterance.number
        found: list[int | None] = []

        def write(history: History) -> None:
            history.mark(key, (number,), State.FAILED, reason=reason)
            found.append(history.id_of(key, number))

        if self._write_now(write) and found and found[-1] is not None:
            return f"{reason} Its audio is kept: sayso history retry {found[-1]}"
        return f"{reason} Its audio could not be kept either; say it again."

    def inserting(self, of: Sequence[UtteranceId]) -> None:
        self._mark(of, State.INSERTING, now=True)

    def inserted(self, of: Sequence[UtteranceId], insertion: Insertion) -> None:
        if self._excluded(insertion.application):
            for dictation in {each.dictation for each in of}:
                self._forget(dictation)
            return
        state = State.COPIED if insertion.copied else State.INSERTED
        with self._changed:
            ended = [at for each in of if (at := self._heard_at.pop(each, None)) is not None]
            seconds = self._clock() - ended[-1] if ended else None
        self._mark(
            of,
            state,
            application=insertion.application,
            way=insertion.way,
            confirmed=insertion.confirmed,
            delivered_seconds=seconds,
        )

    def mark(self, of: Sequence[UtteranceId], state: State, reason: str = "") -> None:
        self._mark(of, state, reason=reason)

    def cancel(self, dictation: int) -> None:
        key = self._key(dictation)
        if not self._leaves_none(dictation):
            self._write(lambda history: history.cancel(key))

    def end(self, dictation: int) -> None:
        with self._changed:
            heard = self._live.pop(dictation, None)
            if heard is None:
                return
            name = self._names[dictation]
        key = self._key(dictation)

        def write(history: History) -> None:
            # Where something was heard, it is the rows that are lost: their audio is not to be.
            if not history.end(key) and not heard:
                self._recorder.drop(name)

        self._recorder.end(name)
        self._write(write)

    def on_disk(self, utterance: Utterance) -> Callable[[], Samples] | None:
        """Reads its samples back, or raises AudioFileError; None where they are not there, which
        is tried. While it is being dictated."""
        if utterance.dictation not in self._live:
            return None
        name = self._names[utterance.dictation]
        clip = Clip(self.recordings / name, utterance.start, len(utterance.samples))

        def fetch() -> Samples:
            samples = read(clip)
            if len(samples) < clip.samples:
                raise AudioFileError("The recording of what was said is cut off, so this is lost.")
            return samples

        try:
            fetch()
        except AudioFileError:
            return None
        return fetch

    # For whoever looks into it while the app runs

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
                f"The disk with the history in {self.folder} does not answer; try again later."
            ) from error
        return answer

    def close(self, seconds: float) -> None:
        """Write what waits, within so many seconds, and end. What has not ended by then is seen to
        at the next start."""
        until = self._clock() + seconds
        with self._changed:
            self._closing = True
            self._tries_left = max(1, round(seconds / PATIENCE_SECONDS))
            self._changed.notify()
        recorded = self._recorder.close(seconds)
        if self._thread.is_alive():
            self._thread.join(max(0.0, until - self._clock()))
        with self._changed:
            settled = recorded and not self._changes and not self._live
        self._run.end(settled=settled and not self._thread.is_alive())

    def _key(self, dictation: int) -> DictationKey:
        return DictationKey(self._run.id, dictation)

    def _excluded(self, application: str) -> bool:
        """``org.keepassxc.keepassxc`` is meant by ``keepassxc``, too."""
        return not self._no_trace_in.isdisjoint({application, application.rpartition(".")[2]})

    def _leaves_none(self, dictation: int) -> bool:
        with self._changed:
            return dictation in self._traceless

    def _forget(self, dictation: int) -> None:
        with self._changed:
            self._traceless.add(dictation)
            self._live.pop(dictation, None)
            name = self._names.get(dictation)
        key = self._key(dictation)
        if name is not None:
            # Also where it has ended: a disk that hangs may have left it to the recorder's thread.
            self._recorder.drop(name)
        self._write(lambda history: history.forget(key), always=True)

    def _mark(
        self, of: Sequence[UtteranceId], state: State, *, now: bool = False, **what: Any
    ) -> None:
        kept = sorted(each for each in of if not self._leaves_none(each.dictation))
        by_dictation = [
            (self._key(dictation), tuple(each.number for each in group))
            for dictation, group in groupby(kept, key=lambda each: each.dictation)
        ]

        def write(history: History) -> None:
            for key, numbers in by_dictation:
                history.mark(key, numbers, state, **what)

        if by_dictation:
            (self._write_now if now else self._write)(write)

    # Writing

    def _write(self, work: Callable[[History], object], *, always: bool = False) -> threading.Event:
        """``always``: even where too much waits already."""
        change = _Change(work, threading.Event())
        with self._changed:
            if always or len(self._changes) < MOST_WAITING:
                self._changes.append(change)
                self._changed.notify()
        return change.written

    def _write_now(self, work: Callable[[History], object]) -> bool:
        """Whether it was written within the time that a text waits for that."""
        written = self._write(work)
        in_vain = self._stuck or self._late
        if not written.wait(0.0 if in_vain else WRITTEN_SECONDS):
            with self._changed:  # around both: it may be written at this moment
                self._late = not written.is_set()
        return written.is_set()

    def _work(self) -> None:
        if not self._no_trace:
            self._do(self._opened)  # so that the first dictation need not wait for it
        while (do := self._next()) is not None:
            self._do(do)
        if self._history is not None:
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
                if self._changes and not self._given_up:
                    changes, last = tuple(self._changes), self._closing
                    return lambda: self._apply(changes, last=last)
                if self._questions:
                    question = self._questions.popleft()
                    return lambda: self._answer(question)
                if self._closing:
                    return None
                if not self._changed.wait(IDLE_SECONDS if self._untidy else TIDY_SECONDS):
                    return self._clean

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
                    f"The folder {self.folder} cannot be written to ({why}); make it writable, or "
                    "free some space."
                ) from error
            self._history = self._open_history(
                self.folder,
                now=self._now,
                patience=PATIENCE_SECONDS,
                say=lambda sentence: self._publish(Notice(Level.WARNING, sentence)),
                damaged=damaged,
            )
        return self._history

    def _clean(self) -> None:
        self._untidy = False
        if self._history is None:
            return
        try:
            self._written_to(lambda history: history.purge(self._retention))
        except HistoryBusy:
            self._untidy = True  # again in a while; nobody waits for it
        except HistoryError as error:
            self._tell(str(error))

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
        self._tell(str(error))

    def _not_recorded(self, name: str, error: OSError) -> None:
        """From the recorder's thread."""
        self._tell(
            f"What you say cannot be written to {self.recordings} ({error.strerror or error}); "
            "free some space, or make the folder writable."
        )

    def _tell(self, sentence: str) -> None:
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
