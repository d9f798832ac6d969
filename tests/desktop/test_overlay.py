"""The pill on real screens: seen, without the focus, and never in the way of a click."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from screen import Screen, wait_for_x
from sway_screen import SwayScreen, WestonScreen
from Xlib import X

PROGRAM = str(Path(__file__).with_name("pill.py"))

SECONDS = 20.0
"""For anything: only ever needed on a machine that is very busy."""

LISTENING = (0xFF, 0x6B, 0x6B)
"""Its sign on dark, `sayso.desktop.theme`."""


class Pill:
    """The overlay in a process of its own."""

    def __init__(
        self, start: Callable[..., subprocess.Popen[bytes]], env: dict[str, str], *words: str
    ) -> None:
        path = f"{Path(__file__).parents[2] / 'app'}"
        self.process = start(
            [sys.executable, PROGRAM, *words],
            env={**env, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def tell(self, line: str) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        return self.read()

    def read(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def quit(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(b"quit\n")
        self.process.stdin.flush()
        return self.process.wait(SECONDS)


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@dataclass
class Below:
    """A window over the whole screen, with the keyboard."""

    display: Any
    window: Any

    def colour(self, x: int, y: int) -> tuple[int, int, int]:
        image = self.display.screen().root.get_image(x, y, 1, 1, X.ZPixmap, 0xFFFFFFFF)
        blue, green, red = image.data[:3]
        return red, green, blue

    def until(self, happened: Callable[[], bool]) -> None:
        wait_for_x(self.display, happened, SECONDS)

    @property
    def has_keyboard(self) -> bool:
        focus = self.display.get_input_focus().focus
        return getattr(focus, "id", focus) == self.window.id


@pytest.fixture
def below(screen: Screen) -> Iterator[Below]:
    with closing(screen.connect()) as display:
        there = display.screen()
        window = there.root.create_window(
            0,
            0,
            1280,
            800,
            0,
            there.root_depth,
            background_pixel=0xFFFFFF,
            override_redirect=True,  # Openbox overlooks a window that comes while it starts
            event_mask=X.ButtonPressMask | X.FocusChangeMask | X.ExposureMask,
        )
        window.map()
        found = Below(display, window)
        found.until(lambda: window.get_attributes().map_state == X.IsViewable)
        window.set_input_focus(X.RevertToParent, X.CurrentTime)
        assert found.has_keyboard
        yield found
        window.destroy()


@pytest.mark.parametrize("where", [["bottom"], ["caret", "400,300,1,18"]], ids=lambda of: of[0])
def test_on_x11(screen: Screen, below: Below, where: list[str]) -> None:
    pill = Pill(screen.start, screen.env, *where)
    told = pill.tell("listen")
    x, y, width, height = told["place"]
    assert not told["focus"]
    if where[0] == "caret":
        assert (x, y) == (384, 328)
    else:
        assert (abs(2 * x + width - 1280) <= 1, y + height) == (True, 776)

    # Seen, in its shape.
    deadline = time.monotonic() + SECONDS
    while (seen := below.colour(x + 24, y + height // 2)) != LISTENING:
        assert time.monotonic() < deadline, seen
        pill.tell("loud")
    assert max(below.colour(x + width // 2, y + 4)) < 60
    assert below.colour(x + 1, y + 1) == (255, 255, 255)

    # In nobody's way.
    while below.display.pending_events():
        below.display.next_event()
    presses: list[Any] = []

    def pressed() -> bool:
        while below.display.pending_events():
            event = below.display.next_event()
            assert event.type != X.FocusOut
            presses.extend([event] if event.type == X.ButtonPress else [])
        return bool(presses)

    screen.xdotool("mousemove", str(x + 24), str(y + height // 2), "click", "1")
    deadline = time.monotonic() + SECONDS
    while not pressed():
        assert time.monotonic() < deadline
    assert (presses[0].root_x, presses[0].root_y) == (x + 24, y + height // 2)
    assert below.has_keyboard

    told = pill.tell("error It broke.")
    assert not told["focus"]
    assert below.has_keyboard
    assert pill.quit() == 0


@pytest.fixture(scope="module")
def sway() -> Iterator[SwayScreen]:
    with SwayScreen() as screen:
        yield screen


def focused(sway: SwayScreen) -> str:
    def names(node: dict[str, Any]) -> Iterator[str]:
        if node.get("focused") and node["type"] == "con":
            yield str(node["name"])
        for inner in (*node["nodes"], *node["floating_nodes"]):
            yield from names(inner)

    return next(names(json.loads(sway.run("swaymsg", "-t", "get_tree"))), "")


def shot(sway: SwayScreen) -> tuple[int, int, bytes]:
    """Width, height, and three bytes a pixel."""
    kind, size, most, pixels = sway.run("grim", "-t", "ppm", "-").split(b"\n", 3)
    assert (kind, most) == (b"P6", b"255")
    width, height = map(int, size.split())
    return width, height, pixels


def red_ones(sway: SwayScreen) -> list[tuple[int, int]]:
    """Where the sign of listening is."""
    width, _, pixels = shot(sway)
    found, start = [], 0
    while (at := pixels.find(bytes(LISTENING), start)) >= 0:
        start = at + 1
        if at % 3 == 0:
            found.append((at // 3 % width, at // 3 // width))
    return found


WINDOW = """
from PySide6.QtWidgets import QApplication, QPlainTextEdit
app = QApplication(["window"])
edit = QPlainTextEdit()
edit.setWindowTitle("below")
edit.show()
app.exec()
"""


@pytest.mark.parametrize(("where", "rows"), [("bottom", (720, 776)), ("top", (24, 80))])
def test_on_wayland(sway: SwayScreen, where: str, rows: tuple[int, int]) -> None:
    below = sway.start([sys.executable, "-c", WINDOW])

    def until(holds: Callable[[], object]) -> None:
        deadline = time.monotonic() + SECONDS
        while not holds():
            assert time.monotonic() < deadline

    until(lambda: focused(sway) == "below")
    pill = Pill(sway.start, sway.env, where)
    assert pill.tell("listen") is None, "no window of Qt's"
    until(lambda: red_ones(sway))
    for x, y in red_ones(sway):
        assert rows[0] <= y <= rows[1]
        assert 400 <= x <= 640
    assert focused(sway) == "below"
    pill.tell("error It broke.")
    pill.tell("idle")
    until(lambda: not red_ones(sway))
    assert focused(sway) == "below"
    assert pill.quit() == 0
    below.terminate()
    until(lambda: focused(sway) == "")


def test_a_desktop_that_places_nothing_says_so() -> None:
    with WestonScreen() as weston:
        pill = Pill(weston.start, {**weston.env, "QT_QPA_PLATFORM": "wayland"}, "bottom")
        assert pill.tell("listen") is None
        assert "there is no overlay" in pill.read()["told"]
        assert pill.tell("error It broke.") is None
        assert pill.quit() == 0
