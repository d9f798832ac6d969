"""Which ways into the window, and in which order. Pure."""

from __future__ import annotations

from enum import StrEnum

from sayso.core.target import Kind


class Method(StrEnum):
    """A way in; each has a module of its own."""

    X11_PASTE = "x11-paste"
    X11_KEYS = "x11-keys"
    X11_COPY = "x11-copy"
    WAYLAND_INPUT_METHOD = "wayland-input-method"
    WAYLAND_PASTE = "wayland-paste"
    WAYLAND_KEYS = "wayland-keys"
    WAYLAND_COPY = "wayland-copy"
    IBUS = "ibus"
    PORTAL = "portal"
    WINDOWS_KEYS = "windows-keys"
    WINDOWS_PASTE = "windows-paste"
    WINDOWS_COPY = "windows-copy"
    MACOS_KEYS = "macos-keys"
    MACOS_PASTE = "macos-paste"
    MACOS_COPY = "macos-copy"

    @property
    def is_keys(self) -> bool:
        """A line break would be the Return key, which sends as often as it ends a line."""
        return self in _KEYS


_KEYS = frozenset(
    {
        Method.X11_KEYS, Method.WAYLAND_KEYS, Method.PORTAL, Method.WINDOWS_KEYS,
        Method.MACOS_KEYS,
    }
)  # fmt: skip

_COPY = {
    "x11": Method.X11_COPY,
    "wayland": Method.WAYLAND_COPY,
    "windows": Method.WINDOWS_COPY,
    "macos": Method.MACOS_COPY,
}
_PASTE = {
    "x11": (Method.X11_PASTE,),
    "wayland": (Method.WAYLAND_PASTE,),
    "windows": (Method.WINDOWS_PASTE,),
    "macos": (Method.MACOS_PASTE,),
}
_BY_KEYS = {
    "x11": (Method.X11_KEYS,),
    "wayland": (Method.WAYLAND_KEYS, Method.PORTAL),
    "windows": (Method.WINDOWS_KEYS,),
    "macos": (Method.MACOS_KEYS,),
}
_WAYLAND = (
    Method.WAYLAND_INPUT_METHOD,
    Method.WAYLAND_PASTE,
    Method.WAYLAND_KEYS,
    Method.IBUS,
    Method.PORTAL,
)
"""From the most exact to what is left on a desktop that lets no client type: GNOME's and KDE's."""

_WAYLAND_TERMINAL = (
    Method.WAYLAND_PASTE,
    Method.WAYLAND_KEYS,
    Method.WAYLAND_INPUT_METHOD,
    Method.IBUS,
    Method.PORTAL,
)
"""foot (1.13) drops what an input method commits while it tells of a cursor that has moved, and
does not say so: of 20 texts of 3000 characters that were echoed, 17 came short. Pasted, none did.
"""

LONG_CHARACTERS = 500
"""On Windows keys are exact and touch no clipboard, but a long text is an event for each of its
characters, and slow windows draw each."""


def ways(platform: str, session: str, setting: str, kind: Kind, text: str) -> tuple[Method, ...]:
    """The ways to try, in order: one that is unavailable is passed over.

    platform: ``linux``, ``macos`` or ``windows``; session: ``x11``, ``wayland`` or ``none`` (only
    asked on Linux, where ``none`` is tried as X11, whose way then says that there is no display);
    setting: ``typing.typing``, or what `typing_for` has for the application. Raises ValueError for
    any other word.

    A window that shows another machine gets real keys and nothing else: that machine pastes from
    its own clipboard, which holds something old.
    """
    desktop = _desktop(platform, session)
    if setting == "copy":
        return (_COPY[desktop],)
    if setting == "paste":
        return _PASTE[desktop]
    if setting == "keys":
        return _BY_KEYS[desktop]
    if setting != "auto":
        raise ValueError(f"unknown way of typing {setting!r}")
    if kind is Kind.REMOTE:
        return _BY_KEYS[desktop]
    if desktop == "wayland":
        return _WAYLAND_TERMINAL if kind is Kind.TERMINAL else _WAYLAND
    if desktop == "windows" and len(text) <= LONG_CHARACTERS and "\n" not in text:
        return (*_BY_KEYS[desktop], *_PASTE[desktop])
    return (*_PASTE[desktop], *_BY_KEYS[desktop])


def copying(platform: str, session: str) -> Method:
    """How a text is put on the clipboard. Raises ValueError as `ways` does."""
    return _COPY[_desktop(platform, session)]


def _desktop(platform: str, session: str) -> str:
    if platform in ("macos", "windows"):
        return platform
    if platform != "linux":
        raise ValueError(f"unknown platform {platform!r}")
    if session not in ("x11", "wayland", "none"):
        raise ValueError(f"unknown session {session!r}")
    return "wayland" if session == "wayland" else "x11"
