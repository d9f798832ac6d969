"""Whether a way into the focused window has what it needs. Types nothing and copies nothing."""

from __future__ import annotations

import shutil
import subprocess

from sayso.cli.doctor import Finding, Result
from sayso.core.errors import InsertionError
from sayso.pipeline.type_out.method import Method

_COMMAND_SECONDS = 3.0


def look(way: Method) -> Finding:
    """Raises InsertionError where it cannot work."""
    match way:
        case Method.X11_PASTE | Method.X11_KEYS | Method.X11_COPY:
            return _x11(way)
        case Method.COMMANDS_PASTE | Method.COMMANDS_COPY | Method.WAYLAND_KEYS:
            return _commands(way)
        case Method.KEYS:
            return _pynput()


def _x11(way: Method) -> Finding:
    try:
        from Xlib.display import Display
        from Xlib.error import DisplayConnectionError, DisplayNameError, XauthError
    except ImportError as error:
        raise InsertionError("python-xlib is missing; install Sayso again.") from error
    try:
        display = Display()
    except (DisplayConnectionError, DisplayNameError, XauthError, OSError) as error:
        raise InsertionError(
            "There is no display to type on; start Sayso from a desktop session."
        ) from error
    try:
        xtest = display.has_extension("XTEST")
    finally:
        display.close()
    if not xtest and way is not Method.X11_COPY:
        raise InsertionError("The X server has no XTEST extension; set typing to copy.")
    return Finding(
        Result.OK,
        {
            Method.X11_PASTE: "pastes on X11, and restores the clipboard",
            Method.X11_KEYS: "types key by key on X11",
            Method.X11_COPY: "copies to the clipboard on X11, for you to paste",
        }[way],
    )


def _commands(way: Method) -> Finding:
    from sayso.composition import machine
    from sayso.pipeline.type_out.clipboard_commands import WAYLAND

    if machine.session() != "wayland":
        return Finding(Result.OK, "uses the system's own clipboard commands")
    types = way is not Method.COMMANDS_COPY
    if types and shutil.which("wtype") is None:
        raise InsertionError("The command wtype is missing; install the package wtype.")
    if types and not _wtype_works():
        raise InsertionError("This Wayland desktop does not let wtype type; set typing to copy.")
    if way is Method.WAYLAND_KEYS:
        return Finding(Result.OK, "types key by key with wtype")
    if not WAYLAND.missing():
        what = "pastes with wl-clipboard and wtype" if types else "copies with wl-clipboard"
        return Finding(Result.OK, what)
    if not types:
        raise InsertionError("The command wl-copy is missing; install the package wl-clipboard.")
    return Finding(
        Result.WARN,
        "types key by key with wtype, which is slow",
        "Install the package wl-clipboard: then Sayso pastes.",
    )


def _wtype_works() -> bool:
    """Has it connect, wait for a millisecond and go."""
    try:
        done = subprocess.run(
            ["wtype", "-s", "1"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_COMMAND_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _pynput() -> Finding:
    try:
        from pynput.keyboard import Controller

        Controller()
    except Exception as error:  # what it raises differs with the system and its version
        raise InsertionError(
            "The keyboard cannot be reached; allow Sayso to control this computer in the system's "
            "privacy settings."
        ) from error
    return Finding(Result.OK, "types key by key")
