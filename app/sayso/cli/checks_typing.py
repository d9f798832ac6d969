"""Whether `sayso doctor` finds ways into the windows, and what the windows tell."""

from __future__ import annotations

from sayso.cli import way_in
from sayso.cli.doctor import Finding, Result
from sayso.composition import machine
from sayso.core.ports import Clock
from sayso.settings.schema import Settings


def insertion(settings: Settings, clock: Clock) -> Finding:
    """Raises InsertionError, where no way leads into the windows."""
    return way_in.look(machine.ways_in(settings.typing.typing), _surroundings(clock))


def focus(settings: Settings) -> Finding:
    """Whether the desktop tells which window a text is meant for. Raises SettingsError."""
    inserter = machine.make_inserter(settings)
    try:
        target = inserter.aim()
    finally:
        inserter.close()
    if target is None:
        return Finding(
            Result.OK,
            "not told which window has the keyboard, so texts go where it is when they are there",
        )
    return Finding(Result.OK, f"told, and it is {target.name} that has the keyboard now")


def accessibility(settings: Settings, clock: Clock) -> Finding:
    """Whether what was typed can be read back."""
    if not settings.typing.read_back:
        return Finding(Result.OK, "not asked, as read_back is false")
    if machine.session() == "native":
        # Of the same permission as typing, or of none.
        return Finding(Result.OK, "part of this system")
    return way_in.accessibility(_surroundings(clock))


def _surroundings(clock: Clock) -> way_in.Surroundings:
    return way_in.Surroundings(machine.environment(), machine.session_bus(), clock)
