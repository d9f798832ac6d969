"""Windows that hang, close, ignore or must not get a text: it takes seconds and not for ever, one
sentence is said, and the text is safe."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from a11y import AtSpiBus, Fields, GtkFields, QtFieldsAlwaysOn
from desk import LOOK_SECONDS, Desk
from keys_only_targets import KeysOnly, RemoteViewer
from screen import Screen, wait_for_x
from targets import QtTarget, Target, XtermTarget, clipboard, forms, set_clipboard
from Xlib import X
from Xlib.display import Display

from sayso.core import target as core
from sayso.pipeline.type_out.dbus.accessibility import AtSpi

TITLE = "Hard targets on X11"
HEADS = ("case", "seconds", "notices", "the text is", "clipboard")

LONGEST = 8.0
"""Seconds for a failure, on a busy machine; two of them pass in waiting for the window."""

BEFORE = "copied before"
TEXT = "What was said, exactly: ü, я, 🙂. "
MEGABYTE = ("0123456789 abcdefghijklmnopqrstuvwxyz äöü " * 24_000)[: 1 << 20]

Table = Callable[[str, tuple[str, ...], tuple[str, ...]], None]


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture
def desk(screen: Screen) -> Iterator[Desk]:
    set_clipboard(screen, "clipboard", BEFORE)
    with Desk(screen) as desk:
        yield desk


def on_clipboard(screen: Screen) -> str:
    return (clipboard(screen, "clipboard", "UTF8_STRING") or b"").decode()


def row(table: Table, case: str, seconds: float, desk: Desk, where: str, board: str) -> None:
    table(TITLE, HEADS, (case, f"{seconds:.2f}", str(len(desk.notices)), where, board))


def assert_left_on_clipboard(screen: Screen, desk: Desk, seconds: float) -> None:
    """Said once, offered, and at hand."""
    assert seconds < LONGEST
    assert desk.inserted is None
    [notice] = desk.notices
    assert notice.count("on the clipboard") == 1
    assert TEXT.strip() not in notice
    assert desk.waits == TEXT
    assert on_clipboard(screen) == TEXT


def test_a_stopped_process(screen: Screen, desk: Desk, table: Table) -> None:
    with QtTarget(screen) as window:
        window.focus()
        target = desk.begin()
        assert target is not None
        os.kill(target.process, signal.SIGSTOP)
        try:
            seconds = desk.deliver(TEXT)
            assert_left_on_clipboard(screen, desk, seconds)
        finally:
            os.kill(target.process, signal.SIGCONT)
        window.wait_for(TEXT)  # the keys have waited for it, and so has the text
        row(table, "a stopped process", seconds, desk, "on the clipboard, waiting", "the text")


def test_a_window_that_closes_while_one_speaks(screen: Screen, desk: Desk, table: Table) -> None:
    with QtTarget(screen) as other:
        with QtTarget(screen) as window:
            window.focus()
            desk.begin()
        other.focus()
        seconds = desk.deliver(TEXT)
        assert_left_on_clipboard(screen, desk, seconds)
        assert other.text() == ""
        row(
            table, "closed while one speaks", seconds, desk, "on the clipboard, waiting", "the text"
        )
        # What is offered: into the window that the person goes to.
        desk.delivery.type_again()
        other.wait_for(TEXT)
        assert desk.waits == ""


@pytest.mark.parametrize("after", [0.05, 0.5])
def test_a_window_that_is_killed_while_it_is_to_paste(
    screen: Screen, desk: Desk, after: float, table: Table
) -> None:
    with QtTarget(screen) as window:
        window.focus()
        target = desk.begin()
        assert target is not None
        os.kill(target.process, signal.SIGSTOP)
        killer = threading.Timer(after, os.kill, (target.process, signal.SIGKILL))
        killer.start()
        seconds = desk.deliver(TEXT)
        killer.join()
        # Whatever was said first, nothing is said later.
        looked = threading.Event()
        looked.wait(5 * LOOK_SECONDS)
        assert_left_on_clipboard(screen, desk, seconds)
        case = f"killed {after:.2f} s later"
        row(table, case, seconds, desk, "on the clipboard, waiting", "the text")


class HalfTaken:
    """A window that begins to fetch what is pasted, and is gone: a stand-in, on a connection of
    its own, because a real one cannot be told at which piece to die."""

    def __init__(self, screen: Screen) -> None:
        self._display: Display = screen.connect()
        self._window = self._display.screen().root.create_window(
            0, 0, 60, 60, 0, X.CopyFromParent, event_mask=X.KeyPressMask | X.PropertyChangeMask
        )
        self._window.set_wm_class("half", "Half")
        self._window.map()
        self._display.sync()
        screen.xdotool("search", "--sync", "--class", "^half$", "windowactivate", "--sync")
        wait_for_x(
            self._display, lambda: self._display.get_input_focus().focus == self._window, 10.0
        )
        self._thread = threading.Thread(target=self._fetch)
        self._thread.start()

    def join(self) -> None:
        self._thread.join(20)

    def _fetch(self) -> None:
        atom = self._display.get_atom
        while self._display.next_event().type != X.KeyPress:
            pass
        self._window.convert_selection(
            atom("CLIPBOARD"), atom("UTF8_STRING"), atom("HERE"), X.CurrentTime
        )
        pieces = 0
        while pieces < 2:
            event = self._display.next_event()
            if event.type == X.PropertyNotify and event.state == X.PropertyNewValue:
                self._window.delete_property(atom("HERE"))
                pieces += 1
        self._display.close()


def test_a_window_that_closes_in_the_middle(screen: Screen, desk: Desk, table: Table) -> None:
    window = HalfTaken(screen)
    desk.begin()
    seconds = desk.deliver(MEGABYTE)
    window.join()
    assert seconds < LONGEST
    assert desk.inserted is None
    [notice] = desk.notices
    assert notice.count("on the clipboard") == 1
    assert desk.waits == MEGABYTE
    assert on_clipboard(screen) == MEGABYTE
    row(table, "closed in mid-paste", seconds, desk, "on the clipboard, waiting", "the text")


def test_no_window_at_all(screen: Screen, desk: Desk, table: Table) -> None:
    assert desk.begin() is None
    seconds = desk.deliver(TEXT)
    assert_left_on_clipboard(screen, desk, seconds)
    row(table, "no window has the keyboard", seconds, desk, "on the clipboard, waiting", "the text")


def test_nobody_owns_the_clipboard(table: Table) -> None:
    with Screen() as screen, QtTarget(screen) as window, Desk(screen) as desk:
        window.focus()
        assert forms(screen, "clipboard") == {}
        desk.begin()
        seconds = desk.deliver(TEXT)
        window.wait_for(TEXT)
        assert desk.notices == []
        assert forms(screen, "clipboard") == {}
        row(table, "nobody owns the clipboard", seconds, desk, "in the window", "empty as before")


@pytest.mark.parametrize("kind", [QtTarget, XtermTarget])
def test_a_megabyte(screen: Screen, desk: Desk, kind: type[Target], table: Table) -> None:
    with kind(screen) as window:
        window.focus()
        desk.begin()
        seconds = desk.deliver(MEGABYTE)
        window.wait_for(MEGABYTE, 60)
        assert desk.inserted is not None
        assert desk.inserted.confirmed
        assert desk.notices == []
        assert on_clipboard(screen) == BEFORE
        row(table, f"1 MB into {kind.name}", seconds, desk, "in the window", "as before")


PLAIN = "Typed by keys, one after the other: (yes) 100% of it; \"quoted\" & 'so'. "


def test_a_window_that_ignores_paste(screen: Screen, desk: Desk, table: Table) -> None:
    with KeysOnly(screen) as window:
        window.focus()
        desk.begin()
        seconds = desk.deliver(PLAIN)
        window.wait_for(PLAIN)
        assert seconds < LONGEST
        assert desk.inserted is not None
        assert "key" in desk.inserted.way
        [notice] = desk.notices  # that nothing confirms it
        assert "cannot see" in notice
        assert on_clipboard(screen) == BEFORE
        row(table, "ignores paste", seconds, desk, "in the window", "as before")


def test_a_viewer_of_another_machine_gets_keys_only(
    screen: Screen, desk: Desk, table: Table
) -> None:
    with RemoteViewer(screen) as window, watched(screen) as owners:
        window.focus()
        target = desk.begin()
        assert target is not None
        assert target.application == "vncviewer"
        seconds = desk.deliver(PLAIN)
        window.wait_for(PLAIN)
        assert seconds < LONGEST
        assert owners() == 0, "the clipboard was taken"
        assert len(desk.notices) == 1
        assert on_clipboard(screen) == BEFORE
        row(table, "remote viewer", seconds, desk, "in the window", "as before, never taken")


def test_a_viewer_that_is_killed_while_it_is_typed_into(
    screen: Screen, desk: Desk, table: Table
) -> None:
    long = PLAIN * 300  # more than a second of keys
    with RemoteViewer(screen) as window, QtTarget(screen) as other:
        window.focus()
        target = desk.begin()
        assert target is not None

        def kill() -> None:
            window.wait_until(bool)
            os.kill(target.process, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        seconds = desk.deliver(long)
        killer.join()
        assert seconds < LONGEST
        assert desk.inserted is None
        [notice] = desk.notices
        assert "only the beginning" in notice
        assert 0 < len(desk.waits) < len(long)
        assert long.endswith(desk.waits)
        assert on_clipboard(screen) == desk.waits
        assert other.text() == ""
        row(table, "killed in mid-typing", seconds, desk, "clipboard: the rest", "the rest")


def test_a_keyboard_that_another_program_has_taken(
    screen: Screen, desk: Desk, table: Table
) -> None:
    """As a menu or a locked screen does."""
    display = screen.connect()
    try:
        with QtTarget(screen) as window:
            window.focus()
            desk.begin()
            grabbed = display.screen().root.grab_keyboard(
                True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime
            )
            assert grabbed == X.GrabSuccess
            seconds = desk.deliver(TEXT)
            assert_left_on_clipboard(screen, desk, seconds)
            row(table, "keyboard grabbed", seconds, desk, "on the clipboard, waiting", "the text")
            display.ungrab_keyboard(X.CurrentTime)
            display.sync()
            desk.delivery.type_again()
            window.wait_for(TEXT)  # and it is there once
    finally:
        display.close()


@contextmanager
def watched(screen: Screen) -> Iterator[Callable[[], int]]:
    """How often the clipboard has changed hands."""
    display = screen.connect()
    try:
        display.xfixes_query_version()
        display.xfixes_select_selection_input(
            display.screen().root, display.get_atom("CLIPBOARD"), 1
        )
        display.sync()

        def changes() -> int:
            display.sync()
            return sum(
                display.next_event().type >= display.extension_event.SetSelectionOwnerNotify[0]
                for _ in range(display.pending_events())
            )

        yield changes
    finally:
        display.close()


@pytest.mark.parametrize("kind", [QtFieldsAlwaysOn, GtkFields])
def test_a_password_field(kind: type[Fields], table: Table) -> None:
    with Screen() as screen, AtSpiBus(screen) as bus:
        bus.enable(True)
        set_clipboard(screen, "clipboard", BEFORE)
        with kind(screen) as window, watched(screen) as owners, Desk(screen) as desk:
            window.focus()
            window.put("password", "")
            wait_until_told(screen, window)
            desk.begin()
            seconds = desk.deliver(TEXT)
            assert seconds < LONGEST
            [notice] = desk.notices
            assert "password" in notice
            assert desk.inserted is None
            assert desk.waits == TEXT
            assert window.text() == ""
            assert owners() == 0, "the clipboard was taken"
            row(table, f"{kind.name} password", seconds, desk, "waiting", "as before, never taken")
            # In a field that shows what stands in it, the person asks for it again.
            window.put("text", "")
            desk.delivery.type_again()
            window.wait_for(TEXT)
            assert owners() > 0
            assert on_clipboard(screen) == BEFORE


def wait_until_told(screen: Screen, window: Fields) -> None:
    """Applications tell the accessibility bus of the field in their own time."""
    process = int(screen.xdotool("getwindowpid", str(window.window)))
    told = AtSpi(screen.env["DBUS_SESSION_BUS_ADDRESS"], time.monotonic)
    look = threading.Event()
    deadline = time.monotonic() + 20
    try:
        while (field := told.field(core.Target("1", "", process))) is None or not field.secret:
            assert time.monotonic() < deadline, "the window does not tell of its field"
            look.wait(0.02)
    finally:
        told.close()
