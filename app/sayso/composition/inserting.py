"""The inserter that this desktop has: its focus, its ways into windows, what can read them back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Protocol

from sayso.core.ports import Clock
from sayso.core.target import Kind
from sayso.pipeline.type_out.applications import Special, Specials
from sayso.pipeline.type_out.method import Method, ways
from sayso.pipeline.type_out.placing import Desktop, Placing
from sayso.platforms import current
from sayso.platforms.session import Session
from sayso.settings.schema import Typing


class _Makes(Protocol):
    """What a module of `sayso.composition.desktops` has."""

    def __call__(self, clock: Clock, *, specials: Mapping[str, Special]) -> Desktop: ...


def ways_in(setting: str) -> tuple[Method, ...]:
    """That are tried on this desktop, for a short text into an ordinary window, by the setting
    ``typing``."""
    session = current.session()
    kind = "none" if session is Session.NATIVE else session
    return ways(current.name, kind, setting, Kind.WINDOW, "")


def prepare() -> None:
    """Import what `make_inserter` needs on this desktop: there is more time now than then."""
    _maker()


def make_inserter(typing: Callable[[], Typing]) -> Placing:
    """For the desktop that this process runs on. ``typing``: the settings as they hold when it is
    called. Raises SettingsError where ``typing_for`` cannot be understood."""
    specials = Specials(lambda: typing().typing_for)
    desktop = _maker()(time.monotonic, specials=specials)
    return Placing(desktop, typing, specials, time.monotonic)


def _maker() -> _Makes:
    if current.name == "windows":
        from sayso.composition.desktops.windows import windows

        return windows
    if current.name == "macos":
        from sayso.composition.desktops.macos import macos

        return macos
    if current.session() is Session.WAYLAND:
        from sayso.composition.desktops.wayland import wayland

        def make(clock: Clock, *, specials: Mapping[str, Special]) -> Desktop:
            del specials  # its ways are the same into all applications
            return wayland(clock)

        return make
    from sayso.composition.desktops.x11 import x11

    return x11
