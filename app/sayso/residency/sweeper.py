"""The thread that lets models go whose time is over, or when memory gets short."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from sayso.core.ports import Clock
from sayso.residency.policy import CALM, Pressure

log = logging.getLogger(__name__)

_SHORTEST_SECONDS = 0.05
"""Of a wait: a clock that moves in steps must not keep the thread awake until the moment comes."""

_CLOSE_SECONDS = 5.0
"""Somebody may be closing a model on this thread; it ends with the process anyway."""


class Sweepable(Protocol):
    """What the sweeper needs of a `sayso.residency.registry.Registry`."""

    def sweep(self, pressure: Pressure) -> object:
        """Let go of what has to."""

    def next_look(self) -> float | None:
        """Seconds until somebody's time is over; None if nobody's will be."""

    def minds_memory(self) -> bool:
        """Whether full memory would make anybody go."""


class Sweeper:
    """Sleeps until a model's time is over or somebody nudges it. Reads how full the memory is only
    while that would make a difference, and then at most every ``every_seconds``."""

    def __init__(
        self,
        registries: Sequence[Sweepable],
        read_pressure: Callable[[], Pressure],
        *,
        clock: Clock,
        every_seconds: float,
        wait: Callable[[threading.Event, float | None], object] = threading.Event.wait,
    ) -> None:
        """``wait`` returns when the event is set or after so many seconds (None: only then)."""
        self._registries = registries
        self._read_pressure = read_pressure
        self._clock = clock
        self._every_seconds = every_seconds
        self._wait = wait
        self._read_at = -math.inf  # when the memory may be read again
        self._nudged = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def nudge(self) -> None:
        """Look again now: the limits changed, or something came back. From any thread."""
        self._nudged.set()

    def close(self) -> None:
        """May be called twice, and without `start`."""
        self._closing = True
        self._nudged.set()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join(_CLOSE_SECONDS)

    def _run(self) -> None:
        while True:
            self._nudged.clear()  # before looking: whoever nudges during the look is heard after it
            if self._closing:
                return
            self._wait(self._nudged, self._look())

    def _look(self) -> float | None:
        """Sweep once. Returns the seconds until the next time, or None."""
        waits = []
        pressure = self._pressure()
        for registry in self._registries:
            try:
                registry.sweep(pressure)
                if (seconds := registry.next_look()) is not None:
                    waits.append(seconds)
            except Exception:
                log.exception("The sweeper could not sweep")
                waits.append(self._every_seconds)
        if self._minds_memory():
            waits.append(self._read_at - self._clock())
        return max(min(waits), _SHORTEST_SECONDS) if waits else None

    def _pressure(self) -> Pressure:
        now = self._clock()
        if now < self._read_at or not self._minds_memory():
            return CALM
        self._read_at = now + self._every_seconds
        try:
            return self._read_pressure()
        except Exception:
            log.exception("The sweeper could not read how full the memory is")
            return CALM

    def _minds_memory(self) -> bool:
        return any(registry.minds_memory() for registry in self._registries)
