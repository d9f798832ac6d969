"""A model that is on its way: how far, how fast, and how it ended. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath

from sayso.control.choices import AUTO
from sayso.core.events import Event, Level, LoadProgress, Notice, RecognizerChanged
from sayso.core.health import Health
from sayso.desktop.wording import can_be_stopped

WINDOW_SECONDS = 5.0
"""A speed is that of so long: shorter ones jump, longer ones lag."""

_LEAST_SECONDS = 1.0

Reading = tuple[float, float]
"""When, in the clock's seconds, and how many bytes were there."""


@dataclass(frozen=True, slots=True)
class Coming:
    """model: the id of what was asked for; empty: nothing. progress: the latest step, until it is
    over. readings: of the download, for its speed. failed: why it could not be had. ready: it is
    there, and serves."""

    model: str = ""
    progress: LoadProgress | None = None
    readings: tuple[Reading, ...] = ()
    failed: str = ""
    ready: bool = False

    @property
    def stoppable(self) -> bool:
        return can_be_stopped(self.progress)

    @property
    def speed(self) -> float | None:
        """Bytes a second; None: not known yet."""
        return speed(self.readings)


def speed(readings: tuple[Reading, ...]) -> float | None:
    """From the first reading to the last; None where that is too short to tell."""
    if len(readings) < 2:
        return None
    (begun, before), (now, done) = readings[0], readings[-1]
    return (done - before) / (now - begun) if now - begun >= _LEAST_SECONDS else None


def with_reading(readings: tuple[Reading, ...], now: float, done: float) -> tuple[Reading, ...]:
    """Of the last seconds only; those of a file that is fetched anew count no more."""
    if readings and done < readings[-1][1]:
        return ((now, done),)
    kept = [reading for reading in readings if now - reading[0] <= WINDOW_SECONDS]
    return (*kept, (now, done))


def asked(model: str) -> Coming:
    """It was just asked for."""
    return Coming(model)


def after(coming: Coming, event: Event, now: float) -> Coming:
    """Once ``event`` has happened."""
    match event:
        case LoadProgress():
            bytes_come = event.unit == "bytes" and can_be_stopped(event) and event.done > 0
            return replace(
                coming,
                progress=event,
                readings=with_reading(coming.readings, now, event.done) if bytes_come else (),
                failed="",
            )
        case RecognizerChanged(health=Health.READY | Health.DEGRADED):
            if coming.stoppable:
                return coming  # it is the stand-in that serves meanwhile
            own = PurePath(event.model).name == PurePath(coming.model).name
            ready = own or (coming.model == event.engine) or coming.model == AUTO
            return Coming(coming.model, failed=coming.failed, ready=ready)
        case RecognizerChanged(health=Health.UNAVAILABLE):
            return Coming(coming.model, failed=event.message or coming.failed)
        case Notice(level=Level.ERROR) if coming.progress is not None or coming.model:
            return Coming(coming.model, failed=event.text)
        case Notice(level=Level.INFO) if coming.stoppable:
            return Coming(failed=event.text)  # it was stopped, which this tells
        case _:
            return coming
