"""One child process as its host sees it: started, asked, told to stop, killed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from sayso.core.errors import (
    DeviceError,
    EngineDied,
    EngineHung,
    ModelError,
    RecognitionCancelled,
)
from sayso.core.events import LoadProgress
from sayso.core.speech import Transcript
from sayso.pipeline.recognize import child
from sayso.residency.model import ModelKey
from sayso.residency.spawning import Child

log = logging.getLogger(__name__)

LOAD_SECONDS = 300.0
"""For reading a model of 3 GB from a slow disk, and for CUDA's first start; and once more for each
warm-up pass."""


class ChildProcess:
    """One process and its pipe. One thread calls at a time, but for `cancel` and `kill`.

    unwanted: it was killed, or is to be, because a recognition was cancelled. For the host.
    vanished: it ended while it was loading, without a word and before its time was up.
    """

    def __init__(self, key: ModelKey, make: child.Make) -> None:
        """Starts it. Raises ModelError."""
        self._key = key
        self._sending = threading.Lock()
        try:
            self._process = Child(child.run, key, make, name="sayso engine")
        except OSError as error:
            raise ModelError(
                f"No process for the speech engine could be started ({error.strerror}): "
                "close other programs."
            ) from error
        self._pipe = self._process.pipe
        self.sentinel = self._process.sentinel
        self.pid = self._process.pid
        self.unwanted = False
        self.vanished = False

    @property
    def alive(self) -> bool:
        return self._process.alive

    def await_loaded(self, report: Callable[[LoadProgress], None]) -> None:
        """Hand on progress until the engine is in memory. Raises ModelError; DeviceError where it
        ended or hung on a graphics card, whose driver may have ended it."""
        with Deadline(LOAD_SECONDS, self.kill) as deadline:
            try:
                while isinstance(reply := self._pipe.recv(), LoadProgress):
                    report(reply)
            except (EOFError, OSError) as error:
                self.vanished = not deadline.passed
                raise self._lost("Loading", deadline.passed) from error
        self._check(reply, child.Loaded, "Loading")

    def warm_up(self, seconds: float) -> None:
        """One pass. Raises as `await_loaded` does."""
        with Deadline(LOAD_SECONDS, self.kill) as deadline:
            try:
                self._send(child.WarmUp(seconds))
                reply = self._pipe.recv()
            except (EOFError, OSError) as error:
                raise self._lost("Warming up", deadline.passed) from error
        self._check(reply, child.WarmedUp, "Warming up")

    def ask(self, task: child.Recognize, limit: float) -> Transcript:
        """Raises what the engine raised, EngineDied or EngineHung."""
        with Deadline(limit, self.kill) as deadline:
            try:
                # Sending blocks too, if the child does not read.
                self._send(task)
                reply = self._pipe.recv()
            except (EOFError, OSError) as error:
                if deadline.passed:
                    raise EngineHung(
                        f"The speech engine did not answer within {limit:.0f} seconds and was "
                        f"ended: {self._advice('raise recognition_timeout_seconds')}."
                    ) from error
                raise EngineDied(
                    f"The speech engine's process ended ({self.manner_of_death()}): say it again, "
                    f"and if it happens again, {self._advice()}."
                ) from error
        self._check(reply, Transcript, "Recognising")
        assert isinstance(reply, Transcript)
        return reply

    def cancel(self, number: int) -> None:
        """Tell the child. Blocks while audio is being sent, and no longer than it lives."""
        try:
            self._send(child.Cancel(number))
        except OSError:
            log.debug("A child that was to be told of a cancel is gone")

    def kill(self) -> None:
        """At once, from any thread."""
        self._process.kill()

    def end(self) -> None:
        """Gone within a limit. May be called twice."""
        self._process.kill()
        with self._sending:  # the number of a closed pipe may soon be that of another file
            self._process.end()

    def manner_of_death(self) -> str:
        """For people and the log: ``signal 9``, ``exit code 1``."""
        return self._process.manner_of_death()

    def _send(self, message: object) -> None:
        with self._sending:
            self._pipe.send(message)

    def _check(self, reply: object, expected: type, what: str) -> None:
        if isinstance(reply, child.Failed):
            if not isinstance(reply.error, RecognitionCancelled):
                log.warning("%s with %s failed:\n%s", what, self._key.model, reply.trace)
            raise reply.error
        assert isinstance(reply, expected)

    def _lost(self, what: str, hung: bool) -> ModelError:
        """The sentence for a child that did not live to say that it is ready."""
        kind, place = ModelError, ""
        if self._key.device != "cpu":
            kind, place = DeviceError, f" on {self._key.place}"
        advice = self._advice()
        if hung:
            return kind(
                f"{what} {self._key.model}{place} took longer than {LOAD_SECONDS:.0f} seconds: "
                f"{advice}."
            )
        return kind(
            f"{what} {self._key.model}{place} ended its process ({self.manner_of_death()}): "
            f"{advice}."
        )

    def _advice(self, more: str = "") -> str:
        options = [more] if more else []
        if self._key.device != "cpu":
            options = ["update the NVIDIA driver", *options, "set device to cpu"]
        elif self._key.folder is None:
            options = ["start Sayso again", *options]  # there is no other model of that engine's
        else:
            options = ["choose a smaller model", *options]
        return (
            ", or ".join(options)
            if len(options) < 3
            else ", ".join(options[:-1]) + (f", or {options[-1]}")
        )


class Deadline:
    """Calls ``kill`` if the block is not left within ``seconds``; ``passed`` says that it did."""

    def __init__(self, seconds: float, kill: Callable[[], None]) -> None:
        self.passed = False
        self._kill = kill
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
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
