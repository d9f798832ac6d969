"""The one platform switch: this system's module, chosen once. The only reader of sys.platform."""

from __future__ import annotations

import sys

if sys.platform == "darwin":
    from sayso.platforms.macos import default_hotkey, name, session
elif sys.platform == "win32":
    from sayso.platforms.windows import default_hotkey, name, session
else:
    from sayso.platforms.linux import default_hotkey, name, session

__all__ = ["default_hotkey", "name", "session"]
