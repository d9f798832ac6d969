"""The inserter that this desktop has: its focus, its ways into windows, what can read them back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TypeAlias

from sayso.core.ports import Clock, Still, alone
from sayso.core.target import Kind
from sayso.pipeline.type_out.applications import Special, Specials
from sayso.pipeline.type_out.method import Method, ways
from sayso.pipeline.type_out.placing import Desktop, Placing
from sayso.platforms import current
from sayso.platforms.session import Session
from sayso.settings.schema import Typing

_Make: TypeAlias = Callable[[Clock, Mapping[str, Special], Still], Desktop]


def ways_in(setting: str) -> tuple[Method, ...]:
    """That are tried on this desktop, for a short text into an ordinary window, by the setting
    ``typing``."""
    session = current.session()
    kind = "none" if session is Session.NATIVE else session
    return ways(current.name, kind, setting, Kind.WINDOW, "")


def prepare() -> None:
    """Import what `make_inserter` needs on this desktop: there is more time now than then."""
    _maker()


def make_inserter(typing: Callable[[], Typing], still: Still = alone) -> Placing:
    """For the desktop that this process runs on. ``typing``: the settings as they hold when it is
    called. still: of this process's own windows. Raises SettingsError where ``typing_for`` cannot
    be understood."""
    specials = Specials(lambda: typing().typing_for)
    desktop = _maker()(time.monotonic, specials, still)
    return Placing(desktop, typing, specials, time.monotonic)


def _maker() -> _Make:
    if current.name == "windows":
        from sayso.composition.desktops.windows import windows

        return lambda clock, specials, _: windows(clock, specials)
    if current.name == "macos":
        from sayso.composition.desktops.macos import macos

        return lambda clock, specials, _: macos(clock, specials)
    if current.session() is Session.WAYLAND:
        from sayso.composition.desktops.wayland import wayland

        return lambda clock, _, __: wayland(clock)
    from sayso.composition.desktops.x11 import x11

    return lambda clock, specials, still: x11(clock, specials=specials, still=still)
