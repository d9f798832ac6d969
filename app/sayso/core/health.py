"""How a recognizer is, and which changes of that there can be."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Health(StrEnum):
    """::

        unloaded ──→ starting ──→ warming_up ──→ ready ⇄ busy
            ↑            ↓             ↓           ↓      ↓
            └──────── unavailable ←────┴─ degraded ⇄ busy

    `LEGAL` has every arrow.
    """

    UNLOADED = "unloaded"
    """Not in memory: not asked for yet, or evicted. Loads when it is needed."""
    STARTING = "starting"
    """Its files are being read."""
    WARMING_UP = "warming_up"
    """In memory; the first passes, which take longer, are made on nobody's words."""
    READY = "ready"
    BUSY = "busy"
    """Recognising."""
    DEGRADED = "degraded"
    """Serves, but not as it was asked to: it stands in for another, or keeps failing."""
    UNAVAILABLE = "unavailable"
    """Could not be loaded. Says why, and when it is tried again."""

    @property
    def serves(self) -> bool:
        """Whether an utterance is recognised without waiting for a load."""
        return self in (Health.READY, Health.BUSY, Health.DEGRADED)


LEGAL: Mapping[Health, frozenset[Health]] = MappingProxyType(
    {
        Health.UNLOADED: frozenset({Health.STARTING}),
        Health.STARTING: frozenset(
            {Health.WARMING_UP, Health.READY, Health.DEGRADED, Health.UNAVAILABLE, Health.UNLOADED}
        ),
        Health.WARMING_UP: frozenset(
            {Health.READY, Health.DEGRADED, Health.UNAVAILABLE, Health.UNLOADED}
        ),
        Health.READY: frozenset(
            {Health.BUSY, Health.DEGRADED, Health.STARTING, Health.UNAVAILABLE, Health.UNLOADED}
        ),
        Health.BUSY: frozenset(
            {Health.READY, Health.DEGRADED, Health.STARTING, Health.UNAVAILABLE, Health.UNLOADED}
        ),
        Health.DEGRADED: frozenset(
            {Health.BUSY, Health.READY, Health.STARTING, Health.UNAVAILABLE, Health.UNLOADED}
        ),
        Health.UNAVAILABLE: frozenset({Health.STARTING, Health.UNLOADED}),
    }
)
"""From each state to those that may follow it."""


def changed(before: Health, after: Health) -> Health:
    """``after``. Raises ValueError if it may not follow ``before``: a mistake in the program."""
    if after is not before and after not in LEGAL[before]:
        raise ValueError(f"{before} cannot become {after}")
    return after
