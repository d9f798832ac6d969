"""Which window has the keyboard on X11, and giving it back to one."""

from __future__ import annotations

import logging
import queue
import select
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any, TypeVar

from Xlib import X
from Xlib.display import Display
from Xlib.error import XError
from Xlib.protocol import event as xevent

from sayso.core.spot import Rect
from sayso.core.target import Target
from sayso.pipeline.type_out.x11 import windows
from sayso.pipeline.type_out.x11.thread import DISPLAY_ERRORS

_log = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")

ASK_SECONDS = 0.2
"""The most that a question takes. It is about a millisecond unless the server or this machine
hangs, or another program holds the server for itself."""

BRING_SECONDS = 1.0
"""What a window manager may take to show a window: some move through workspaces first."""

_BY_A_PERSON = 2
"""EWMH's source indication for pagers and their like: managers do as they say, where a mere
application's wish is at times only shown by a blinking button."""

_ALL_WORKSPACES = 0xFFFFFFFF


class X11Focus:
    """A `sayso.core.ports.Focus`. Two connections, each with a thread: so that a server that
    hangs keeps nobody waiting, nor does `bring_back` keep `focused`."""

    def __init__(self, display_name: str | None = None) -> None:
        self._questions = _Connection("focus", display_name)
        self._questions.begin()
        self._wishes = _Connection("focus-giver", display_name)

    @property
    def tells(self) -> bool:
        """Where there is a server, and it answers."""
        return self._questions.ask(lambda display: True, ASK_SECONDS, False)

    def focused(self) -> Target | None:
        return self._questions.ask(_focused, ASK_SECONDS, None)

    def exists(self, target: Target) -> bool:
        window = windows.window_of(target)
        return self._questions.ask(
            lambda display: windows.exists(display, window), ASK_SECONDS, True
        )

    def bring_back(self, target: Target) -> bool:
        window = windows.window_of(target)
        limit = BRING_SECONDS + ASK_SECONDS
        return self._wishes.ask(lambda display: _bring_back(display, window), limit, False)

    def place(self, target: Target) -> Rect | None:
        window = windows.window_of(target)
        return self._questions.ask(
            lambda display: windows.place(display, window), ASK_SECONDS, None
        )

    def close(self) -> None:
        self._questions.close()
        self._wishes.close()


def _focused(display: Any) -> Target | None:
    holder = windows.keyboard_holder(display)
    return windows.target_of(display, holder.window) if holder else None


def _bring_back(display: Any, window: int) -> bool:
    """Asks, and looks again whenever the focus or the active window has changed."""

    def has_it() -> bool:
        holder = windows.keyboard_holder(display)
        return holder is not None and holder.window == window

    if has_it():
        return True
    root = display.screen().root
    wanted = display.create_resource_object("window", window)
    root.change_attributes(event_mask=X.PropertyChangeMask)
    wanted.change_attributes(event_mask=X.FocusChangeMask | X.StructureNotifyMask)
    try:
        if windows.manager_activates(display):
            _ask_manager(display, root, wanted)
        else:
            wanted.map()
            wanted.configure(stack_mode=X.Above)
        deadline = time.monotonic() + BRING_SECONDS
        while not has_it():
            # Only a window that is seen can have the focus; without a manager, it is shown by us.
            if not windows.manager_activates(display) and (
                wanted.get_attributes().map_state == X.IsViewable
            ):
                wanted.set_input_focus(X.RevertToParent, X.CurrentTime)
                display.sync()
                if has_it():
                    return True
            if not _wait_for_events(display, deadline) or not windows.exists(display, window):
                return has_it()
        return True
    finally:
        root.change_attributes(event_mask=X.NoEventMask)
        wanted.change_attributes(event_mask=X.NoEventMask)
        display.sync()


