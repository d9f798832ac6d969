"""The inserter that this desktop has: its focus, its ways into windows, what can read them back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from sayso import paths
from sayso.core.ports import Accessibility, Clock, Way
from sayso.core.target import Kind
from sayso.pipeline.type_out.applications import Special, Specials, kind_of
from sayso.pipeline.type_out.method import Method, ways
from sayso.pipeline.type_out.placing import Desktop, Placing
from sayso.platforms import current
from sayso.platforms.session import Session
from sayso.settings.schema import Typing


def ways_in(setting: str) -> tuple[Method, ...]:
    """That are tried on this desktop, for a short text into an ordinary window, by the setting
    ``typing``."""
    session = current.session()
    kind = "none" if session is Session.NATIVE else session
    return ways(current.name, kind, setting, Kind.WINDOW, "")


def make_inserter(typing: Callable[[], Typing]) -> Placing:
    """For the desktop that this process runs on. ``typing``: the settings as they hold when it is
    called. Raises SettingsError where ``typing_for`` cannot be understood."""
    specials = Specials(lambda: typing().typing_for)
    return Placing(_desktop(specials), typing, specials, time.monotonic)


def _desktop(specials: Mapping[str, Special]) -> Desktop:
    if current.name == "windows":
        return windows(time.monotonic, specials)
    if current.name == "macos":
        return macos(time.monotonic, specials)
    if current.session() is Session.WAYLAND:
        return wayland(time.monotonic)
    return x11(time.monotonic, specials=specials)


def x11(
    clock: Clock,
    display_name: str | None = None,
    *,
    specials: Mapping[str, Special] = {},
    bus: str | None = None,
) -> Desktop:
    """display_name: as in DISPLAY, which holds where it is None; bus: the session bus's address."""
    from sayso.pipeline.type_out.x11.copy import X11Copy
    from sayso.pipeline.type_out.x11.erase import X11Erase
    from sayso.pipeline.type_out.x11.focus import X11Focus
    from sayso.pipeline.type_out.x11.keys import X11Keys
    from sayso.pipeline.type_out.x11.paste import X11Paste
    from sayso.pipeline.type_out.x11.thread import SelectionThread

    thread = SelectionThread(clock, display_name)
    kind = _kind(specials)
    ways: dict[Method, Callable[[], Way]] = {
        Method.X11_PASTE: lambda: X11Paste(thread, clock, kind=kind),
        Method.X11_KEYS: lambda: X11Keys(thread, clock, kind=kind),
        Method.X11_COPY: lambda: X11Copy(thread),
    }
    return Desktop(
        "linux",
        "x11",
        X11Focus(display_name),
        lambda method: ways[method](),
        accessibility=_at_spi(clock, bus),
        onlooker=lambda: _at_spi(clock, bus),
        erasers=(X11Erase(thread, clock, specials),),
        release=thread.close,
        held=thread.wait_until_released,
    )


def wayland(
    clock: Clock,
    *,
    environment: Mapping[str, str] | None = None,
    address: str | None = None,
    bus: str | None = None,
) -> Desktop:
    """Of every desktop the same ways: most are unavailable on most, and are passed over.

    For a desktop other than this process's own: environment is that of its programs; address, its
    compositor's as in WAYLAND_DISPLAY; bus, its session bus's.
    """
    from sayso.pipeline.type_out.dbus.ibus import IBus
    from sayso.pipeline.type_out.dbus.portal import Portal
    from sayso.pipeline.type_out.wayland.clipboard_thread import ClipboardThread
    from sayso.pipeline.type_out.wayland.data_control import WaylandCopy, WaylandPaste
    from sayso.pipeline.type_out.wayland.erase import WaylandErase
    from sayso.pipeline.type_out.wayland.focus import WaylandFocus
    from sayso.pipeline.type_out.wayland.input_method import WaylandInputMethod
    from sayso.pipeline.type_out.wayland.virtual_keyboard import WaylandKeys

    variables = current.environment if environment is None else environment
    session_bus = current.session_bus() if bus is None else bus
    focus = WaylandFocus(clock, variables)
    thread = ClipboardThread(clock, address)
    ways: dict[Method, Callable[[], Way]] = {
        Method.WAYLAND_INPUT_METHOD: lambda: WaylandInputMethod(clock, focus, address),
        Method.WAYLAND_PASTE: lambda: WaylandPaste(clock, focus, address, thread=thread),
        Method.WAYLAND_KEYS: lambda: WaylandKeys(clock, focus, address),
        Method.WAYLAND_COPY: lambda: WaylandCopy(clock, address, thread=thread),
        Method.IBUS: lambda: IBus(clock, variables),
        Method.PORTAL: lambda: Portal(clock, session_bus, paths.portal_token_file()),
    }
    return Desktop(
        "linux",
        "wayland",
        focus,
        lambda method: ways[method](),
        accessibility=_at_spi(clock, session_bus),
        erasers=(WaylandErase(clock, focus, address),),
        release=thread.close,
        held=thread.wait_until_released,
    )


def windows(clock: Clock, specials: Mapping[str, Special]) -> Desktop:
    """Microsoft's."""
    from sayso.pipeline.type_out.windows.accessibility import UiAutomation
    from sayso.pipeline.type_out.windows.copy import WindowsCopy
    from sayso.pipeline.type_out.windows.focus import WindowsFocus
    from sayso.pipeline.type_out.windows.keys import WindowsKeys
    from sayso.pipeline.type_out.windows.paste import WindowsPaste

    kind = _kind(specials)
    ways: dict[Method, Callable[[], Way]] = {
        Method.WINDOWS_KEYS: lambda: WindowsKeys(
            clock, scancodes=lambda target: kind(target.application) is Kind.REMOTE
        ),
        Method.WINDOWS_PASTE: lambda: WindowsPaste(
            clock, terminal=lambda target: kind(target.application) is Kind.TERMINAL
        ),
        Method.WINDOWS_COPY: lambda: WindowsCopy(clock),
    }
    return Desktop(
        "windows",
        "none",
        WindowsFocus(clock),
        lambda method: ways[method](),
        accessibility=UiAutomation(clock),
        onlooker=lambda: UiAutomation(clock),
    )


def macos(clock: Clock, specials: Mapping[str, Special]) -> Desktop:
    from sayso.pipeline.type_out.macos.accessibility import MacAccessibility
    from sayso.pipeline.type_out.macos.api import MacApi
    from sayso.pipeline.type_out.macos.focus import MacFocus
    from sayso.pipeline.type_out.macos.keys import MacKeys
    from sayso.pipeline.type_out.macos.paste import MacCopy, MacPaste

    api = MacApi()
    focus = MacFocus(api, clock)
    kind = _kind(specials)
    ways: dict[Method, Callable[[], Way]] = {
        Method.MACOS_PASTE: lambda: MacPaste(api, clock, focus),
        Method.MACOS_KEYS: lambda: MacKeys(
            api, clock, focus, lambda application: kind(application) is Kind.REMOTE
        ),
        Method.MACOS_COPY: lambda: MacCopy(api),
    }
    return Desktop(
        "macos",
        "none",
        focus,
        lambda method: ways[method](),
        accessibility=MacAccessibility(api, clock),
        onlooker=lambda: MacAccessibility(api, clock),
    )


def _at_spi(clock: Clock, bus: str | None = None) -> Accessibility:
    from sayso.pipeline.type_out.dbus.accessibility import AtSpi

    return AtSpi(current.session_bus() if bus is None else bus, clock)


def _kind(specials: Mapping[str, Special]) -> Callable[[str], Kind]:
    return lambda application: kind_of(application, specials)
