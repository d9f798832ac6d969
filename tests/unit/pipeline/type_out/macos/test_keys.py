"""MacKeys against the fake Mac of conftest.py."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from sayso.core.errors import FocusMoved, InsertionError, Refused, WayUnavailable
from sayso.core.target import Target
from sayso.pipeline.type_out.macos.focus import MacFocus
from sayso.pipeline.type_out.macos.keys import LONGEST, LONGEST_REMOTE, MacKeys

EDITOR = Target("101:11", "com.apple.textedit", 101)
VIEWER = Target("101:11", "com.microsoft.rdc.macos", 101)


def keys(mac: Any) -> MacKeys:
    focus = MacFocus(mac, mac.clock)
    return MacKeys(mac, mac.clock, focus, lambda name: "rdc" in name)


def sent(mac: Any) -> list[Any]:
    return [call for call in mac.calls if call[0] in ("text", "key")]


def test_every_character_is_an_event_of_its_own(mac: Any) -> None:
    insertion = keys(mac).insert("Häß \U0001f44d\U0001f3fd", EDITOR)
    assert (insertion.way, insertion.confirmed) == ("typed keys", False)
    assert sent(mac) == [
        ("text", "H"), ("text", "ä"), ("text", "ß"), ("text", " "),
        ("text", "\U0001f44d\U0001f3fd"),
    ]  # fmt: skip
    assert mac.programs[0].field.value == "Häß \U0001f44d\U0001f3fd"


def test_a_line_break_is_the_return_key(mac: Any) -> None:
    keys(mac).insert("a\nb", EDITOR)
    assert sent(mac) == [
        ("text", "a"),
        ("key", 36, True, 0, False),
        ("key", 36, False, 0, False),
        ("text", "b"),
    ]


def test_another_machine_gets_the_layouts_own_keys(mac: Any) -> None:
    keys(mac).insert("aB\n", VIEWER)
    assert sent(mac) == [
        ("key", 0, True, 0, True),
        ("key", 0, False, 0, True),
        ("key", 56, True, 0x20002, True),
        ("key", 11, True, 0x20002, True),
        ("key", 11, False, 0x20002, True),
        ("key", 56, False, 0, True),
        ("key", 36, True, 0, True),
        ("key", 36, False, 0, True),
    ]


def test_a_character_without_a_key_is_an_error_before_the_first_key(mac: Any) -> None:
    with pytest.raises(InsertionError, match="no key for é") as caught:
        keys(mac).insert("abé", VIEWER)
    assert caught.value.left_nothing
    assert not mac.calls


def test_caps_lock_would_reach_the_other_machine(mac: Any) -> None:
    mac.stuck = 0x10000
    with pytest.raises(InsertionError, match="Caps Lock is on") as caught:
        keys(mac).insert("a", VIEWER)
    assert caught.value.left_nothing
    assert not mac.calls


def test_another_machine_without_a_layout_to_read(mac: Any) -> None:
    mac.layouts_found = ()
    with pytest.raises(InsertionError, match="no key for a"):
        keys(mac).insert("a", VIEWER)


def test_a_main_thread_that_does_not_answer(mac: Any) -> None:
    mac.main_stuck = True
    with pytest.raises(WayUnavailable, match="do not answer"):
        keys(mac).insert("a", VIEWER)
    keys(mac).insert("a", EDITOR)  # which needs no layout
    assert sent(mac) == [("text", "a")]


def test_waits_for_held_modifiers(mac: Any) -> None:
    mac.held = [0x80000, 0x80000, 0x20000]
    keys(mac).insert("a", EDITOR)
    assert mac.now == pytest.approx(0.04)
    assert sent(mac) == [("text", "a")]


def test_a_stuck_modifier_holds_nothing_up_for_ever(mac: Any) -> None:
    mac.stuck = 0x100000
    focus = MacFocus(mac, mac.clock)
    MacKeys(mac, mac.clock, focus, lambda name: False, release_seconds=0.05).insert("a", EDITOR)
    assert sent(mac) == [("text", "a")]
    assert mac.now == pytest.approx(0.06, abs=0.011)


def test_caps_lock_and_fn_are_not_waited_for(mac: Any) -> None:
    mac.stuck = 0x10000 | 0x800000
    keys(mac).insert("a", EDITOR)
    assert mac.now == pytest.approx(0.01)


def test_without_the_permission_nothing_is_sent(mac: Any) -> None:
    mac.is_trusted = False
    with pytest.raises(WayUnavailable, match="Privacy & Security, Accessibility"):
        keys(mac).insert("a", EDITOR)
    with pytest.raises(WayUnavailable):
        keys(mac).press_enter(EDITOR)
    assert not mac.calls


@pytest.mark.parametrize("holder", [0, 101])
def test_secure_input_refuses(mac: Any, holder: int) -> None:
    mac.secured, mac.holder = True, holder
    with pytest.raises(Refused, match="Secure Keyboard Entry"):
        keys(mac).insert("a", EDITOR)
    assert not mac.calls


def test_secure_input_of_another_program_is_named(mac: Any) -> None:
    mac.secured, mac.holder = True, 202
    with pytest.raises(InsertionError, match="iterm2 keeps the keyboard") as caught:
        keys(mac).insert("a", EDITOR)
    assert caught.value.left_nothing
    assert not isinstance(caught.value, Refused)


def test_a_target_without_the_keyboard_gets_nothing(mac: Any) -> None:
    mac.to_front(202)
    with pytest.raises(FocusMoved, match="Textedit has not the keyboard"):
        keys(mac).insert("a", EDITOR)
    with pytest.raises(FocusMoved):
        keys(mac).press_enter(EDITOR)
    assert not mac.calls


def test_focus_lost_on_the_way_stops_the_typing(mac: Any) -> None:
    text = "".join(chr(0x4E00 + number) for number in range(50))
    mac.after["text", text[25]] = lambda: mac.to_front(202)
    with pytest.raises(InsertionError, match="only its beginning") as caught:
        keys(mac).insert(text, EDITOR)
    assert not caught.value.left_nothing
    assert len(sent(mac)) == 40
    # What came after the window lost the keyboard and before that was seen: fewer than 20 pieces.
    assert "".join(mac.find(101).got) == text[:25]


def test_an_unknown_target_is_whatever_has_the_keyboard(mac: Any) -> None:
    mac.programs.clear()
    keys(mac).insert("a", None)
    assert sent(mac) == [("text", "a")]


def test_what_is_too_long_is_not_begun(mac: Any) -> None:
    with pytest.raises(WayUnavailable, match="too long"):
        keys(mac).insert("a" * (LONGEST + 1), EDITOR)
    with pytest.raises(InsertionError, match="too long") as caught:
        keys(mac).insert("a" * (LONGEST_REMOTE + 1), VIEWER)
    assert caught.value.left_nothing
    assert not mac.calls


def test_closing_stops_the_typing(mac: Any) -> None:
    way = keys(mac)
    mac.after["text", "b"] = way.close
    with pytest.raises(InsertionError, match="closed"):
        way.insert("abc", EDITOR)
    assert sent(mac) == [("text", "a"), ("text", "b")]


def test_closing_ends_the_wait_for_a_modifier(mac: Any) -> None:
    mac.stuck = 0x20000
    way = keys(mac)
    looked = threading.Event()
    flags = mac.flags
    mac.flags = lambda: (looked.set(), setattr(mac, "now", 0.0), flags())[2]
    failed: list[InsertionError] = []

    def insert() -> None:
        try:
            way.insert("a", EDITOR)
        except InsertionError as error:
            failed.append(error)

    thread = threading.Thread(target=insert)
    thread.start()
    assert looked.wait(5)
    way.close()
    way.close()
    thread.join(5)
    assert not thread.is_alive()
    assert failed
    assert not mac.calls


@pytest.mark.parametrize(("target", "hardware"), [(EDITOR, False), (VIEWER, True)])
def test_press_enter(mac: Any, target: Target, hardware: bool) -> None:
    keys(mac).press_enter(target)
    assert sent(mac) == [("key", 36, True, 0, hardware), ("key", 36, False, 0, hardware)]


def test_a_mac_without_pyobjc(mac: Any) -> None:
    def missing() -> bool:
        raise ImportError("No module named 'ApplicationServices'")

    mac.trusted = missing
    with pytest.raises(WayUnavailable, match="install Sayso again"):
        keys(mac).insert("a", EDITOR)
