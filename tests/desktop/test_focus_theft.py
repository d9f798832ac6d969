"""Another window takes the keyboard at some moment between key-down and insertion.

Nothing of the text may ever stand there; all of it stands in the window that was meant, at once or
once the person is back.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from queue import Queue

import pytest
from no_journal import NoJournal
from screen import Screen
from targets import ClipboardOwner, GtkTarget, QtTarget, Target, XtermTarget, clipboard
from Xlib import X
from Xlib.protocol import event as xevent

from sayso.composition.desktops.x11 import x11
from sayso.core.events import Event, TextWaits
from sayso.core.speech import Words
from sayso.pipeline.type_out.delivery import Delivery
from sayso.pipeline.type_out.placing import Placing
from sayso.settings.schema import Typing

ROUNDS = 25

LATEST_SECONDS = 0.1
"""For the theft, and for the text to be ready: each at any moment up to then. An insertion takes
some 20 ms, and the clipboard is given back 50 ms later."""

TITLE = "Focus stolen at random moments between key-down and insertion"
HEADS = ("focus_moved", "target", "rounds", "stolen in time", "waited", "in the thief", "missing")


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


class Thief:
    """Gives a window the keyboard as a pager does, after a time; ``at``: when it was done."""

    def __init__(self, screen: Screen, window: Target) -> None:
        self._display = screen.connect()
        self._window = window.window
        self.at = 0.0

    def steal_after(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._steal)
        timer.start()
        return timer

    def close(self) -> None:
        self._display.close()

    def _steal(self) -> None:
        root = self._display.screen().root
        message = xevent.ClientMessage(
            window=self._window,
            client_type=self._display.get_atom("_NET_ACTIVE_WINDOW"),
            data=(32, [2, X.CurrentTime, 0, 0, 0]),
        )
        mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
        root.send_event(message, event_mask=mask)
        self._display.sync()
        self.at = time.monotonic()


@pytest.mark.parametrize("mode", ["return", "ask"])
@pytest.mark.parametrize("kind", [QtTarget, XtermTarget])
def test_nothing_is_typed_into_the_thief_and_nothing_is_lost(
    screen: Screen,
    kind: type[Target],
    mode: str,
    table: Callable[[str, tuple[str, ...], tuple[str, ...]], None],
) -> None:
    seeds = random.Random(f"{kind.name} {mode}")
    events: Queue[Event] = Queue()
    ended = threading.Semaphore(0)
    placing = Placing(
        x11(time.monotonic, screen.display),
        lambda: Typing(focus_moved=mode),
        {},
        time.monotonic,
    )
    delivery = Delivery(
        placing, publish=events.put, ended=lambda *_: ended.release(), journal=NoJournal()
    )
    before = {"clipboard": {"text/plain": b"copied before", "text/html": b"<b>copied</b>"}}
    try:
        with (
            kind(screen) as target,
            GtkTarget(screen) as thief_window,
            ClipboardOwner(screen, before),
            closing(Thief(screen, thief_window)) as thief,
        ):
            expected, stolen, waited = "", 0, 0
            for number in range(1, ROUNDS + 1):
                target.focus()
                aim = placing.aim()
                assert aim is not None
                assert aim.application != "gtk-target"
                delivery.expect(number, aim)
                timer = thief.steal_after(seeds.uniform(0, LATEST_SECONDS))
                threading.Event().wait(seeds.uniform(0, LATEST_SECONDS))  # recognition
                text = f"sentence {number} of the dictation. "
                delivery.put(number, Words(text))
                delivery.complete(number)
                assert ended.acquire(timeout=20)
                over = time.monotonic()
                timer.join()
                wait_until_focused(placing, thief_window)  # else it would steal the next round's
                stolen += thief.at < over
                expected += text
                if any(isinstance(event, TextWaits) and event.text for event in drained(events)):
                    waited += 1
                    target.focus()  # the person goes back
                target.wait_for(expected, 20)
            in_thief, missing = thief_window.text(), len(expected) - len(target.text())
            line = (
                mode, kind.name, str(ROUNDS), str(stolen), str(waited),
                str(len(in_thief)), str(missing),
            )  # fmt: skip
            table(TITLE, HEADS, line)
            assert in_thief == ""
            assert stolen >= ROUNDS // 5, "the thief came too late for most rounds"
            for form, data in before["clipboard"].items():
                assert clipboard(screen, "clipboard", form) == data
    finally:
        delivery.close(5)
        placing.close()


def wait_until_focused(placing: Placing, window: Target) -> None:
    """The window manager takes its time over the last wish."""
    look = threading.Event()
    deadline = time.monotonic() + 10
    while (now := placing.aim()) is None or now.id != str(window.window):
        assert not look.wait(0.005)
        assert time.monotonic() < deadline, f"{now} has the keyboard"


def drained(events: Queue[Event]) -> list[Event]:
    found = []
    while not events.empty():
        found.append(events.get())
    return found
