"""Which way into the window, and what may be typed there. Pure."""

from __future__ import annotations

import re
from enum import StrEnum


class Method(StrEnum):
    """A way in; each has a module of its own."""

    X11_PASTE = "x11-paste"
    X11_KEYS = "x11-keys"
    X11_COPY = "x11-copy"
    COMMANDS_PASTE = "commands-paste"
    COMMANDS_COPY = "commands-copy"
    WAYLAND_KEYS = "wayland-keys"
    KEYS = "keys"


_X11 = {
    "auto": Method.X11_PASTE,
    "paste": Method.X11_PASTE,
    "keys": Method.X11_KEYS,
    "copy": Method.X11_COPY,
}
_WAYLAND = {
    "auto": Method.COMMANDS_PASTE,
    "paste": Method.COMMANDS_PASTE,
    "keys": Method.WAYLAND_KEYS,
    "copy": Method.COMMANDS_COPY,
}
_ELSEWHERE = {
    "auto": Method.KEYS,
    "paste": Method.COMMANDS_PASTE,
    "keys": Method.KEYS,
    "copy": Method.COMMANDS_COPY,
}


def choose(platform: str, session: str, setting: str) -> Method:
    """The way in.

    platform: ``linux``, ``macos`` or ``windows``; session: ``x11``, ``wayland`` or ``none`` (only
    asked on Linux, where ``none`` is tried as X11, whose way then says that there is no display);
    setting: ``typing.typing``. Raises ValueError for any other word.
    """
    if platform == "linux":
        if session not in ("x11", "wayland", "none"):
            raise ValueError(f"unknown session {session!r}")
        ways = _WAYLAND if session == "wayland" else _X11
    elif platform in ("macos", "windows"):
        ways = _ELSEWHERE
    else:
        raise ValueError(f"unknown platform {platform!r}")
    if setting not in ways:
        raise ValueError(f"unknown way of typing {setting!r}")
    return ways[setting]


_BREAKS = "\t\n\v\f\r\x85\u2028\u2029"
_NEVER = re.compile(
    # C0 and C1 but for the breaks, DEL, bidirectional embeddings, overrides and isolates (they
    # let a text show something other than what it holds), and halves of surrogate pairs, which
    # no encoding can carry.
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_BREAK = re.compile(f" *[{_BREAKS}][ {_BREAKS}]*")


def typeable(text: str) -> str:
    """``text`` without anything that a window could take for a command.

    In a terminal a line break runs the line and a tab completes it, so each break, with the spaces
    around it, becomes one space; other control characters are dropped. Twice is the same as once.
    """
    return _BREAK.sub(" ", _NEVER.sub("", text))
