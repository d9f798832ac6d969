"""Pure: how a model is, and what becomes of that with each thing that happens to it.

Each function gives the next `Vitals`, and raises ValueError where that may not follow
(`sayso.core.health.LEGAL`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sayso.core.errors import RecognitionCancelled, SaysoError
from sayso.core.health import Health, changed

MOST_ERRORS_IN_ROW = 5
"""With more recognitions in a row that failed a model counts as degraded. The product's rule: one
error may be the audio's fault, six in a row are the model's."""

FIRST_RETRY_SECONDS = 15.0
LAST_RETRY_SECONDS = 600.0
"""After a load that failed nobody tries again for so long. It doubles with every failure, from the
first to the last: a graphics card that was full may be free in a moment, a file that is broken
stays broken, and each attempt costs what a load costs."""

_DOUBLINGS = 10  # more make no difference, and many more overflow


@dataclass(frozen=True, slots=True)
class Vitals:
    """Times in seconds of the registry's clock.

    why: a sentence for people, while it is degraded or unavailable.
    loaded_at: since when it is in memory; None while it is not.
    last_used: the end of its last recognition or lease, or of its load.
    last_latency_seconds: what the last recognition that succeeded took.
    errors: failed recognitions since it was loaded; errors_in_row: since the last that succeeded.
    working: recognitions under way.
    failed_loads: since the last recognition that succeeded, or the last orderly unloading.
    retry_at: while unavailable: nobody tries to load it before.
    """

    health: Health = Health.UNLOADED
    why: str = ""
    loaded_at: float | None = None
    last_used: float | None = None
    last_latency_seconds: float | None = None
    errors: int = 0
    errors_in_row: int = 0
    working: int = 0
    failed_loads: int = 0
    retry_at: float | None = None


def starting(vitals: Vitals) -> Vitals:
    """Somebody loads it."""
    return _next(vitals, Health.STARTING, why="", retry_at=None)


def warming_up(vitals: Vitals) -> Vitals:
    """It is loaded, and makes its first passes."""
    return _next(vitals, Health.WARMING_UP)


def ready(vitals: Vitals, now: float) -> Vitals:
    """It can be lent out. Failed loads are not forgotten yet: a model that loads well and then
    fails at its first recognition, again and again, should be tried ever more rarely too."""
    fresh = Vitals(vitals.health, failed_loads=vitals.failed_loads)
    return _next(fresh, Health.READY, loaded_at=now, last_used=now)


def busy(vitals: Vitals) -> Vitals:
    """A recognition begins, perhaps beside others."""
    return _next(vitals, Health.BUSY, working=vitals.working + 1)


def answered(vitals: Vitals, latency_seconds: float, now: float) -> Vitals:
    """A recognition succeeded: whatever was wrong before is over."""
    return _ended(
        vitals,
        now,
        why="",
        last_latency_seconds=latency_seconds,
        errors_in_row=0,
        failed_loads=0,
    )


def erred(vitals: Vitals, why: str, now: float) -> Vitals:
    """A recognition failed."""
    row = vitals.errors_in_row + 1
    reason = why if row > MOST_ERRORS_IN_ROW else ""
    return _ended(vitals, now, why=reason, errors=vitals.errors + 1, errors_in_row=row)


def stopped(vitals: Vitals, now: float) -> Vitals:
    """A recognition ended without showing anything about the model: it was cancelled."""
    return _ended(vitals, now)


def worked(
    vitals: Vitals, error: BaseException | None, latency_seconds: float, now: float
) -> Vitals:
    """A recognition ended with ``error``, or well. That it was cancelled, or the program was told
    to stop, shows nothing about the model."""
    if error is None:
        return answered(vitals, latency_seconds, now)
    if isinstance(error, RecognitionCancelled) or not isinstance(error, Exception):
        return stopped(vitals, now)
    if isinstance(error, SaysoError):
        return erred(vitals, str(error), now)
    return erred(vitals, f"It failed unexpectedly ({type(error).__name__}): see the log.", now)


def returned(vitals: Vitals, now: float) -> Vitals:
    """The last lease came back."""
    return _next(vitals, vitals.health, last_used=now)


def load_failed(vitals: Vitals, why: str, now: float) -> Vitals:
    """It could not be loaded, or broke for good."""
    failed = vitals.failed_loads + 1
    pause = FIRST_RETRY_SECONDS * 2.0 ** min(failed - 1, _DOUBLINGS)
    return _next(
        vitals,
        Health.UNAVAILABLE,
        why=why,
        loaded_at=None,
        working=0,
        failed_loads=failed,
        retry_at=now + min(pause, LAST_RETRY_SECONDS),
    )


def unloaded(vitals: Vitals) -> Vitals:
    """It left the memory in good order, or its load was given up."""
    before = Vitals(vitals.health, last_used=vitals.last_used)
    return _next(before, Health.UNLOADED)


def _ended(vitals: Vitals, now: float, **values: Any) -> Vitals:
    after = replace(vitals, working=vitals.working - 1, last_used=now, **values)
    if after.working > 0:
        return _next(after, Health.BUSY)
    if vitals.health is not Health.BUSY:
        raise ValueError(f"nothing was recognised: {vitals.health}")
    failing = after.errors_in_row > MOST_ERRORS_IN_ROW
    return _next(after, Health.DEGRADED if failing else Health.READY)


def _next(vitals: Vitals, health: Health, **values: Any) -> Vitals:
    return replace(vitals, health=changed(vitals.health, health), **values)
