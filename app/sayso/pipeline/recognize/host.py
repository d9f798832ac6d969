"""A recognizer whose engine runs in a child process: it may crash, hang or be killed, we may not.

How the child is started: by multiprocessing's "spawn" and its Pipe. Measured against a bare
``subprocess`` with framed messages on its standard streams, it needs 30 ms more (0.04 s from start
to the first line of the child, once 0.1 s for the resource tracker), beside 0.1 s of imports that
both need. For that the pipe is not stdout, so no native library can print into it; the end of the
pipe and of the process look the same on every system; and the search path travels along. Its
prices are known: the frozen app calls ``multiprocessing.freeze_support()`` first in its main, a
``sayso`` script is imported once more by the child (which is why ``sayso.__main__`` imports
nothing slow), and a resource tracker of a few MB runs beside the app on Linux and macOS.

A child is never asked nicely to stop an inference, which no engine can: it is killed, and whoever
waits for its answer sees the pipe end. So one mechanism serves time limits, `close` and crashes.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any

import numpy as np

from sayso.core.errors import EngineDied, EngineHung, ModelError, SaysoError
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples, Transcript
from sayso.pipeline.recognize import child, engines
from sayso.residency.model import ModelKey

log = logging.getLogger(__name__)

RETRIES = 1
"""How often the same audio is tried again in a new child."""

LOAD_SECONDS = 300.0
"""For reading a model of 3 GB from a slow disk, and for CUDA's first start."""

UTTERANCE_SECONDS = 30.0
"""The time limit is meant for audio up to this length, Whisper's window."""

EXTRA_PER_SECOND = 4.0
"""Longer audio (a file) is allowed so much more time for each further second."""

_END_SECONDS = 5.0
"""A killed process is gone in milliseconds; one stuck in a driver may take longer to go."""


class HostedRecognizer:
    """A `sayso.core.ports.Recognizer` over a child process, which `load` starts.

    One thread at a time calls `load` or `recognize`; `close` may come from any thread. A child
    that dies while idle is replaced at once, by the thread that waits for its end, and no more
    than once between two answers.

    key: which engine and model.
    timeout_seconds: limit for one utterance (settings: recognition_timeout_seconds).
    make: makes the engine in the child; a function of a module.
    restarted: called with a sentence when a new child has to be started, from any thread; it must
        not call back.
    """

    def __init__(
        self,
        key: ModelKey,
        *,
        timeout_seconds: float = 60.0,
        make: child.Make = engines.make,
        restarted: Callable[[str], None] = lambda reason: None,
    ) -> None:
        self._key = key
        self._timeout = timeout_seconds
        self._make = make
        self._restarted = restarted
        self._report: Callable[[LoadProgress], None] = lambda progress: None
        self._call = threading.Lock()
        """Held while talking to a child, and while one is replaced."""
        self._state = threading.Lock()
        """Held for moments, around the three below."""
        self._child: _Child | None = None
        self._closed = False
        self._watchers: list[threading.Thread] = []
        self._replaced_idle = False
        self._device = key.device

    @property
    def engine(self) -> str:
        return self._key.engine

    @property
    def model(self) -> str:
        return self._key.model

    @property
    def device(self) -> str:
        """What the engine runs on; until it is loaded, what it was asked to run on."""
        return self._device

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is one."""
        with self._state:
            return None if self._child is None else self._child.pid

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Start the child, load and warm up; nothing if that is done. Raises ModelError.

        ``report`` is also told when a later child loads.
        """
        self._report = report
        with self._call:
            self._ready_child()

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        """Ask the child; a new one, once, with the same audio, if it dies or hangs.

        Raises RecognitionError (EngineDied, EngineHung), and ModelError where the model could not
        be loaded again.
        """
        audio = np.ascontiguousarray(samples, dtype=np.float32)
        task = child.Recognize(audio, options)
        limit = time_limit(self._timeout, len(audio) / SAMPLE_RATE)
        with self._call:
            for left in range(RETRIES, -1, -1):
                current = self._ready_child()
                try:
                    transcript = self._ask(current, task, limit)
                except (EngineDied, EngineHung) as error:
                    if self._closed or left == 0:
                        raise
                    log.warning("Trying the same audio again: %s", error)
                    self._restarted(str(error))
                    continue
                self._replaced_idle = False
                return transcript
        raise AssertionError("the loop returns or raises")

    def close(self) -> None:
        """End the child and give its memory back; a running call raises EngineDied at once."""
        with self._state:
            self._closed = True
            current = self._child
            watchers = list(self._watchers)
        if current is not None:
            current.kill()
        with self._call:
            self._drop(current)
        for watcher in watchers:
            if watcher is not threading.current_thread():
                watcher.join(_END_SECONDS)

    def _ready_child(self) -> _Child:
        """The loaded child; starts one where there is none. Needs the call lock."""
        current = self._child
        if current is not None:
            if current.alive:
                return current
            self._drop(current)
        with self._state:
            if self._closed:
                raise EngineDied("The speech engine was closed: start it again.")
            current = _Child(self._key, self._make)
            self._child = current
            watcher = threading.Thread(
                target=self._watch, args=(current,), name="engine watcher", daemon=True
            )
            self._watchers = [one for one in self._watchers if one.is_alive()] + [watcher]
            watcher.start()
        try:
            self._device = current.await_loaded(self._report)
        except BaseException:  # of ``report``, too: a half loaded child answers nobody
            self._drop(current)
            raise
        return current

    def _ask(self, current: _Child, task: child.Recognize, limit: float) -> Transcript:
        try:
            return current.ask(task, limit)
        except (EngineDied, EngineHung) as error:
            self._drop(current)
            if self._closed:
                raise EngineDied(
                    "The speech engine was closed while it was recognising: start it again."
                ) from error
            raise

    def _drop(self, current: _Child | None) -> None:
        """End the process and forget it. Needs the call lock."""
        if current is not None:
            current.end()
            with self._state:
                if self._child is current:
                    self._child = None

    def _watch(self, current: _Child) -> None:
        """Waits for the end of one child, and replaces it if nobody was using it."""
        wait([current.sentinel])
        with self._call:
            if self._child is not current or self._closed:
                return  # whoever was calling has seen it end
            self._drop(current)
            reason = f"The speech engine's process ended while idle ({current.manner_of_death()})."
            if self._replaced_idle:
                log.warning("%s It is started again when it is needed.", reason)
                return
            self._replaced_idle = True
            log.warning("%s Starting a new one.", reason)
            try:
                self._ready_child()
            except SaysoError as error:
                log.warning("The new child did not come up: %s", error)
                return
        self._restarted(reason)


