"""A recognizer whose engine runs in a child process: it may crash, hang or be killed, we may not.

Whatever ends a child ends its pipe, and whoever waits for its answer sees that. So one mechanism
serves time limits, `close`, crashes, and a cancel that the engine does not heed in time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import wait

import numpy as np

from sayso.core.errors import EngineDied, EngineHung, ModelError, SaysoError
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples, Transcript
from sayso.pipeline.recognize import child, engines
from sayso.pipeline.recognize.process import ChildProcess, Deadline
from sayso.residency.model import ModelKey
from sayso.residency.spawning import END_SECONDS

log = logging.getLogger(__name__)

RETRIES = 1
"""How often the same audio is tried again in a new child, on a processor; and how often a new child
is tried where one ended while it was loading."""

UTTERANCE_SECONDS = 30.0
"""The time limit is meant for audio up to this length, Whisper's window."""

EXTRA_PER_SECOND = 4.0
"""Longer audio (a file) is allowed so much more time for each further second."""

CANCEL_SECONDS = 1.0
"""How long a cancelled recognition may go on to its next step before its child is killed. About as
long as a new child needs to be there: base took 0.5 to 1.3 s to load, medians of three runs on two
cores that others used too. Waiting longer, the next utterance would rather have the new child."""


@dataclass(slots=True, eq=False)
class _Request:
    """One call of `recognize`. All but `over` change under the host's lock.

    hurried: it was cancelled, and is to be over soon.
    child: the one that works on it, or loads for it.
    over: set when the call has its answer; a cancel has nothing to stop any more.
    """

    number: int
    cancelled: bool = False
    hurried: bool = False
    child: ChildProcess | None = None
    over: threading.Event = field(default_factory=threading.Event)


class _Vanished(Exception):
    """A child ended while it was loading."""

    def __init__(self, error: ModelError) -> None:
        super().__init__(str(error))
        self.error = error


