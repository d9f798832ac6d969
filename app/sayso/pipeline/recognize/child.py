"""The child process: one engine, its pipe to the app, and the messages that go through it.

The child loads at once, says so, and then answers one :class:`Recognize` after the other. It ends
as soon as the app's end of the pipe closes, even in the middle of an inference: however the app
died, nothing stays behind.
"""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Protocol, TypeAlias

from sayso.archive.log import log_to
from sayso.core.errors import ModelError, RecognitionError, SaysoError
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions, Recognizer
from sayso.core.speech import Samples, Transcript
from sayso.paths import log_folder
from sayso.residency.model import ModelKey

Make: TypeAlias = Callable[[ModelKey], Recognizer]
"""Makes the engine in the child. Must be a function of a module, so that it can be named there."""


@dataclass(frozen=True, slots=True, eq=False)
class Recognize:
    """To the child."""

    samples: Samples
    options: RecognizeOptions


@dataclass(frozen=True, slots=True)
class Loaded:
    """From the child, once: the engine is warm. ``device``: what it runs on."""

    device: str


@dataclass(frozen=True, slots=True)
class Failed:
    """From the child. ``trace`` is for the log."""

    error: SaysoError
    trace: str


Reply: TypeAlias = LoadProgress | Loaded | Transcript | Failed


class Pipe(Protocol):
    """An end of multiprocessing's pipe, which has another class on every system."""

    def send(self, message: Any, /) -> None: ...

    def recv(self) -> Any: ...

    def close(self) -> None: ...


def run(pipe: Pipe, key: ModelKey, make: Make) -> None:
    """What the child process does. Ends when the pipe does, or when loading fails."""
    # Ctrl+C in a terminal goes to all its processes; the app decides when the child ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _keep_stdout_clean()
    # A file of its own, since two processes cannot turn over the same one; without any, warnings
    # would go to the terminal, among what is being transcribed there.
    log_to(log_folder(), "engine.log")
    inbox: SimpleQueue[Recognize] = SimpleQueue()
    threading.Thread(target=_read, args=(pipe, inbox), name="pipe reader", daemon=True).start()
    try:
        engine = make(key)
        engine.load(lambda progress: _send(pipe, progress))
    except Exception as error:  # noqa: BLE001 - handed to the app
        _send(pipe, Failed(_as_model_error(error, key), traceback.format_exc()))
        return
    _send(pipe, Loaded(getattr(engine, "device", key.device)))
    while True:
        task = inbox.get()
        try:
            _send(pipe, engine.recognize(task.samples, task.options))
        except Exception as error:  # noqa: BLE001 - handed to the app
            _send(pipe, Failed(_as_sayso_error(error, key), traceback.format_exc()))


def _send(pipe: Pipe, reply: Reply) -> None:
    try:
        pipe.send(reply)
    except OSError:  # the app is gone
        os._exit(0)


def _read(pipe: Pipe, inbox: SimpleQueue[Recognize]) -> None:
    """In a thread of its own, which sees the app go while the engine is busy."""
    try:
        while True:
            inbox.put(pipe.recv())
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


def _as_model_error(error: Exception, key: ModelKey) -> SaysoError:
    if isinstance(error, SaysoError):
        return error
    return ModelError(
        f"The model {key.model} could not be loaded ({type(error).__name__}): "
        "see the log, and choose another model."
    )


def _as_sayso_error(error: Exception, key: ModelKey) -> SaysoError:
    if isinstance(error, SaysoError):
        return error
    return RecognitionError(
        f"The {key.engine} engine failed on this audio ({type(error).__name__}): "
        "see the log, and say it again."
    )
