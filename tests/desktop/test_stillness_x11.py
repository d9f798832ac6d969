"""Our own windows ask the X server while we hold it: nobody may wait for anybody."""

from __future__ import annotations

import sys

import frozen
from screen import Screen


def test_the_screen_does_not_freeze() -> None:
    with Screen() as screen:
        said = screen.run(sys.executable, frozen.__file__, "100", seconds=60.0)
    assert said == b"typed 100\n"
