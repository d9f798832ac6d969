from __future__ import annotations

from types import ModuleType

import pytest

from sayso.control.chord import label, parse
from sayso.platforms import current, linux, macos, windows
from sayso.platforms.session import Session


@pytest.mark.parametrize(
    ("environ", "session"),
    [
        ({}, Session.NONE),
        ({"XDG_SESSION_TYPE": "tty"}, Session.NONE),
        ({"DISPLAY": ":0"}, Session.X11),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "x11"}, Session.X11),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, Session.WAYLAND),
        ({"WAYLAND_DISPLAY": "wayland-1", "XDG_SESSION_TYPE": "wayland"}, Session.WAYLAND),
        ({"XDG_SESSION_TYPE": "wayland"}, Session.WAYLAND),
        ({"DISPLAY": ":9", "WAYLAND_DISPLAY": "", "XDG_SESSION_TYPE": "wayland"}, Session.X11),
    ],
)
def test_linux(environ: dict[str, str], session: Session) -> None:
    assert linux.session(environ) is session


def test_elsewhere_there_is_one_kind() -> None:
    assert macos.session({"DISPLAY": ":0"}) is windows.session({}) is Session.NATIVE


def test_the_bus_of_the_session() -> None:
    own = {"DBUS_SESSION_BUS_ADDRESS": "unix:abstract=x", "XDG_RUNTIME_DIR": "/run/user/1"}
    assert linux.session_bus(own) == "unix:abstract=x"
    assert linux.session_bus({"XDG_RUNTIME_DIR": "/run/user/1"}) == "unix:path=/run/user/1/bus"
    assert linux.session_bus({}) == macos.session_bus(own) == windows.session_bus(own) == ""


@pytest.mark.parametrize("system", [linux, macos, windows])
def test_each_system_has_a_hotkey(system: object) -> None:
    assert parse(system.default_hotkey).is_lone_modifier  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("system", "called"),
    [(linux, "Ctrl+Alt+Z"), (windows, "Ctrl+Alt+Z"), (macos, "Ctrl+Option+Z")],
)
def test_each_system_has_a_key_that_takes_back(system: ModuleType, called: str) -> None:
    undo = parse("auto", default=system.default_undo_hotkey)
    assert undo == parse("ctrl+alt+z")
    assert label(undo, system.name) == called
    assert undo != parse("auto", default=system.default_hotkey)


def test_the_current_one_is_one_of_them() -> None:
    assert current.name in {linux.name, macos.name, windows.name}
    assert parse(current.default_undo_hotkey).modifiers == {"ctrl", "alt"}
