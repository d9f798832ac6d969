"""Into the focused window key by key, with the keys that the keyboard layout has (X11).

For windows that do not paste. pynput's typing is no way here: it sends its events to the window
(XSendEvent), which terminals ignore, and changes the keymap while the window still reads it. So
these are XTEST events of the layout's own keys, and a character that the layout lacks is an error
before the first key is pressed.
"""

from __future__ import annotations

import threading
from typing import Any

from Xlib import XK, X
from Xlib.display import Display
from Xlib.error import XError
from Xlib.ext import xtest

from sayso.core.errors import InsertionError
from sayso.core.ports import Clock, Insertion
from sayso.pipeline.type_out.method import typeable
from sayso.pipeline.type_out.x11_keyboard import X11Keyboard
from sayso.pipeline.type_out.x11_paste import POLL_SECONDS, RELEASE_SECONDS
from sayso.pipeline.type_out.x11_thread import DISPLAY_ERRORS

WAY = "typed keys"

_GROUP_SHIFT = 13
"""Bits 13 and 14 of the core protocol's key state hold the layout in use (XKB, 17.1.1)."""


class X11Keys:
    """A `sayso.core.ports.TextInserter`; a connection for each text, nothing in between."""

    def __init__(self, clock: Clock, display_name: str | None = None) -> None:
        self._clock = clock
        self._display_name = display_name
        self._closed = threading.Event()

    def insert(self, text: str) -> Insertion:
        """Never confirmed: nothing tells whether a window took the keys."""
        try:
            display = Display(self._display_name)
            try:
                self._type(display, typeable(text))
            finally:
                display.close()
        except (*DISPLAY_ERRORS, XError) as error:
            raise InsertionError(
                "The X display cannot be reached, so nothing can be typed; "
                "start Sayso inside the desktop session."
            ) from error
        return Insertion(WAY, confirmed=False)

    def close(self) -> None:
        """Wait for no held modifier any more."""
        self._closed.set()

    def _past(self, deadline: float) -> bool:
        return self._closed.is_set() or self._clock() >= deadline

    def _type(self, display: Any, text: str) -> None:
        keys = layout_keys(display)
        missing = sorted({char for char in text if _keysym(char) not in keys})
        if missing:
            raise InsertionError(
                f"The keyboard layout has no key for {' '.join(missing[:5])}; "
                "set typing to paste, or switch the layout."
            )
        keyboard = X11Keyboard(display)
        deadline = self._clock() + RELEASE_SECONDS
        while (held := keyboard.held_modifiers()) and not self._past(deadline):
            self._closed.wait(POLL_SECONDS)
        keyboard.release(held)
        shift = display.keysym_to_keycode(XK.XK_Shift_L)
        shifted = False
        for char in text:
            code, wants_shift = keys[_keysym(char)]
            if wants_shift != shifted:
                xtest.fake_input(display, X.KeyPress if wants_shift else X.KeyRelease, shift)
                shifted = wants_shift
            xtest.fake_input(display, X.KeyPress, code)
            xtest.fake_input(display, X.KeyRelease, code)
        if shifted:
            xtest.fake_input(display, X.KeyRelease, shift)
        display.sync()


def layout_keys(display: Any) -> dict[int, tuple[int, bool]]:
    """Keysym to keycode and whether Shift is needed, in the layout (group) that is in use.

    The core keymap has two columns for each of the first two groups (XKB, 17.1.3); with a third or
    fourth layout in use there is no telling, and nothing is returned.
    """
    group = display.screen().root.query_pointer().mask >> _GROUP_SHIFT & 3
    if group > 1:
        return {}
    first = display.display.info.min_keycode
    rows = display.get_keyboard_mapping(first, display.display.info.max_keycode - first + 1)
    keys: dict[int, tuple[int, bool]] = {}
    for code, row in enumerate(rows, first):
        columns = list(row[2 * group : 2 * group + 2])
        if group == 1 and not any(columns):
            columns = list(row[:2])  # a key of one group counts in all (XKB, 17.1.4)
        for shifted, keysym in zip((False, True), columns, strict=False):
            if keysym:
                keys.setdefault(keysym, (code, shifted))
    return keys


def _keysym(char: str) -> int:
    """Latin-1 keysyms are their character; the others are Unicode plus a bit (X11, appendix A)."""
    point = ord(char)
    return point if point < 0x100 else 0x1000000 | point
