"""On sway: every text × layout × window × held modifier, not one wrong character, no clipboard
lost; and a window that takes the keyboard meanwhile gets nothing of it.

A keyboard layout belongs to a keyboard in Wayland. sway without a screen has none, so a person's is
plugged in that stays: a virtual one, to which sway gives the layout of its setting ``xkb_layout``
as to any other (``swaymsg -t get_inputs`` then names it). Before each text it is touched, so that
every window has its keymap, which is what a way that presses keys has to prevail over.
"""

from __future__ import annotations

import random
import shutil
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from queue import Queue

import pytest
from exactness import PICTURE, TEXTS
from no_journal import NoJournal
from sway_screen import SwayScreen
from targets import Target as Window
from wayland_targets import EchoingFoot, FootTarget, GtkTarget, WaylandChromium, WaylandQt, has_gtk

from sayso.composition.desktops.wayland import wayland
from sayso.core.errors import WayUnavailable
from sayso.core.events import Event, Level, Notice, TextInserted, TextWaits
from sayso.core.speech import Words
from sayso.core.target import Target
from sayso.pipeline.type_out.delivery import Delivery
from sayso.pipeline.type_out.placing import Placing
from sayso.pipeline.type_out.wayland.clipboard import Content, Selection
from sayso.pipeline.type_out.wayland.clipboard_thread import ClipboardThread
from sayso.pipeline.type_out.wayland.connection import Connection
from sayso.pipeline.type_out.wayland.focus import WaylandFocus
from sayso.pipeline.type_out.wayland.keyboard import VirtualKeyboard
from sayso.settings.schema import Typing

MISSING = [
    name
    for name in ("sway", "swaymsg", "wl-paste", "foot", "chromium", "dbus-daemon")
    if shutil.which(name) is None
]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")

AddRow = Callable[[str, tuple[str, ...], tuple[str, ...]], None]

_HELD_SECONDS = 0.05
"""As long as a finger is late: the key is still down when the text is ready, and then let go."""

_MODIFIERS = {"none": None, "Ctrl": (29, 4), "Alt": (56, 8), "Shift": (42, 1)}
"""Keys as in input-event-codes.h, with their bits in XKB's mask."""

_CLIPBOARDS: list[Content] = [
    {"text/plain": "copied before, ü".encode(), "text/html": b"<b>copied</b> before"},
    {"image/png": PICTURE},
]

KINDS = [EchoingFoot, WaylandQt, GtkTarget, WaylandChromium]

TITLE = "Exactness on sway: call to text shown"
HEADS = (
    "target", "layout", "held", "typing", "cases", "wrong", "unconfirmed", "lost clipboards",
    "focus told", "p50 ms", "p95 ms", "way",
)  # fmt: skip


@pytest.fixture(scope="module")
def sway() -> Iterator[SwayScreen]:
    with SwayScreen() as screen:
        yield screen


class Person:
    """Sits at a keyboard that stays plugged in, with a layout of their own."""

    def __init__(self, sway: SwayScreen, connection: Connection) -> None:
        self._sway = sway
        self._connection = connection
        self._keyboard = VirtualKeyboard(time.monotonic, connection)

    def choose(self, layout: str) -> None:
        self._sway.run("swaymsg", "input", "*", "xkb_layout", layout)
        self._connection.roundtrip()

    @contextmanager
    def holds(self, modifier: tuple[int, int] | None) -> Iterator[None]:
        """For a moment longer than they meant; Shift is tapped before, where it is none."""
        key, mask = modifier or (42, 1)
        self._press(key, mask)
        if modifier is None:
            self._let_go(key)
            yield
            return
        finger = threading.Timer(_HELD_SECONDS, self._let_go, (key,))
        finger.start()
        yield
        finger.join()

    def _press(self, key: int, mask: int) -> None:
        self._keyboard._key(key, 1)
        self._keyboard._modifiers(mask)
        self._connection.roundtrip()

    def _let_go(self, key: int) -> None:
        self._keyboard._key(key, 0)
        self._keyboard._modifiers(0)
        self._connection.roundtrip()


@pytest.fixture(scope="module")
def person(sway: SwayScreen) -> Iterator[Person]:
    with Connection(time.monotonic, sway.address) as connection:
        yield Person(sway, connection)


@pytest.fixture
def owner(sway: SwayScreen) -> Iterator[ClipboardThread]:
    """Another program, that puts things on the clipboard."""
    thread = ClipboardThread(time.monotonic, sway.address)
    yield thread
    thread.close()


