"""What is too old or too much, and whose clock is believed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.archive.database.retention import EARLIEST, LEAP, Holding, as_of, due

DAY = 86_400.0
NOW = EARLIEST + 1000 * DAY


def held(*ages: float, size: int = 10, stays: tuple[int, ...] = ()) -> list[Holding]:
    return [Holding(n, NOW - age * DAY, size, n in stays) for n, age in enumerate(ages)]


def test_by_age() -> None:
    assert due(held(9, 7, 6.9, 0), days=7, limit=None, as_of=NOW) == [0, 1]
    assert due(held(9, 7, 6.9, 0, stays=(0,)), days=7, limit=None, as_of=NOW) == [1]
    assert due(held(9, 0), days=0, limit=None, as_of=NOW) == [0, 1]
    assert due(held(9, 0), days=None, limit=None, as_of=NOW) == []


def test_by_size_the_oldest_first() -> None:
    assert due(held(3, 2, 1, 0), days=None, limit=25, as_of=NOW) == [0, 1]
    assert due(held(3, 2, 1, 0), days=None, limit=30, as_of=NOW) == [0]
    assert due(held(3, 2, 1, 0), days=None, limit=40, as_of=NOW) == []
    assert due(held(3, 2, 1, 0), days=None, limit=0, as_of=NOW) == [0, 1, 2, 3]


def test_what_stays_counts() -> None:
    assert due(held(3, 2, 1, 0, stays=(0, 1)), days=None, limit=25, as_of=NOW) == [2, 3]


def test_what_goes_by_age_does_not_count() -> None:
    assert due(held(9, 2, 1), days=7, limit=20, as_of=NOW) == [0]


def test_before_it_was_kept_nothing_is_due() -> None:
    assert due(held(0), days=0, limit=None, as_of=NOW - 1) == []


def test_no_clock_before_there_was_sayso_is_believed() -> None:
    assert due(held(9), days=0, limit=None, as_of=as_of(EARLIEST - 1, None)) == []
    assert as_of(EARLIEST, None) == EARLIEST


def test_a_leap_ahead_counts_from_the_next_purge_on() -> None:
    assert as_of(NOW + LEAP, NOW) == NOW + LEAP
    assert as_of(NOW + LEAP + 1, NOW) == NOW
    assert as_of(NOW + LEAP + 2, NOW + LEAP + 1) == NOW + LEAP + 2
    assert as_of(NOW, NOW + LEAP * 9) == NOW


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.floats(0, 50), st.integers(0, 99), st.booleans()), max_size=20),
    st.none() | st.floats(0, 50),
    st.none() | st.integers(0, 999),
)
def test_what_stays_stays_and_no_more_goes_than_must(
    found: list[tuple[float, int, bool]], days: float | None, limit: int | None
) -> None:
    holdings = [
        Holding(n, NOW - age * DAY, size, stays) for n, (age, size, stays) in enumerate(found)
    ]
    going = due(holdings, days=days, limit=limit, as_of=NOW)
    assert len(set(going)) == len(going)
    left = [one for one in holdings if one.id not in going]
    assert [one for one in holdings if one.stays and one.id in going] == []
    if days is not None:
        assert all(one.stays or NOW - one.kept_at < days * DAY for one in left)
    by_size = [
        one for one in holdings if one.id in going
        and (days is None or NOW - one.kept_at < days * DAY)
    ]  # fmt: skip
    total = sum(one.size for one in left)
    if limit is not None:
        assert total <= limit or all(one.stays for one in left)
    if by_size:
        assert limit is not None
        assert total + by_size[-1].size > limit
        assert all(one.stays or one.id > by_size[-1].id for one in left)
