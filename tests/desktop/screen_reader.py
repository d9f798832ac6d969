"""What windows say to a screen reader, as Orca asks them: through AT-SPI, from another process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from sayso.pipeline.type_out.dbus.connection import Bus

SECONDS = 20.0
"""For anything: only ever needed on a machine that is very busy."""

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_TEXT = "org.a11y.atspi.Text"
_COMPONENT = "org.a11y.atspi.Component"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ROOT = "/org/a11y/atspi/accessible/root"

ACTIVE, FOCUSABLE, FOCUSED, SHOWING = 1, 11, 12, 25
"""AtspiStateType."""

LABELLED_BY = 2
"""AtspiRelationType."""

CHECK_BOX, COMBO_BOX, LABEL, LIST_ITEM, PUSH_BUTTON, TEXT = 7, 11, 29, 32, 43, 61
"""AtspiRole."""


class Part(NamedTuple):
    """One object of a window. states: the numbers of those that hold."""

    name: str
    role: int
    states: frozenset[int]
    place: tuple[str, str]


class Reader:
    """Goes through windows as a screen reader does."""

    def __init__(self, address: str) -> None:
        self.bus = Bus(address, time.monotonic)

    def close(self) -> None:
        self.bus.close()

    def windows(self) -> list[Part]:
        """Of all applications."""
        return [
            window
            for application in self.children(("org.a11y.atspi.Registry", _ROOT))
            for window in map(self.part, self.children(application))
        ]

    def all(self, place: tuple[str, str]) -> list[Part]:
        found = [self.part(place)]
        for child in self.children(place):
            found += self.all(child)
        return found

    def part(self, place: tuple[str, str]) -> Part:
        name = self.ask(place, _PROPERTIES, "Get", "ss", _ACCESSIBLE, "Name")[0][1]
        role = self.ask(place, _ACCESSIBLE, "GetRole")[0]
        low, high = self.ask(place, _ACCESSIBLE, "GetState")[0]
        states = low | high << 32
        return Part(name, role, frozenset(it for it in range(64) if states >> it & 1), place)

    def label(self, part: Part) -> str:
        """Of what has its name from another one."""
        for kind, places in self.ask(part.place, _ACCESSIBLE, "GetRelationSet")[0]:
            if kind == LABELLED_BY:
                return self.part(tuple(places[0])).name
        return ""

    def text(self, part: Part) -> str:
        """What stands in a field."""
        return str(self.ask(part.place, _TEXT, "GetText", "ii", 0, -1)[0])

    def place(self, part: Part) -> tuple[int, int, int, int]:
        """Left, top, width and height on the screen."""
        left, top, width, height = self.ask(part.place, _COMPONENT, "GetExtents", "u", 0)[0]
        return left, top, width, height

    def children(self, place: tuple[str, str]) -> list[tuple[str, str]]:
        return [(bus, path) for bus, path in self.ask(place, _ACCESSIBLE, "GetChildren")[0]]

    def ask(self, place: tuple[str, str], interface: str, name: str, *body: Any) -> tuple[Any, ...]:
        return self.bus.call(*place, interface, name, *body, seconds=SECONDS)


def until(true: Callable[[], bool]) -> None:
    give_up = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < give_up
        threading.Event().wait(0.02)