@contextmanager
def placing_on(sway: SwayScreen, **typing: str) -> Iterator[Placing]:
    desktop = wayland(
        time.monotonic,
        environment=sway.env,
        address=sway.address,
        bus=sway.env["DBUS_SESSION_BUS_ADDRESS"],
    )
    placing = Placing(desktop, lambda: Typing(**typing), {}, time.monotonic)
    try:
        yield placing
    finally:
        placing.close()


class Count:
    """Of the cases of one line."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.ways: set[str] = set()
        self.wrong = self.unconfirmed = self.lost = self.told = 0

    def row(self, kind: type[Window], layout: str, held: str, typing: str) -> tuple[str, ...]:
        spread = statistics.quantiles(self.seconds, n=20, method="inclusive")
        return (
            kind.name, layout, held, typing, str(len(self.seconds)), str(self.wrong),
            str(self.unconfirmed), str(self.lost), str(self.told),
            f"{statistics.median(self.seconds) * 1000:.0f}", f"{spread[-1] * 1000:.0f}",
            ", ".join(sorted(self.ways)),
        )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layout", ["us", "de", "fr", "ru", "gr"])
def test_every_text_stands_there_exactly(
    sway: SwayScreen,
    person: Person,
    owner: ClipboardThread,
    layout: str,
    kind: type[Window],
    table: AddRow,
) -> None:
    needs_gtk(kind)
    person.choose(layout)
    counts: dict[str, Count] = {name: Count() for name in _MODIFIERS}
    with ExitStack() as stack:
        window = stack.enter_context(kind(sway))
        window.focus()
        placing = stack.enter_context(placing_on(sway))
        expected = ""
        for number, (name, modifier) in enumerate(_MODIFIERS.items()):
            content = _CLIPBOARDS[number % 2]
            owner.call(lambda _, clipboard, held=content: clipboard.own(Selection.CLIPBOARD, held))
            for text in TEXTS.values():
                with person.holds(modifier):
                    put(placing, window, text, expected, counts[name])
                expected = window.text()  # one wrong text is counted once
                counts[name].lost += lost(sway, content)
    for name, count in counts.items():
        table(TITLE, HEADS, count.row(kind, layout, name, "auto"))
    found = [(each.wrong, each.unconfirmed, each.lost, each.told) for each in counts.values()]
    assert found == [(0, 0, 0, len(TEXTS))] * len(_MODIFIERS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("typing", ["paste", "keys"])
def test_the_other_ways_where_they_are_asked_for(
    sway: SwayScreen,
    person: Person,
    owner: ClipboardThread,
    kind: type[Window],
    typing: str,
    table: AddRow,
) -> None:
    """By keys no 20 kB, which take 18 s, and no emoji, which it says."""
    needs_gtk(kind)
    person.choose("ru")
    texts = dict(TEXTS)
    if typing == "keys":
        del texts["20 kB"]
    count = Count()
    with kind(sway) as window, placing_on(sway, typing=typing) as placing:
        window.focus()
        expected = ""
        for text, content in zip(texts.values(), _CLIPBOARDS * 2, strict=False):
            owner.call(lambda _, clipboard, held=content: clipboard.own(Selection.CLIPBOARD, held))
            with person.holds(None):
                if typing == "keys" and text == TEXTS["90 world"]:
                    with pytest.raises(WayUnavailable, match="emoji"):
                        placing.insert(text, placing.aim())
                    text = "".join(each for each in text if each < "\uffff")
                put(placing, window, text, expected, count)
            expected = window.text()
            count.lost += lost(sway, content)
    table(TITLE, HEADS, count.row(kind, "ru", "none", typing))
    assert (count.wrong, count.lost, count.told) == (0, 0, len(texts))
    assert count.unconfirmed == (0 if typing == "paste" else len(texts))  # nobody tells of keys
    assert count.ways == {"clipboard paste" if typing == "paste" else "typed keys"}


ROUNDS = 15

LATEST_SECONDS = 0.1
"""For the theft, and for the text to be ready: each at any moment up to then."""

THEFTS = "Focus stolen on sway at random moments between key-down and insertion"
THEFT_HEADS = (
    "focus_moved", "target", "rounds", "stolen in time", "waited", "in the thief", "missing",
)  # fmt: skip


def stands(window: Window, text: str) -> bool:
    """As the person sees, who looks at the window."""
    try:
        window.wait_for(text, 1)
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("mode", ["return", "ask"])
@pytest.mark.parametrize("kind", [FootTarget, WaylandQt])
def test_nothing_is_typed_into_the_thief_and_nothing_is_lost(
    sway: SwayScreen, person: Person, kind: type[Window], mode: str, table: AddRow
) -> None:
    seeds = random.Random(f"{kind.name} {mode}")
    events: Queue[Event] = Queue()
    ended = threading.Semaphore(0)
    focus = WaylandFocus(time.monotonic, sway.env)
    with (
        kind(sway) as target,
        placing_on(sway, focus_moved=mode) as placing,
        ExitStack() as stack,
    ):
        target.focus()
        meant = focus.focused()
        assert meant is not None
        thief_window = stack.enter_context(WaylandQt(sway))
        thief_window.focus()
        thief = focus.focused()
        assert thief is not None
        delivery = Delivery(
            placing, publish=events.put, ended=lambda *_: ended.release(), journal=NoJournal()
        )
        expected, stolen, waited = "", 0, 0
        try:
            for number in range(1, ROUNDS + 1):
                assert focus.bring_back(meant)
                aim = placing.aim()
                assert aim == meant
                delivery.expect(number, aim)
                theft = Theft(focus, thief, seeds.uniform(0, LATEST_SECONDS))
                threading.Event().wait(seeds.uniform(0, LATEST_SECONDS))  # recognition
                text = f"sentence {number} of the dictation. "
                delivery.put(number, Words(text))
                delivery.complete(number)
                assert ended.acquire(timeout=20)
                over = time.monotonic()
                stolen += theft.done_at() < over
                expected += text
                told = drained(events)
                if any(isinstance(event, TextWaits) and event.text for event in told):
                    waited += 1
                    assert focus.bring_back(meant)  # the person goes back
                    if Level.ERROR not in {e.level for e in told if isinstance(e, Notice)}:
                        while not isinstance(events.get(timeout=20), TextInserted):
                            pass  # so that the next round finds nothing under way
                    elif stands(target, expected):
                        delivery.copy_waiting()  # it was said that it may stand there
                    else:
                        delivery.type_again()
                target.wait_for(expected, 20)
        finally:
            delivery.close(5)
            in_thief, missing = thief_window.text(), len(expected) - len(target.text())
            line = (
                mode, kind.name, str(ROUNDS), str(stolen), str(waited), str(len(in_thief)),
                str(missing),
            )  # fmt: skip
            table(THEFTS, THEFT_HEADS, line)
        assert (in_thief, missing) == ("", 0)
        assert stolen >= ROUNDS // 5, "the thief came too late for most rounds"


class Theft:
    """A window is given the keyboard after a time."""

    def __init__(self, focus: WaylandFocus, thief: Target, seconds: float) -> None:
        self._focus = focus
        self._thief = thief
        self._at = 0.0
        self._timer = threading.Timer(seconds, self._steal)
        self._timer.start()

    def _steal(self) -> None:
        self._focus.bring_back(self._thief)
        self._at = time.monotonic()

    def done_at(self) -> float:
        self._timer.join()
        return self._at


def drained(events: Queue[Event]) -> list[Event]:
    found = []
    while not events.empty():
        found.append(events.get())
    return found


def put(placing: Placing, window: Window, text: str, expected: str, count: Count) -> None:
    """Into the window that has the keyboard, and count what comes of it."""
    aim = placing.aim()
    began = time.monotonic()
    insertion = placing.insert(text, aim)
    count.wrong += not shows(window, expected + text)
    count.unconfirmed += not insertion.confirmed
    count.seconds.append(window.changed_at - began)
    count.ways.add(insertion.way)
    count.told += insertion.target is not None and insertion.target == aim


def shows(window: Window, text: str) -> bool:
    try:
        window.wait_for(text)
    except TimeoutError:
        return False
    return True


def lost(sway: SwayScreen, content: Content) -> bool:
    """Whether the clipboard holds anything else, as another program sees it."""
    return any(
        sway.run("wl-paste", "--no-newline", "--type", mime) != data
        for mime, data in content.items()
    )


def needs_gtk(kind: type[Window]) -> None:
    if kind is GtkTarget and not has_gtk():
        pytest.skip("not installed: python3-gi, gir1.2-gtk-3.0")
