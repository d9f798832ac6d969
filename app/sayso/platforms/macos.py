"""macOS."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from sayso.platforms.launch_agent import LaunchAgent
from sayso.platforms.posix import no_core_dumps
from sayso.platforms.session import Session

__all__ = [
    "autostart", "default_hotkey", "default_undo_hotkey", "name", "no_core_dumps", "session",
    "session_bus",
]  # fmt: skip

name = "macos"

default_hotkey = "right_option"
"""A Mac's own keyboard has no right Control key."""

default_undo_hotkey = "ctrl+option+z"


def autostart(command: Sequence[str]) -> LaunchAgent:
    """Whether ``command`` is run at login."""
    return LaunchAgent(command)


def session(environ: Mapping[str, str] = os.environ) -> Session:
    """There is but one kind."""
    return Session.NATIVE


def session_bus(environ: Mapping[str, str] = os.environ) -> str:
    """There is none that a desktop would be on."""
    return ""
