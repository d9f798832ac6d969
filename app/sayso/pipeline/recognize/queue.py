"""The recogniser thread: utterances in, transcripts out, in order, whatever becomes of the engine.

Dictation goes before everything else: a job (a check, a piece of a file) is begun only while
nobody's words wait, and is stopped and begun again later when somebody speaks. `turns` says whose
turn it is.

The queue is bounded, and how full it is can be seen. The sound of what waits long is left on disk,
where it is anyway, and fetched when it is wanted; what does not fit all the same is refused and not
dropped.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from sayso.core.errors import RecognitionCancelled, RecognitionError, SaysoError
from sayso.core.events import BacklogChanged
from sayso.core.ports import RecognizeOptions, Recognizer
from sayso.core.speech import Samples, Transcript, Utterance, UtteranceId
from sayso.pipeline.recognize.supply import Supply
from sayso.pipeline.recognize.turns import End, Foreseen, Job, Turns
from sayso.pipeline.recognize.waiting import Waiting
from sayso.residency.registry import Lease

log = logging.getLogger(__name__)


AHEAD_SECONDS = 1.0
"""Utterances are recognised ahead while the last one took no longer than this. If the guess was
wrong, the next utterance waits for as long at worst."""

_ENDING = "Sayso is ending, so this was not recognised; start it again."


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
        self._turns = Turns()
        self._running: tuple[Utterance | Job, Recognizer] | None = None
        self._ahead: tuple[Utterance, Transcript] | None = None
        self._last_taken: float | None = None
        self._known: Supply | None = None
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
            if not self._turns.put(utterance):
                return
            if self._running is not None and isinstance(self._running[0], Job):
                self._running[1].cancel()
            self._changed.notify_all()
        self._leave_some()
        self._tell_backlog()

    def submit(
        self,
        samples: Samples,
        options: RecognizeOptions | None = None,
        *,
        patient: bool = False,
    ) -> Future[Transcript]:
        """A job, of one window at most (30 s), for when nobody's words wait.

        patient: not begun while anybody dictates, even if the words are still to come; and after
        all other jobs.
        The future raises RecognitionError. Raises Overloaded.
        """
        with self._changed:
            job = Job(samples, options or self._options, patient)
            if self._stopping:
                job.future.set_exception(RecognitionError(_ENDING))
                return job.future
            self._turns.add(job)
            self._changed.notify_all()
            return job.future

    def withdraw(self, future: Future[Transcript]) -> None:
        """The job is not wanted any more, even if it is being done."""
        with self._changed:
            if self._running is not None:
                work, recognizer = self._running
                if isinstance(work, Job) and work.future is future:
                    # Nobody waits for what a patient job keeps from its turn, or `put` sees to it.
                    recognizer.cancel(at_once=not work.patient)
            job = self._turns.job_of(future)
            if job is not None:
                self._turns.remove(job)
                job.future.set_exception(RecognitionCancelled("The recognition was given up."))

    def begin(self, dictation: int) -> None:
        """Utterances of it may come, until `end`: no patient job is begun meanwhile, and one that
        is being done stops, and is begun again later, as soon as that costs nothing."""
        with self._changed:
            self._turns.begin(dictation)
            if self._running is not None:
                work, recognizer = self._running
                if isinstance(work, Job) and work.patient:
                    recognizer.cancel(at_once=False)

    def wait_quiet(self, seconds: float) -> bool:
        """Blocks while anybody dictates, but no longer than so. False: somebody still does."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self._stopping or not self._turns.listening, seconds
            )

    def foresee(self, utterance: Utterance | None) -> None:
        """This utterance may be over, and will be `put` if it is; None: it was not over.

        Recognised ahead if there is time, and forgotten if something else is put.
        """
        with self._changed:
            self._turns.foresee(utterance)
            self._changed.notify_all()

    def end(self, dictation: int) -> None:
        """No more utterances of this dictation will come. Once a dictation, discarded or not."""
        with self._changed:
            self._turns.end(dictation)
            self._changed.notify_all()

    def discard(self, dictation: int) -> None:
        """Drop what waits of this dictation, and what is still put; stop what runs of it."""
        with self._changed:
            self._turns.discard(dictation)
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
            return tuple(item.utterance.id for item in self._turns.take_utterances())

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
        for job in self._turns.take_jobs():
            job.future.set_exception(error)

    def _run(self) -> None:
        while (step := self._next()) is not None:
            step()

    def _next(self) -> Callable[[], None] | None:
        """What to do now; blocks until there is something. None: end the thread."""
        with self._changed:
            while not self._stopping:
                supply, options = self._supply, self._options
                turn = self._turns.next(served=supply is not None, quick=self._is_quick())
                if isinstance(turn, End):
                    return partial(self._finish, turn)
                if supply is not None:
                    match turn:
                        case Waiting():
                            return partial(self._recognize, turn, supply, options)
                        case Foreseen(utterance):
                            return partial(self._recognize_ahead, utterance, supply, options)
                        case Job():
                            return partial(self._do, turn, supply)
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
                if current and not self._turns.is_discarded(utterance.dictation):
                    self._ahead = (utterance, result)

    def _recognize(self, item: Waiting, supply: Supply, options: RecognizeOptions) -> None:
        with self._changed:
            ahead, self._ahead = self._ahead, None
            self._turns.foresee(None)
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
            self._turns.take_first()
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

    def _leave_some(self) -> None:
        with self._changed:
            too_much = self._turns.too_much()
        for item in too_much:
            fetch = self._leave(item.utterance)
            if fetch is None:
                return  # nor, then, what came after it
            with self._changed:
                if not self._turns.is_first(item):  # that is with the recognizer
                    item.leave(fetch)

    def _do(self, job: Job, supply: Supply) -> None:
        result = self._ask(supply, job, job.samples, job.options)
        if isinstance(result, SaysoError) and self._goes_to_another(supply, result):
            return  # it gave way to somebody's words, or was withdrawn, and then is off the list
        with self._changed:
            if not self._turns.remove(job):
                return
        if isinstance(result, Transcript):
            job.future.set_result(result)
        else:
            job.future.set_exception(result)

    def _is_first(self, item: Waiting) -> bool:
        with self._changed:
            return self._turns.is_first(item) and not self._stopping

    def _goes_to_another(self, supply: Supply, error: SaysoError) -> bool:
        """Whether the same audio is tried again, by another recognizer or after a stray cancel."""
        if isinstance(error, RecognitionCancelled):
            return True
        with self._changed:
            if self._supply is not supply:
                return True  # its owner closed it
        return supply.failed(error)

    def _finish(self, end: End) -> None:
        with self._changed:
            self._turns.take_first()
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
                    for item in self._turns.utterances()
                    if not (isinstance(running, Utterance) and running.id == item.utterance.id)
                ]
            backlog = BacklogChanged(len(waiting), round(sum(waiting), 1))
            if backlog != self._told:
                self._told = backlog
                self._tell(lambda: self._backlog(backlog))

    def _ask(
        self, supply: Supply, work: Utterance | Job, samples: Samples, options: RecognizeOptions
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
        work: Utterance | Job,
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
