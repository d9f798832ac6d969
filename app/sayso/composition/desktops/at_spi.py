"""Linux's accessibility, as X11 and Wayland both have it."""

from __future__ import annotations

from sayso.core.ports import Accessibility, Clock
from sayso.pipeline.type_out.dbus.accessibility import AtSpi
from sayso.platforms import current


def at_spi(clock: Clock, bus: str | None = None) -> Accessibility:
    """Of the session bus at that address, or of the person's."""
    return AtSpi(current.session_bus() if bus is None else bus, clock)
