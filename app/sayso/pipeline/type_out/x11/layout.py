"""Which keys type a character on the layout that is in use. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile

from sayso.pipeline.type_out.x11.keysyms import character, dead_mark
from sayso.pipeline.type_out.x11.xkb import State, SymbolMap

_SHIFT, _LOCK = 1, 2

_SHIFTS = {0xFFE1: (50,), 0xFE03: (108, 92), 0xFE11: ()}
"""Keysyms of Shift, AltGr (ISO_Level3_Shift) and ISO_Level5_Shift, and the keycodes that they are
on where keycodes are evdev's: the keys that exist come first, since 92 is a place on no keyboard
and means nothing to another machine."""

_MAIN_BLOCK, _EXTRA = frozenset(range(9, 67)), frozenset({94, 97, 132})
"""Keycodes (evdev's plus 8, as on every server of today): the keys between Escape and Caps Lock,
that every keyboard has, and those beside Shift and Backspace, that some have. The other ones that
have characters are those of multimedia keyboards, which remote viewers do not pass on."""

_SPACED = {"\u0300": "`", "\u0302": "^", "\u0303": "~"}
"""What a dead key and the space make, wherever the keys end up. Not so the others: of the acute
X makes ', a Greek X ΄ and Windows ´."""

_UNSURE = frozenset("ĆćǓǔ")
"""In Portuguese X makes Ç of the acute and C, and in Czech Ů of the caron and U."""

_HORN = "\u031b"
"""X's tables (nls/en_US.UTF-8/Compose.pre in libX11) know it from its dead key only."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """modifiers: keycodes that are down while ``code`` is pressed."""

    code: int
    modifiers: tuple[int, ...] = ()


def shifts(
    symbols: Mapping[int, SymbolMap], group: int, rows: Sequence[Sequence[int]]
) -> dict[int, int]:
    """The keys that shift levels: keycode by modifier bit. rows: the keycodes of each modifier."""
    first: dict[int, list[int]] = {}
    for code, key in symbols.items():
        held = key.group(group)
        if held and held[1] and held[1][0] in _SHIFTS:
            first.setdefault(held[1][0], []).append(code)
    found = {}
    for keysym, codes in first.items():
        # From the last on: the right Alt, where only some of the layouts have AltGr, stays in Mod1.
        for number, row in reversed(tuple(enumerate(rows))):
            if set(row) & set(codes):
                usual = [code for code in _SHIFTS[keysym] if code in codes]
                found[1 << number] = (usual or codes)[0]
                break
    return found


def sequences(
    symbols: Mapping[int, SymbolMap], state: State, reach: Mapping[int, int]
) -> dict[str, tuple[Stroke, ...]]:
    """By character: its key, or else dead keys and the letter's, all that it takes and in their
    order. The parameters are those of `strokes`."""
    plain = strokes(symbols, state, reach)
    found: dict[str, tuple[Stroke, ...]] = {char: (stroke,) for char, stroke in plain.items()}
    dead = strokes(symbols, state, reach, dead_mark)
    for mark, spaced in _SPACED.items():
        if mark in dead and " " in found:
            found.setdefault(spaced, (dead[mark], *found[" "]))
    for _ in range(2):  # a mark onto a letter, and onto what became of it (ΐ, ấ)
        for char, keys in list(found.items()):
            for mark, stroke in dead.items() if char.isalpha() else ():
                made = unicodedata.normalize("NFC", char + mark)
                if len(made) == 1 and _takes(char, mark, made):
                    found.setdefault(made, (stroke, *keys))
    return found


def together(keys: Sequence[tuple[Stroke, ...]], composed: bool | None) -> int:
    """How many of the characters may be sent now: of those with dead keys, or of those without.

    composed: which of them are on their way; None where the window has handled everything.
    Qt composes a letter as it reads the keys, and handles plain ones when it has read what there
    is: so dead keys that are read together with plain keys before them get ahead of those. With
    IBus it hears of the letter later, and plain keys that are read with it get ahead of that.
    """
    if composed is None:
        composed = len(keys[0]) > 1
    return sum(1 for _ in takewhile(lambda strokes: (len(strokes) > 1) == composed, keys))


def _takes(char: str, mark: str, made: str) -> bool:
    """Whether every window makes ``made`` of them: the marks in another order, some do not."""
    apart = unicodedata.decomposition(made)
    return (
        apart == f"{ord(char):04X} {ord(mark):04X}"
        and made not in _UNSURE
        and _HORN not in unicodedata.normalize("NFD", made)
    )


def strokes(
    symbols: Mapping[int, SymbolMap],
    state: State,
    reach: Mapping[int, int],
    means: Callable[[int], str] = character,
) -> dict[str, Stroke]:
    """By character. state: with nothing but locks down. reach: as `shifts` has it. means: of a
    keysym, empty where it is not wanted."""
    found: dict[str, tuple[tuple[int, int, int], Stroke]] = {}
    for bits, codes in _sets(reach):
        down = state.modifiers | bits
        for code, key in symbols.items():
            held = key.group(state.group)
            if held is None:
                continue
            kind, keysyms = held
            level = kind.level(down)
            char = means(keysyms[level]) if level < len(keysyms) else ""
            if down & _LOCK and not kind.mask & _LOCK and char.upper() != char:
                # XKB, 12.1.3: where the key's type leaves Lock alone, windows make a capital of it,
                # each in its own way (of ß and µ, say).
                continue
            place = 0 if code in _MAIN_BLOCK else 1 if code in _EXTRA else 2
            rank = (place, len(codes), code)
            if char and (char not in found or rank < found[char][0]):
                found[char] = (rank, Stroke(code, codes))
    return {char: stroke for char, (_, stroke) in found.items()}


def _sets(reach: Mapping[int, int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Every set of them, as its bits and its keycodes."""
    for size in range(len(reach) + 1):
        for bits in combinations(sorted(reach), size):
            yield sum(bits), tuple(reach[bit] for bit in bits)
