"""Asks a window whether it still handles what it is sent: EWMH's _NET_WM_PING."""

from __future__ import annotations

from typing import Any

import psutil
from Xlib import X
from Xlib.error import XError
from Xlib.protocol import event as xevent

from sayso.pipeline.type_out.x11.selections import Selections
from sayso.pipeline.type_out.x11.windows import atoms

_BROWSERS = frozenset({"browser", "browser-window", "pop-up", "3pane", "msgcompose"})
"""WM_WINDOW_ROLE of the windows of Chromium, Electron and Mozilla. There another process handles
the keys, while it is the main one that answers pings."""

_JAVA = "sun-awt-x11"
"""How WM_CLASS begins in Java's windows, where one thread answers pings and another handles keys.
"""

_WEB_VIEWS = ("qtwebengineproc", "webkitwebproc", "chrome", "electron", "cefsubprocess")
"""How the processes are called that show web pages in other programs' windows, and handle the keys
there."""


class Ping:
    """For one window and one moment. Any client may ask: the answers go to the root window, and the
    window manager leaves alone those to questions that it did not ask.

    answers: whether the window is one that does, ever.
    answered: so what was sent before has been handled, unless ``of_many``.
    gone: the window does not exist any more.
    """

    def __init__(self, selections: Selections, window: int) -> None:
        self.answered = False
        self.gone = False
        self.window = window
        self._role = self._class = ""
        self._process = 0
        self._selections = selections
        self._display = display = selections.display
        self._window: Any = display.create_resource_object("window", window)
        self._root: Any = display.screen().root
        self._asked_at = 0
        self._protocols = selections.atom("WM_PROTOCOLS")
        self._ping = selections.atom("_NET_WM_PING")
        self.answers = False
        try:
            self.answers = self._ping in atoms(self._window, self._protocols)
            self._role = self._text("WM_WINDOW_ROLE")
            self._class = self._text("WM_CLASS")
            process = self._window.get_full_property(selections.atom("_NET_WM_PID"), 0)
            self._process = int(process.value[0]) if process is not None else 0
        except XError:
            self.gone = True
        selections.listeners.append(self._hear)
        # Qt sends its answers to those who have StructureNotify, others as EWMH says.
        self._root.change_attributes(event_mask=X.SubstructureNotifyMask | X.StructureNotifyMask)
        self._window.change_attributes(event_mask=X.StructureNotifyMask)
        # The time is that of a moment before the keys: a pong is told from others' by it.
        self._asked_at = selections.now()

    def send(self) -> None:
        """After the keys, on the same connection: it arrives after them. Does not wait."""
        if self.answers:
            question = xevent.ClientMessage(
                window=self._window,
                client_type=self._protocols,
                data=(32, [self._ping, self._asked_at, self._window.id, 0, 0]),
            )
            self._window.send_event(question, event_mask=X.NoEventMask)
            self._display.flush()

    def of_many(self) -> bool:
        """Whether another process or thread than the one that answers may handle the keys, or that
        is not known. Takes some milliseconds."""
        if self._role in _BROWSERS or self._class.startswith(_JAVA) or not self._process:
            return True
        try:
            children = psutil.Process(self._process).children(recursive=True)
            return any(child.name().lower().startswith(_WEB_VIEWS) for child in children)
        except psutil.Error:
            return True

    def _text(self, name: str) -> str:
        found = self._window.get_full_property(self._selections.atom(name), 0)
        value = found.value if found is not None else b""
        return (value.decode("latin-1") if isinstance(value, bytes) else str(value)).lower()

    def close(self) -> None:
        self._selections.listeners.remove(self._hear)
        self._root.change_attributes(event_mask=X.NoEventMask)
        self._window.change_attributes(event_mask=X.NoEventMask)
        self._display.flush()

    def _hear(self, event: Any) -> None:
        if event.type == X.DestroyNotify and event.window == self._window:
            self.gone = True
        elif event.type == X.ClientMessage and event.client_type == self._protocols:
            _, data = event.data
            if data[0] == self._ping and data[1] == self._asked_at and data[2] == self._window.id:
                self.answered = True
