"""What pynput tells of keys, in the chord's names. Needs no pynput: `Told` stands for its keys."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from sayso.control.chord import parse
from sayso.control.hotkey_pynput import PynputHotkey, key_name
from sayso.core.ports import Key


@dataclass(frozen=True)
class Told:
    """A KeyCode, or with a name a member of pynput's Key."""

    vk: int
    char: str | None = None
    name: str | None = None


@pytest.mark.parametrize(
    ("special", "char", "code", "system", "name"),
    [
        ("ctrl_r", None, 0x3E, "macos", "right_ctrl"),
        ("alt_r", None, 0x3D, "macos", "right_alt"),
        ("alt", None, 0x3A, "macos", "left_alt"),
        ("alt_gr", None, 0xA5, "windows", "right_alt"),
        ("cmd_l", None, 0x5B, "windows", "left_super"),
        ("esc", None, 0x1B, "windows", "escape"),
        ("page_up", None, 0x21, "windows", "page_up"),
        ("f9", None, 0x78, "windows", "f9"),
        (None, None, 0x87, "windows", "f24"),
        (None, "\x08", 0x48, "windows", "h"),
        (None, None, 0x37, "windows", "7"),
        (None, "+", 0xBB, "windows", "plus"),
        (None, "h", 4, "macos", "h"),
        (None, "H", 4, "macos", "h"),
        (None, "˙", 4, "macos", "h"),
        (None, None, 46, "macos", "m"),
        (None, "q", 0, "macos", "q"),  # a layout that is not ANSI: what it types counts
        (None, "\x08", None, "linux", "h"),
        (None, " ", None, "linux", "space"),
        (None, None, 0x1FFFF, "linux", "code 131071"),
        (None, None, None, "linux", "code None"),
    ],
)
def test_names(
    special: str | None, char: str | None, code: int | None, system: str, name: str
) -> None:
    assert key_name(special, char, code, system) == name


def hear(hotkey: str, system: str, *moves: tuple[Told | None, bool]) -> list[Key]:
    source = PynputHotkey(parse(hotkey), system)
    return [key for told, down in moves for key in source._moved(told, False, down)]


OPTION_R = Told(0x3D, name="alt_r")
OPTION_L = Told(0x3A, name="alt")


def test_a_key_stays_the_same_though_its_character_changes() -> None:
    assert hear(
        "right_alt",
        "macos",
        (OPTION_R, True),
        (Told(44, "?"), True),
        (Told(44, "/"), False),
        (OPTION_R, False),
        (OPTION_R, True),
        (Told(44, "?"), True),
    ) == [Key.DOWN, Key.OTHER, Key.UP, Key.DOWN, Key.OTHER]


def test_a_mac_modifier_told_down_twice_went_up() -> None:
    assert hear("right_alt", "macos", (OPTION_L, True), (OPTION_R, True), (OPTION_R, True)) == [
        Key.DOWN,
        Key.UP,
    ]


def test_windows_repeats_a_held_modifier() -> None:
    held = (Told(0xA3, name="ctrl_r"), True)
    assert hear("right_ctrl", "windows", held, held, held) == [Key.DOWN]


def test_what_is_typed_by_programs_is_no_other_key() -> None:
    source = PynputHotkey(parse("right_ctrl"), "windows")
    ctrl = Told(0xA3, name="ctrl_r")
    assert source._moved(ctrl, True, True) == (Key.DOWN,)
    assert source._moved(Told(0x56, "v"), True, True) == ()
    assert source._moved(Told(0x56, "v"), True, False) == ()
    assert source._moved(Told(0x56, "v"), False, True) == (Key.OTHER,)
    assert source._moved(ctrl, True, False) == (Key.UP,)


def test_escape_and_keys_that_pynput_does_not_know() -> None:
    source = PynputHotkey(parse("right_ctrl"), "windows")
    escape = Told(0x1B, name="esc")
    source.watch_cancel(True)
    assert source._moved(escape, False, True) == (Key.CANCEL,)
    assert source._moved(escape, False, False) == ()
    assert source._moved(None, False, True) == ()
    assert source._moved(None, False, False) == ()


class Listener:
    """In the place of pynput's, which needs a keyboard to listen to."""

    last: Listener

    def __init__(self, on_press: Callable[..., None], on_release: Callable[..., None]) -> None:
        self.press, self.release = on_press, on_release
        Listener.last = self

    def start(self) -> None: ...

    def wait(self) -> None: ...

    def stop(self) -> None: ...


def test_a_key_that_went_up_unseen_is_up_at_the_next_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(
        sys.modules, "pynput", SimpleNamespace(keyboard=SimpleNamespace(Listener=Listener))
    )
    monkeypatch.setattr(threading.Thread, "join", lambda *_: None)
    heard: list[Key] = []
    source = PynputHotkey(parse("f9"), "windows")
    source.watch_cancel(True)
    for _ in range(2):
        source.start(heard.append)
        Listener.last.press(Told(0x78), False)
        source.stop()
    assert heard == [Key.DOWN, Key.DOWN]
    source.start(heard.append)
    Listener.last.press(Told(0x1B, name="esc"), False)
    assert heard[2:] == [Key.CANCEL], "that is still wanted"
