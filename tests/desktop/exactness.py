"""The texts that every window has to hold exactly, and what is known of the times."""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence

_ASCII = (
    "The quick brown fox jumps over the lazy dog: (really?) {yes} [no] <tag> \"q\" 'a' "
    "~`^@#$%&*+=|\\ "
)
_LATIN = "Größe, naïve façade, señor, Ærø, à bientôt, Łódź, Çeşme, ÿ, ¿qué?, «fin» – “so” … "
_WORLD = "Привет, мир; καλημέρα; 你好世界; こんにちは; 한국어; 🙂👍🏽👩‍👩‍👧‍👦🇩🇪e\u0301 "


def _of(text: str, characters: int) -> str:
    """So many characters, which neither begin nor end with a space or half a cluster."""
    long = text * (characters // len(text) + 1)
    return long[: characters - 1].rstrip().ljust(characters - 1, "x") + "."


TEXTS = {
    "1100 ASCII": _of(_ASCII, 1100),
    "250 Latin": _of(_LATIN, 250),
    "90 world": (_WORLD * 2)[: len(_WORLD)] + "х" * (89 - len(_WORLD)) + ".",
    "20 kB": "".join(random.Random(4).choices("abcdefghij klmnop qrstuv äöü ", k=18_000)).strip(),
}

PICTURE = b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(400_000)
"""What a clipboard holds before; large, so that it comes and goes in pieces."""

HEADS = ("target", "layout", "held", "cases", "wrong", "lost clipboards", "p50 ms", "p95 ms")


def row(
    target: str, layout: str, held: str, seconds: Sequence[float], wrong: int, lost: int
) -> tuple[str, ...]:
    """A line of the table; the times are from the call to the text being shown."""
    spread = statistics.quantiles(seconds, n=20, method="inclusive")
    return (
        target, layout, held, str(len(seconds)), str(wrong), str(lost),
        f"{statistics.median(seconds) * 1000:.0f}", f"{spread[-1] * 1000:.0f}",
    )  # fmt: skip
