"""The child process: one engine, its pipe to the app, and the messages that go through it.

The child loads at once, says so, and then answers one :class:`WarmUp` or :class:`Recognize` after
the other, each once. A :class:`Cancel` has no answer of its own: what it stops is answered. The
child ends as soon as the app's end of the pipe closes, even in the middle of an inference: however
the app died, nothing stays behind.
"""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Protocol, TypeAlias

from sayso.archive.log import log_to
from sayso.core.errors import (
    DeviceError,
    DeviceFailed,
    ModelError,
    RecognitionCancelled,
    RecognitionError,
    SaysoError,
)
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import Samples, Transcript
from sayso.paths import log_folder
from sayso.pipeline.recognize import cuda_trouble
from sayso.residency.model import ModelKey
from sayso.residency.spawning import Pipe


class Engine(Protocol):
    """What runs in the child: one model, used by one thread."""

    @property
    def engine(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def device(self) -> str:
        """``cpu`` or ``cuda:0``."""

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Bring it into memory. Raises ModelError; DeviceError where another device may do."""

    def warm_up(self, seconds: float) -> None:
        """One pass over so much silence. After `load`, whose errors it raises."""

    def recognize(
        self, samples: Samples, options: RecognizeOptions, go_on: Callable[[], None]
    ) -> Transcript:
        """Calls ``go_on`` between its steps, which raises RecognitionCancelled if nobody wants
        the text any more. Raises RecognitionError; DeviceFailed where another device may do.
        Keeps nothing of the audio."""

    def close(self) -> None: ...


Make: TypeAlias = Callable[[ModelKey], Engine]
"""Makes the engine in the child. Must be a function of a module, so that it can be named there."""


@dataclass(frozen=True, slots=True, eq=False)
class Recognize:
    """To the child. ``number``: higher than that of any earlier one."""

    number: int
    samples: Samples
    options: RecognizeOptions


@dataclass(frozen=True, slots=True)
class WarmUp:
    """To the child: one pass over so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Cancel:
    """To the child: the `Recognize` of this number, and any before it, is not wanted any more."""

    number: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """From the child, once: the engine is in memory."""


@dataclass(frozen=True, slots=True)
class WarmedUp:
    """From the child: the pass was made."""


@dataclass(frozen=True, slots=True)
class Failed:
    """From the child. ``trace`` is for the log."""

    error: SaysoError
    trace: str


Reply: TypeAlias = LoadProgress | Loaded | WarmedUp | Transcript | Failed


class Inbox:
    """What has come through the pipe: `tasks` in order, and which of them are cancelled."""

    def __init__(self) -> None:
        self.tasks: SimpleQueue[WarmUp | Recognize] = SimpleQueue()
        self._cancelled = 0

    def take(self, message: WarmUp | Recognize | Cancel) -> None:
        """From the thread that reads the pipe."""
        if isinstance(message, Cancel):
            # One number, written by this thread alone: a cancel that comes too late for its task
            # is below the number of the next.
            self._cancelled = max(self._cancelled, message.number)
        else:
            self.tasks.put(message)

    def go_on(self, number: int) -> None:
        """Raises RecognitionCancelled if the task of this number was cancelled."""
        if number <= self._cancelled:
            raise cancelled()


def cancelled() -> RecognitionCancelled:
    return RecognitionCancelled("The recognition was cancelled: say it again if it is wanted.")


def run(pipe: Pipe, key: ModelKey, make: Make) -> None:
    """What the child process does. Ends when the pipe does, or when loading fails."""
    # Ctrl+C in a terminal goes to all its processes; the app decides when the child ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _keep_stdout_clean()
    # A file of its own, since two processes cannot turn over the same one; without any, warnings
    # would go to the terminal, among what is being transcribed there.
    log_to(log_folder(), "engine.log")
    inbox = Inbox()
    threading.Thread(target=_read, args=(pipe, inbox), name="pipe reader", daemon=True).start()
    try:
        engine = make(key)
        engine.load(lambda progress: _send(pipe, progress))
    except Exception as error:  # noqa: BLE001 - handed to the app
        _send(pipe, Failed(as_load_error(error, key), traceback.format_exc()))
        return
    _send(pipe, Loaded())
    while True:
        # In one line, so that no variable keeps what was said until something else is.
        _send(pipe, answer(engine, inbox, inbox.tasks.get(), key))


def answer(engine: Engine, inbox: Inbox, task: WarmUp | Recognize, key: ModelKey) -> Reply:
    """What is sent back for one task; whatever the engine raises is part of it."""
    if isinstance(task, WarmUp):
        try:
            engine.warm_up(task.seconds)
        except Exception as error:  # noqa: BLE001 - handed to the app
            return Failed(as_load_error(error, key), traceback.format_exc())
        return WarmedUp()
    try:
        inbox.go_on(task.number)
        return engine.recognize(task.samples, task.options, partial(inbox.go_on, task.number))
    except Exception as error:  # noqa: BLE001 - handed to the app
        return Failed(as_recognition_error(error, key), traceback.format_exc())


def as_load_error(error: Exception, key: ModelKey) -> SaysoError:
    """What the engine raised, as an error for the app. On a graphics card, whatever the engine
    did not expect is taken to be the card's fault: trying a processor costs a load, no more."""
    if isinstance(error, SaysoError):
        return error
    if key.device != "cpu":
        return DeviceError(cuda_trouble.explain(error, key.place))
    return ModelError(
        f"The model {key.model} could not be loaded ({type(error).__name__}): "
        "see the log, and choose another model."
    )


def as_recognition_error(error: Exception, key: ModelKey) -> SaysoError:
    """As `as_load_error`, for one that comes while recognising."""
    if isinstance(error, SaysoError):
        return error
    if key.device != "cpu":
        return DeviceFailed(cuda_trouble.explain(error, key.place))
    return RecognitionError(
        f"The {key.engine} engine failed on this audio ({type(error).__name__}): "
        "see the log, and say it again."
    )


def _send(pipe: Pipe, reply: Reply) -> None:
    try:
        pipe.send(reply)
    except OSError:  # the app is gone
        os._exit(0)


def _read(pipe: Pipe, inbox: Inbox) -> None:
    """In a thread of its own, which sees the app go, or a cancel come, while the engine is busy."""
    try:
        while True:
            inbox.take(pipe.recv())
    except (EOFError, OSError):
        # Without cleaning up: there is nothing to save, and destructors of native libraries
        # may wait for an inference to end.
        os._exit(0)


def _keep_stdout_clean() -> None:
    """What native libraries print goes to stderr: stdout may be a transcript on its way to a file.

    A windowed app may have neither; then prints go nowhere anyway.
    """
    try:
        os.dup2(2, 1)
    except OSError:
        return
