"""What keysyms stand for in Unicode: X11 protocol, appendix A, "KEYSYM Encoding". Pure."""

from __future__ import annotations

from collections.abc import Iterator

RETURN, TAB = 0xFF0D, 0xFF09

_UNICODE = 0x1000000

_ISO_8859 = {
    0x100: ("iso8859-2", 0xA1, 0xFF),
    0x200: ("iso8859-3", 0xA1, 0xFE),
    0x300: ("iso8859-4", 0xA2, 0xFE),
    0x500: ("iso8859-6", 0xAC, 0xF2),
    0x600: ("koi8-r", 0xC0, 0xFF),
    0xC00: ("iso8859-8", 0xDF, 0xFA),
    0xD00: ("iso8859-11", 0xA1, 0xF9),
    0x1300: ("iso8859-15", 0xBC, 0xBE),
}
"""Pages of the old keysyms that are those of a standard: the low byte is the character's there."""

_RUNS = {
    0x4A1: "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノ"
    "ハヒフヘホマミムメモヤユヨラリルレロワン゛゜",
    0x6A1: "ђѓёєѕіїјљњћќґўџ№ЂЃЁЄЅІЇЈЉЊЋЌҐЎЏ",
    0x7A1: "ΆΈΉΊΪ ΌΎΫ Ώ  ΅― άέήίϊΐόύϋΰώ",
    0x7C1: "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣ ΤΥΦΧΨΩ",
    0x7E1: "αβγδεζηθικλμνξοπρσςτυφχψω",
    0x8BC: "≤≠≥",
    0x8FB: "←↑→↓",
    0xAA9: "—–",
    0xAAE: "…",
    0xAC3: "⅛⅜⅝⅞",
    0xAC9: "™",
    0xAD0: "‘’“”",
    0xAD6: "′″",
    0xAF1: "†‡",
    0xAFD: "‚„",
    0x20AC: "€",
}
"""The others that layouts have, as runs from a keysym on; a space where there is none."""


_DEAD = {
    0xFE50: "\u0300",  # dead_grave
    0xFE51: "\u0301",  # dead_acute
    0xFE52: "\u0302",  # dead_circumflex
    0xFE53: "\u0303",  # dead_tilde
    0xFE54: "\u0304",  # dead_macron
    0xFE55: "\u0306",  # dead_breve
    0xFE56: "\u0307",  # dead_abovedot
    0xFE57: "\u0308",  # dead_diaeresis
    0xFE58: "\u030a",  # dead_abovering
    0xFE59: "\u030b",  # dead_doubleacute
    0xFE5A: "\u030c",  # dead_caron
    0xFE5B: "\u0327",  # dead_cedilla
    0xFE5C: "\u0328",  # dead_ogonek
    0xFE60: "\u0323",  # dead_belowdot
    0xFE61: "\u0309",  # dead_hook
}
"""X11/keysymdef.h, "dead keys". Without those of letters that Unicode does not take apart (ø, đ),
of ancient Greek, and dead_horn, whose letters are on Vietnamese keyboards themselves."""


def _legacy() -> Iterator[tuple[int, str]]:
    for page, (encoding, first, last) in _ISO_8859.items():
        for low in range(first, last + 1):
            try:
                yield page | low, bytes([low]).decode(encoding)
            except UnicodeDecodeError:
                continue  # the standard has nothing there
    for start, run in _RUNS.items():
        for place, char in enumerate(run):
            if char != " ":
                yield start + place, char


_LEGACY = {**dict(_legacy()), RETURN: "\n", TAB: "\t"}


def character(keysym: int) -> str:
    """Empty for keys that type none: modifiers, dead keys, the keypad's and functions'."""
    if 0x20 <= keysym <= 0x7E or 0xA0 <= keysym <= 0xFF:
        return chr(keysym)
    if 0x100 <= keysym - _UNICODE <= 0x10FFFF:
        return chr(keysym - _UNICODE)
    return _LEGACY.get(keysym, "")


def dead_mark(keysym: int) -> str:
    """The combining character that a dead key puts onto the next letter; empty for other keys."""
    return _DEAD.get(keysym, "")
