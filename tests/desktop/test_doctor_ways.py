"""What `sayso doctor` finds out about the ways into windows, on real desktops."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from a11y import AtSpiBus
from ibus_session import IBusSession
from screen import Screen, end
from sway_screen import SwayScreen

from sayso.cli import way_in
from sayso.cli.way_in import Surroundings
from sayso.core.errors import InsertionError
from sayso.pipeline.type_out.method import Method

ANSWERS = """
import sys
from jeepney import MessageType, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

bus = open_dbus_connection()
bus.send_and_get_reply(message_bus.RequestName(sys.argv[1]))
print("ready", flush=True)
while True:
    message = bus.receive()
    if message.header.message_type is MessageType.method_call:
        bus.send(new_method_return(message, "v", (("u", 2),)))
"""
"""A stand-in for GNOME's portal, which needs GNOME: every property is 2."""


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


def around(env: dict[str, str]) -> Surroundings:
    return Surroundings(env, env.get("DBUS_SESSION_BUS_ADDRESS", ""), time.monotonic)


def test_x11(screen: Screen) -> None:
    found = way_in.look([Method.X11_PASTE, Method.X11_KEYS], around(screen.env)).found
    assert found == "clipboard paste (X11), then keys (X11)"


def test_a_server_without_xtest(screen: Screen) -> None:
    """It can still be copied to."""
    xvfb = ["Xvfb", "-extension", "XTEST", "-nolisten", "tcp", "-noreset", "-displayfd"]
    env = {"DISPLAY": ":" + screen._start_and_read(xvfb, "{}")}
    with pytest.raises(InsertionError, match="XTEST"):
        way_in.look([Method.X11_PASTE, Method.X11_KEYS], around(env))
    assert way_in.look([Method.X11_COPY], around(env)).found == "the clipboard only (X11)"


def test_a_portal_that_is_there(screen: Screen) -> None:
    name = "org.freedesktop.portal.Desktop"
    portal = screen.start([sys.executable, "-c", ANSWERS, name], stdout=subprocess.PIPE)
    try:
        assert portal.stdout is not None
        assert portal.stdout.readline() == b"ready\n"
        finding = way_in.look([Method.PORTAL], around(screen.env))
        assert finding.found == "the RemoteDesktop portal, which asks you first"
    finally:
        end(portal)


def test_accessibility(screen: Screen) -> None:
    assert way_in.accessibility(around(screen.env)).found.startswith("off")
    with AtSpiBus(screen) as spi:
        assert way_in.accessibility(around(screen.env)).found.startswith("on for GTK")
        spi.enable(True)
        assert way_in.accessibility(around(screen.env)).found.startswith("on: windows tell")


def test_ibus(screen: Screen) -> None:
    with pytest.raises(InsertionError, match="IBus does not run"):
        way_in.look([Method.IBUS], around(screen.env))
    with IBusSession(screen):
        assert way_in.look([Method.IBUS], around(screen.env)).found == "IBus"
    with pytest.raises(InsertionError, match="IBus does not run"):
        way_in.look([Method.IBUS], around(screen.env))


def test_sway() -> None:
    with SwayScreen() as sway:
        socket = Path(sway.env["XDG_RUNTIME_DIR"]) / sway.env["WAYLAND_DISPLAY"]
        offered = [Method.WAYLAND_INPUT_METHOD, Method.WAYLAND_PASTE, Method.WAYLAND_KEYS]
        there = Surroundings({"WAYLAND_DISPLAY": str(socket)}, "", time.monotonic)
        assert way_in.look([*offered, Method.PORTAL], there).found == (
            "input method (Wayland), then clipboard paste (Wayland), then keys (Wayland); "
            "not offered here: the RemoteDesktop portal, which asks you first"
        )
        assert way_in.look([Method.WAYLAND_COPY], there).found == "the clipboard only (Wayland)"
