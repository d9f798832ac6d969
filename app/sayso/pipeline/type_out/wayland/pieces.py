"""A text in pieces that a window can be given one after another. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

LONGEST = 800
"""Characters. A Wayland message holds 4096 bytes, of which one character may take 4."""

_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_HANGUL_INNER = range(0x1160, 0x1200)


def pieces(text: str, longest: int = LONGEST) -> Iterator[str]:
    """In order, together ``text``; none ends within what is seen as one character, unless that
    alone is longer than ``longest``. By the chief rules of Unicode's UAX 29."""
    begin = 0
    while begin < len(text):
        end = min(begin + longest, len(text))
        while begin < end < len(text) and _belong_together(text, end):
            end -= 1
        if end == begin:
            end = min(begin + longest, len(text))
        yield text[begin:end]
        begin = end


def _belong_together(text: str, place: int) -> bool:
    """Whether the characters before and at ``place`` are seen as one."""
    before, after = text[place - 1], text[place]
    code = ord(after)
    return (
        after == _JOINER
        or before == _JOINER
        or unicodedata.category(after) in ("Mn", "Mc", "Me")
        or code in _SKIN_TONES
        or code in _TAGS
        or code in _HANGUL_INNER
        or (before == "\r" and after == "\n")
        or (code in _FLAG_LETTERS and _letters_before(text, place) % 2 == 1)
    )


def _letters_before(text: str, place: int) -> int:
    count = 0
    while count < place and ord(text[place - 1 - count]) in _FLAG_LETTERS:
        count += 1
    return count
