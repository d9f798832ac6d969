"""The keyboard as the X server sees it: which modifiers are down, and chords by XTEST."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from Xlib import XK, X
from Xlib.error import BadWindow
from Xlib.ext import xtest

_LOCKS = frozenset({XK.XK_Caps_Lock, XK.XK_Shift_Lock, XK.XK_Num_Lock, XK.XK_Scroll_Lock})


class X11Keyboard:
    """Uses the connection of whoever owns ``display``, and its thread."""

    def __init__(self, display: Any) -> None:
        self._display = display

    def held_modifiers(self) -> list[int]:
        """Keycodes of the modifiers that are down: Shift, Control, Alt, Super, AltGr…, no locks."""
        pressed = self._display.query_keymap()
        held = []
        for row, keycodes in enumerate(self._display.get_modifier_mapping()):
            if row == X.LockMapIndex:
                continue
            for code in keycodes:
                down = code and pressed[code // 8] >> (code % 8) & 1
                if down and self._display.keycode_to_keysym(code, 0) not in _LOCKS:
                    held.append(int(code))
        return sorted(set(held))

    def release(self, keycodes: Sequence[int]) -> None:
        """Let go of keys in the person's stead.

        They are not pressed again afterwards: whether the person still holds them can no longer be
        seen then, and a modifier that is pressed after they let go of it would be down for good.
        When they do let go, the server ignores it.
        """
        for code in keycodes:
            xtest.fake_input(self._display, X.KeyRelease, code)
        self._display.sync()

    def press(self, *keysyms: int) -> bool:
        """A chord, as ``press(XK_Shift_L, XK_Insert)``; False where the keyboard lacks a key."""
        codes = [self._display.keysym_to_keycode(keysym) for keysym in keysyms]
        if not all(codes):
            return False
        for code in codes:
            xtest.fake_input(self._display, X.KeyPress, code)
        for code in reversed(codes):
            xtest.fake_input(self._display, X.KeyRelease, code)
        self._display.sync()
        return True


def focused_clients(display: Any) -> frozenset[int]:
    """Resource bases of the clients whose window has the keyboard, or should have.

    The input focus is often a helper window of the same client, at times one of a frame around it:
    so the window manager's _NET_ACTIVE_WINDOW counts too. Where the focus follows the pointer
    without a window manager, it is whatever lies below the pointer.
    """
    windows: list[int] = []
    focus = display.get_input_focus().focus
    root = display.screen().root
    if focus == X.PointerRoot or focus == root:
        try:
            below = root.query_pointer().child
            while below != X.NONE:
                windows.append(below.id)
                below = below.query_pointer().child
        except BadWindow:
            pass  # it went away between two questions; those above it are known
    elif focus != X.NONE:
        windows.append(focus.id)
    active = root.get_full_property(display.get_atom("_NET_ACTIVE_WINDOW"), X.AnyPropertyType)
    if active is not None and active.format == 32 and len(active.value):
        windows.append(active.value[0])
    return frozenset(client_of(display, window) for window in windows) - {0}


def client_of(display: Any, window: int) -> int:
    """The resource base of the client that made ``window``; 0 is the server itself."""
    return window & ~int(display.display.info.resource_id_mask)
