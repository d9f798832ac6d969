"""The thread that owns selections, for as long as somebody may ask for them."""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from Xlib.error import ConnectionClosedError, DisplayError, XauthError, XError, XNoAuthError

from sayso.core.errors import InsertionError, WayUnavailable
from sayso.core.ports import Clock, Still, alone
from sayso.pipeline.type_out.x11.selections import Selections

_log = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")

DISPLAY_ERRORS = (ConnectionClosedError, DisplayError, XauthError, XNoAuthError, OSError)
"""What python-xlib raises where the display is missing, refuses us, or went away."""


CALL_SECONDS = 30.0
"""Everything that is done here has limits of its own, of some seconds together. This one is for a
server that hangs, or that another program holds for itself: python-xlib then waits for ever."""

CLOSE_SECONDS = 5.0


_RELEASED_LOOK_SECONDS = 0.5
"""Nobody waits for it: it is only a process that stays a moment longer."""


class SelectionThread:
    """Runs `Selections` on a thread of its own, which sleeps while there is nothing to answer.

    What was put on the clipboard stays there until `close`, because on X11 the content of a
    clipboard lives in the program that offers it.
    """

    def __init__(self, clock: Clock, display_name: str | None = None, still: Still = alone) -> None:
        self._clock = clock
        self._still = still
        self._display_name = display_name
        self._work: queue.SimpleQueue[tuple[Callable[[Selections], Any], Future[Any]] | None]
        self._work = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._ended = False
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._run, name="selections", daemon=True)
        self._thread.start()

    def call(self, work: Callable[[Selections], _Answer], seconds: float = CALL_SECONDS) -> _Answer:
        """What ``work`` returns or raises there; InsertionError where the display is gone, or does
        not answer in so many seconds."""
        future: Future[_Answer] = Future()
        self._hand_over((work, future))
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()  # where it has not begun; otherwise what it does is not known
            raise InsertionError(_HANGS) from None

    def wake(self) -> None:
        """Work that waits looks again at what it waits for."""
        with self._lock:
            if not self._ended:
                os.write(self._wake_write, b"\0")

    def wait_until_released(self, seconds: float | None = None) -> None:
        """Until what lies on the clipboard does not come from us any more: somebody else has copied
        something, or the display is gone. So many seconds at the most."""
        deadline = None if seconds is None else self._clock() + seconds
        never = threading.Event()
        try:
            while self.call(lambda selections: selections.holds()):
                if deadline is not None and self._clock() >= deadline:
                    return
                never.wait(_RELEASED_LOOK_SECONDS)
        except InsertionError:
            pass  # the display is gone, and the clipboard with it

    def close(self) -> None:
        """Hand the clipboard to a clipboard manager, if one runs, and end. May be called twice."""
        try:
            self._hand_over(None)
        except InsertionError:
            pass  # it ended by itself, or was closed before
        self._thread.join(CLOSE_SECONDS)

    def _hand_over(self, item: tuple[Callable[[Selections], Any], Future[Any]] | None) -> None:
        with self._lock:
            if self._ended:
                raise WayUnavailable(_GONE)
            self._work.put(item)
            os.write(self._wake_write, b"\0")

    def _run(self) -> None:
        try:
            selections = Selections(self._clock, self._display_name, self._wake_read, self._still)
            try:
                self._serve(selections)
            finally:
                selections.close()
        except DISPLAY_ERRORS:
            pass  # whoever waits, or calls later, is told below
        finally:
            self._end()

    def _serve(self, selections: Selections) -> None:
        while True:
            try:
                selections.serve()
            except XError as error:
                # A window that asked for the clipboard and closed meanwhile. Others may still ask.
                _log.info("serving the clipboard: %s", error)
                continue
            while not self._work.empty():
                item = self._work.get()
                if item is None:
                    return
                self._do(selections, *item)

    def _do(
        self, selections: Selections, work: Callable[[Selections], Any], future: Future[Any]
    ) -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(work(selections))
        except DISPLAY_ERRORS as error:
            future.set_exception(_said(_GONE, error))
            raise
        except XError as error:
            future.set_exception(_said(_REFUSED, error))
        except BaseException as error:  # noqa: BLE001  it is raised where it was asked for
            future.set_exception(error)

    def _end(self) -> None:
        with self._lock:
            self._ended = True
            while not self._work.empty():
                item = self._work.get()
                if item is not None and item[1].set_running_or_notify_cancel():
                    item[1].set_exception(WayUnavailable(_GONE))
            os.close(self._wake_read)
            os.close(self._wake_write)


_GONE = (
    "The X display cannot be reached, so no text can be put into a window; "
    "start Sayso inside the desktop session."
)


_HANGS = (
    "The X display does not answer, so the text may not have gone in; "
    "look at the window, and copy the text from Sayso's window if it is not there."
)

_REFUSED = (
    "The X server refused to put the text into the window, which has perhaps just been closed; "
    "copy the text from Sayso's window."
)


def _said(sentence: str, cause: BaseException) -> InsertionError:
    error = InsertionError(sentence)
    error.__cause__ = cause
    return error
