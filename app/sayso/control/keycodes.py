"""Where a chord lies on an X11 keyboard. Pure: it is given the mappings that the server told.

Keysyms are those of the X protocol's appendix A and of keysymdef.h.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.control.chord import Chord
from sayso.control.grabbed import Codes
from sayso.core.errors import HotkeyError

SHIFT, LOCK, CONTROL, MOD1, MOD4 = 0x01, 0x02, 0x04, 0x08, 0x40

_NUM_LOCK = 0xFF7F

_KEYSYMS: dict[str, tuple[int, ...]] = {
    "left_ctrl": (0xFFE3,),
    "right_ctrl": (0xFFE4,),
    "left_alt": (0xFFE9, 0xFFE7),
    # Layouts with a third level call the same key ISO_Level3_Shift, old ones Mode_switch.
    "right_alt": (0xFFEA, 0xFE03, 0xFF7E, 0xFFE8),
    "left_shift": (0xFFE1,),
    "right_shift": (0xFFE2,),
    "left_super": (0xFFEB,),
    "right_super": (0xFFEC,),
    "escape": (0xFF1B,),
    "pause": (0xFF13,),
    "insert": (0xFF63,),
    "scroll_lock": (0xFF14,),
    "print_screen": (0xFF61,),
    "menu": (0xFF67,),
    "space": (0x20,),
    "tab": (0xFF09,),
    "enter": (0xFF0D,),
    "backspace": (0xFF08,),
    "delete": (0xFFFF,),
    "home": (0xFF50,),
    "left": (0xFF51,),
    "up": (0xFF52,),
    "right": (0xFF53,),
    "down": (0xFF54,),
    "page_up": (0xFF55,),
    "page_down": (0xFF56,),
    "end": (0xFF57,),
    "plus": (0x2B,),
    **{f"f{number}": (0xFFBD + number,) for number in range(1, 25)},
}

_UNICODE = 0x0100_0000

_EVDEV_F13 = 191
"""Layouts give F13 to F24 other names (XF86Tools…), but their keycodes are fixed on Linux."""

_CHORD_MODIFIERS = {
    "ctrl": ("left_ctrl", "right_ctrl", CONTROL),
    "alt": ("left_alt", "right_alt", MOD1),
    "shift": ("left_shift", "right_shift", SHIFT),
    "super": ("left_super", "right_super", MOD4),
}


_BY_KEYSYM = {keysym: name for name, keysyms in reversed(_KEYSYMS.items()) for keysym in keysyms}


def name_of(keysym: int) -> str:
    """What `sayso.control.chord` calls the key with this keysym; empty: nothing."""
    if name := _BY_KEYSYM.get(keysym, ""):
        return name
    # Latin 1 is as it is; all of Unicode comes from 0x01000000 on (keysymdef.h).
    letter = keysym - _UNICODE if _UNICODE < keysym <= _UNICODE + 0x10FFFF else keysym
    known = keysym > _UNICODE or 0x20 < keysym < 0x7F or 0xA0 < keysym < 0x100
    return chr(letter).lower() if known and letter <= 0x10FFFF else ""


class Keyboard:
    """A keyboard mapping.

    first: the keycode that ``rows`` begins with.
    rows: for each keycode its keysyms: plain, with Shift, and the same of the second layout.
    modifiers: for each of the eight modifiers, Shift first, the keycodes that set it.
    """

    def __init__(
        self, first: int, rows: Sequence[Sequence[int]], modifiers: Sequence[Sequence[int]]
    ) -> None:
        self._first = first
        self._rows = rows
        self._modifiers = [frozenset(code for code in row if code) for row in modifiers]

    def locate(self, chord: Chord) -> Codes:
        """Raises HotkeyError where this keyboard has no such key."""
        needed = 0
        parts: set[int] = set()
        for name in chord.modifiers:
            left, right, usual = _CHORD_MODIFIERS[name]
            codes = self._plain(left) | self._plain(right)
            bits = self._bits(self._plain(left)) or usual
            needed |= bits
            parts |= {code for code in codes if self._bits({code}) & bits}
        codes = self._plain(chord.key) or self._by_position(chord.key)
        if not codes:
            # A key such as "?" that is only reached with Shift: Shift is then part of the chord.
            codes = self._columns(chord.key, (1, 3))
            needed |= SHIFT
        if not codes:
            raise HotkeyError(f"This keyboard has no key {chord.key}; choose another one.")
        return Codes(
            keys=frozenset((code, needed) for code in codes),
            modifiers=frozenset(parts),
            escape=self._plain("escape"),
            locks=LOCK | self._bits(self._with_keysyms((_NUM_LOCK,), (0, 1))),
            own=self._bits(codes) if chord.is_lone_modifier else 0,
        )

    def _plain(self, name: str) -> frozenset[int]:
        return self._columns(name, (0, 2))

    def _columns(self, name: str, columns: tuple[int, ...]) -> frozenset[int]:
        keysyms = _KEYSYMS.get(name)
        if keysyms is None:
            keysyms = (ord(name), _UNICODE + ord(name)) if len(name) == 1 else ()
        return self._with_keysyms(keysyms, columns)

    def _with_keysyms(self, keysyms: Sequence[int], columns: tuple[int, ...]) -> frozenset[int]:
        return frozenset(
            code
            for code, row in self._numbered()
            if any(column < len(row) and row[column] in keysyms for column in columns)
        )

    def _numbered(self) -> Iterator[tuple[int, Sequence[int]]]:
        return enumerate(self._rows, self._first)

    def _by_position(self, name: str) -> frozenset[int]:
        number = int(name[1:]) if name[:1] == "f" and name[1:].isdecimal() else 0
        return frozenset({_EVDEV_F13 + number - 13}) if number >= 13 else frozenset()

    def _bits(self, codes: frozenset[int] | set[int]) -> int:
        """The modifiers that any of these keys sets."""
        return sum(1 << n for n, row in enumerate(self._modifiers) if row & codes)
