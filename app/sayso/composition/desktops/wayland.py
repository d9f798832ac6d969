"""The ways into windows, and what is known of them, on Wayland."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sayso import paths
from sayso.composition.desktops.at_spi import at_spi
from sayso.core.ports import Clock, Way
from sayso.pipeline.type_out.dbus.ibus import IBus
from sayso.pipeline.type_out.dbus.portal import Portal
from sayso.pipeline.type_out.method import Method
from sayso.pipeline.type_out.placing import Desktop
from sayso.pipeline.type_out.wayland.clipboard_thread import ClipboardThread
from sayso.pipeline.type_out.wayland.data_control import WaylandCopy, WaylandPaste
from sayso.pipeline.type_out.wayland.erase import WaylandErase
from sayso.pipeline.type_out.wayland.focus import WaylandFocus
from sayso.pipeline.type_out.wayland.input_method import WaylandInputMethod
from sayso.pipeline.type_out.wayland.virtual_keyboard import WaylandKeys
from sayso.platforms import current


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
        accessibility=at_spi(clock, session_bus),
        erasers=(WaylandErase(clock, focus, address),),
        release=thread.close,
        held=thread.wait_until_released,
    )
