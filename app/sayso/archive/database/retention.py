"""What is too old or too much. Pure.

Clocks are wrong at times, and what they said is all there is to go by:

- Set back: what is heard then counts as kept at the newest time there was, so that it is not older
  than what came before it. Where now is before that time, nothing is too old.
- A clock without battery says 1970 after a start. Before `EARLIEST` no clock is believed: what is
  heard then counts from the first purge by a clock that is.
- Leapt ahead: a purge that finds the clock more than `LEAP` beyond the last purge's goes by that
  one's time, so that a clock that is put right within hours deletes nothing. (After weeks without
  Sayso, too old things go with the second purge.) What was heard while it was ahead is kept until
  that time has come, and what is heard after it as well; size is a limit all the same, and the
  person can delete it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

EARLIEST = 1_767_225_600.0
"""2026-01-01 UTC: there was no Sayso before."""

_DAY = 86_400.0

LEAP = 7 * _DAY


@dataclass(frozen=True, slots=True)
class Holding:
    """Something that takes room. kept_at: seconds since 1970. stays: it is not to be deleted, but
    counts."""

    id: int
    kept_at: float
    size: int
    stays: bool


def as_of(now: float, seen: float | None) -> float:
    """The time that ages are counted to. ``seen``: the clock at the last purge."""
    if now < EARLIEST:
        return -math.inf
    if seen is not None and now - seen > LEAP:
        return seen
    return now


def is_due(kept_at: float, *, days: float, as_of: float) -> bool:
    return as_of - kept_at >= days * _DAY


def due(
    holdings: Sequence[Holding], *, days: float | None, limit: int | None, as_of: float
) -> list[int]:
    """The ids of those that go. ``holdings``: the oldest first. ``limit``: bytes that may stay."""
    going: list[int] = []
    total = 0
    kept: list[Holding] = []
    for one in holdings:
        if days is not None and not one.stays and is_due(one.kept_at, days=days, as_of=as_of):
            going.append(one.id)
        else:
            kept.append(one)
            total += one.size
    if limit is not None:
        for one in kept:
            if total <= limit:
                break
            if not one.stays:
                going.append(one.id)
                total -= one.size
    return going
