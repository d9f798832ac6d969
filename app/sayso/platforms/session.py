"""What kind of desktop a program runs on."""

from __future__ import annotations

from enum import StrEnum


class Session(StrEnum):
    X11 = "x11"
    WAYLAND = "wayland"
    NONE = "none"
    """No screen: a terminal, a service, a build machine."""
    NATIVE = "native"
    """macOS and Windows have but one kind."""
