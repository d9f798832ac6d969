"""Ctrl+C, but never where Python or a library would be broken by it, or would lose it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN_SECONDS = 0.02


@contextmanager
def between_imports() -> Iterator[None]:
    """Within it Ctrl+C raises KeyboardInterrupt as ever, but waits for an import to be done.

    Python's import system is not safe from it: between taking its global lock and the ``try`` that
    gives it back, the exception leaves the lock taken for good (and every thread that imports
    stands still), or is printed and forgotten; and a native module whose own imports fail may end
    the process. PyAV's compiled code drops it, too, where nobody would expect it. Where there is no
    timer that signals (Windows), it is raised at once.
    """
    alarm = getattr(signal, "SIGALRM", None)
    set_timer = getattr(signal, "setitimer", None)
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if alarm is None or set_timer is None or not ours:
        yield
        return

    def interrupted(number: int, frame: FrameType | None) -> None:
        if _fragile(frame):
            # Not a thread, which would need locks that the interrupted code may hold.
            set_timer(0, _AGAIN_SECONDS)  # 0 is ITIMER_REAL
            return
        raise KeyboardInterrupt

    try:
        before = signal.signal(alarm, interrupted)
        signal.signal(signal.SIGINT, interrupted)
    except ValueError:  # not the main thread, to which no signal comes
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        set_timer(0, 0)
        signal.signal(alarm, before)


def _fragile(frame: FrameType | None) -> bool:
    if frame is not None and frame.f_code.co_filename.startswith("av/"):
        return True
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False
