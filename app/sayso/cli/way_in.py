"""Which ways lead into the windows of this desktop. Types nothing and copies nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sayso.cli.doctor import Finding, Result
from sayso.core.errors import InsertionError, WayUnavailable
from sayso.core.ports import Clock
from sayso.pipeline.type_out.method import Method

if TYPE_CHECKING:
    from sayso.pipeline.type_out.dbus.connection import Bus

BUS_SECONDS = 1.0
"""For each question on a D-Bus, which is answered in a millisecond or so."""

PORTAL_SECONDS = 5.0
"""D-Bus may have to start the portal, as it will when text is to be typed."""

_WORDS = {
    Method.X11_PASTE: "clipboard paste (X11)",
    Method.X11_KEYS: "keys (X11)",
    Method.X11_COPY: "the clipboard only (X11)",
    Method.WAYLAND_INPUT_METHOD: "input method (Wayland)",
    Method.WAYLAND_PASTE: "clipboard paste (Wayland)",
    Method.WAYLAND_KEYS: "keys (Wayland)",
    Method.WAYLAND_COPY: "the clipboard only (Wayland)",
    Method.IBUS: "IBus",
    Method.PORTAL: "the RemoteDesktop portal, which asks you first",
    Method.WINDOWS_KEYS: "keys",
    Method.WINDOWS_PASTE: "clipboard paste",
    Method.WINDOWS_COPY: "the clipboard only",
    Method.MACOS_KEYS: "keys",
    Method.MACOS_PASTE: "clipboard paste",
    Method.MACOS_COPY: "the clipboard only",
}

_DAEMON = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_PROPERTIES = "org.freedesktop.DBus.Properties"
_PORTAL = "org.freedesktop.portal.Desktop"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a desktop is asked. environ: the session's environment; bus: its D-Bus's address, empty
    where there is none."""

    environ: Mapping[str, str]
    bus: str
    clock: Clock


def look(methods: Sequence[Method], around: Surroundings) -> Finding:
    """``methods``: in the order in which they are tried. Raises InsertionError where none of them
    can work here."""
    offered: list[str] = []
    missing: list[str] = []
    why: list[InsertionError] = []
    for method in methods:
        try:
            _PROBES[method](around)
        except InsertionError as error:
            missing.append(_WORDS[method])
            why.append(error)
        else:
            offered.append(_WORDS[method])
    if not offered:
        raise why[0]
    found = ", then ".join(offered)
    if missing:
        found += f"; not offered here: {', '.join(missing)}"
    return Finding(Result.OK, found)


def accessibility(around: Surroundings) -> Finding:
    """Whether what was typed can be read back. Of AT-SPI, which Linux has."""
    off = Finding(Result.OK, "off, so what a window does not confirm itself cannot be read back")
    from sayso.pipeline.type_out.dbus.connection import Bus, BusError

    if not around.bus:
        return off
    try:
        bus = Bus(around.bus, around.clock, seconds=BUS_SECONDS)
        try:
            if not _has_owner(bus, "org.a11y.Bus"):
                return off
            (enabled,) = bus.call(
                *("org.a11y.Bus", "/org/a11y/bus", _PROPERTIES, "Get", "ss"),
                *("org.a11y.Status", "IsEnabled"),
                seconds=BUS_SECONDS,
            )
        finally:
            bus.close()
    except BusError:
        return off
    if enabled[1]:
        return Finding(Result.OK, "on: windows tell what stands in their fields")
    return Finding(Result.OK, "on for GTK; Qt and browsers tell only once a screen reader is used")


def _x11(around: Surroundings) -> None:
    """Raises WayUnavailable."""
    if not _xtest(around):
        raise WayUnavailable("The X server has no XTEST extension; set typing to copy.")


def _x11_display(around: Surroundings) -> None:
    """Raises WayUnavailable."""
    _xtest(around)


def _xtest(around: Surroundings) -> bool:
    """Raises WayUnavailable where there is no display."""
    try:
        from Xlib.display import Display
        from Xlib.error import DisplayError, XauthError
    except ImportError as error:
        raise WayUnavailable("python-xlib is missing; install Sayso again.") from error
    try:
        display = Display(around.environ.get("DISPLAY", ""))
    except (DisplayError, XauthError, OSError) as error:
        raise WayUnavailable(
            "There is no display to type on; start Sayso from a desktop around."
        ) from error
    try:
        return bool(display.has_extension("XTEST"))
    finally:
        display.close()


