from __future__ import annotations

import pytest

from sayso.control.chord import parse
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


@pytest.mark.parametrize("system", [linux, macos, windows])
def test_each_system_has_a_hotkey(system: object) -> None:
    assert parse(system.default_hotkey).is_lone_modifier  # type: ignore[attr-defined]


def test_the_current_one_is_one_of_them() -> None:
    assert current.name in {linux.name, macos.name, windows.name}