class HostedRecognizer:
    """A `sayso.core.ports.Recognizer` over a child process, which `load` starts.

    One thread at a time calls `load`, `warm_up` or `recognize`; `cancel` and `close` may come from
    any thread. A child that dies while idle, or had to be killed by a cancel, is replaced at once
    by the thread that waits for its end, loaded and warmed up; one that dies idle no more than
    once between two answers.

    key: which engine and model.
    timeout_seconds: limit for one utterance (settings: recognition_timeout_seconds), asked with
        each.
    passes: of a warm-up, seconds of audio each.
    make: makes the engine in the child; a function of a module.
    restarted: called with a sentence when a child was lost and another takes its place, from any
        thread; not after a cancel. It must not call back.
    """

    def __init__(
        self,
        key: ModelKey,
        *,
        timeout_seconds: Callable[[], float] = lambda: 60.0,
        passes: tuple[float, ...] = (1.0,),
        make: child.Make = engines.make,
        restarted: Callable[[str], None] = lambda reason: None,
    ) -> None:
        self._key = key
        self._timeout = timeout_seconds
        self._passes = passes
        self._make = make
        self._restarted = restarted
        self._report: Callable[[LoadProgress], None] = lambda progress: None
        self._changed = threading.Condition()
        """Held for moments, around all below."""
        self._talking = False
        """Somebody talks to a child, or replaces one; see `_turn`."""
        self._wanted = 0
        """How many wait for their turn."""
        self._number = 0
        self._request: _Request | None = None
        self._child: ChildProcess | None = None
        self._closed = False
        self._watchers: list[threading.Thread] = []
        self._replaced_idle = False

    @property
    def engine(self) -> str:
        return self._key.engine

    @property
    def model(self) -> str:
        return self._key.model

    @property
    def device(self) -> str:
        return self._key.place

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is one."""
        with self._changed:
            return None if self._child is None else self._child.pid

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Start the child and load; nothing if that is done. Raises ModelError, DeviceError.

        ``report`` is also told when a later child loads and warms up.
        """
        self._report = report
        with self._turn():
            self._ready_child()

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None:
        """Make all passes; loads first, if that is not done. Raises ModelError, DeviceError.

        After an error there is no child.
        """
        with self._turn():
            self._warm_up(self._ready_child(), report)

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        """Ask the child; on a processor, ask a new one, once, with the same audio, if it dies or
        hangs.

        On a graphics card EngineDied and EngineHung are raised at once, so that the caller can
        take the processor instead. Raises RecognitionError (EngineDied, EngineHung, DeviceFailed,
        RecognitionCancelled), and ModelError (DeviceError) where there was no child any more and
        none could be loaded.
        """
        audio = np.ascontiguousarray(samples, dtype=np.float32)
        limit = time_limit(self._timeout(), len(audio) / SAMPLE_RATE)
        with self._requested() as request, self._turn(request):
            task = child.Recognize(request.number, audio, options)
            try:
                transcript = self._answer(request, task, limit)
            except SaysoError as error:
                if request.cancelled:
                    raise child.cancelled() from error
                raise
            if request.cancelled:
                raise child.cancelled()
            self._replaced_idle = False
            return transcript

    def cancel(self, *, at_once: bool = True) -> None:
        """Stop the recognition that is under way: between two of the engine's steps, else, if it
        is to be ``at_once``, after CANCEL_SECONDS, by killing its child. Its audio is not tried
        again. Returns at once."""
        with self._changed:
            request = self._request
            if request is None or request.hurried or (request.cancelled and not at_once):
                return
            request.cancelled, request.hurried = True, at_once
            self._changed.notify_all()
            if request.child is not None:
                threading.Thread(
                    target=self._stop,
                    args=(request, request.child, at_once),
                    name="engine cancel",
                    daemon=True,
                ).start()

    def close(self) -> None:
        """End the child and give its memory back; a running call raises EngineDied at once."""
        with self._changed:
            self._closed = True
            current = self._child
            watchers = list(self._watchers)
        if current is not None:
            current.kill()
        with self._turn():
            self._drop(current)
        for watcher in watchers:
            if watcher is not threading.current_thread():
                watcher.join(END_SECONDS)

    @contextmanager
    def _turn(self, request: _Request | None = None) -> Iterator[None]:
        """Alone with the child. Raises RecognitionCancelled while a cancelled request waits."""
        with self._changed:
            self._wanted += 1
            try:
                self._changed.wait_for(
                    lambda: not self._talking or (request is not None and request.cancelled)
                )
            finally:
                self._wanted -= 1
            if request is not None and request.cancelled:
                raise child.cancelled()
            self._talking = True
        try:
            yield
        finally:
            with self._changed:
                self._talking = False
                self._changed.notify_all()

    @contextmanager
    def _requested(self) -> Iterator[_Request]:
        """What `cancel` cancels, meanwhile."""
        with self._changed:
            self._number += 1
            request = self._request = _Request(self._number)
        try:
            yield request
        finally:
            with self._changed:
                self._request = None
                request.over.set()

    def _answer(self, request: _Request, task: child.Recognize, limit: float) -> Transcript:
        """Needs the turn."""
        for left in range(RETRIES if self._key.device == "cpu" else 0, -1, -1):
            current = self._ready_child(request)
            try:
                return current.ask(task, limit)
            except (EngineDied, EngineHung) as error:
                self._lose(current, request)
                if self._closed:
                    raise EngineDied(
                        "The speech engine was closed while it was recognising: start it again."
                    ) from error
                if left == 0 or request.cancelled:
                    raise
                log.warning("Trying the same audio again: %s", error)
                self._restarted(str(error))
        raise AssertionError("the loop returns or raises")

    def _stop(self, request: _Request, current: ChildProcess, at_once: bool) -> None:
        """In a thread of its own; where it kills, until the request is over."""
        if not at_once:
            current.cancel(request.number)
            return

        def kill() -> None:
            with self._changed:
                # Not a moment after the answer: the child may work on the next request by then.
                if not request.over.is_set():
                    log.info("A cancelled recognition goes on, so its process is ended")
                    current.unwanted = True
                    current.kill()

        with Deadline(CANCEL_SECONDS, kill):
            current.cancel(request.number)
            request.over.wait()

    def _ready_child(self, request: _Request | None = None) -> ChildProcess:
        """The loaded child; starts one where there is none. Needs the turn."""
        for left in range(RETRIES if self._key.device == "cpu" else 0, -1, -1):
            try:
                return self._child_there_or_new(request)
            except _Vanished as lost:
                if self._closed or left == 0:
                    raise lost.error from lost
                log.warning("Loading once more: %s", lost.error)
        raise AssertionError("the loop returns or raises")

    def _child_there_or_new(self, request: _Request | None) -> ChildProcess:
        with self._changed:
            current = self._child
            if current is not None and current.alive and not current.unwanted:
                self._assign(request, current)
                return current
        self._drop(current)
        with self._changed:
            if self._closed:
                kind = ModelError if request is None else EngineDied
                raise kind("The speech engine was closed: start it again.")
            if request is not None and request.cancelled:
                raise child.cancelled()
            current = self._child = ChildProcess(self._key, self._make)
            self._assign(request, current)
            watcher = threading.Thread(
                target=self._watch, args=(current,), name="engine watcher", daemon=True
            )
            self._watchers = [one for one in self._watchers if one.is_alive()] + [watcher]
            watcher.start()
        try:
            with self._dropped_on_error(current, request):
                current.await_loaded(self._report)
        except ModelError as error:
            if current.vanished and not current.unwanted:
                raise _Vanished(error) from error
            raise
        return current

    def _assign(self, request: _Request | None, current: ChildProcess) -> None:
        if request is not None:
            if request.cancelled:
                raise child.cancelled()
            request.child = current

    def _warm_up(
        self,
        current: ChildProcess,
        report: Callable[[LoadProgress], None],
        enough: Callable[[], bool] = lambda: False,
    ) -> None:
        """Needs the turn."""
        total = len(self._passes)
        with self._dropped_on_error(current):
            for done, seconds in enumerate(self._passes):
                if enough():
                    return
                report(LoadProgress("Warming up", self.model, done, total, "passes"))
                current.warm_up(seconds)
            if total:
                report(LoadProgress("Warming up", self.model, total, total, "passes"))

    @contextmanager
    def _dropped_on_error(
        self, current: ChildProcess, request: _Request | None = None
    ) -> Iterator[None]:
        """Of a listener, too: a child whose answers nobody took answers nobody."""
        try:
            yield
        except BaseException as error:
            self._lose(current, request)
            if self._closed and isinstance(error, ModelError):
                raise ModelError(
                    "The speech engine was closed while it was loading: start it again."
                ) from error
            raise

    def _lose(self, current: ChildProcess, request: _Request | None) -> None:
        """The child is of no use. Where nobody wants an answer, its watcher clears up, and starts
        the next one, while the caller goes on. Needs the turn."""
        with self._changed:
            if request is not None and request.cancelled and not self._closed:
                current.unwanted = True
                current.kill()
                return
        self._drop(current)

    def _drop(self, current: ChildProcess | None) -> None:
        """End the process and forget it. Needs the turn."""
        if current is not None:
            current.end()
            with self._changed:
                if self._child is current:
                    self._child = None

    def _watch(self, current: ChildProcess) -> None:
        """Waits for the end of one child, and replaces it if nobody was using it."""
        wait([current.sentinel])
        with self._turn():
            if self._child is not current or self._closed:
                return  # whoever was calling has seen it end
            self._drop(current)
            reason = f"The speech engine's process ended while idle ({current.manner_of_death()})."
            if not current.unwanted:
                if self._replaced_idle:
                    log.warning("%s It is started again when it is needed.", reason)
                    return
                self._replaced_idle = True
                log.warning("%s Starting a new one.", reason)
            try:
                # Nobody's words wait for passes that were to spare them waiting.
                self._warm_up(self._ready_child(), self._report, lambda: self._wanted > 0)
            except SaysoError as error:
                log.warning("The new child did not come up: %s", error)
                return
        if not current.unwanted:
            self._restarted(reason)


def time_limit(timeout: float, audio_seconds: float) -> float:
    """Seconds that one call may take: ``timeout``, and more for audio longer than an utterance."""
    return timeout + EXTRA_PER_SECOND * max(0.0, audio_seconds - UTTERANCE_SECONDS)
