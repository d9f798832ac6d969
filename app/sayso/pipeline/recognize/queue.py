"""The recogniser thread: utterances in, transcripts out, in order, whatever becomes of the engine.

Dictation goes before everything else: a job (a file, a check) is begun only while nobody's words
wait, and is stopped and begun again later when somebody speaks.

The queue is bounded, and how full it is can be seen. The sound of what waits long is left on disk,
where it is anyway, and fetched when it is wanted; what does not fit all the same is refused and not
dropped.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from sayso.core.errors import Overloaded, RecognitionCancelled, RecognitionError, SaysoError
from sayso.core.events import BacklogChanged
from sayso.core.ports import RecognizeOptions, Recognizer
from sayso.core.speech import Samples, Transcript, Utterance, UtteranceId
from sayso.pipeline.recognize.waiting import Waiting
from sayso.residency.registry import Lease

log = logging.getLogger(__name__)


AHEAD_SECONDS = 1.0
"""Utterances are recognised ahead while the last one took no longer than this. If the guess was
wrong, the next utterance waits for as long at worst."""

LONGEST_WAITING_SECONDS = 600.0
"""Of audio in memory, 38 MB, where it cannot be left on disk."""

READY_SECONDS = 120.0
"""Of audio in memory, where it can: what is recognised next is not waited for."""

MOST_JOBS = 16

_ENDING = "Sayso is ending, so this was not recognised; start it again."


class Supply(Protocol):
    """Where the recognizer comes from, lent anew for each utterance."""

    def lend(self) -> AbstractContextManager[Lease[Recognizer]]:
        """Raises ModelError."""

    def failed(self, error: SaysoError) -> bool:
        """What the recognizer, or lending it, raised. True if another one will take its place, to
        which the same audio is given: then `RecognitionQueue.use` will be called."""


@dataclass(frozen=True, slots=True)
class _End:
    """A marker behind the last utterance of a dictation."""

    dictation: int


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    samples: Samples
    options: RecognizeOptions
    future: Future[Transcript] = field(default_factory=Future)


class RecognitionQueue:
    """Feeds one utterance after the other to the recognizer that is in use.

    While there is none, audio waits. All methods may be called from any thread and none blocks,
    but for `close`.

    **Ahead**: an utterance that may be over is recognised before that is certain, when there is
    nothing else to do. If it was over, its text is there that much sooner; a fast engine loses
    nothing if it was not.

    done: called in order with each utterance and what came of it: a Transcript, or the error.
        After an error the caller may `put` the utterance again.
    through: called with a dictation for which `end` was called, after ``done`` was called for its
        last utterance; for a discarded one, as soon as nothing of it is being recognised.
    backlog: called when what waits has changed.
    leave: asked for an utterance of which there is too much in memory; returns what fetches its
        samples (and raises SaysoError), or None where they are nowhere else. May read the disk.
    The first two are called from the recogniser thread, ``backlog`` from any, and must not call
    back; ``leave`` from the thread that puts.
    """

    def __init__(
        self,
        done: Callable[[Utterance, Transcript | SaysoError], None],
        through: Callable[[int], None],
        options: RecognizeOptions | None = None,
        backlog: Callable[[BacklogChanged], None] = lambda backlog: None,
        leave: Callable[[Utterance], Callable[[], Samples] | None] = lambda utterance: None,
    ) -> None:
        self._leave = leave
        self._done = done
        self._through = through
        self._options = options or RecognizeOptions()
        self._backlog = backlog
        self._told = BacklogChanged(0, 0.0)
        self._telling = threading.Lock()
        """Held while ``backlog`` is told, so that the last word is the true one; taken first."""
        self._changed = threading.Condition()
        # What is being recognised stays at the front until it is done, so that it is given back.
        self._waiting: deque[Waiting | _End] = deque()
        self._jobs: deque[_Job] = deque()
        self._running: tuple[Utterance | _Job, Recognizer] | None = None
        self._foreseen: Utterance | None = None
        self._ahead: tuple[Utterance, Transcript] | None = None
        self._last_taken: float | None = None
        self._known: Supply | None = None
        self._discarded: set[int] = set()
        self._supply: Supply | None = None
        self._stopping = self._closed = False
        self._thread = threading.Thread(target=self._run, name="recogniser", daemon=True)

    def start(self) -> None:
        """Begin. Once."""
        self._thread.start()

    def put(self, utterance: Utterance) -> None:
        """Dropped if its dictation was discarded. Raises RecognitionError after `close`,
        and Overloaded if too much waits already."""
        with self._changed:
            if self._closed:
                raise RecognitionError(_ENDING)
            if utterance.dictation in self._discarded:
                return
            waiting = sum(item.seconds_in_memory for item in self._utterances())
            if waiting + utterance.seconds > LONGEST_WAITING_SECONDS:
                raise Overloaded(
                    f"Recognition is {waiting / 60:.0f} minutes behind: choose a smaller model."
                )
            self._waiting.append(Waiting(utterance))
            if self._running is not None and isinstance(self._running[0], _Job):
                self._running[1].cancel()
            self._changed.notify_all()
        self._leave_some()
        self._tell_backlog()

    def submit(
        self, samples: Samples, options: RecognizeOptions | None = None
    ) -> Future[Transcript]:
        """A job, of one window at most (30 s), for when nobody's words wait.

        The future raises RecognitionError. Raises Overloaded.
        """
        with self._changed:
            job = _Job(samples, options or self._options)
            if self._stopping:
                job.future.set_exception(RecognitionError(_ENDING))
                return job.future
            if len(self._jobs) >= MOST_JOBS:
                raise Overloaded(f"{MOST_JOBS} recordings wait already: try again later.")
            self._jobs.append(job)
            self._changed.notify_all()
            return job.future

    def withdraw(self, future: Future[Transcript]) -> None:
        """The job is not wanted any more, even if it is being done."""
        with self._changed:
            if self._running is not None:
                work, recognizer = self._running
                if isinstance(work, _Job) and work.future is future:
                    recognizer.cancel()
            for job in [job for job in self._jobs if job.future is future]:
                self._jobs.remove(job)
                job.future.set_exception(RecognitionCancelled("The recognition was given up."))

    def foresee(self, utterance: Utterance | None) -> None:
        """This utterance may be over, and will be `put` if it is; None: it was not over.

        Recognised ahead if there is time, and forgotten if something else is put.
        """
        with self._changed:
            self._foreseen = utterance
            self._changed.notify_all()

    def end(self, dictation: int) -> None:
        """No more utterances of this dictation will come. Once a dictation, discarded or not."""
        with self._changed:
            self._waiting.append(_End(dictation))
            self._changed.notify_all()

    def discard(self, dictation: int) -> None:
        """Drop what waits of this dictation, and what is still put; stop what runs of it."""
        with self._changed:
            if _End(dictation) not in self._waiting:
                # More may come until its end; then it is forgotten.
                self._discarded.add(dictation)
            self._waiting = deque(
                item
                for item in self._waiting
                if not (isinstance(item, Waiting) and item.dictation == dictation)
            )
            if self._foreseen is not None and self._foreseen.dictation == dictation:
                self._foreseen = None
            if self._ahead is not None and self._ahead[0].dictation == dictation:
                self._ahead = None
            if self._running is not None:
                work, recognizer = self._running
                if isinstance(work, Utterance) and work.dictation == dictation:
                    # With the lock, so that it cannot hit the next one.
                    recognizer.cancel()
            self._changed.notify_all()
        self._tell_backlog()

    def use(self, supply: Supply) -> None:
        """From the next utterance on. An utterance on which the old one fails is tried again."""
        with self._changed:
            if supply != self._known:
                self._last_taken = None  # another model may be slower
            self._supply = self._known = supply
            self._ahead = None
            self._changed.notify_all()

    def unavailable(self, error: SaysoError | None = None) -> None:
        """There is no recognizer: audio waits until the next `use`, or until `close`. Jobs wait
        too, unless the error says that there will be none."""
        with self._changed:
            self._supply = None
            if error is not None:
                self._fail_jobs(error)

    def set_options(self, options: RecognizeOptions) -> None:
        """From the next utterance on."""
        with self._changed:
            self._options = options
            self._ahead = None

    def stop(self) -> tuple[UtteranceId, ...]:
        """Begin no more utterances. Returns what was not recognised, in order, for which `done` is
        not called any more, even if it is running.

        Then close the recognizer, which ends a call that is running, and `close` this.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            left = tuple(item.utterance.id for item in self._utterances())
            self._waiting = deque(item for item in self._waiting if isinstance(item, _End))
            return left

    def close(self) -> tuple[UtteranceId, ...]:
        """End the thread, after a running call. Returns what `stop` has not returned yet."""
        left = self.stop()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()
        with self._changed:
            self._closed = True
            self._fail_jobs(RecognitionError(_ENDING))
            return left + self.stop()

    def _fail_jobs(self, error: SaysoError) -> None:
        jobs, self._jobs = self._jobs, deque()
        for job in jobs:
            job.future.set_exception(error)

    def _run(self) -> None:
        while (step := self._next()) is not None:
            step()

    def _next(self) -> Callable[[], None] | None:
        """What to do now; blocks until there is something. None: end the thread."""
        with self._changed:
            while not self._stopping:
                first = self._waiting[0] if self._waiting else None
                supply, options = self._supply, self._options
                if isinstance(first, _End):
                    return partial(self._finish, first)
                if supply is not None:
                    if first is not None:
                        return partial(self._recognize, first, supply, options)
                    if self._foreseen is not None and self._is_quick():
                        utterance, self._foreseen = self._foreseen, None
                        return partial(self._recognize_ahead, utterance, supply, options)
                    if self._jobs:
                        return partial(self._do, self._jobs[0], supply)
                self._changed.wait()
            return None

    def _is_quick(self) -> bool:
        return self._last_taken is not None and self._last_taken <= AHEAD_SECONDS

    def _recognize_ahead(
        self, utterance: Utterance, supply: Supply, options: RecognizeOptions
    ) -> None:
        result = self._ask(supply, utterance, utterance.samples, options)
        if isinstance(result, Transcript):  # an error will come again, if the guess was right
            with self._changed:
                current = self._supply is supply and self._options is options
                if utterance.dictation not in self._discarded and current:
                    self._ahead = (utterance, result)

    def _recognize(self, item: Waiting, supply: Supply, options: RecognizeOptions) -> None:
        with self._changed:
            ahead, self._ahead, self._foreseen = self._ahead, None, None
        utterance, result = self._heard(item, ahead, supply, options)
        if not self._is_first(item):
            return  # given back by close, or discarded
        if isinstance(result, SaysoError) and self._goes_to_another(supply, result):
            self._tell_backlog()  # it waits again
            return
        with self._changed:
            if isinstance(result, Transcript):
                self._last_taken = result.taken_seconds
            if not self._is_first(item):
                return
            self._waiting.popleft()
        self._tell_backlog()
        self._tell(lambda: self._done(utterance, result))

    def _heard(
        self,
        item: Waiting,
        ahead: tuple[Utterance, Transcript] | None,
        supply: Supply,
        options: RecognizeOptions,
    ) -> tuple[Utterance, Transcript | SaysoError]:
        if ahead is not None and ahead[0].says_the_same_as(item.utterance):
            return item.utterance, ahead[1]
        try:
            utterance = item.whole()
        except SaysoError as error:
            # Of this utterance alone: no other recognizer would hear it either.
            return item.utterance, RecognitionError(str(error))
        return utterance, self._ask(supply, utterance, utterance.samples, options)

    def _utterances(self) -> Iterator[Waiting]:
        """With the lock."""
        return (item for item in self._waiting if isinstance(item, Waiting))

    def _leave_some(self) -> None:
        """What is neither next nor new, and beyond what should be in memory."""
        with self._changed:
            ready, candidates = 0.0, []
            for item in tuple(self._utterances())[:-1]:
                ready += item.seconds_in_memory
                if item.seconds_in_memory and ready > READY_SECONDS:
                    candidates.append(item)
        for item in candidates:
            fetch = self._leave(item.utterance)
            if fetch is None:
                return  # nor, then, what came after it
            with self._changed:
                if self._waiting and item is not self._waiting[0]:  # that is with the recognizer
                    item.leave(fetch)

    def _do(self, job: _Job, supply: Supply) -> None:
        result = self._ask(supply, job, job.samples, job.options)
        if isinstance(result, SaysoError) and self._goes_to_another(supply, result):
            return  # it gave way to somebody's words, or was withdrawn, and then is off the list
        with self._changed:
            if job not in self._jobs:
                return
            self._jobs.remove(job)
        if isinstance(result, Transcript):
            job.future.set_result(result)
        else:
            job.future.set_exception(result)

    def _is_first(self, item: Waiting) -> bool:
        with self._changed:
            first = self._waiting[0] if self._waiting else None
            return first is item and not self._stopping

    def _goes_to_another(self, supply: Supply, error: SaysoError) -> bool:
        """Whether the same audio is tried again, by another recognizer or after a stray cancel."""
        if isinstance(error, RecognitionCancelled):
            return True
        with self._changed:
            if self._supply is not supply:
                return True  # its owner closed it
        return supply.failed(error)

    def _finish(self, end: _End) -> None:
        with self._changed:
            self._waiting.popleft()
            self._discarded.discard(end.dictation)
        self._tell(lambda: self._through(end.dictation))

    def _tell(self, callback: Callable[[], None]) -> None:
        """A mistake in a listener must not end the thread that everybody's speech waits for."""
        try:
            callback()
        except Exception:
            log.exception("A listener of the recognition queue failed")

    def _tell_backlog(self) -> None:
        with self._telling:
            with self._changed:
                running = self._running[0] if self._running is not None else None
                waiting = [
                    item.seconds
                    for item in self._utterances()
                    if not (isinstance(running, Utterance) and running.id == item.utterance.id)
                ]
            backlog = BacklogChanged(len(waiting), round(sum(waiting), 1))
            if backlog != self._told:
                self._told = backlog
                self._tell(lambda: self._backlog(backlog))

    def _ask(
        self, supply: Supply, work: Utterance | _Job, samples: Samples, options: RecognizeOptions
    ) -> Transcript | SaysoError:
        try:
            with supply.lend() as lease:
                return self._ask_of(lease, work, samples, options)
        except SaysoError as error:
            return error.with_traceback(None)  # which would keep the audio in memory
        except Exception as error:
            log.exception("Recognising raised what it should not")
            return RecognitionError(
                f"The engine failed on this audio ({type(error).__name__}): "
                "see the log, and say it again."
            )

    def _ask_of(
        self,
        lease: Lease[Recognizer],
        work: Utterance | _Job,
        samples: Samples,
        options: RecognizeOptions,
    ) -> Transcript:
        with self._changed:
            self._running = (work, lease.model)
        self._tell_backlog()
        try:
            with lease.at_work():
                return lease.model.recognize(samples, options)
        finally:
            with self._changed:
                self._running = None
