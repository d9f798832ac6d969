"""Runs one piece of work in the background whenever it is asked for, on a thread that then ends."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

_log = logging.getLogger(__name__)

_END_SECONDS = 5.0


class Waker:
    """Asked while it works, it works once more afterwards: no request is lost, none is done twice.

    All methods may be called from any thread; none waits, but for `close`.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._wanted = False
        self._thread: threading.Thread | None = None  # while it works
        self._timer: threading.Timer | None = None
        self._closed = False

    def wake(self) -> None:
        """Work, now."""
        with self._lock:
            self._wanted = True
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="waker", daemon=True)
                self._thread.start()

    def wake_in(self, seconds: float) -> None:
        """Work then, instead of at any other time that was named before."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            if self._closed:
                return
            self._timer = threading.Timer(seconds, self.wake)
            self._timer.name = "waker's timer"
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """No more; what is under way is given a moment to end."""
        with self._lock:
            self._closed = True
            threads = (self._timer, self._thread)
            if self._timer is not None:
                self._timer.cancel()
        for thread in threads:
            if thread is not None and thread is not threading.current_thread():
                thread.join(_END_SECONDS)

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._wanted or self._closed:
                    self._thread = None
                    return
                self._wanted = False
            try:
                self._work()
            except Exception:  # noqa: BLE001
                _log.exception("work in the background failed")
