"""Whether the desktop has a tray, found out without Qt: over D-Bus, or by X11's old protocol."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

_WATCHER = "org.kde.StatusNotifierWatcher"
"""https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/; Qt asks for it as well."""

_BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_SECONDS = 3.0


def host(session: str) -> str:
    """What shows tray icons, for people; empty where nothing does.

    session: as `sayso.composition.machine.session` gives it.
    """
    if session == "native":
        return "part of this system"
    if session == "none":
        return ""
    if _watcher_is_there():
        return "icons are shown by the desktop (StatusNotifier)"
    if session == "x11" and _system_tray_is_there():
        return "icons are shown by a panel (X11 system tray)"
    return ""


def questions() -> Sequence[Sequence[str]]:
    """Whichever of these programs is installed asks whether somebody has the watcher's name."""
    name, path, interface = _BUS
    return (
        ("busctl", "--user", "call", name, path, interface, "NameHasOwner", "s", _WATCHER),
        (
            "dbus-send",
            "--session",
            "--print-reply",
            f"--dest={name}",
            path,
            f"{interface}.NameHasOwner",
            f"string:{_WATCHER}",
        ),
        (
            *("gdbus", "call", "--session", "--dest", name, "--object-path", path),
            *("--method", f"{interface}.NameHasOwner", _WATCHER),
        ),
    )


def bus_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """With an address in any case: without one these programs start a bus of their own."""
    runtime = environ.get("XDG_RUNTIME_DIR")
    address = f"unix:path={runtime}/bus" if runtime else "disabled:"
    return {"DBUS_SESSION_BUS_ADDRESS": address, **environ}


def _watcher_is_there() -> bool:
    environment = bus_environment(os.environ)  # noqa: TID251 - a child's environment
    for question in questions():
        if shutil.which(question[0]) is None:
            continue
        try:
            answer = subprocess.run(
                question,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                text=True,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        if answer.returncode == 0:
            return "true" in answer.stdout
    return False


def _system_tray_is_there() -> bool:
    """Whether a panel owns the selection by which trays are found on the first screen."""
    from Xlib.display import Display
    from Xlib.error import DisplayError, XauthError
    from Xlib.X import NONE

    try:
        display = Display()
    except (DisplayError, XauthError, OSError):
        return False
    try:
        atom = display.intern_atom("_NET_SYSTEM_TRAY_S0")
        return bool(display.get_selection_owner(atom) != NONE)
    finally:
        display.close()
