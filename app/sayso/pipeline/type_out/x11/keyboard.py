"""The keyboard as the X server sees it: which modifiers are down, and chords by XTEST."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from Xlib import XK, X
from Xlib.ext import xtest

_LOCKS = frozenset({XK.XK_Caps_Lock, XK.XK_Shift_Lock, XK.XK_Num_Lock, XK.XK_Scroll_Lock})

_LEVELS = frozenset({0xFE03, 0xFE11, XK.XK_Mode_switch})
"""ISO_Level3_Shift (AltGr), ISO_Level5_Shift and Mode_switch: layouts make them modifiers by what
the key does, without a place in the core protocol's modifier mapping."""


class X11Keyboard:
    """Uses the connection of whoever owns ``display``, and its thread."""

    def __init__(self, display: Any) -> None:
        self._display = display

    def held_modifiers(self) -> list[int]:
        """Keycodes of the modifiers that are down: Shift, Control, Alt, Super, AltGr…, no locks."""
        pressed = self._display.query_keymap()
        down = [code for code in range(8, 256) if pressed[code // 8] >> (code % 8) & 1]
        if not down:
            return []
        rows = list(self._display.get_modifier_mapping())
        del rows[X.LockMapIndex]
        modifiers = {code for row in rows for code in row}
        return [code for code in down if self._holds(code, code in modifiers)]

    def _holds(self, code: int, mapped: bool) -> bool:
        keysym = self._display.keycode_to_keysym(code, 0)
        return keysym in _LEVELS or (mapped and keysym not in _LOCKS)

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
