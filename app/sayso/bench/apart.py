"""An object in a process of its own, whose memory is then nobody else's."""

from __future__ import annotations

import logging
import multiprocessing
import signal
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol

import psutil

from sayso.archive.log import log_to
from sayso.bench.memory import resident_mb, rss_mb
from sayso.core.errors import SaysoError
from sayso.paths import log_folder

log = logging.getLogger(__name__)

_END_SECONDS = 20.0


class Closeable(Protocol):
    def close(self) -> None: ...


class Apart:
    """Made by ``make(*arguments)`` in a fresh process, and closed with it. For one thread.

    ``make`` has a name in a module; what is handed over and back can be pickled.
    """

    def __init__(self, make: Callable[..., Closeable], *arguments: object) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        # Not a daemon: those may have no children, and the app has one.
        self._process = context.Process(target=_serve, args=(theirs, make, arguments))
        self._process.start()
        theirs.close()
        assert self._process.pid is not None
        self._known = psutil.Process(self._process.pid)

    def __enter__(self) -> Apart:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pipe.close()
        self._process.join(_END_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def ask(self, method: str, *arguments: object) -> Any:
        """What the object's method returns. Raises SaysoError, its own or one of ours."""
        try:
            self._pipe.send((method, arguments))
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise SaysoError(
                "A process of the bench ended too soon; see bench.log, and measure again."
            ) from error
        if isinstance(answer, SaysoError):
            raise answer
        return answer

    def resident_mb(self) -> float:
        """RSS of the process and its children."""
        return resident_mb(self._known)

    def resident_apart_mb(self) -> tuple[float, float]:
        """RSS of the process, and of its children."""
        own = rss_mb(self._known)
        return own, self.resident_mb() - own


def _serve(pipe: Any, make: Callable[..., Closeable], arguments: tuple[object, ...]) -> None:
    # Ctrl+C in a terminal goes to all its processes; the bench closes the pipe then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log_to(log_folder(), "bench.log")
    try:
        made = make(*arguments)
        try:
            _answer(pipe, made)
        finally:
            made.close()
    except (EOFError, OSError):  # the bench is gone
        return
    except Exception:
        log.exception("what is measured raised what it should not")


def _answer(pipe: Any, made: Closeable) -> None:
    """Until the pipe ends, with EOFError."""
    while True:
        method, given = pipe.recv()
        try:
            answer = getattr(made, method)(*given)
        except SaysoError as error:
            answer = error
        pipe.send(answer)
