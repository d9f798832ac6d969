"""Vitals: what becomes of a model's state with each thing that happens to it."""

from __future__ import annotations

import pytest

from sayso.core.errors import RecognitionCancelled, RecognitionError
from sayso.core.health import Health
from sayso.residency.vitals import (
    FIRST_RETRY_SECONDS,
    LAST_RETRY_SECONDS,
    MOST_ERRORS_IN_ROW,
    Vitals,
    answered,
    busy,
    erred,
    load_failed,
    ready,
    returned,
    starting,
    stopped,
    unloaded,
    warming_up,
    worked,
)


def loaded(now: float = 10.0) -> Vitals:
    return ready(warming_up(starting(Vitals())), now)


def failing(times: int, vitals: Vitals | None = None) -> Vitals:
    vitals = vitals or loaded()
    for _ in range(times):
        vitals = erred(busy(vitals), "It is broken.", 20.0)
    return vitals


def test_the_way_in_and_out() -> None:
    assert starting(Vitals()) == Vitals(Health.STARTING)
    assert warming_up(starting(Vitals())) == Vitals(Health.WARMING_UP)
    assert loaded() == Vitals(Health.READY, loaded_at=10.0, last_used=10.0)
    assert returned(loaded(), 12.0).last_used == 12.0
    assert unloaded(loaded()) == Vitals(last_used=10.0)


def test_a_recognition_that_succeeds() -> None:
    working = busy(loaded())
    assert (working.health, working.working) == (Health.BUSY, 1)
    after = answered(working, 0.5, 13.0)
    assert after == Vitals(Health.READY, loaded_at=10.0, last_used=13.0, last_latency_seconds=0.5)


def test_busy_while_any_works() -> None:
    two = busy(busy(loaded()))
    one = answered(two, 0.5, 13.0)
    assert (one.health, one.working) == (Health.BUSY, 1)
    assert stopped(one, 14.0).health is Health.READY
    assert stopped(one, 14.0).last_used == 14.0


def test_what_did_not_begin_cannot_end() -> None:
    for ended in (answered(busy(loaded()), 0.1, 1.0), loaded(), Vitals()):
        with pytest.raises(ValueError, match="nothing was recognised"):
            stopped(ended, 2.0)


def test_too_many_errors_in_a_row_degrade() -> None:
    most = failing(MOST_ERRORS_IN_ROW)
    assert (most.health, most.why, most.errors_in_row) == (Health.READY, "", MOST_ERRORS_IN_ROW)
    more = failing(1, most)
    assert (more.health, more.why) == (Health.DEGRADED, "It is broken.")
    assert (more.errors, more.errors_in_row, more.last_used) == (6, 6, 20.0)
    again = stopped(busy(more), 21.0)
    assert (again.health, again.why) == (Health.DEGRADED, "It is broken.")


def test_a_success_resets_the_row_but_not_the_count() -> None:
    well = answered(busy(failing(MOST_ERRORS_IN_ROW + 1)), 0.5, 30.0)
    assert (well.health, well.why, well.errors, well.errors_in_row) == (Health.READY, "", 6, 0)
    assert failing(MOST_ERRORS_IN_ROW, well).health is Health.READY


def test_errors_are_counted_from_the_load() -> None:
    again = ready(starting(unloaded(failing(7))), 50.0)
    assert again == Vitals(Health.READY, loaded_at=50.0, last_used=50.0)


def test_loads_that_fail_are_tried_ever_more_rarely() -> None:
    vitals, pauses = Vitals(), []
    for _ in range(2000):
        vitals = load_failed(starting(vitals), "No such file.", 100.0)
        assert vitals.retry_at is not None
        pauses.append(vitals.retry_at - 100.0)
    assert pauses[:7] == [15, 30, 60, 120, 240, 480, 600]
    assert pauses[0] == FIRST_RETRY_SECONDS
    assert set(pauses[6:]) == {LAST_RETRY_SECONDS}
    assert (vitals.health, vitals.why) == (Health.UNAVAILABLE, "No such file.")
    assert vitals.failed_loads == 2000
    assert starting(vitals).retry_at is None
    assert starting(vitals).why == ""


def test_a_load_alone_does_not_make_up_for_those_that_failed() -> None:
    """Else a model that loads well and always breaks at work would be loaded without end."""
    broke = load_failed(busy(loaded()), "It broke.", 100.0)
    assert (broke.loaded_at, broke.working, broke.failed_loads) == (None, 0, 1)
    again = ready(starting(broke), 120.0)
    assert load_failed(again, "It broke.", 130.0).retry_at == 130.0 + 30.0
    assert answered(busy(again), 0.5, 130.0).failed_loads == 0
    assert unloaded(again).failed_loads == 0


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (None, answered(busy(loaded()), 0.5, 30.0)),
        (RecognitionError("It failed."), erred(busy(loaded()), "It failed.", 30.0)),
        (RecognitionCancelled("Stop."), stopped(busy(loaded()), 30.0)),
        (KeyboardInterrupt(), stopped(busy(loaded()), 30.0)),
    ],
)
def test_how_work_ended(error: BaseException | None, expected: Vitals) -> None:
    assert worked(busy(loaded()), error, 0.5, 30.0) == expected


def test_a_mistake_in_the_engine_counts_as_error_and_is_not_quoted() -> None:
    vitals = failing(MOST_ERRORS_IN_ROW)
    vitals = worked(busy(vitals), ValueError("what was said"), 0.5, 30.0)
    assert vitals.health is Health.DEGRADED
    assert vitals.why == "It failed unexpectedly (ValueError): see the log."


def test_what_cannot_follow_raises() -> None:
    with pytest.raises(ValueError, match="unloaded cannot become ready"):
        ready(Vitals(), 1.0)
    with pytest.raises(ValueError, match="unloaded cannot become busy"):
        busy(Vitals())
    with pytest.raises(ValueError, match="unavailable cannot become busy"):
        busy(load_failed(starting(Vitals()), "", 1.0))
