"""Pure: which models have to leave the memory, and when to look again.

Three rules, each of which can be switched off: a cap on how many there are (LRU), a time to live
after the last use (TTL), and a limit to how full the memory is. A model that is lent out never
goes. Of the others the one used longest ago goes first, whichever rule it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sayso.residency.model import ModelKey

REST_SECONDS = 30.0
"""A model used less long ago is spared when memory is short. Between the sentences of one dictation
there are seconds: on a machine that is always full each of them would pay for a load, and the
memory would be taken again at once. Chosen, not measured."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may stay.

    max_models: models in memory, those that are lent out included.
    ttl_seconds: after the last use; -1 is for ever, 0 until the last lease is back.
    memory_limit_percent: of the computer's memory, or a graphics card's, by whomever it is used;
        100 is no limit.
    """

    max_models: int
    ttl_seconds: float
    memory_limit_percent: float


@dataclass(frozen=True, slots=True)
class Resident:
    """A model in memory. Times in seconds of one monotonic clock."""

    key: ModelKey
    leases: int
    loaded_at: float
    last_used: float


@dataclass(frozen=True, slots=True)
class Pressure:
    """How full the memory is, in percent; of graphics cards by their index. 0: not known."""

    ram_percent: float = 0.0
    vram_percent: Mapping[int, float] = field(default_factory=dict)


CALM = Pressure()
"""There is memory enough, or nobody looked."""


def whom_to_evict(
    residents: Sequence[Resident],
    limits: Limits,
    now: float,
    pressure: Pressure = CALM,
) -> tuple[ModelKey, ...]:
    """In the order in which they should go. Of two used at the same moment the first given goes.

    Full memory costs one model at a time, and none where the other rules make some already: what
    they give back shows only afterwards. A full graphics card costs one that is on it.
    """
    idle = sorted(_idle(residents), key=lambda it: it.last_used)
    expired = sum(_due(it, limits) <= now for it in idle) if limits.ttl_seconds >= 0 else 0
    over = len(residents) - limits.max_models
    # Both rules take from the same end.
    going = idle[: max(expired, over, 0)]

    rested = [it for it in idle if it not in going and now - it.last_used >= REST_SECONDS]
    for index, percent in sorted(pressure.vram_percent.items()):
        place = f"cuda:{index}"
        if percent > limits.memory_limit_percent and not _on(place, going):
            going += _on(place, rested)[:1]
    if pressure.ram_percent > limits.memory_limit_percent and not going:
        going = rested[:1]
    return tuple(it.key for it in going)


def next_look(residents: Sequence[Resident], limits: Limits, now: float) -> float | None:
    """Seconds until the next model's time to live is over, 0 if one's is; None: no such model."""
    if limits.ttl_seconds < 0:
        return None
    due = [_due(it, limits) for it in _idle(residents)]
    return max(0.0, min(due) - now) if due else None


def _idle(residents: Sequence[Resident]) -> list[Resident]:
    return [it for it in residents if not it.leases]


def _due(resident: Resident, limits: Limits) -> float:
    return resident.last_used + limits.ttl_seconds


def _on(place: str, residents: Sequence[Resident]) -> list[Resident]:
    return [it for it in residents if it.key.place == place]
