"""A text in pieces that one key event can carry. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

LONGEST = 20
"""UTF-16 units: CGEventKeyboardSetUnicodeString cuts off what is longer. Not documented; found by
enigo (issue 68) and espanso (native.mm)."""

_JOINER = "\u200d"
_FLAGS = range(0x1F1E6, 0x1F200)
_SKINS = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)


def units(text: str) -> int:
    """Its length in UTF-16."""
    return len(text) + sum(char > "\uffff" for char in text)


def pieces(text: str) -> Iterator[str]:
    """One user-perceived character each, never half a surrogate pair.

    As many as fit would be faster, but clients built on Chromium's older event type keep the first
    three units of an event and drop the rest (espanso 1304), and others only the first character.
    Clusters are told by the short rules below rather than by all of UAX 29: a cluster that is taken
    apart still arrives whole, in two events. One that is too long for an event is cut.
    """
    piece = ""
    for char in text:
        if piece and (not _continues(piece, char) or units(piece + char) > LONGEST):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _continues(piece: str, char: str) -> bool:
    point = ord(char)
    if char == _JOINER or point in _SKINS or point in _TAGS or unicodedata.category(char)[0] == "M":
        return piece != "\n"
    if piece[-1] == _JOINER:
        return True
    return len(piece) == 1 and point in _FLAGS and ord(piece) in _FLAGS
