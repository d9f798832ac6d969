"""Following keys that are only watched."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.control.chord import parse
from sayso.control.pressed import PressedKeys
from sayso.core.ports import Key


def play(keys: PressedKeys, script: str) -> list[Key]:
    """``+a`` presses a, ``-a`` releases it."""
    out: list[Key] = []
    for step in script.split():
        out += keys.press(step[1:]) if step[0] == "+" else keys.release(step[1:])
    return out


@pytest.mark.parametrize(
    ("hotkey", "script", "reported"),
    [
        ("right_ctrl", "+right_ctrl -right_ctrl", "down up"),
        ("right_ctrl", "+left_ctrl -left_ctrl", ""),
        ("right_ctrl", "+right_ctrl +right_ctrl +right_ctrl -right_ctrl", "down up"),
        ("right_ctrl", "+right_ctrl +c -c -right_ctrl", "down other up"),
        ("right_ctrl", "+right_ctrl +c +c -c -right_ctrl", "down other up"),
        ("right_ctrl", "+right_ctrl +left_shift -right_ctrl -left_shift", "down other up"),
        ("right_ctrl", "+left_shift +right_ctrl -right_ctrl", "down up"),
        ("right_ctrl", "+a +right_ctrl -a -right_ctrl", "down up"),
        ("right_ctrl", "-right_ctrl", ""),
        ("right_ctrl", "+right_ctrl +escape -escape -right_ctrl", "down other up"),
        ("f9", "+f9 -f9 +f9 -f9", "down up down up"),
        ("f9", "+left_ctrl +f9 -f9 -left_ctrl", ""),
        ("ctrl+alt+h", "+left_ctrl +right_alt +h -h -left_ctrl -right_alt", "down up"),
        ("ctrl+alt+h", "+left_alt +right_ctrl +h -right_ctrl -h -left_alt", "down up"),
        ("ctrl+alt+h", "+left_alt +left_ctrl +left_shift +h -h", ""),
        ("ctrl+alt+h", "+left_alt +h +left_ctrl -h", ""),
        ("ctrl+alt+h", "+left_alt +left_ctrl +h -left_alt +left_alt -h", "down up"),
    ],
)
def test_reports(hotkey: str, script: str, reported: str) -> None:
    assert play(PressedKeys(parse(hotkey)), script) == [Key(word) for word in reported.split()]


def test_escape_cancels_only_while_asked() -> None:
    keys = PressedKeys(parse("right_ctrl"))
    assert play(keys, "+escape -escape") == []
    keys.cancel = True
    assert play(keys, "+escape +escape -escape") == [Key.CANCEL]
    assert play(keys, "+right_ctrl +escape -escape -right_ctrl") == [Key.DOWN, Key.CANCEL, Key.UP]
    keys.cancel = False
    assert play(keys, "+escape -escape") == []


def test_where_keys_do_not_repeat_a_second_press_tells_of_a_lost_release() -> None:
    keys = PressedKeys(parse("right_ctrl"), repeats=False)
    assert play(keys, "+right_ctrl +right_ctrl") == [Key.DOWN, Key.UP, Key.DOWN]
    assert play(keys, "+c +c") == [Key.OTHER, Key.OTHER]


KEYS = st.sampled_from(["right_ctrl", "left_ctrl", "left_alt", "h", "c", "escape", "f9"])


@given(
    st.sampled_from(["right_ctrl", "f9", "ctrl+alt+h"]),
    st.booleans(),
    st.lists(st.tuples(st.booleans(), KEYS)),
)
def test_never_stuck(hotkey: str, repeats: bool, steps: list[tuple[bool, str]]) -> None:
    """Down and up take turns whatever happens; when every key is up, so is the hotkey."""
    keys = PressedKeys(parse(hotkey), repeats=repeats)
    out: list[Key] = []
    for down, name in steps:
        out += keys.press(name) if down else keys.release(name)
    for name in {name for _, name in steps}:
        out += keys.release(name)
    edges = [key for key in out if key in (Key.DOWN, Key.UP)]
    assert all(one is not other for one, other in pairwise(edges))
    assert edges[:1] in ([], [Key.DOWN])
    assert edges[-1:] in ([], [Key.UP])
    assert not keys.active
