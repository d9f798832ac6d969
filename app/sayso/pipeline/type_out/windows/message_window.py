"""A window that nobody sees, with a thread that answers for it: what owns the clipboard here."""

from __future__ import annotations

import ctypes
import logging
import math
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sayso.core.errors import InsertionError, WayUnavailable
from sayso.core.ports import Clock
from sayso.pipeline.type_out.windows.api import WNDPROC, Api, Message, WindowClass

_log = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")

CALL_SECONDS = 20.0
"""More than all that a piece of work waits for by itself. Only a program that offers something on
the clipboard and hangs when it is asked for it can use this up."""

END_SECONDS = 2.0

_HWND_MESSAGE = -3
_PM_REMOVE = 1
_QS_ALLINPUT = 0x04FF
_MWMO_INPUTAVAILABLE = 0x0004
_WM_APP = 0x8000


class MessageWindow:
    """Runs work on its thread, one at a time, and hands its window's messages to ``receive``.

    A message-only window ("Window Features": it is not visible, is in no list and gets no
    broadcasts). Whoever owns the clipboard must answer messages at any time, or other programs
    hang in their calls: so the thread waits for nothing but messages.

    receive: gets the message and its first parameter on the thread; True where it was dealt with.
    """

    def __init__(self, api: Api, clock: Clock, receive: Callable[[int, int], bool]) -> None:
        self._api = api
        self._clock = clock
        self._receive = receive
        self._work: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._given_up = threading.Event()
        self._made = threading.Event()
        self._never = threading.Event()
        self._thread: threading.Thread | None = None
        self._procedure = WNDPROC(self._on_message)
        self._name = f"SaysoClipboard{id(self):x}"
        self.handle = 0

    @property
    def stopping(self) -> bool:
        """Whoever waits for the work under way waits no more: it should end without effect."""
        return self._closed.is_set() or self._given_up.is_set()

    def call(self, work: Callable[[], _Answer]) -> _Answer:
        """What ``work`` returns or raises there. Raises WayUnavailable where there is no window,
        and InsertionError where the thread hangs in another program."""
        with self._lock:
            if self._closed.is_set() or not self._start():
                raise WayUnavailable(_NO_WINDOW)
            if self._given_up.is_set():
                raise WayUnavailable(_HANGS)
            future: Future[_Answer] = Future()
            self._work.put((work, future))
            self._api.PostMessageW(self.handle, _WM_APP, 0, 0)
        try:
            return future.result(CALL_SECONDS)
        except TimeoutError as error:
            self._given_up.set()
            raise InsertionError(_HANGS) from error

    def pump(self, done: Callable[[], bool], deadline: float) -> bool:
        """Answers messages until ``done`` or ``deadline``, or until `stopping`; whether it is done.
        On the thread only."""
        message = Message()
        while not done():
            left = deadline - self._clock()
            if left <= 0 or self.stopping:
                return False
            self._api.MsgWaitForMultipleObjectsEx(
                0, None, math.ceil(left * 1000), _QS_ALLINPUT, _MWMO_INPUTAVAILABLE
            )
            while self._api.PeekMessageW(ctypes.byref(message), 0, 0, 0, _PM_REMOVE):
                self._api.DispatchMessageW(ctypes.byref(message))
        return True

    def wait(self, seconds: float) -> None:
        """Also while `stopping`, when `pump` does not: what is being put in order still needs it.
        On the thread only."""
        if self.stopping:
            self._never.wait(seconds)
        else:
            self.pump(lambda: False, self._clock() + seconds)

    def close(self) -> None:
        """Ends the thread, which lays open on the clipboard what it still offers there."""
        with self._lock:
            self._closed.set()
            thread = self._thread
            if thread is not None and self.handle:
                self._api.PostMessageW(self.handle, _WM_APP, 0, 0)
        if thread is not None:
            thread.join(END_SECONDS)  # it may hang in another program, and must not hold up our end

    def _start(self) -> bool:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="clipboard", daemon=True)
            self._thread.start()
            self._made.wait()
        return bool(self.handle)

    def _run(self) -> None:
        try:
            handle = self._create()
        except OSError as error:  # no such library or function
            _log.warning("no window for the clipboard: %s", error)
            handle = 0
        self.handle = handle
        self._made.set()
        if not handle:
            return
        message = Message()
        # 0 is WM_QUIT, which nobody sends, and -1 an error.
        while not self._closed.is_set():
            if self._api.GetMessageW(ctypes.byref(message), 0, 0, 0) <= 0:
                break
            self._api.DispatchMessageW(ctypes.byref(message))
            self._work_off()
        self._api.DestroyWindow(handle)
        self._api.UnregisterClassW(self._name, self._api.GetModuleHandleW(None))
        with self._lock:
            self.handle = 0
            self._closed.set()
        self._refuse_the_rest()

    def _create(self) -> int:
        module = self._api.GetModuleHandleW(None)
        kind = WindowClass(lpfnWndProc=self._procedure, hInstance=module, lpszClassName=self._name)
        if not self._api.RegisterClassW(ctypes.byref(kind)):
            return 0
        return int(
            self._api.CreateWindowExW(
                0, self._name, None, 0, 0, 0, 0, 0, _HWND_MESSAGE, 0, module, 0
            )
        )

    def _work_off(self) -> None:
        while not self._work.empty():
            work, future = self._work.get()
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001  it is raised where it was asked for
                future.set_exception(error)
            self._given_up.clear()

    def _refuse_the_rest(self) -> None:
        while not self._work.empty():
            self._work.get()[1].set_exception(WayUnavailable(_NO_WINDOW))

    def _on_message(self, handle: int, message: int, first: int, second: int) -> int:
        try:
            if self._receive(message, first):
                return 0
        except Exception:  # noqa: BLE001  nothing may be raised into Windows
            _log.exception("message %#x", message)
            return 0
        return int(self._api.DefWindowProcW(handle, message, first, second))


_NO_WINDOW = "The clipboard cannot be used, because Windows gives Sayso no window; restart Sayso."
_HANGS = (
    "The program that the clipboard's content comes from does not respond; end it, or copy"
    " something else, and try again."
)
