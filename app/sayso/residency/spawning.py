"""A child process and our end of its pipe.

How it is started: by multiprocessing's "spawn" and its Pipe. Measured against a bare
``subprocess`` with framed messages on its standard streams, it needs 30 ms more (0.04 s from start
to the first line of the child, once 0.1 s for the resource tracker), beside 0.1 s of imports that
both need. For that the pipe is not stdout, so no native library can print into it; the end of the
pipe and of the process look the same on every system; and the search path travels along. Its
prices are known: the frozen app calls ``multiprocessing.freeze_support()`` first in its main, a
``sayso`` script is imported once more by the child (which is why ``sayso.__main__`` imports
nothing slow), and a resource tracker of a few MB runs beside the app on Linux and macOS.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Any, Protocol

END_SECONDS = 5.0
"""A killed process is gone in milliseconds; one stuck in a driver or a disk may take longer."""


class Pipe(Protocol):
    """An end of multiprocessing's pipe, which has another class on every system."""

    def send(self, message: Any, /) -> None: ...

    def recv(self) -> Any: ...

    def poll(self, timeout: float = 0.0, /) -> bool: ...

    def close(self) -> None: ...


class Child:
    """One process. Only `kill` may be called beside another call."""

    def __init__(self, target: Callable[..., None], *args: object, name: str) -> None:
        """``target`` is a function of a module; it gets its end of the pipe, then ``args``.

        Raises OSError where no process can be started.
        """
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self.pipe: Pipe = ours
        self._process = context.Process(target=target, args=(theirs, *args), name=name, daemon=True)
        try:
            with deaf_to_interrupts():
                self._process.start()
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()

    @property
    def sentinel(self) -> int:
        """For `multiprocessing.connection.wait`."""
        return self._process.sentinel

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def kill(self) -> None:
        """At once, from any thread."""
        self._process.kill()

    def end(self) -> None:
        """Gone within a limit. May be called twice."""
        self._process.kill()
        self._process.join(END_SECONDS)
        self.pipe.close()

    def manner_of_death(self) -> str:
        """For people and the log: ``signal 9``, ``exit code 1``."""
        self._process.join(END_SECONDS)
        code = self._process.exitcode
        if code is None:
            return "its pipe closed"
        return f"signal {-code}" if code < 0 else f"exit code {code}"


def end_with_the_app(pipe: Pipe) -> None:
    """In a child: a thread that ends the process when the app's end of the pipe closes, however
    the app died. Nothing else may receive from the pipe then."""
    threading.Thread(target=_read_to_the_end, args=(pipe,), name="pipe reader", daemon=True).start()


def _read_to_the_end(pipe: Pipe) -> None:
    try:
        while True:
            pipe.recv()
    except (EOFError, OSError):
        # Without cleaning up: whatever is half done stays as a power cut would leave it.
        os._exit(0)


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """A process started within it never sees Ctrl+C from its first instruction on: a terminal
    sends it to all its processes, and the app decides when a child ends."""
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
