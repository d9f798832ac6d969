"""Linux, and whatever else has X11 or Wayland."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from sayso.platforms.posix import no_core_dumps
from sayso.platforms.session import Session
from sayso.platforms.xdg_autostart import XdgAutostart

__all__ = [
    "autostart", "default_hotkey", "default_undo_hotkey", "name", "no_core_dumps", "session",
    "session_bus",
]  # fmt: skip

name = "linux"

default_hotkey = "right_ctrl"

default_undo_hotkey = "ctrl+alt+z"


def autostart(command: Sequence[str]) -> XdgAutostart:
    """Whether ``command`` is run at login."""
    return XdgAutostart(command)


def session(environ: Mapping[str, str] = os.environ) -> Session:
    """Which display server the windows are on.

    Where both answer, X11 is only XWayland, which neither sees keys nor reaches the windows of
    Wayland programs. Whoever unsets WAYLAND_DISPLAY asks for X11.
    """
    if environ.get("WAYLAND_DISPLAY"):
        return Session.WAYLAND
    if environ.get("DISPLAY"):
        return Session.X11
    if environ.get("XDG_SESSION_TYPE") == "wayland":
        return Session.WAYLAND  # its socket then has the usual name, wayland-0
    return Session.NONE


def session_bus(environ: Mapping[str, str] = os.environ) -> str:
    """The address of the person's D-Bus; empty where nothing tells of one. It is never started."""
    if address := environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return address
    runtime = environ.get("XDG_RUNTIME_DIR")
    return f"unix:path={runtime}/bus" if runtime else ""
