"""The thread that owns selections, for as long as somebody may ask for them."""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sayso.core.errors import InsertionError
from sayso.core.ports import Clock
from sayso.pipeline.type_out.wayland.clipboard import Clipboard
from sayso.pipeline.type_out.wayland.connection import Connection, Lost, Stop, Stopped

_log = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")
_Work = Callable[[Connection, Clipboard], Any]


_RELEASED_LOOK_SECONDS = 0.5
"""Nobody waits for it: it is only a process that stays a moment longer."""


class ClipboardThread:
    """Runs a `Clipboard` on a thread of its own, from the first `call` until `close`; it sleeps
    while there is nothing to answer. If the compositor ends, the next call begins anew."""

    def __init__(self, clock: Clock, address: str | None) -> None:
        self._clock = clock
        self._address = address
        self._stop = Stop()
        self._lock = threading.Lock()
        self._closed = False
        self._server: _Server | None = None

    def call(self, work: Callable[[Connection, Clipboard], _Answer]) -> _Answer:
        """What ``work`` returns or raises there, `Lost` and `Stopped` among it. Raises
        WayUnavailable where there is no compositor, or none that has data-control."""
        with self._lock:
            if self._closed:
                raise InsertionError("Sayso is ending; the text was not typed.")
            if self._server is None or not self._server.alive:
                self._join()
                self._server = _Server(self._clock, self._address, self._stop)
            server = self._server
        return server.call(work)

    def wait_until_released(self, seconds: float | None = None) -> None:
        """Until what lies on the clipboard does not come from us any more: somebody else has copied
        something, or the compositor is gone. So many seconds at the most."""
        deadline = None if seconds is None else self._clock() + seconds
        never = threading.Event()
        while (server := self._server) is not None and server.alive:
            try:
                if not server.call(lambda _, clipboard: clipboard.holds()):
                    return
            except (InsertionError, Lost, Stopped):
                return
            if deadline is not None and self._clock() >= deadline:
                return
            never.wait(_RELEASED_LOOK_SECONDS)

    def close(self) -> None:
        """What we hold goes with us. From any thread; may be called twice."""
        with self._lock:
            self._closed = True
            self._stop.set()
            self._join()

    def _join(self) -> None:
        if self._server is not None:
            self._server.join()
            self._server = None


class _Server:
    def __init__(self, clock: Clock, address: str | None, stop: Stop) -> None:
        self._clock = clock
        self._address = address
        self._stop = stop
        self._lock = threading.Lock()
        self._ended: BaseException | None = None
        self._work: queue.SimpleQueue[tuple[_Work, Future[Any]]] = queue.SimpleQueue()
        self._wake_reads, self._wake_writes = os.pipe()
        self._thread = threading.Thread(target=self._run, name="wayland clipboard", daemon=True)
        self._thread.start()

    def call(self, work: Callable[[Connection, Clipboard], _Answer]) -> _Answer:
        future: Future[_Answer] = Future()
        with self._lock:
            if self._ended is not None:
                raise self._ended
            self._work.put((work, future))
            os.write(self._wake_writes, b"\0")
        return future.result()

    @property
    def alive(self) -> bool:
        return self._ended is None

    def join(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        error: BaseException = Lost("the compositor went away")
        try:
            with Connection(self._clock, self._address, self._stop) as connection:
                clipboard = Clipboard(self._clock, connection)
                try:
                    self._serve(connection, clipboard)
                finally:
                    clipboard.close()
        except (InsertionError, Lost, Stopped) as raised:
            _log.info("the clipboard's thread ends: %s", type(raised).__name__)
            error = raised
        except BaseException as raised:
            error = raised
            raise
        finally:
            self._end(error)

    def _serve(self, connection: Connection, clipboard: Clipboard) -> None:
        while True:
            clipboard.serve(self._wake_reads)
            os.read(self._wake_reads, 1)
            work, future = self._work.get()
            try:
                future.set_result(work(connection, clipboard))
            except (Lost, Stopped) as error:
                future.set_exception(error)
                raise
            except BaseException as error:  # noqa: BLE001  it is raised where it was asked for
                future.set_exception(error)

    def _end(self, error: BaseException) -> None:
        with self._lock:
            self._ended = error
            while not self._work.empty():
                self._work.get()[1].set_exception(error)
            os.close(self._wake_reads)
            os.close(self._wake_writes)