def time_limit(timeout: float, audio_seconds: float) -> float:
    """Seconds that one call may take: ``timeout``, and more for audio longer than an utterance."""
    return timeout + EXTRA_PER_SECOND * max(0.0, audio_seconds - UTTERANCE_SECONDS)


class _Child:
    """One process and its pipe. Only `kill` may be called beside another call."""

    def __init__(self, key: ModelKey, make: child.Make) -> None:
        context = multiprocessing.get_context("spawn")
        self._key = key
        ours, theirs = context.Pipe()
        self._pipe: child.Pipe = ours
        self._process = context.Process(
            target=child.run, args=(theirs, key, make), name="sayso engine", daemon=True
        )
        try:
            with _deaf_to_interrupts():
                self._process.start()
        except OSError as error:
            ours.close()
            raise ModelError(
                f"No process for the speech engine could be started ({error.strerror}): "
                "close other programs."
            ) from error
        finally:
            theirs.close()
        self.sentinel = self._process.sentinel
        self.pid = self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def await_loaded(self, report: Callable[[LoadProgress], None]) -> str:
        """Hand on progress until the engine is warm. Returns its device. Raises ModelError."""
        with _Deadline(LOAD_SECONDS, self.kill) as deadline:
            try:
                while True:
                    reply = self._pipe.recv()
                    if isinstance(reply, LoadProgress):
                        report(reply)
                    elif isinstance(reply, child.Loaded):
                        return reply.device
                    elif isinstance(reply, child.Failed):
                        log.warning("Loading %s failed:\n%s", self._key.model, reply.trace)
                        raise reply.error
            except (EOFError, OSError) as error:
                if deadline.passed:
                    raise ModelError(
                        f"Loading {self._key.model} took longer than {LOAD_SECONDS:.0f} seconds: "
                        "choose a smaller model, or set device to cpu."
                    ) from error
                raise ModelError(
                    f"The process that was loading {self._key.model} ended "
                    f"({self.manner_of_death()}): choose a smaller model, or set device to cpu."
                ) from error

    def ask(self, task: child.Recognize, limit: float) -> Transcript:
        """Raises what the engine raised, EngineDied or EngineHung."""
        with _Deadline(limit, self.kill) as deadline:
            try:
                # Sending blocks too, if the child does not read.
                self._pipe.send(task)
                reply = self._pipe.recv()
            except (EOFError, OSError) as error:
                if deadline.passed:
                    raise EngineHung(
                        f"The speech engine did not answer within {limit:.0f} seconds and was "
                        "restarted: choose a smaller model, or raise recognition_timeout_seconds."
                    ) from error
                raise EngineDied(
                    f"The speech engine's process ended ({self.manner_of_death()}): say it again, "
                    "and if it happens again, choose a smaller model or set device to cpu."
                ) from error
        if isinstance(reply, child.Failed):
            log.warning("Recognising failed:\n%s", reply.trace)
            raise reply.error
        assert isinstance(reply, Transcript)
        return reply

    def kill(self) -> None:
        """At once, from any thread."""
        self._process.kill()

    def end(self) -> None:
        """Gone within a limit. May be called twice."""
        self._process.kill()
        self._process.join(_END_SECONDS)
        self._pipe.close()

    def manner_of_death(self) -> str:
        """For people and the log: ``signal 9``, ``exit code 1``."""
        self._process.join(_END_SECONDS)
        code = self._process.exitcode
        if code is None:
            return "its pipe closed"
        return f"signal {-code}" if code < 0 else f"exit code {code}"


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """A process started within it never sees Ctrl+C, as `child.run` wants it, from its first
    instruction on: until it gets there, it would end in a traceback on the terminal."""
    posix: Any = signal  # Windows' has no such mask
    if not hasattr(posix, "pthread_sigmask"):
        yield
        return
    # Starting the first process starts the tracker, which unblocks the signal in our thread.
    resource_tracker.ensure_running()
    before = posix.pthread_sigmask(posix.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        posix.pthread_sigmask(posix.SIG_SETMASK, before)


class _Deadline:
    """Calls ``kill`` if the block is not left within ``seconds``; ``passed`` says that it did."""

    def __init__(self, seconds: float, kill: Callable[[], None]) -> None:
        self.passed = False
        self._kill = kill
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        self._timer.join()

    def _expire(self) -> None:
        self.passed = True
        self._kill()
