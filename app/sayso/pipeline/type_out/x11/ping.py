"""Asks a window whether it still handles what it is sent: EWMH's _NET_WM_PING."""

from __future__ import annotations

from typing import Any

from Xlib import X
from Xlib.error import XError
from Xlib.protocol import event as xevent

from sayso.pipeline.type_out.x11.selections import Selections
from sayso.pipeline.type_out.x11.windows import atoms

_BROWSERS = frozenset({"browser", "browser-window", "pop-up", "3pane", "msgcompose"})
"""WM_WINDOW_ROLE of the windows of Chromium, Electron and Mozilla. There another process handles
the keys, while it is the main one that answers pings."""


class Ping:
    """For one window and one moment. Any client may ask: the answers go to the root window, and the
    window manager leaves alone those to questions that it did not ask.

    answered: so what was sent before has been handled, unless ``of_many_processes``.
    gone: the window does not exist any more.
    """

    def __init__(self, selections: Selections, window: int) -> None:
        self.answered = False
        self.gone = False
        self.of_many_processes = False
        self._selections = selections
        self._display = display = selections.display
        self._window: Any = display.create_resource_object("window", window)
        self._root: Any = display.screen().root
        self._asked_at = 0
        self._protocols = selections.atom("WM_PROTOCOLS")
        self._ping = selections.atom("_NET_WM_PING")
        self._answers = False
        try:
            self._answers = self._ping in atoms(self._window, self._protocols)
            role = self._window.get_full_property(selections.atom("WM_WINDOW_ROLE"), 0)
            value = role.value if role is not None else b""
            name = value.decode("latin-1") if isinstance(value, bytes) else str(value)
            self.of_many_processes = name.lower() in _BROWSERS
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
        if self._answers:
            question = xevent.ClientMessage(
                window=self._window,
                client_type=self._protocols,
                data=(32, [self._ping, self._asked_at, self._window.id, 0, 0]),
            )
            self._window.send_event(question, event_mask=X.NoEventMask)
            self._display.flush()

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