def _ask_manager(display: Any, root: Any, wanted: Any) -> None:
    """EWMH: that also brings it back from the taskbar. Some (Openbox) leave a window alone that is
    on a workspace which is not shown: so that is asked for first."""

    def ask(window: Any, message: str, *data: int) -> None:
        event = xevent.ClientMessage(
            window=window,
            client_type=display.get_atom(message),
            data=(32, [*data, 0, 0, 0, 0][:5]),
        )
        root.send_event(event, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)

    shown = windows.cardinals(root, display.get_atom("_NET_CURRENT_DESKTOP"))
    own = windows.cardinals(wanted, display.get_atom("_NET_WM_DESKTOP"))
    if shown and own and own[0] not in (shown[0], _ALL_WORKSPACES):
        ask(root, "_NET_CURRENT_DESKTOP", own[0], X.CurrentTime)
    active = windows.cardinals(root, display.get_atom("_NET_ACTIVE_WINDOW"))
    ask(wanted, "_NET_ACTIVE_WINDOW", _BY_A_PERSON, X.CurrentTime, active[0] if active else 0)
    display.sync()


def _wait_for_events(display: Any, deadline: float) -> bool:
    """Until something has happened, all of which is taken; False where nothing does."""
    while not display.pending_events():
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([display], [], [], left)[0]:
            return False
    _pass_over_events(display)
    return True


def _pass_over_events(display: Any) -> None:
    while display.pending_events():
        display.next_event()


class _Connection:
    """One connection, used on a thread of its own, so that whoever asks can stop waiting."""

    def __init__(self, name: str, display_name: str | None) -> None:
        self._name = name
        self._display_name = display_name
        self._lock = threading.Lock()  # for one question at a time, and the fields below
        self._work: queue.SimpleQueue[tuple[Callable[[Any], Any], Future[Any]] | None]
        self._work = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._display: Any = None
        self._late: Future[Any] | None = None
        self._closed = False

    def begin(self) -> None:
        """Connect now, so that the first question need not wait for it."""
        with self._lock:
            self._put(lambda display: None)

    def ask(
        self, question: Callable[[Any], _Answer], seconds: float, otherwise: _Answer
    ) -> _Answer:
        """``otherwise`` where the server does not answer in time, or there is none."""
        deadline = time.monotonic() + seconds
        if not self._lock.acquire(timeout=seconds):
            return otherwise
        try:
            if self._closed or not self._is_free(deadline):
                return otherwise
            future = self._put(question)
            try:
                return future.result(max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                _log.warning("the X server does not answer")
            except XError:
                pass  # a window that went away between two questions
            except DISPLAY_ERRORS as error:
                _log.info("the X server cannot be asked: %s", type(error).__name__)
            return otherwise
        finally:
            self._lock.release()

    def _is_free(self, deadline: float) -> bool:
        """Whether the last question is done with, or soon is: it may still hang in that."""
        left = max(0.0, deadline - time.monotonic())
        return self._late is None or bool(wait([self._late], left).done)

    def _put(self, question: Callable[[Any], _Answer]) -> Future[_Answer]:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        future: Future[_Answer] = Future()
        self._late = future
        self._work.put((question, future))
        return future

    def close(self) -> None:
        """May be called twice. A question that hangs is given up."""
        with self._lock:
            self._closed = True
            thread, display = self._thread, self._display
            self._work.put(None)
            if self._late is not None and not self._late.done() and display is not None:
                try:
                    display.display.socket.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # it was closed at that moment
        if thread is not None:
            thread.join(ASK_SECONDS)

    def _run(self) -> None:
        while (item := self._work.get()) is not None:
            question, future = item
            try:
                if self._display is None:
                    self._display = display = Display(self._display_name)
                    display.set_error_handler(_note_error)
                # Every client is told of each switch of layout or keyboard, for as long as it runs.
                _pass_over_events(self._display)
                future.set_result(question(self._display))
            except DISPLAY_ERRORS as error:
                self._drop()  # the next question makes a new one
                future.set_exception(error)
            except BaseException as error:  # noqa: BLE001  it is raised where it was asked for
                future.set_exception(error)
        self._drop()

    def _drop(self) -> None:
        display, self._display = self._display, None
        if display is not None:
            try:
                display.close()
            except DISPLAY_ERRORS:
                pass  # it was lost before


def _note_error(error: object, _request: object) -> None:
    """A window may go at any time: that it has is seen by the answers."""
    _log.debug("X11: %s", type(error).__name__)
