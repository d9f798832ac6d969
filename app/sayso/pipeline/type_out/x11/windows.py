"""Which window has the keyboard, as the X server and its window manager know it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from Xlib import X
from Xlib.error import XError

from sayso.core.spot import Rect
from sayso.core.target import Target

_NOT_MEANT = ("_NET_WM_WINDOW_TYPE_DOCK", "_NET_WM_WINDOW_TYPE_DESKTOP")
"""Panels and the desktop's background: nobody dictates to those."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the keyboard. window: the top-level window's id; clients: resource bases of the
    programs that the keyboard's window and the top-level window belong to."""

    window: int
    clients: frozenset[int]


@contextmanager
def server_grabbed(display: Any, *, wanted: bool = True) -> Iterator[None]:
    """No other client's request is carried out meanwhile: so nothing can take the focus between a
    question and what is done upon the answer. For a few milliseconds: every window waits."""
    if not wanted:
        yield
        display.sync()
        return
    display.grab_server()
    try:
        yield
    finally:
        display.ungrab_server()
        display.sync()


def keyboard_holder(display: Any) -> Holder | None:
    """None where no window has the keyboard, or one that cannot be meant. Some round trips.

    The input focus is often a helper window inside a top-level one, at times beside it.
    """
    root = display.screen().root
    focus = display.get_input_focus().focus
    try:
        if focus == X.PointerRoot:
            focus = _below_pointer(root)
        if focus in (X.NONE, root):
            return None
        top = _top_level(display, root, focus)
        if top is None:
            return None
        types = atoms(top, display.get_atom("_NET_WM_WINDOW_TYPE"))
        if any(display.get_atom(name) in types for name in _NOT_MEANT):
            return None
    except XError:  # closed between two questions
        return None
    clients = {client_of(display, focus.id), client_of(display, top.id)} - {0}
    return Holder(top.id, frozenset(clients))


def _below_pointer(root: Any) -> Any:
    """The innermost window there: it is the one that gets the keys."""
    found = root
    while (child := found.query_pointer().child) != X.NONE:
        found = child
    return found


def _top_level(display: Any, root: Any, focus: Any) -> Any:
    """The managed window that ``focus`` lies in or belongs to; where there is no window manager,
    the one below the root."""
    path = [focus]
    while (parent := path[-1].query_tree().parent) not in (X.NONE, root):
        path.append(parent)
    manager = manager_window(display)
    managed = cardinals(root, display.get_atom("_NET_CLIENT_LIST")) if manager else []
    state = display.get_atom("WM_STATE")  # ICCCM 4.1.3.1: for managers that are older than EWMH
    for window in path:
        if window.id in managed or window.get_full_property(state, X.AnyPropertyType):
            return window
    if manager:
        client = client_of(display, focus.id)
        if client == client_of(display, manager):
            return None  # where managers put the focus when no window is to have it
        active = cardinals(root, display.get_atom("_NET_ACTIVE_WINDOW"))
        if active and active[0] and client == client_of(display, active[0]):
            return display.create_resource_object("window", active[0])
    return path[-1]


def target_of(display: Any, window: int) -> Target:
    """Raises XError where the window is gone."""
    resource = display.create_resource_object("window", window)
    named = resource.get_wm_class()
    process = cardinals(resource, display.get_atom("_NET_WM_PID"))
    return Target(str(window), named[1].lower() if named else "", process[0] if process else 0)


def window_of(target: Target) -> int:
    """0 for a target of some other platform's: no window has that number."""
    return int(target.id) if target.id.isdecimal() else 0


def exists(display: Any, window: int) -> bool:
    try:
        display.create_resource_object("window", window).get_attributes()
    except XError:
        return False
    return True


def place(display: Any, window: int) -> Rect:
    """Without what the window manager draws around it. Raises XError where the window is gone."""
    resource = display.create_resource_object("window", window)
    size = resource.get_geometry()
    corner = display.screen().root.translate_coords(resource, 0, 0)
    return Rect(corner.x, corner.y, size.width, size.height)


def manager_window(display: Any) -> int:
    """The window that an EWMH window manager keeps while it runs; 0 where none runs. What a dead
    one leaves on the root does not count: its own window has gone, or its number is another's."""
    check = display.get_atom("_NET_SUPPORTING_WM_CHECK")
    window = cardinals(display.screen().root, check)
    if not window or not window[0]:
        return 0
    try:
        own = cardinals(display.create_resource_object("window", window[0]), check)
    except XError:
        return 0
    return window[0] if own == window else 0


def manager_activates(display: Any) -> bool:
    """Whether a window manager runs that knows _NET_ACTIVE_WINDOW."""
    supported = atoms(display.screen().root, display.get_atom("_NET_SUPPORTED"))
    return manager_window(display) != 0 and display.get_atom("_NET_ACTIVE_WINDOW") in supported


def cardinals(window: Any, name: int) -> list[int]:
    """A property of 32-bit items; empty where it has none. Raises XError."""
    held = window.get_full_property(name, X.AnyPropertyType)
    return list(held.value) if held is not None and held.format == 32 else []


atoms = cardinals


def client_of(display: Any, window: int) -> int:
    """The resource base of the client that made ``window``; 0 is the server itself."""
    return window & ~int(display.display.info.resource_id_mask)