def _wayland(wanted: Sequence[Sequence[str]], what: str) -> Callable[[Surroundings], None]:
    """Of each row one interface must be offered, and a seat."""

    def probe(around: Surroundings) -> None:
        from sayso.pipeline.type_out.wayland.connection import Connection

        with Connection(around.clock, around.environ.get("WAYLAND_DISPLAY")) as connection:
            connection.seat()
            for row in wanted:
                if not any(name in connection.globals for name in row):
                    raise WayUnavailable(
                        f"This Wayland desktop lets no program {what}; set typing to copy."
                    )

    return probe


def _ibus(around: Surroundings) -> None:
    """Raises WayUnavailable."""
    from sayso.pipeline.type_out.dbus.connection import Bus, BusError
    from sayso.pipeline.type_out.dbus.ibus import addresses

    for address in addresses(around.environ):
        try:
            Bus(address, around.clock, seconds=BUS_SECONDS).close()
        except BusError:
            continue
        return
    raise WayUnavailable("IBus does not run in this session; set typing to copy.")


def _portal(around: Surroundings) -> None:
    """Raises WayUnavailable."""
    from sayso.pipeline.type_out.dbus.connection import Bus, BusError

    missing = WayUnavailable("This desktop has no RemoteDesktop portal; set typing to copy.")
    if not around.bus:
        raise missing
    try:
        bus = Bus(around.bus, around.clock, seconds=BUS_SECONDS)
        try:
            bus.call(
                *(_PORTAL, "/org/freedesktop/portal/desktop", _PROPERTIES, "Get", "ss"),
                *("org.freedesktop.portal.RemoteDesktop", "version"),
                seconds=PORTAL_SECONDS,
            )
        finally:
            bus.close()
    except BusError as error:
        raise missing from error


def _macos(around: Surroundings) -> None:
    """Raises WayUnavailable."""
    from sayso.pipeline.type_out.macos.api import MacApi

    try:
        trusted = MacApi().trusted()
    except ImportError as error:
        raise WayUnavailable("A part of Sayso is missing (pyobjc); install it again.") from error
    if not trusted:
        raise WayUnavailable(
            "macOS does not let Sayso type; allow it in System Settings, Privacy & Security, "
            "Accessibility."
        )


def _always(around: Surroundings) -> None:
    """It is part of the system, and what it can tell beforehand is that it is there."""


def _has_owner(bus: Bus, name: str) -> bool:
    """Asking a name that nobody has would start its service."""
    return bool(bus.call(*_DAEMON, "NameHasOwner", "s", name, seconds=BUS_SECONDS)[0])


_DATA_CONTROL = ("ext_data_control_manager_v1", "zwlr_data_control_manager_v1")
_INPUT_METHOD = ("zwp_input_method_manager_v2",)
_KEYBOARD = ("zwp_virtual_keyboard_manager_v1",)

_PROBES: Mapping[Method, Callable[[Surroundings], None]] = {
    Method.X11_PASTE: _x11,
    Method.X11_KEYS: _x11,
    Method.X11_COPY: _x11_display,
    Method.WAYLAND_INPUT_METHOD: _wayland([_INPUT_METHOD], "be an input method"),
    Method.WAYLAND_PASTE: _wayland([_DATA_CONTROL, _KEYBOARD], "paste"),
    Method.WAYLAND_KEYS: _wayland([_KEYBOARD], "press keys"),
    Method.WAYLAND_COPY: _wayland([_DATA_CONTROL], "reach the clipboard"),
    Method.IBUS: _ibus,
    Method.PORTAL: _portal,
    Method.WINDOWS_KEYS: _always,
    Method.WINDOWS_PASTE: _always,
    Method.WINDOWS_COPY: _always,
    Method.MACOS_KEYS: _macos,
    Method.MACOS_PASTE: _macos,
    Method.MACOS_COPY: _always,
}
