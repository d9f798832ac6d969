"""Following grabbed keys, whose repeats look like releases."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sayso.control.grabbed import Codes, GrabbedKeys
from sayso.core.ports import Key

H, ESC, LEFT_CTRL, LEFT_ALT, OTHER = 43, 9, 37, 64, 54
CTRL_ALT, LOCK, NUM = 0x04 | 0x08, 0x02, 0x10

CODES = Codes(
    keys=frozenset({(H, CTRL_ALT)}),
    modifiers=frozenset({LEFT_CTRL, LEFT_ALT}),
    escape=frozenset({ESC}),
    locks=LOCK | NUM,
    own=0,
)


def test_a_held_key_is_one_press() -> None:
    keys = GrabbedKeys(CODES)
    out = [*keys.press(H, CTRL_ALT, 100)]
    for time in range(600, 900, 40):
        out += keys.release(H, time)
        assert keys.waiting == H
        out += keys.press(H, CTRL_ALT, time)
        assert keys.waiting is None
    assert out == [Key.DOWN]
    assert keys.release(H, 901) == ()
    assert keys.settle() == (Key.UP,)
    assert keys.waiting is None


def test_a_quick_second_press_is_one_of_its_own() -> None:
    keys = GrabbedKeys(CODES)
    assert keys.press(H, CTRL_ALT, 100) == (Key.DOWN,)
    assert keys.release(H, 150) == ()
    assert keys.press(H, CTRL_ALT, 151) == (Key.UP, Key.DOWN)


def test_any_part_of_the_chord_ends_it_and_repeats_do_not_begin_it_again() -> None:
    keys = GrabbedKeys(CODES)
    assert keys.press(H, CTRL_ALT, 100) == (Key.DOWN,)
    assert keys.release(LEFT_CTRL, 150) == (Key.UP,)
    assert keys.press(LEFT_CTRL, 0x08, 200) == ()
    assert keys.release(H, 240) == ()
    assert keys.press(H, CTRL_ALT, 240) == ()
    assert keys.release(H, 300) == ()
    assert keys.settle() == ()


def test_locks_layout_and_buttons_do_not_count_other_modifiers_do() -> None:
    for state in (
        CTRL_ALT | LOCK,
        CTRL_ALT | NUM,
        CTRL_ALT | LOCK | NUM,
        CTRL_ALT | 0x2000 | 0x100,
    ):
        assert GrabbedKeys(CODES).press(H, state, 1) == (Key.DOWN,)
    for state in (0, 0x04, CTRL_ALT | 0x01, CTRL_ALT | 0x40):
        assert GrabbedKeys(CODES).press(H, state, 1) == ()


def test_escape_counts_once_and_only_while_asked() -> None:
    keys = GrabbedKeys(CODES)
    assert keys.press(ESC, 0, 1) == ()
    assert keys.release(ESC, 2) == keys.settle() == ()
    keys.cancel = True
    assert keys.press(ESC, 0, 3) == (Key.CANCEL,)
    assert keys.release(ESC, 500) == ()
    assert keys.press(ESC, 0, 500) == ()
    assert keys.release(ESC, 530) == keys.settle() == ()
    assert keys.press(H, CTRL_ALT, 600) == (Key.DOWN,)
    assert keys.press(ESC, CTRL_ALT, 700) == (Key.CANCEL,)


def test_other_keys_that_the_grab_brings_say_nothing() -> None:
    keys = GrabbedKeys(CODES)
    assert keys.press(H, CTRL_ALT, 1) == (Key.DOWN,)
    assert keys.press(OTHER, CTRL_ALT, 2) == ()
    assert keys.release(OTHER, 3) == ()
    assert keys.release(H, 4) == ()
    assert keys.settle() == (Key.UP,)


def test_a_lost_release_is_made_up_for() -> None:
    keys = GrabbedKeys(CODES)
    assert keys.press(H, CTRL_ALT, 1) == (Key.DOWN,)
    assert keys.press(H, CTRL_ALT, 900) == (Key.UP, Key.DOWN)


STEP = st.tuples(
    st.sampled_from(["press", "release", "repeat", "settle"]),
    st.sampled_from([H, ESC, LEFT_CTRL, OTHER]),
    st.sampled_from([CTRL_ALT, 0, CTRL_ALT | LOCK]),
)


@given(st.lists(STEP))
def test_down_and_up_take_turns(steps: list[tuple[str, int, int]]) -> None:
    keys = GrabbedKeys(CODES)
    out: list[Key] = []
    for time, (what, code, state) in enumerate(steps):
        if what == "press":
            out += keys.press(code, state, time)
        elif what == "settle":
            out += keys.settle()
        else:
            out += keys.release(code, time)
            if what == "repeat":
                out += keys.press(code, state, time)
    out += [*keys.release(H, len(steps)), *keys.settle()]
    assert all(one is not other for one, other in pairwise(out))
    assert out[:1] in ([], [Key.DOWN])
    assert out[-1:] in ([], [Key.UP])
