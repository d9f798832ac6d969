"""IBus for real: ibus-daemon on a private bus, with windows of GTK and Qt. Only GNOME Shell, which
passes the text on to Wayland's windows, is not here."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from typing import IO

import pytest
from a11y import Fields, GtkFields, QtFields
from ibus_session import PERSONS_ENGINE, IBusSession
from screen import Screen
from targets import QtTarget, XtermTarget

from sayso.core.errors import InsertionError, Refused, WayUnavailable
from sayso.pipeline.type_out.dbus.connection import Bus
from sayso.pipeline.type_out.dbus.ibus import IBus, addresses

pytestmark = pytest.mark.skipif(
    shutil.which("ibus-daemon") is None, reason="not installed: ibus (and ibus-gtk3)"
)

EVERYTHING = "Grüße, naïve “quotes” – Привет, мир! Γειά 你好 👩‍👩‍👧 🇳🇴 é e\u0301 😀"
LONG = "".join(f"{number} слово 😀, " for number in range(2000))


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture
def session(screen: Screen) -> Iterator[IBusSession]:
    with IBusSession(screen) as session:
        yield session


@pytest.fixture
def way(screen: Screen, session: IBusSession) -> Iterator[IBus]:
    way = IBus(time.monotonic, screen.env)
    yield way
    way.close()


@pytest.fixture(params=[GtkFields, QtFields], ids=["GTK", "Qt"])
def window(request: pytest.FixtureRequest, screen: Screen, way: IBus) -> Iterator[Fields]:
    window: Fields
    with request.param(screen) as window:
        window.focus()
        yield window


class TestIntoAWindow:
    @pytest.mark.parametrize("field", ["text", "line"])
    def test_every_character_arrives_and_the_persons_engine_is_set_again(
        self, window: Fields, way: IBus, session: IBusSession, field: str
    ) -> None:
        window.put(field, "")
        done = way.insert(EVERYTHING, None)
        window.wait_for(EVERYTHING)
        assert done.confirmed
        assert done.way == "input method"
        assert session.chosen() == PERSONS_ENGINE

    def test_a_long_text_and_line_breaks(self, window: Fields, way: IBus) -> None:
        text = f"{LONG}\nsecond line\n"
        window.put("text", "")
        way.insert(text, None)
        window.wait_for(text)

    def test_twenty_in_a_row(self, window: Fields, way: IBus, session: IBusSession) -> None:
        window.put("text", "")
        for number in range(20):
            assert way.insert(f"{number} да; ", None).confirmed
            assert session.chosen() == PERSONS_ENGINE
        window.wait_for("".join(f"{number} да; " for number in range(20)))

    def test_return_is_pressed(self, window: Fields, way: IBus) -> None:
        window.put("text", "")
        way.insert("a", None)
        way.press_enter(None)
        way.insert("b", None)
        window.wait_for("a\nb")

    def test_a_held_modifier_does_not_matter(
        self, window: Fields, way: IBus, screen: Screen
    ) -> None:
        window.put("text", "")
        screen.xdotool("keydown", "ctrl")
        try:
            way.insert(EVERYTHING, None)
            window.wait_for(EVERYTHING)
        finally:
            screen.xdotool("keyup", "ctrl")

    def test_the_persons_own_keys_go_on(self, window: Fields, way: IBus, screen: Screen) -> None:
        window.put("text", "")
        way.insert("dictated ", None)
        screen.xdotool("type", "typed")
        window.wait_for("dictated typed")


def test_where_no_field_has_the_focus_nothing_is_sent(way: IBus, session: IBusSession) -> None:
    with pytest.raises(WayUnavailable, match="click into its text field"):
        way.insert("lost", None)
    assert session.chosen() == PERSONS_ENGINE


def test_a_window_without_input_methods_gets_nothing(
    way: IBus, session: IBusSession, screen: Screen
) -> None:
    screen.env.pop("XMODIFIERS")
    with XtermTarget(screen) as window:
        window.focus()
        with pytest.raises(WayUnavailable, match="click into its text field"):
            way.insert("lost", None)
        screen.xdotool("type", "x")
        window.wait_for("x")
    assert session.chosen() == PERSONS_ENGINE


_PASSWORD = """
import json, sys
import gi
gi.require_version("Gtk", "3.0")
gi.require_version("GdkX11", "3.0")
from gi.repository import GdkX11, Gtk

