"""Calls into a sound system that may never come back, each on a thread that can be left behind.

A frozen sound server holds whoever opens or closes a stream for as long as it is frozen. Such a
thread cannot be ended from outside, so it is a daemon, and it is told what to do should it ever
wake up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class _Call(Generic[T]):
    def __init__(self, work: Callable[[], T], too_late: Callable[[T], None] | None) -> None:
        self._work = work
        self._too_late = too_late
        self._lock = threading.Lock()
        self._abandoned = False
        self.result: list[T] = []
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            result = self._work()
        except Exception as error:  # noqa: BLE001 - the caller raises it
            self.failure = error
            return
        with self._lock:
            if not self._abandoned:
                self.result.append(result)
                return
        if self._too_late is not None:
            self._too_late(result)

    def abandon(self) -> bool:
        """Whether there was still nothing to show."""
        with self._lock:
            self._abandoned = not self.result and self.failure is None
            return self._abandoned


def within(
    seconds: float,
    work: Callable[[], T],
    *,
    name: str,
    too_late: Callable[[T], None] | None = None,
) -> T:
    """What ``work`` returns or raises, or TimeoutError after ``seconds``.

    name: the thread's, for whoever reads a stack dump.
    too_late: is called, on that thread, with what ``work`` returned after nobody waited any more.
    """
    call = _Call(work, too_late)
    thread = threading.Thread(target=call.run, name=name, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive() and call.abandon():
        raise TimeoutError(f"{name} did not come back within {seconds:g} s")
    if call.failure is not None:
        raise call.failure
    return call.result[0]
