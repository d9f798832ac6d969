"""The one platform switch: this system's module, chosen once. The only reader of sys.platform."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

if sys.platform == "darwin":
    from sayso.platforms.macos import (
        autostart,
        default_hotkey,
        default_undo_hotkey,
        name,
        no_core_dumps,
        session,
        session_bus,
    )
elif sys.platform == "win32":
    from sayso.platforms.windows import (
        autostart,
        default_hotkey,
        default_undo_hotkey,
        name,
        no_core_dumps,
        session,
        session_bus,
    )
else:
    from sayso.platforms.linux import (
        autostart,
        default_hotkey,
        default_undo_hotkey,
        name,
        no_core_dumps,
        session,
        session_bus,
    )

environment: Mapping[str, str] = os.environ
"""Of this process. Desktops tell by it where their sockets are."""

__all__ = [
    "autostart", "default_hotkey", "default_undo_hotkey", "environment", "name", "no_core_dumps",
    "session", "session_bus",
]  # fmt: skip
