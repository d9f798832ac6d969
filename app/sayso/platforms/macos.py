"""macOS."""

from __future__ import annotations

import os
from collections.abc import Mapping

from sayso.platforms.session import Session

name = "macos"

default_hotkey = "right_option"
"""A Mac's own keyboard has no right Control key."""

default_undo_hotkey = "ctrl+option+z"


def session(environ: Mapping[str, str] = os.environ) -> Session:
    """There is but one kind."""
    return Session.NATIVE


def session_bus(environ: Mapping[str, str] = os.environ) -> str:
    """There is none that a desktop would be on."""
    return ""
