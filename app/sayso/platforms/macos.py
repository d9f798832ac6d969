"""macOS."""

from __future__ import annotations

import os
from collections.abc import Mapping

from sayso.platforms.session import Session

name = "macos"

default_hotkey = "right_option"
"""A Mac's own keyboard has no right Control key."""


def session(environ: Mapping[str, str] = os.environ) -> Session:
    """There is but one kind."""
    return Session.NATIVE
