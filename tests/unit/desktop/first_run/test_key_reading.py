from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from sayso.control.chord import parse
from sayso.desktop.first_run.key_reading import Pressed, name_of

NONE = Qt.KeyboardModifier.NoModifier


def event(key: Qt.Key, scan: int = 0, virtual: int = 0, text: str = "") -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, NONE, scan, virtual, 0, text)


@pytest.mark.parametrize(
    ("system", "pressed", "name"),
    [
        ("linux", event(Qt.Key.Key_Control, 105, 0xFFE4), "right_ctrl"),
        ("linux", event(Qt.Key.Key_Control, 37, 0xFFE3), "left_ctrl"),
        ("linux", event(Qt.Key.Key_AltGr, 108, 0xFE03), "right_alt"),
        ("linux", event(Qt.Key.Key_Alt, 108, 0xFFEA), "right_alt"),
        ("linux", event(Qt.Key.Key_Super_R, 134, 0xFFEC), "right_super"),
        ("linux", event(Qt.Key.Key_F9, 75, 0xFFC6), "f9"),
        ("linux", event(Qt.Key.Key_H, 43, 0x68, "\x08"), "h"),
        ("linux", event(Qt.Key.Key_H, 43, 0x48), "h"),
        ("linux", event(Qt.Key.Key_Odiaeresis, 47, 0xD6), "ö"),
        ("linux", event(Qt.Key.Key_Plus, 35, 0x2B), "plus"),
        ("linux", event(Qt.Key.Key_Return, 36, 0xFF0D), "enter"),
        ("linux", event(Qt.Key.Key_A, 38, 0x6C6), "a"),  # Cyrillic ef: Qt knows the Latin key
        ("windows", event(Qt.Key.Key_Control, 0x11D, 0x11), "right_ctrl"),
        ("windows", event(Qt.Key.Key_Control, 0x01D, 0x11), "left_ctrl"),
        ("windows", event(Qt.Key.Key_Shift, 0x036, 0x10), "right_shift"),
        ("windows", event(Qt.Key.Key_H, 0x23, 0x48, "\x08"), "h"),
        ("macos", event(Qt.Key.Key_Alt, 0, 0x3D), "right_alt"),
        ("macos", event(Qt.Key.Key_Meta, 0, 0x3E), "right_ctrl"),
        ("macos", event(Qt.Key.Key_Control, 0, 0x36), "right_super"),
        ("macos", event(Qt.Key.Key_H, 0, 0x04, "˙"), "h"),
        ("linux", event(Qt.Key.Key_VolumeUp, 123, 0x1008FF13), ""),
    ],
)
def test_the_name_of_a_key(system: str, pressed: QKeyEvent, name: str) -> None:
    assert name_of(pressed, system) == name
    if name and len(name) > 1 and name != "enter":
        assert parse(name if name != "plus" else "ctrl++").key == name


def test_one_modifier_is_a_hotkey_when_it_goes_up() -> None:
    down = Pressed().press("right_ctrl")
    assert not down.over
    assert down.release("right_ctrl").hotkey == "right_ctrl"


def test_a_chord_is_one_when_its_key_goes_down() -> None:
    held = Pressed().press("left_alt").press("right_ctrl")
    assert held.so_far == "ctrl+alt"
    assert held.press("h").hotkey == "ctrl+alt+h"
    assert parse(held.press("h").hotkey)


def test_several_modifiers_without_a_key_are_none() -> None:
    held = Pressed().press("left_ctrl").press("left_alt")
    up = held.release("left_ctrl")
    assert not up.over
    assert up.release("left_alt") == Pressed(over=True)
    assert up.press("h").hotkey == "alt+h"


def test_a_key_without_a_name_is_none() -> None:
    assert Pressed().press("") == Pressed(over=True)
