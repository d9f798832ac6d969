"""The field that has the keyboard, as Qt, GTK and Chromium tell screen readers of it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from a11y import AtSpiBus, ChromiumFields, Fields, GtkFields, QtFields, QtFieldsAlwaysOn
from jeepney import MatchRule
from screen import Screen, end
from targets import XtermTarget

from sayso.core.ports import Field
from sayso.core.spot import Rect
from sayso.core.target import Target
from sayso.pipeline.type_out.dbus.accessibility import AtSpi
from sayso.pipeline.type_out.dbus.connection import Bus, BusError, BusGone, BusTimeout
from sayso.pipeline.type_out.x11.focus import X11Focus

EMOJI = "Hi 🙂, Привет 👨\u200d👩\u200d👧 you"

LONG = ("Pack my box with five dozen liquor jugs; (really?) " * 22)[:1100]

ROOM = 0.15
"""On top of a limit: the machine is shared."""


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with Screen() as screen, AtSpiBus(screen) as bus:
        bus.enable(True)
        yield screen


@pytest.fixture(
    scope="module", params=[QtFields, GtkFields, ChromiumFields], ids=lambda of: of.name
)
def window(request: pytest.FixtureRequest, screen: Screen) -> Iterator[Fields]:
    with request.param(screen) as window:
        window.focus()
        yield window


@pytest.fixture(scope="module")
def accessibility(screen: Screen) -> Iterator[AtSpi]:
    accessibility = AtSpi(screen.env["DBUS_SESSION_BUS_ADDRESS"], time.monotonic)
    yield accessibility
    accessibility.close()


def pause() -> None:
    """Applications tell the bus in their own time, and nobody when they have."""
    threading.Event().wait(0.02)


def found(accessibility: AtSpi, process: int, secret: bool = False) -> Field:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        field = accessibility.field(Target("1", "target", process))
        if field is not None and field.secret == secret:
            return field
        pause()
    raise TimeoutError("the window does not tell of its field")


def settled(accessibility: AtSpi, process: int, characters: int, text: str | None) -> None:
    """What stands before the caret is ``text``, or becomes it."""
    deadline = time.monotonic() + 10
    while (told := found(accessibility, process).before_caret(characters)) != text:
        assert time.monotonic() < deadline, told
        pause()


def pid(window: Fields) -> int:
    return int(window.screen.xdotool("getwindowpid", str(window.window)))


def test_passwords(window: Fields, accessibility: AtSpi) -> None:
    for name in ("text", "password", "line", "password", "text"):
        window.put(name, "hunter2")
        field = found(accessibility, pid(window), secret=name == "password")
        if name == "password":
            assert field.before_caret(7) is None
            assert not field.remove_before_caret("hunter2")
            assert window.text() == "hunter2"


@pytest.mark.parametrize("name", ["text", "line"])
def test_before_the_caret(window: Fields, accessibility: AtSpi, name: str) -> None:
    for caret in (len(EMOJI), 4, 3, 14, 0):
        window.put(name, EMOJI, caret=caret)
        settled(accessibility, pid(window), 100, EMOJI[:caret])
        for characters in (0, 1, 2, 3, 7):
            expected = EMOJI[:caret][-characters:] if characters else ""
            settled(accessibility, pid(window), characters, expected)


def test_a_long_text_of_several_lines(window: Fields, accessibility: AtSpi) -> None:
    text = "one\ntwo\n\n" + LONG
    window.put("text", "🙂 before\n" + text + "🙂 after", caret=len(text) + 9)
    settled(accessibility, pid(window), len(text), text)


def placed(window: Fields, accessibility: AtSpi, text: str, caret: int) -> Rect | None:
    """The caret, once it is where it was put."""
    window.put("text", text, caret=caret)
    settled(accessibility, pid(window), 100, text[:caret])
    return found(accessibility, pid(window)).caret()


def test_where_the_caret_is(window: Fields, accessibility: AtSpi) -> None:
    with closing(X11Focus(window.screen.display)) as focus:
        frame = focus.place(Target(str(window.window), "target"))
    assert frame is not None
    text = "one two\nthree 🙂 four"
    first = [placed(window, accessibility, text, caret) for caret in (0, 4, 7)]
    second = [placed(window, accessibility, text, caret) for caret in (10, len(text))]
    if window.name == "Qt":
        assert second == [None, None], "it would tell of the first line"
        second = []
    for line in (first, second):
        places = [place for place in line if place is not None]
        assert len(places) == len(line)
        assert len({place.y for place in places}) <= 1
        assert sorted({place.x for place in places}) == [place.x for place in places]
        for place in places:
            assert frame.holds(place.x, place.y + place.height / 2)
            assert 8 <= place.height <= 40
    for above, below in zip(first, second, strict=False):
        assert above is not None
        assert below is not None
        assert below.y >= above.y + 8


@pytest.mark.parametrize("name", ["text", "line"])
def test_a_selection(window: Fields, accessibility: AtSpi, name: str) -> None:
    window.put(name, "one two", selected=3)
    settled(accessibility, pid(window), 3, None)


@pytest.mark.parametrize("name", ["text", "line"])
@pytest.mark.parametrize("text", ["two", EMOJI, LONG], ids=["short", "emoji", "long"])
def test_taking_back(window: Fields, accessibility: AtSpi, name: str, text: str) -> None:
    window.put(name, "🙂 one " + text + " three🙂", caret=len("🙂 one " + text))
    settled(accessibility, pid(window), len(text), text)
    field = found(accessibility, pid(window))
    if window.name == "Chromium":  # which offers no EditableText
        assert not field.remove_before_caret(text)
        assert window.text() == "🙂 one " + text + " three🙂"
        settled(accessibility, pid(window), len(text), text)
        return
    assert field.remove_before_caret(text)
    window.wait_for("🙂 one  three🙂")
    settled(accessibility, pid(window), 50, "🙂 one ")
    window.screen.xdotool("key", "x")
    window.wait_for("🙂 one x three🙂")


def test_a_page_editor_of_paragraphs(window: Fields, accessibility: AtSpi) -> None:
    if window.name != "Chromium":
        pytest.skip("only pages have it")
    window.put("rich", "one\n🙂 two three")
    settled(accessibility, pid(window), 9, "two three")
    settled(accessibility, pid(window), 11, "🙂 two three")
    settled(accessibility, pid(window), 12, None)


def test_nothing_is_taken_that_does_not_stand_there(window: Fields, accessibility: AtSpi) -> None:
    window.put("text", "one two", caret=3)
    settled(accessibility, pid(window), 3, "one")
    assert not found(accessibility, pid(window)).remove_before_caret("two")
    assert window.text() == "one two"
    settled(accessibility, pid(window), 50, "one")


def test_a_window_that_hangs(window: Fields, accessibility: AtSpi) -> None:
    window.put("text", "one")
    field = found(accessibility, pid(window))
    os.kill(pid(window), signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert accessibility.field(Target("1", "target", pid(window))) is None
        assert time.monotonic() - began < 0.3 + ROOM
        began = time.monotonic()
        assert field.before_caret(3) is None
        assert time.monotonic() - began < 0.3 + ROOM
    finally:
        os.kill(pid(window), signal.SIGCONT)
    settled(accessibility, pid(window), 3, "one")


def test_answers_that_come_too_late_are_not_kept(screen: Screen, window: Fields) -> None:
    window.put("text", "one")
    target = Target("1", "target", pid(window))
    asked, over_at = 0, 0

    def clock() -> float:
        nonlocal asked
        asked += 1
        return time.monotonic() + (1.0 if 0 < over_at <= asked else 0.0)

    accessibility = AtSpi(screen.env["DBUS_SESSION_BUS_ADDRESS"], clock)
    settled(accessibility, target.process, 3, "one")
    for moment in range(5, 80, 5):  # the time is over in the middle of one question or another
        asked, over_at = 0, moment
        accessibility.field(target)
        asked, over_at = 0, 0
        settled(accessibility, target.process, 3, "one")
        assert accessibility._bus is not None
        assert accessibility._bus._answers == {}
    accessibility.close()


def test_a_terminal_tells_nothing_and_quickly(screen: Screen, accessibility: AtSpi) -> None:
    with XtermTarget(screen) as xterm:
        process = int(screen.xdotool("getwindowpid", str(xterm.window)))
        began = time.monotonic()
        assert accessibility.field(Target(str(xterm.window), "xterm", process)) is None
        assert time.monotonic() - began < ROOM
    assert accessibility.field(Target("1", "some other platform's")) is None


def test_a_window_that_was_closed(screen: Screen, accessibility: AtSpi) -> None:
    with GtkFields(screen) as window:
        window.focus()
        window.put("text", "one")
        process = pid(window)
        field = found(accessibility, process)
    assert accessibility.field(Target("1", "target", process)) is None
    assert field.before_caret(3) is None
    assert not field.remove_before_caret("one")


_TABLE = """
import sys
from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QVBoxLayout, QWidget

