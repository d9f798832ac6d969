"""A clipboard manager beside: it gets in nobody's way, keeps nothing that was dictated, and not a
second time what was there before."""

from __future__ import annotations

import random
import struct
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import ExitStack, closing

import pytest
from clipboard_managers import MANAGERS, ClipboardManager
from keys_only_targets import KeysOnly
from screen import Screen
from targets import (
    ClipboardOwner,
    QtTarget,
    Target,
    XtermTarget,
    clipboard,
    forms,
    set_clipboard,
)
from Xlib import X

from sayso.composition.desktops.x11 import x11
from sayso.core.errors import InsertionError
from sayso.pipeline.type_out.placing import Placing
from sayso.settings.schema import Typing

TITLE = "Clipboard managers beside"
HEADS = (
    "manager", "knows the marker", "on the clipboard before", "insertions", "exact",
    "clipboard kept", "dictated texts in history", "its own in history",
)  # fmt: skip

INTO_EACH = 5

SEEN_SECONDS = 2.0
"""In which every manager has looked, on a machine that is not too busy."""


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _picture(side: int = 300) -> bytes:
    """A PNG of coloured noise; managers keep only what they can show."""
    noise = random.Random(3)
    rows = b"".join(b"\0" + noise.randbytes(3 * side) for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


TEXT = b"an invoice that was copied before all this began"
CONTENTS: dict[str, dict[str, bytes]] = {
    "text": {"text/plain": TEXT},
    "text and HTML": {"text/plain": TEXT[:-5] + b"ended", "text/html": b"<b>an</b> invoice"},
    "picture": {"image/png": _picture()},
}
MARKED = {"text/plain": b"from a password store", "x-kde-passwordManagerHint": b"secret"}


@pytest.mark.parametrize("kind", MANAGERS)
def test_nothing_dictated_is_kept_and_nothing_copied_is_lost(
    kind: type[ClipboardManager],
    table: Callable[[str, tuple[str, ...], tuple[str, ...]], None],
) -> None:
    if missing := kind.missing():
        pytest.skip(missing)
    with ExitStack() as stack:
        screen = stack.enter_context(Screen())
        windows: list[Target] = [
            stack.enter_context(target(screen)) for target in (QtTarget, XtermTarget)
        ]
        manager = stack.enter_context(kind(screen))
        placing = stack.enter_context(closing(placing_on(screen)))
        knows = "yes" if knows_the_marker(manager) else "no"
        for name, content in CONTENTS.items():
            own = trace(content)
            with ClipboardOwner(screen, {"clipboard": content}):
                if manager.keeps_pictures or name != "picture":
                    manager.wait_until_kept(own)
                before = forms(screen, "clipboard")
                assert before.items() >= content.items()
                exact = sum(insert_some(placing, window, name) for window in windows)
                after = settled(screen, before)
            # What was on the clipboard before this has been seen once this is.
            last = f"copied after the insertions beside the {name}"
            set_clipboard(screen, "clipboard", last)
            manager.wait_until_kept(last.encode())
            history = manager.history()
            line = (
                manager.name, knows, name, str(INTO_EACH * len(windows)), str(exact),
                "yes" if after == before else "NO",
                str(history.count(b"dictated")), str(history.count(own)),
            )  # fmt: skip
            table(TITLE, HEADS, line)
            assert exact == INTO_EACH * len(windows)
            assert after == before
            assert b"dictated" not in history
            assert history.count(own) <= 1
            assert b"dictated" not in (clipboard(screen, "primary", "UTF8_STRING") or b"")


class Asker:
    """Asks for the clipboard's text again and again: a stand-in for programs that watch it by
    looking, at a pace that hits every insertion. answers: what it was given."""

    def __init__(self, screen: Screen) -> None:
        self.answers: list[bytes] = []
        self._over = threading.Event()
        self._display = screen.connect()
        self._window = self._display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        self._thread = threading.Thread(target=self._ask, name="asker")
        self._thread.start()

    def wait_for_more(self, than: int) -> None:
        """Until it has had more answers."""
        look = threading.Event()
        deadline = time.monotonic() + 20
        while len(self.answers) <= than:
            assert time.monotonic() < deadline, "nobody answers"
            look.wait(0.01)

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self._display.close()

    def _ask(self) -> None:
        atom = self._display.get_atom
        here = atom("HERE")
        while not self._over.wait(0.005):
            self._window.convert_selection(
                atom("CLIPBOARD"), atom("UTF8_STRING"), here, X.CurrentTime
            )
            event = self._display.next_event()
            while event.type != X.SelectionNotify:
                event = self._display.next_event()
            if event.property != X.NONE:
                held = self._window.get_full_property(here, X.AnyPropertyType)
                self.answers.append(bytes(held.value))


@pytest.mark.parametrize("target", [QtTarget, XtermTarget])
def test_who_asks_all_the_time_is_not_taken_for_the_window(target: type[Target]) -> None:
    with (
        Screen() as screen,
        target(screen) as window,
        KeysOnly(screen) as deaf,
        ClipboardOwner(screen, {"clipboard": CONTENTS["text"]}),
        closing(placing_on(screen)) as placing,
        closing(Asker(screen)) as asker,
    ):
        assert insert_some(placing, window, "asker") == INTO_EACH
        asked = len(asker.answers)
        assert asked > 0
        deaf.focus()
        with pytest.raises(InsertionError) as raised:
            placing.insert("dictated to a window that does not paste", placing.aim())
        assert raised.value.left_nothing
        asker.wait_for_more(asked)
        assert set(asker.answers) == {TEXT}


def settled(screen: Screen, wanted: dict[str, bytes]) -> dict[str, bytes]:
    """What is on the clipboard once that is ``wanted``, or in the end. CopyQ, which synchronizes,
    owns it for a moment with nothing in it but its own mark, and then gives back what it read."""
    deadline = time.monotonic() + SEEN_SECONDS
    while (found := forms(screen, "clipboard")) != wanted and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    return found


def placing_on(screen: Screen) -> Placing:
    """That pastes and does nothing else."""
    bus = screen.env["DBUS_SESSION_BUS_ADDRESS"]
    typing = Typing(typing="paste")
    return Placing(x11(time.monotonic, screen.display, bus=bus), lambda: typing, {}, time.monotonic)


def knows_the_marker(manager: ClipboardManager) -> bool:
    """Whether it leaves alone what a password store marks, when it has time to see it."""
    with ClipboardOwner(manager.screen, {"clipboard": MARKED}):
        return not manager.keeps(MARKED["text/plain"], SEEN_SECONDS)


def trace(content: dict[str, bytes]) -> bytes:
    """What is found of it in a history."""
    text = content.get("text/plain")
    return b"<picture>" if text is None else text


def insert_some(placing: Placing, window: Target, what: str) -> int:
    """How many of the texts stood there exactly, each once it was confirmed."""
    window.focus()
    exact = 0
    for number in range(INTO_EACH):
        text = f"dictated text {number} beside the {what}, ü and 🙂. "
        expected = window.text() + text
        insertion = placing.insert(text, placing.aim())
        try:
            window.wait_for(expected)
        except TimeoutError as error:
            print(error)
            continue
        exact += insertion.confirmed
    return exact
