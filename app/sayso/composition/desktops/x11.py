"""The ways into windows, and what is known of them, on X11."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sayso.composition.desktops.at_spi import at_spi
from sayso.composition.desktops.kinds import kind_by
from sayso.core.ports import Clock, Still, Way, alone
from sayso.pipeline.type_out.applications import Special
from sayso.pipeline.type_out.method import Method
from sayso.pipeline.type_out.placing import Desktop
from sayso.pipeline.type_out.x11.copy import X11Copy
from sayso.pipeline.type_out.x11.erase import X11Erase
from sayso.pipeline.type_out.x11.focus import X11Focus
from sayso.pipeline.type_out.x11.keys import X11Keys
from sayso.pipeline.type_out.x11.paste import X11Paste
from sayso.pipeline.type_out.x11.thread import SelectionThread


def x11(
    clock: Clock,
    display_name: str | None = None,
    *,
    specials: Mapping[str, Special] = {},
    bus: str | None = None,
    still: Still = alone,
) -> Desktop:
    """display_name: as in DISPLAY, which holds where it is None; bus: the session bus's address.
    still: keeps our own windows from asking the server anything."""
    thread = SelectionThread(clock, display_name, still)
    kind = kind_by(specials)
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
        accessibility=at_spi(clock, bus),
        onlooker=lambda: at_spi(clock, bus),
        erasers=(X11Erase(thread, clock, specials),),
        release=thread.close,
        held=thread.wait_until_released,
    )
