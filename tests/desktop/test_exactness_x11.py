"""Every text × layout × window × held modifier: not one wrong character, no clipboard lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from exactness import HEADS, PICTURE, TEXTS, row
from screen import Screen
from targets import (
    ChromiumTarget,
    ClipboardOwner,
    GtkTarget,
    QtTarget,
    Target,
    XtermTarget,
    clipboard,
)
from Xlib import XK, X
from Xlib.ext import xtest

from sayso.composition.desktops.x11 import x11
from sayso.pipeline.type_out.placing import Placing
from sayso.settings.schema import Typing

_HELD_SECONDS = 0.05
"""As long as a finger is late: the key is still down when the text is ready, and then let go."""

_MODIFIERS = {
    "none": None,
    "Ctrl": XK.XK_Control_L,
    "Alt": XK.XK_Alt_L,
    "Shift": XK.XK_Shift_L,
}

_CLIPBOARDS: list[dict[str, bytes]] = [
    {"text/plain": "copied before, ü".encode(), "text/html": b"<b>copied</b> before"},
    {"image/png": PICTURE},
]


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@contextmanager
def held(screen: Screen, keysym: int | None) -> Iterator[None]:
    """A modifier that is down for a moment longer than the person meant."""
    if keysym is None:
        yield
        return
    display = screen.connect()
    try:
        code = display.keysym_to_keycode(keysym)
        xtest.fake_input(display, X.KeyPress, code)
        display.sync()

        def let_go() -> None:
            xtest.fake_input(display, X.KeyRelease, code)
            display.sync()

        finger = threading.Timer(_HELD_SECONDS, let_go)
        finger.start()
        yield
        finger.join()
    finally:
        display.close()


@pytest.mark.parametrize("kind", [XtermTarget, QtTarget, GtkTarget, ChromiumTarget])
@pytest.mark.parametrize("layout", ["us", "de", "fr", "ru", "gr"])
def test_every_text_stands_there_exactly(
    screen: Screen,
    layout: str,
    kind: type[Target],
    table: Callable[[str, tuple[str, ...], tuple[str, ...]], None],
) -> None:
    screen.run("setxkbmap", "-layout", layout)
    seconds: dict[str, list[float]] = {name: [] for name in _MODIFIERS}
    wrong = dict.fromkeys(_MODIFIERS, 0)
    lost = dict.fromkeys(_MODIFIERS, 0)
    with ExitStack() as stack:
        window = stack.enter_context(kind(screen))
        window.focus()
        placing = Placing(x11(time.monotonic, screen.display), Typing, {}, time.monotonic)
        stack.callback(placing.close)
        expected = ""
        for number, (name, keysym) in enumerate(_MODIFIERS.items()):
            content = _CLIPBOARDS[number % 2]
            with ClipboardOwner(screen, {"clipboard": content}):
                for text in TEXTS.values():
                    with held(screen, keysym):
                        began = time.monotonic()
                        insertion = placing.insert(text, placing.aim())
                    expected += text
                    wrong[name] += not (insertion.confirmed and shows(window, expected))
                    seconds[name].append(window.changed_at - began)
                    expected = window.text()  # one wrong text is counted once
                    lost[name] += any(
                        clipboard(screen, "clipboard", target) != data
                        for target, data in content.items()
                    )
    for name in _MODIFIERS:
        line = row(kind.name, layout, name, seconds[name], wrong[name], lost[name])
        table("Exactness on X11: call to text shown", HEADS, line)
    assert (sum(wrong.values()), sum(lost.values())) == (0, 0)


def shows(window: Target, text: str) -> bool:
    try:
        window.wait_for(text)
    except TimeoutError:
        return False
    return True
