"""How a caret steps through a text: pure.

A step is a grapheme cluster at the most (Unicode Standard Annex 29), which is what GTK, Qt and
Chromium step by, each with tables of another year: a family of emoji, a flag or an Indic conjunct
is one step in one and several in another. So clusters are taken here as long as any of them takes
them: the number of steps that a text needs is then never less than that of its clusters.
"""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"

_VIRAMA = 9
"""Canonical combining class of the signs that join two consonants."""


def clusters(text: str) -> list[str]:
    """``text`` in pieces, each of which is one step or more in every toolkit."""
    found: list[str] = []
    for character in text:
        if found and _joined(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def leftward(character: str) -> bool:
    """It is written from right to left, where the arrow to the left steps forward."""
    return unicodedata.bidirectional(character) in ("R", "AL", "RLE", "RLO", "RLI")


def _joined(cluster: str, character: str) -> bool:
    before = cluster[-1]
    if before in "\r\n" or character in "\r\n":
        return before == "\r" and character == "\n"
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")
        or before == _JOINER
        or unicodedata.combining(before) == _VIRAMA
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # tones of skin
        or (_indicator(character) and sum(map(_indicator, cluster)) % 2 == 1)  # flags
        or "\u1160" <= character <= "\u11ff"  # vowels and finals of Hangul
        or character in "\u0e33\u0eb3"  # Thai and Lao sara am
    )


def _indicator(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