def tell(**facts):
    sys.stdout.write(json.dumps(facts) + "\\n")
    sys.stdout.flush()

window = Gtk.Window(title="password")
entry = Gtk.Entry(input_purpose=getattr(Gtk.InputPurpose, sys.argv[1]))
entry.connect("changed", lambda entry: tell(text=entry.get_text()))
entry.connect("focus-in-event", lambda *_: tell(focused=True))
window.add(entry)
window.show_all()
tell(window=window.get_window().get_xid())
Gtk.main()
"""


class PasswordWindow(QtTarget):
    """One entry that says it is for a password, but shows what is typed."""

    name = "password"
    purpose = ""

    def _open(self) -> None:
        command = ["/usr/bin/python3", "-c", _PASSWORD, self.purpose]
        self._process = self.screen.start(command, stdout=subprocess.PIPE)
        output: IO[bytes] | None = self._process.stdout
        assert output is not None
        self._listen(lambda: self._hear(output))


@pytest.mark.parametrize("purpose", ["PASSWORD", "PIN"])
def test_a_password_field_is_refused(
    way: IBus, session: IBusSession, screen: Screen, purpose: str
) -> None:
    window = PasswordWindow(screen)
    window.purpose = purpose
    with window:
        window.focus()
        with pytest.raises(Refused, match="password"):
            way.insert("secret", None)
        assert session.chosen() == PERSONS_ENGINE
        screen.xdotool("type", "x")
        window.wait_for("x")


def test_a_hidden_password_of_gtk_takes_no_part_in_input_methods(way: IBus, screen: Screen) -> None:
    with GtkFields(screen) as window:
        window.focus()
        window.put("password", "")
        with pytest.raises(WayUnavailable, match="click into its text field"):
            way.insert("secret", None)
        screen.xdotool("type", "x")
        window.wait_for("x")


def test_without_a_daemon(screen: Screen) -> None:
    way = IBus(time.monotonic, screen.env)
    with pytest.raises(WayUnavailable, match="IBus does not run"):
        way.insert("text", None)


def test_the_file_of_a_daemon_that_was_killed(way: IBus, session: IBusSession) -> None:
    session.kill()
    with pytest.raises(WayUnavailable, match="IBus does not run"):
        way.insert("text", None)


def test_a_daemon_that_hangs_is_not_waited_for(
    way: IBus, session: IBusSession, screen: Screen
) -> None:
    screen.run("kill", "-STOP", str(session.pid))
    try:
        started = time.monotonic()
        with pytest.raises(InsertionError) as raised:
            way.insert("text", None)
        assert raised.value.left_nothing
        assert time.monotonic() - started < 5.0
    finally:
        screen.run("kill", "-CONT", str(session.pid))


def test_without_an_engine_there_is_none_afterwards(screen: Screen) -> None:
    with IBusSession(screen, engine="") as session, GtkFields(screen) as window:
        way = IBus(time.monotonic, screen.env)
        window.focus()
        window.put("text", "")
        assert way.insert(EVERYTHING, None).confirmed
        window.wait_for(EVERYTHING)
        assert session.chosen() == ""
        screen.xdotool("type", "x")
        window.wait_for(EVERYTHING + "x")


def test_the_session_is_found_by_the_file_that_the_daemon_writes(
    session: IBusSession, screen: Screen
) -> None:
    (address,) = addresses(screen.env)
    Bus(address, time.monotonic).close()


def test_after_close(way: IBus) -> None:
    way.close()
    way.close()
    with pytest.raises(WayUnavailable):
        way.insert("text", None)
