"""Characters as the real keys of a window's keyboard layout, for windows that pass keys on."""

from __future__ import annotations

import ctypes

from sayso.core.errors import InsertionError
from sayso.pipeline.type_out.windows.api import BYTE, Api, Input
from sayso.pipeline.type_out.windows.keyboard import (
    EXTENDED_KEY,
    KEY_UP,
    SCANCODE,
    VK_CONTROL,
    VK_RETURN,
    VK_SHIFT,
    VK_TAB,
    key_event,
)

_MAPVK_VK_TO_VSC_EX = 4
_CHANGE_NO_STATE = 0x4
"""Without it a dead key would wait in the kernel for the person's next one; from Windows 10 1607
on ("ToUnicodeEx function", wFlags)."""

_SHIFT, _CTRL, _ALT = 1, 2, 4
"""The bits in the high byte of what VkKeyScanExW returns."""

_VK_MENU = 0x12
_VK_CAPITAL = 0x14
_SCAN_SHIFT = 0x2A
_SCAN_ALT_GR = 0xE038
"""The right Alt key: layouts that have AltGr take it as Ctrl and Alt."""

_BREAKS = {"\n": VK_RETURN, "\t": VK_TAB}


class Layout:
    """The one that ``window``'s thread has."""

    def __init__(self, api: Api, window: int) -> None:
        self._api = api
        self._layout = api.GetKeyboardLayout(api.GetWindowThreadProcessId(window, None))

    def events(self, text: str) -> list[tuple[Input, ...]]:
        """For each character. Raises InsertionError where there is no key for one."""
        if self._api.GetKeyState(_VK_CAPITAL) & 1:
            raise InsertionError(
                "Caps Lock is on, which would turn the letters round in that window; switch it off"
                " and try again.",
                left_nothing=True,
            )
        strokes = {char: self._stroke(char) for char in dict.fromkeys(text)}
        missing = [char for char, stroke in strokes.items() if not stroke]
        if missing:
            raise InsertionError(
                f"The keyboard layout has no key for {' '.join(missing[:5])}, and that window"
                " takes keys only; switch the layout, or paste the text there yourself.",
                left_nothing=True,
            )
        return [strokes[char] for char in text]

    def _stroke(self, char: str) -> tuple[Input, ...]:
        """Empty: no key has it."""
        if char in _BREAKS:
            return self._tap(_BREAKS[char], 0)
        if ord(char) > 0xFFFF:
            return ()
        found = self._api.VkKeyScanExW(char, self._layout)
        if found == -1:
            return ()
        key, state = found & 0xFF, found >> 8 & 0xFF
        if state & ~_SHIFT not in (0, _CTRL | _ALT) or not self._gives(key, state, char):
            return ()
        return self._tap(key, state)

    def _gives(self, key: int, state: int, char: str) -> bool:
        """False for a dead key too, which shows nothing until the next key."""
        keys = (BYTE * 256)()
        for bit, held in ((_SHIFT, VK_SHIFT), (_CTRL, VK_CONTROL), (_ALT, _VK_MENU)):
            keys[held] = 0x80 if state & bit else 0
        given = ctypes.create_unicode_buffer(8)
        count = self._api.ToUnicodeEx(
            key, self._scan(key) & 0xFF, keys, given, 8, _CHANGE_NO_STATE, self._layout
        )
        return bool(count == 1 and given[0] == char)

    def _scan(self, key: int) -> int:
        return int(self._api.MapVirtualKeyExW(key, _MAPVK_VK_TO_VSC_EX, self._layout))

    def _tap(self, key: int, state: int) -> tuple[Input, ...]:
        scan = self._scan(key)
        if not scan:
            return ()
        held = [_SCAN_SHIFT] if state & _SHIFT else []
        held += [_SCAN_ALT_GR] if state & _CTRL else []
        down = [*held, scan]
        return (
            *(scan_event(each) for each in down),
            *(scan_event(each, up=True) for each in reversed(down)),
        )


def scan_event(scan: int, *, up: bool = False) -> Input:
    """``scan`` with 0xE0 in its high byte, for an extended key."""
    flags = SCANCODE | (EXTENDED_KEY if scan >> 8 else 0) | (KEY_UP if up else 0)
    return key_event(0, scan & 0xFF, flags)
