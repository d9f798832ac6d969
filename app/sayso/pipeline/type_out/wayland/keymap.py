"""Keymaps for a keyboard of our own: a key for each character. Pure.

Characters of the US layout are where that layout has them, because windows that show another
machine's screen pass on the place of a key and not what stands on it. Every other character is
alone on one of the keys that are left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SHIFT = 42
RETURN = 28
TAB = 15
INSERT = 110
"""Numbers of keys as in Linux's input-event-codes.h."""

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
_US = {
    character: (first + place, shifted)
    for first, plain, upper in _ROWS
    for row, shifted in ((upper, True), (plain, False))
    for place, character in enumerate(row)
}
_NAMED = {"\n": RETURN, "\t": TAB}

# F13 to F24, keys of Japanese and Korean keyboards, and the number pad. Chromium heard all of these
# and none of those from 195 on. Left alone: what the US layout has, and keys whose place some
# programs look at instead of what they bear: those that hold or lock, Escape, Backspace, arrows,
# F1 to F12, and those of laptops for sound, sleep and the like.
_SPARE = (
    *range(183, 195),
    *(86, 89, 92, 93, 94, 117, 121, 122, 123, 124),
    *range(71, 84),
    *(55, 98),
)

_LAST = 247
"""A key that bears nothing: GTK 3 does not look at the last one when it looks up shortcuts, and so
Shift+Insert was none (wtype's issue 75 seems to be the same in Firefox)."""

_XKB_OFFSET = 8
"""XKB numbers keys from there on."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A key, pressed with Shift or without."""

    key: int
    shift: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Strokes on one keymap. text: what they type; keymap: as XKB text."""

    text: str
    keymap: str
    strokes: tuple[Stroke, ...]


def runs(text: str) -> Iterator[Run]:
    """``text`` in runs of at most 37 different characters that the US layout has not."""
    begin = 0
    extra: dict[str, int] = {}
    for place, character in enumerate(text):
        if character in _US or character in _NAMED or character in extra:
            continue
        if len(extra) == len(_SPARE):
            yield _run(text[begin:place], extra)
            begin, extra = place, {}
        extra[character] = _SPARE[len(extra)]
    if begin < len(text):
        yield _run(text[begin:], extra)


def plain() -> str:
    """The keymap for Return and chords."""
    return _keymap({})


def _run(text: str, extra: dict[str, int]) -> Run:
    def stroke(character: str) -> Stroke:
        if character in _US:
            return Stroke(*_US[character])
        return Stroke(_NAMED.get(character) or extra[character], shift=False)

    return Run(text, _keymap(extra), tuple(stroke(character) for character in text))


def _keymap(extra: dict[str, int]) -> str:
    symbols = {RETURN: "Return", TAB: "Tab", INSERT: "Insert", SHIFT: "Shift_L", _LAST: "NoSymbol"}
    for first, lower, upper in _ROWS:
        for place, (without, with_shift) in enumerate(zip(lower, upper, strict=True)):
            symbols[first + place] = f"{_keysym(without)}, {_keysym(with_shift)}"
    symbols |= {key: _keysym(character) for character, key in extra.items()}
    keys = sorted(symbols)
    codes = "\n".join(f"<K{key}> = {key + _XKB_OFFSET};" for key in keys)
    bears = "\n".join(f"key <K{key}> {{ [ {symbols[key]} ] }};" for key in keys)
    return (
        "xkb_keymap {\n"
        f'xkb_keycodes "sayso" {{\nminimum = 8;\nmaximum = 255;\n{codes}\n}};\n'
        'xkb_types "sayso" { include "complete" };\n'
        'xkb_compatibility "sayso" { include "complete" };\n'
        f'xkb_symbols "sayso" {{\n{bears}\nmodifier_map Shift {{ <K{SHIFT}> }};\n}};\n'
        "};\n"
    )


def _keysym(character: str) -> str:
    return f"U{ord(character):04X}"
