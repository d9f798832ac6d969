"""Characters as X11 keysyms, the way a layout has them."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable

SHIFT_L = 0xFFE1
CONTROL_L = 0xFFE3
INSERT = 0xFF63
RETURN = 0xFF0D
TAB = 0xFF09

_CONTROLS = {"\n": RETURN, "\t": TAB}

_UNICODE = 0x01000000


def keysym(character: str) -> int:
    """Of one code point. A compositor looks for the very number in the layout, and layouts have the
    old numbers of Cyrillic, Greek… letters (й is 0x6ca, not 0x1000439): libxkbcommon, which each of
    them uses, knows which those are."""
    if character in _CONTROLS:
        return _CONTROLS[character]
    return _from_code_point()(ord(character))


@functools.cache
def _from_code_point() -> Callable[[int], int]:
    try:
        found = ctypes.CDLL("libxkbcommon.so.0").xkb_utf32_to_keysym
    except (OSError, AttributeError):
        return by_rule
    found.argtypes = [ctypes.c_uint32]
    found.restype = ctypes.c_uint32
    return lambda code_point: int(found(code_point)) or by_rule(code_point)


def by_rule(code_point: int) -> int:
    """Without libxkbcommon: Latin-1 is its own number, and everything has one made of its Unicode
    (X Window System Protocol, appendix A)."""
    latin_1 = 0x20 <= code_point <= 0x7E or 0xA0 <= code_point <= 0xFF
    return code_point if latin_1 else _UNICODE | code_point
