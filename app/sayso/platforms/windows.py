"""Windows."""

from __future__ import annotations

import os
from collections.abc import Mapping

from sayso.platforms.session import Session

name = "windows"

default_hotkey = "right_ctrl"


def session(environ: Mapping[str, str] = os.environ) -> Session:
    """There is but one kind."""
    return Session.NATIVE