class Model(QAbstractTableModel):
    def rowCount(self, parent=None): return 1_000_000
    def columnCount(self, parent=None): return 20
    def data(self, index, role=0): return "x" if role == 0 else None

app = QApplication(["table"])
window = QWidget()
layout = QVBoxLayout(window)
table, model, edit = QTableView(), Model(), QLineEdit("found")
table.setModel(model)
layout.addWidget(table)
layout.addWidget(edit)
window.show()
edit.setFocus()
app.exec()
"""


def test_a_table_of_millions_is_not_walked_through(screen: Screen, accessibility: AtSpi) -> None:
    process = screen.start([sys.executable, "-c", _TABLE], stdout=subprocess.DEVNULL)
    try:
        window = screen.xdotool("search", "--sync", "--onlyvisible", "--pid", str(process.pid))
        screen.xdotool("windowactivate", "--sync", window.split()[0])
        field = found(accessibility, process.pid)
        assert field.before_caret(10) in ("found", "")
        began = time.monotonic()
        assert accessibility.field(Target("1", "target", process.pid)) is not None
        assert time.monotonic() - began < 0.3
    finally:
        end(process)


def test_nothing_is_started_or_switched_on() -> None:
    with Screen() as screen:
        address = screen.env["DBUS_SESSION_BUS_ADDRESS"]
        accessibility = AtSpi(address, time.monotonic)
        assert accessibility.field(Target("1", "target", os.getpid())) is None
        accessibility.close()
        bus = Bus(address, time.monotonic)
        daemon = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
        assert bus.call(*daemon, "NameHasOwner", "s", "org.a11y.Bus", seconds=5) == (False,)
        bus.close()


def test_the_accessibility_bus_comes_and_goes_and_comes() -> None:
    with Screen() as screen:
        accessibility = AtSpi(screen.env["DBUS_SESSION_BUS_ADDRESS"], time.monotonic)
        for _ in range(2):
            with AtSpiBus(screen), QtFieldsAlwaysOn(screen) as window:
                window.focus()
                window.put("text", "one")
                settled(accessibility, pid(window), 3, "one")
            assert accessibility.field(Target("1", "target", os.getpid())) is None
        accessibility.close()


class TestConnection:
    """On a real bus."""

    @pytest.fixture
    def bus(self, screen: Screen) -> Iterator[Bus]:
        bus = Bus(screen.env["DBUS_SESSION_BUS_ADDRESS"], time.monotonic)
        yield bus
        bus.close()

    def test_errors_have_names(self, bus: Bus) -> None:
        with pytest.raises(BusError) as caught:
            bus.call("no.such.name", "/", "no.such.interface", "Nothing", seconds=5)
        assert caught.value.name == "org.freedesktop.DBus.Error.ServiceUnknown"

    def test_time_is_limited_and_late_answers_do_no_harm(self, bus: Bus, screen: Screen) -> None:
        other = Bus(screen.env["DBUS_SESSION_BUS_ADDRESS"], time.monotonic)
        with pytest.raises(BusTimeout):
            bus.call(other.name, "/", "a.b", "Nothing", seconds=0.05)
        other.close()  # now the bus answers in its stead
        daemon = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
        assert bus.call(*daemon, "NameHasOwner", "s", bus.name, seconds=5) == (True,)

    def test_a_peer_that_vanishes_is_an_error_at_once(self, bus: Bus, screen: Screen) -> None:
        other = Bus(screen.env["DBUS_SESSION_BUS_ADDRESS"], time.monotonic)
        number = bus.ask(other.name, "/", "a.b", "Nothing")
        other.close()
        with pytest.raises(BusError) as caught:
            bus.answer(number, time.monotonic() + 10)
        assert caught.value.name.startswith("org.freedesktop.DBus.Error.")

    def test_signals(self, bus: Bus) -> None:
        bus.subscribe(
            MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged")
        )
        daemon = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
        bus.call(*daemon, "RequestName", "su", "org.example.Name", 0, seconds=5)
        signal = bus.next(
            lambda message: bool(message.body) and message.body[0] == "org.example.Name",
            time.monotonic() + 10,
        )
        assert signal.body == ("org.example.Name", "", bus.name)
        with pytest.raises(BusTimeout):
            bus.next(lambda message: message is signal, time.monotonic() + 0.01)

    def test_closing_ends_a_call_that_waits(self, bus: Bus, screen: Screen) -> None:
        other = Bus(screen.env["DBUS_SESSION_BUS_ADDRESS"], time.monotonic)
        ended = threading.Event()

        def wait() -> None:
            with pytest.raises(BusGone):
                bus.call(other.name, "/", "a.b", "Nothing", seconds=30)
            ended.set()

        thread = threading.Thread(target=wait)
        thread.start()
        other.next(lambda message: True, time.monotonic() + 10)  # its own name, acquired
        other.next(lambda message: True, time.monotonic() + 10)  # the call
        began = time.monotonic()
        bus.close()
        assert ended.wait(10)
        assert time.monotonic() - began < 5
        thread.join()
        other.close()
        with pytest.raises(BusGone):
            bus.call("org.freedesktop.DBus", "/", "a.b", "Nothing", seconds=1)
