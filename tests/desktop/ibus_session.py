"""A real ibus-daemon on a private screen, and an engine that the person has set."""

from __future__ import annotations

import select
import time
from types import TracebackType
from typing import Any, Self

from screen import Screen, end

from sayso.pipeline.type_out.dbus.connection import Bus, BusError
from sayso.pipeline.type_out.dbus.ibus import addresses

START_SECONDS = 20.0

PERSONS_ENGINE = "xkb:us::eng"

_IBUS = ("org.freedesktop.IBus", "/org/freedesktop/IBus")


class IBusSession:
    """``with IBusSession(screen):`` before the windows are made: they are told to use it.

    bus: a connection of the test's own to the daemon's private bus.
    """

    def __init__(self, screen: Screen, engine: str = PERSONS_ENGINE) -> None:
        self._screen = screen
        self._engine = engine

    def __enter__(self) -> Self:
        screen = self._screen
        screen.env |= {
            "GTK_IM_MODULE": "ibus",
            "QT_IM_MODULE": "ibus",
            "XMODIFIERS": "@im=ibus",
            # GTK's module does not wait for the daemon's answer to each key, else.
            "IBUS_ENABLE_SYNC_MODE": "1",
        }
        self._process = screen.start(
            ["ibus-daemon", "--panel=disable", "--config=disable", "--emoji-extension=disable"]
        )
        try:
            self.bus = self._wait_for_bus()
            if self._engine:
                self.choose(self._engine)
        except BaseException:
            end(self._process)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.bus.close()
        end(self._process)

    def choose(self, engine: str) -> None:
        """As the person does in the desktop's menu."""
        self._call("SetGlobalEngine", "s", engine)

    def chosen(self) -> str:
        """The engine that is set; empty: none."""
        try:
            (found,) = self.bus.call(
                *_IBUS,
                "org.freedesktop.DBus.Properties",
                "Get",
                "ss",
                "org.freedesktop.IBus",
                "GlobalEngine",
                seconds=START_SECONDS,
            )
        except BusError as error:
            if "No global engine" in str(error):
                return ""
            raise
        return str(found[1][1][2])

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid

    def _call(self, member: str, signature: str, *body: Any) -> tuple[Any, ...]:
        return self.bus.call(
            *_IBUS, "org.freedesktop.IBus", member, signature, *body, seconds=START_SECONDS
        )

    def _wait_for_bus(self) -> Bus:
        """The daemon writes its address once it listens, and says so to nobody."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            for address in addresses(self._screen.env):
                try:
                    return Bus(address, time.monotonic)
                except BusError:
                    pass  # it is not so far
            if time.monotonic() > deadline:
                raise TimeoutError("ibus-daemon did not start")
            select.select([], [], [], 0.02)
