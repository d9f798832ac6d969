"""A key is captured on a real X server, pressed by xdotool; and one that another program has.

Keys are named by keycode: `xdotool keydown Control_R` would press the left Ctrl key as well.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from screen import Screen
from Xlib import X

from sayso.control.chord import parse
from sayso.control.hotkey_x11 import X11Hotkey
from sayso.control.keys import Keys
from sayso.core.errors import HotkeyError

LEFT_CTRL, RIGHT_CTRL, RIGHT_ALT, F9, H, Q = "37", "105", "108", "75", "43", "24"


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


class Capture:
    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._program = screen.start(
            [sys.executable, str(Path(__file__).with_name("capture_program.py"))],
            stdout=subprocess.PIPE,
        )
        assert self.says() == "ready"

    def says(self) -> str:
        """The next line; the test's time limit is its limit."""
        assert self._program.stdout is not None
        line: bytes = self._program.stdout.readline()
        return line.decode().strip()

    def press(self, *arguments: str) -> str:
        self._screen.xdotool(*arguments)
        return self.says()


def test_what_is_pressed_is_captured(screen: Screen) -> None:
    capture = Capture(screen)
    assert capture.press("key", RIGHT_CTRL) == "captured right_ctrl"
    assert capture.press("key", LEFT_CTRL) == "captured left_ctrl"
    assert capture.press("key", RIGHT_ALT) == "captured right_alt"
    assert capture.press("key", F9) == "captured f9"
    held = ("keydown", RIGHT_CTRL, "keydown", "alt", "key", H, "keyup", "alt", "keyup", RIGHT_CTRL)
    assert capture.press(*held) == "captured ctrl+alt+h"
    assert capture.press("key", Q) == "refused"


def test_a_key_that_another_program_has_cannot_be_had(screen: Screen) -> None:
    keys = Keys(make=lambda wanted, failed: X11Hotkey(parse(wanted), display=screen.display))
    keys.try_out("f9")
    other = screen.connect()
    try:
        mode: Any = X.GrabModeAsync
        other.screen().root.grab_key(int(F9), 0, False, mode, mode)
        other.sync()
        with pytest.raises(HotkeyError, match="Another program has taken F9"):
            keys.try_out("f9")
        keys.try_out("right_ctrl")
    finally:
        other.close()
    keys.try_out("f9")
