"""From an empty home to the first dictated sentence, as a new user gets there, and how long it
takes. By keyboard alone, with a window manager, a microphone, a network and a screen reader's eyes;
everything is the real thing, but that the hub is on loopback and its models are tiny ones.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import numpy as np
from a11y import AtSpiBus
from loopback_hub import LoopbackHub
from rig import TINY_WHISPER, Clip, Rig
from screen_reader import ACTIVE, FOCUSED, SHOWING, TEXT, Part, Reader, until
from Xlib import X

from sayso.models.catalog import KNOWN
from sayso.paths import first_run_file, settings_file
from sayso.pipeline.type_out.dbus.connection import BusError

HELLO = Clip.named("good-morning-world")
KEY = "F9"

Table = Callable[[str, tuple[str, ...], tuple[str, ...]], None]

TITLE = "From an empty home to the first dictated sentence"
HEADS = ("step", "after s", "took s", "keys pressed")

GREENER = 30
"""Than red and blue, of 255: no grey is, nor what a screen's smoothing of letters makes of it."""

MINUTE = 60.0
"""What it may take at most (the aim of the whole first run)."""


class Newcomer:
    """Looks at the one window there is, and presses keys."""

    def __init__(self, rig: Rig, reader: Reader, table: Table) -> None:
        self._rig = rig
        self._reader = reader
        self._table = table
        self._window: Part | None = None
        self._began = self._before = time.monotonic()
        self._pressed = self._pressed_before = 0
        self._steps = 0

    @property
    def seconds(self) -> float:
        return self._before - self._began

    def press(self, key: str) -> None:
        self._pressed += 1
        self._rig.screen.xdotool("key", key)

    @contextmanager
    def hold(self, key: str) -> Iterator[None]:
        """Listening has begun."""
        self._pressed += 1
        self._rig.hold(key)
        yield
        self._rig.release(key)

    def step_done(self, name: str) -> None:
        now = time.monotonic()
        self._steps += 1
        took, keys = now - self._before, self._pressed - self._pressed_before
        self._table(
            TITLE,
            HEADS,
            (f"{self._steps} {name}", f"{now - self._began:.1f}", f"{took:.1f}", f"{keys}"),
        )
        self._before, self._pressed_before = now, self._pressed

    def sum_up(self) -> None:
        self._table(TITLE, HEADS, ("together", f"{self.seconds:.1f}", "", f"{self._pressed}"))

    def sees(self, name: str) -> bool:
        """A part of the window says so."""
        return any(part.name == name for part in self._parts())

    def sees_green(self, name: str) -> bool:
        """What says so is written in green, as it is on the screen."""
        [part] = [part for part in self._parts() if part.name == name]
        x, y, width, height = self._reader.place(part)
        with closing(self._rig.screen.connect()) as display:
            image = display.screen().root.get_image(x, y, width, height, X.ZPixmap, 0xFFFFFFFF)
        pixels = np.frombuffer(image.data, np.uint8).reshape(height, width, 4).astype(int)
        blue, green, red = pixels[..., 0], pixels[..., 1], pixels[..., 2]
        return bool(((green > red + GREENER) & (green > blue + GREENER)).any())

    def sees_window(self, title: str) -> bool:
        """It is in front, and has the keyboard."""
        try:
            windows = self._reader.windows()
        except BusError:  # what was there a moment ago, as the splash, has gone
            return False
        self._window = next(
            (it for it in windows if it.name.startswith(title) and ACTIVE in it.states), None
        )
        return self._window is not None

    def stands_on(self, name: str) -> bool:
        """What has the keyboard says so."""
        return any(part.name == name and FOCUSED in part.states for part in self._parts())

    def field(self) -> str | None:
        """What stands in the field that has the keyboard."""
        for part in self._parts():
            if part.role == TEXT and FOCUSED in part.states:
                return self._reader.text(part)
        return None

    def _parts(self) -> list[Part]:
        assert self._window is not None
        try:
            parts = self._reader.all(self._window.place)
        except BusError:
            return []
        return [part for part in parts if SHOWING in part.states]


def test_from_an_empty_home_to_the_first_sentence(table: Table) -> None:
    with LoopbackHub() as hub, Rig(new=True) as rig, AtSpiBus(rig.screen) as bus:
        for model in KNOWN:  # which of them suits this machine, the app says
            hub.add(model.repo, TINY_WHISPER)
        rig.env["HF_ENDPOINT"] = hub.url
        bus.enable(True)
        assert not rig.home.exists()
        with closing(Reader(bus.address)) as reader:
            _set_up(rig, Newcomer(rig, reader, table))
        rig.wait_for_state("idle")
        assert (rig.home / "data" / first_run_file().name).exists()
        assert "Traceback" not in rig.said() + rig.log()


def _set_up(rig: Rig, user: Newcomer) -> None:
    rig.start(ready=False)
    until(lambda: user.sees_window("Welcome to Sayso"))
    user.step_done("The window is there")

    rig.say(HELLO)
    until(lambda: user.sees("Sayso hears you speak.") and user.sees_green("Sayso hears you speak."))
    user.step_done("The microphone hears")
    user.press("Return")

    until(lambda: user.sees("Download and go on"))
    user.press("Return")
    until(lambda: user.sees("Key to hold: Right Ctrl"))
    user.step_done("The model is chosen")

    user.press("space")
    until(lambda: user.sees("Press the key that you want to hold…"))
    user.press(KEY)
    until(lambda: user.sees(f"{KEY} it is."))
    user.step_done("The key is chosen")
    user.press("Return")

    until(lambda: user.field() == "")
    status = rig.wait(lambda status: status["engine"] == "whisper" and status["health"] == "ready")
    user.step_done("The model is ready")
    with user.hold(KEY):
        rig.say(HELLO)
    until(lambda: user.field() == f"{HELLO.words} ")
    user.step_done("The sentence is in the field")
    user.sum_up()
    assert user.seconds < MINUTE

    user.press("alt+n")  # Return is one in the text
    until(lambda: user.sees("Finish"))
    user.press("Return")
    until(lambda: not user.sees_window("Welcome to Sayso"))
    kept = tomllib.loads((rig.home / "config" / settings_file().name).read_text(encoding="utf-8"))
    assert kept["recognition"]["model"] == status["model"]
    assert kept["trigger"]["hotkey"] == KEY.lower()
