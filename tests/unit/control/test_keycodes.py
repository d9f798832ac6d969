"""Where chords lie on X11 keyboards: mappings as X servers tell them."""

from __future__ import annotations

import pytest

from sayso.control.chord import parse
from sayso.control.keycodes import CONTROL, LOCK, MOD1, MOD4, SHIFT, Keyboard
from sayso.core.errors import HotkeyError

ALT_L, ALT_R, META_L, SUPER_L, LEVEL3 = 0xFFE9, 0xFFEA, 0xFFE7, 0xFFEB, 0xFE03
NUM_LOCK_BIT = 0x10

ROWS = {
    9: (0xFF1B, 0, 0xFF1B, 0),
    21: (ord("="), ord("+"), 0, 0),
    37: (0xFFE3, 0, 0xFFE3, 0),
    43: (ord("h"), ord("H"), 0x6D2, 0x6F2),  # h, and on the second layout Cyrillic er
    47: (0xF6, 0xD6, 0, 0),  # odiaeresis
    48: (0x0100_0436, 0, 0, 0),  # Cyrillic zhe by its Unicode keysym
    50: (0xFFE1, 0, 0, 0),
    62: (0xFFE2, 0, 0, 0),
    64: (ALT_L, META_L, 0, 0),
    75: (0xFFC6, 0, 0, 0),  # F9
    77: (0xFF7F, 0, 0, 0),  # Num Lock
    105: (0xFFE4, 0, 0xFFE4, 0),
    108: (LEVEL3, 0, 0, 0),
    133: (SUPER_L, 0, 0, 0),
    # The keys that XKB invents, which nobody can press.
    204: (0, ALT_L, 0, ALT_L),
    206: (0, SUPER_L, 0, SUPER_L),
}
MODIFIERS = [[50, 62], [66], [37, 105], [64, 204], [77], [], [133, 206], [108]]


def keyboard(**changes: tuple[int, ...]) -> Keyboard:
    rows = ROWS | {int(code[1:]): row for code, row in changes.items()}
    return Keyboard(8, [rows.get(code, (0, 0, 0, 0)) for code in range(8, 256)], MODIFIERS)


def test_a_lone_modifier_knows_its_own_bit() -> None:
    codes = keyboard().locate(parse("right_ctrl"))
    assert codes.keys == {(105, 0)}
    assert codes.own == CONTROL
    assert codes.escape == {9}
    assert codes.locks == LOCK | NUM_LOCK_BIT


def test_alt_gr_is_the_right_alt_key() -> None:
    assert keyboard().locate(parse("right_alt")).keys == {(108, 0)}
    assert keyboard(_108=(ALT_R, 0, 0, 0)).locate(parse("right_alt")).own == 0x80


def test_a_chord_has_its_modifiers_and_both_their_keys() -> None:
    codes = keyboard().locate(parse("ctrl+alt+h"))
    assert codes.keys == {(43, CONTROL | MOD1)}
    assert codes.modifiers == {37, 105, 64}
    assert codes.own == 0
    assert keyboard().locate(parse("super+h")).keys == {(43, MOD4)}


def test_a_key_that_needs_shift_brings_it() -> None:
    assert keyboard().locate(parse("ctrl+plus")).keys == {(21, CONTROL | SHIFT)}
    assert keyboard(_22=(ord("+"), 0, 0, 0)).locate(parse("ctrl+plus")).keys == {(22, CONTROL)}


def test_letters_beyond_ascii() -> None:
    assert keyboard().locate(parse("ctrl+ö")).keys == {(47, CONTROL)}
    assert keyboard().locate(parse("ctrl+ж")).keys == {(48, CONTROL)}


def test_keys_above_f12_by_their_place() -> None:
    assert keyboard().locate(parse("f9")).keys == {(75, 0)}
    assert keyboard().locate(parse("f13")).keys == {(191, 0)}
    assert keyboard().locate(parse("f24")).keys == {(202, 0)}
    assert keyboard(_90=(0xFFCA, 0, 0, 0)).locate(parse("f13")).keys == {(90, 0)}


def test_two_keys_of_one_name_both_count() -> None:
    assert keyboard(_110=(0xFFC6, 0, 0, 0)).locate(parse("f9")).keys == {(75, 0), (110, 0)}


@pytest.mark.parametrize("hotkey", ["pause", "ctrl+漢", "f8"])
def test_a_key_that_is_not_there(hotkey: str) -> None:
    with pytest.raises(HotkeyError, match=r"no key .* choose another one"):
        keyboard().locate(parse(hotkey))
