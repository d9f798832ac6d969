"""From Qt's key events to the names of `sayso.control.chord`.

Qt does not say which of two Ctrl keys it was; the native codes do. Those of Windows and macOS are
by documentation and were never tried.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from sayso.control import keycodes
from sayso.control.chord import LONE_MODIFIERS, MODIFIERS
from sayso.control.hotkey_pynput import key_name

_WINDOWS_MODIFIERS = {
    # Scan codes of set 1; 0x100 is the flag of extended keys (WM_KEYDOWN, bits 16 to 24).
    0x01D: "left_ctrl",
    0x11D: "right_ctrl",
    0x038: "left_alt",
    0x138: "right_alt",
    0x02A: "left_shift",
    0x036: "right_shift",
    0x136: "right_shift",
    0x15B: "left_super",
    0x15C: "right_super",
}

_MAC_MODIFIERS = {
    # kVK_Command and so on in Carbon's HIToolbox/Events.h.
    0x37: "left_super",
    0x36: "right_super",
    0x38: "left_shift",
    0x3C: "right_shift",
    0x3A: "left_alt",
    0x3D: "right_alt",
    0x3B: "left_ctrl",
    0x3E: "right_ctrl",
}

_MODIFIER_KEYS = {
    Qt.Key.Key_Control: "left_ctrl",
    Qt.Key.Key_Shift: "left_shift",
    Qt.Key.Key_Alt: "left_alt",
    Qt.Key.Key_AltGr: "right_alt",
    Qt.Key.Key_Meta: "left_super",
    Qt.Key.Key_Super_L: "left_super",
    Qt.Key.Key_Super_R: "right_super",
}

_NAMED = {
    Qt.Key.Key_Escape: "escape",
    Qt.Key.Key_Space: "space",
    Qt.Key.Key_Tab: "tab",
    Qt.Key.Key_Backtab: "tab",
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Backspace: "backspace",
    Qt.Key.Key_Delete: "delete",
    Qt.Key.Key_Home: "home",
    Qt.Key.Key_End: "end",
    Qt.Key.Key_PageUp: "page_up",
    Qt.Key.Key_PageDown: "page_down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Pause: "pause",
    Qt.Key.Key_Insert: "insert",
    Qt.Key.Key_ScrollLock: "scroll_lock",
    Qt.Key.Key_Print: "print_screen",
    Qt.Key.Key_SysReq: "print_screen",
    Qt.Key.Key_Menu: "menu",
    Qt.Key.Key_Plus: "plus",
}
_NAMED |= {Qt.Key(Qt.Key.Key_F1 + number): f"f{number + 1}" for number in range(24)}


def name_of(event: QKeyEvent, system: str) -> str:
    """Empty where `sayso.control.chord` has no name for the key.

    system: ``linux``, ``macos`` or ``windows``.
    """
    key, code = Qt.Key(event.key()), event.nativeVirtualKey()
    if key in _MODIFIER_KEYS:
        return _modifier(event, system) or _MODIFIER_KEYS[key]
    if key in _NAMED:
        return _NAMED[key]
    if system == "linux":
        name = keycodes.name_of(code)
        if name and name not in LONE_MODIFIERS:
            return name
    elif code:
        name = key_name(None, event.text() or None, code, system)
        if not name.startswith("code "):
            return name
    letter = chr(key) if 0x20 < key <= 0x10FFFF else ""
    return letter.lower() if letter.isprintable() else ""


def _modifier(event: QKeyEvent, system: str) -> str:
    if system == "windows":
        return _WINDOWS_MODIFIERS.get(event.nativeScanCode() & 0x1FF, "")
    if system == "macos":
        return _MAC_MODIFIERS.get(event.nativeVirtualKey(), "")
    name = keycodes.name_of(event.nativeVirtualKey())
    return name if name in LONE_MODIFIERS else ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Keys that go down and up, until they are a hotkey, or none.

    down: modifiers that are held, as ``right_ctrl``, in the order in which they went down.
    hotkey: what was pressed, in the syntax of the setting; empty: nothing yet, or none.
    over: nothing more will come of it.
    """

    down: tuple[str, ...] = ()
    hotkey: str = ""
    over: bool = False
    several: bool = False

    @property
    def so_far(self) -> str:
        """``ctrl+alt`` while those are held."""
        return "+".join(_kinds(self.down))

    def press(self, name: str) -> Pressed:
        """``name`` went down; empty: one without a name."""
        if name in LONE_MODIFIERS:
            down = self.down if name in self.down else (*self.down, name)
            return Pressed(down, several=self.several or len(down) > 1)
        return Pressed((), "+".join((*_kinds(self.down), name)) if name else "", over=True)

    def release(self, name: str) -> Pressed:
        """A modifier that was down alone is a hotkey; several, without a key, are none."""
        down = tuple(held for held in self.down if held != name)
        if down:
            return Pressed(down, several=True)
        return Pressed((), "" if self.several else name, over=True)


def _kinds(down: tuple[str, ...]) -> tuple[str, ...]:
    """In the order of chords, each once."""
    held = {name.partition("_")[2] for name in down}
    return tuple(kind for kind in MODIFIERS if kind in held)
