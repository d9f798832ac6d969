from __future__ import annotations

import pytest

from sayso.control.chord import parse
from sayso.control.key_conflicts import Use, forbids, use

UNDO = parse("ctrl+alt+z")


@pytest.mark.parametrize(
    ("hotkey", "system", "what"),
    [
        ("right_ctrl", "linux", None),
        ("F9", "linux", None),
        ("ctrl+alt+h", "linux", None),
        ("right_option", "macos", None),
        ("ctrl+alt+z", "linux", Use.UNDO),
        ("ctrl+c", "linux", Use.EDITING),
        ("ctrl+shift+v", "windows", Use.EDITING),
        ("cmd+c", "macos", Use.EDITING),
        ("ctrl+c", "macos", None),
        ("F1", "linux", Use.HELP),
        ("F5", "windows", Use.RELOAD),
        ("F10", "linux", Use.MENU_BAR),
        ("F11", "linux", Use.FULL_SCREEN),
        ("print_screen", "linux", Use.SCREENSHOT),
        ("left_ctrl", "linux", Use.SHORTCUTS),
        ("left_cmd", "macos", Use.SHORTCUTS),
        ("right_shift", "linux", Use.CAPITALS),
        ("altgr", "linux", Use.THIRD_LEVEL),
        ("alt+tab", "linux", Use.WINDOWS),
        ("alt+f4", "windows", Use.WINDOWS),
        ("win+l", "windows", Use.WINDOWS),
        ("cmd+space", "macos", Use.WINDOWS),
    ],
)
def test_what_a_key_is_for_already(hotkey: str, system: str, what: Use | None) -> None:
    found = use(parse(hotkey), UNDO, system)
    assert found is what
    assert forbids(found) == (what is Use.UNDO)


def test_without_a_key_to_take_back_its_chord_is_free() -> None:
    assert use(UNDO, None, "linux") is None
