"""Windows."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from sayso.platforms.run_key import RunKey
from sayso.platforms.session import Session

name = "windows"

default_hotkey = "right_ctrl"

default_undo_hotkey = "ctrl+alt+z"


def autostart(command: Sequence[str]) -> RunKey:
    """Whether ``command`` is run at login."""
    return RunKey(command)


def session(environ: Mapping[str, str] = os.environ) -> Session:
    """There is but one kind."""
    return Session.NATIVE


def session_bus(environ: Mapping[str, str] = os.environ) -> str:
    """There is none that a desktop would be on."""
    return ""


def no_core_dumps() -> None:
    """Windows writes none unless its owner asks for them in the registry."""
