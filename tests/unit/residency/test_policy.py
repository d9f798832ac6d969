"""Eviction: each rule alone, the rules together, and what must hold whatever is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.residency.model import ModelKey
from sayso.residency.policy import (
    CALM,
    REST_SECONDS,
    Limits,
    Pressure,
    Resident,
    next_look,
    whom_to_evict,
)

NEVER = Limits(max_models=99, ttl_seconds=-1, memory_limit_percent=100)
NOW = 1000.0


def resident(name: str, last_used: float, leases: int = 0, place: str = "cpu") -> Resident:
    device, _, index = place.partition(":")
    key = ModelKey("whisper", name, device=device, device_index=int(index or 0))
    return Resident(key, leases, 0.0, last_used)


def evicted(
    residents: list[Resident], limits: Limits, pressure: Pressure = CALM, now: float = NOW
) -> list[str]:
    return [key.model for key in whom_to_evict(residents, limits, now, pressure)]


def test_nobody_goes_without_a_limit() -> None:
    full = Pressure(100.0, {0: 100.0})
    assert evicted([resident("a", 0), resident("b", 0, place="cuda:0")], NEVER, full) == []


@pytest.mark.parametrize(
    ("most", "gone"), [(4, []), (3, []), (2, ["b"]), (1, ["b", "c"]), (0, ["b", "c", "a"])]
)
def test_cap_takes_the_one_used_longest_ago(most: int, gone: list[str]) -> None:
    there = [resident("a", 30), resident("b", 10), resident("c", 20)]
    assert evicted(there, Limits(most, -1, 100)) == gone


def test_cap_counts_the_lent_ones_and_takes_the_others() -> None:
    there = [resident("old", 1, leases=1), resident("b", 10), resident("c", 20)]
    assert evicted(there, Limits(2, -1, 100)) == ["b"]
    assert evicted(there, Limits(1, -1, 100)) == ["b", "c"]
    assert evicted([resident("a", 1, leases=2)], Limits(0, -1, 100)) == []


@pytest.mark.parametrize(
    ("ttl", "gone"),
    [(-1, []), (0, ["b", "c", "a"]), (1, ["b", "c"]), (20, ["b", "c"]), (21, ["b"]), (31, [])],
)
def test_time_to_live(ttl: float, gone: list[str]) -> None:
    there = [resident("a", 1000), resident("b", 970), resident("c", 980)]
    assert evicted(there, Limits(99, ttl, 100)) == gone


def test_time_to_live_spares_the_lent_ones() -> None:
    assert evicted([resident("a", 0, leases=1)], Limits(99, 0, 100)) == []


def test_of_two_used_at_once_the_first_given_goes() -> None:
    assert evicted([resident("a", 5), resident("b", 5)], Limits(1, -1, 100)) == ["a"]


def test_full_memory_costs_one_at_a_time() -> None:
    there = [resident("a", 30), resident("b", 10, place="cuda:0"), resident("c", 5, leases=1)]
    limits = Limits(99, -1, 90)
    assert evicted(there, limits, Pressure(90.0)) == []
    assert evicted(there, limits, Pressure(90.1)) == ["b"]


def test_full_card_costs_one_that_is_on_it() -> None:
    there = [
        resident("cpu", 1),
        resident("first", 2, place="cuda:0"),
        resident("second", 3, place="cuda:1"),
        resident("later", 4, place="cuda:1"),
        resident("lent", 0, leases=1, place="cuda:1"),
    ]
    limits = Limits(99, -1, 90)
    assert evicted(there, limits, Pressure(0, {1: 95.0})) == ["second"]
    assert evicted(there, limits, Pressure(0, {1: 95.0, 0: 95.0})) == ["first", "second"]
    assert evicted(there, limits, Pressure(0, {2: 95.0})) == []
    assert evicted(there, limits, Pressure(0, {1: 90.0})) == []


def test_what_was_just_used_is_spared_when_memory_is_short() -> None:
    limits = Limits(99, -1, 90)
    full = Pressure(99.0, {0: 99.0})
    just = [resident("a", NOW - REST_SECONDS + 1, place="cuda:0")]
    assert evicted(just, limits, full) == []
    assert evicted(just, limits, full, NOW + 1) == ["a"]


def test_what_goes_anyway_counts_as_memory_given_back() -> None:
    there = [resident("a", 10), resident("b", 20), resident("c", 30)]
    assert evicted(there, Limits(2, -1, 90), Pressure(99.0)) == ["a"]
    assert evicted(there, Limits(99, 980, 90), Pressure(99.0)) == ["a", "b"]
    card = [resident("a", 10), resident("b", 20, place="cuda:0"), resident("c", 30, place="cuda:0")]
    assert evicted(card, Limits(99, -1, 90), Pressure(99.0, {0: 99.0})) == ["b"]
    assert evicted(card, Limits(1, -1, 90), Pressure(99.0, {0: 99.0})) == ["a", "b"]
    assert evicted(card, Limits(2, -1, 90), Pressure(99.0, {0: 99.0})) == ["a", "b"]


def test_one_that_goes_for_two_reasons_goes_once() -> None:
    there = [resident("a", 10), resident("b", 20), resident("c", 950)]
    assert evicted(there, Limits(1, 500, 100)) == ["a", "b"]


def test_rules_together() -> None:
    there = [
        resident("expired", 100),
        resident("over", 950),
        resident("card", 960, place="cuda:0"),
        resident("stays", 965),
        resident("lent", 1, leases=1),
    ]
    assert evicted(there, Limits(3, 500, 90), Pressure(0, {0: 91.0})) == ["expired", "over", "card"]


def test_next_look() -> None:
    there = [resident("a", 990), resident("b", 995), resident("c", 1, leases=1)]
    assert next_look(there, Limits(99, 15, 100), NOW) == 5
    assert next_look(there, Limits(99, 3, 100), NOW) == 0
    assert next_look(there, NEVER, NOW) is None
    assert next_look(there[2:], Limits(99, 15, 100), NOW) is None
    assert next_look([], Limits(99, 15, 100), NOW) is None


RESIDENTS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 2), st.sampled_from(["cpu", "cuda:0", "cuda:1"])),
    max_size=7,
).map(lambda rows: [resident(f"m{i}", *row) for i, row in enumerate(rows)])
LIMITS = st.builds(
    Limits, st.integers(0, 5), st.sampled_from([-1, 0, 5, 50]), st.sampled_from([50, 90, 100])
)
PERCENT = st.sampled_from([0.0, 49.0, 75.0, 100.0])
PRESSURE = st.builds(Pressure, PERCENT, st.dictionaries(st.integers(0, 2), PERCENT, max_size=3))


@given(RESIDENTS, LIMITS, PRESSURE, st.integers(200, 260))
def test_whatever_is_asked(
    residents: list[Resident], limits: Limits, pressure: Pressure, now: int
) -> None:
    gone = whom_to_evict(residents, limits, now, pressure)
    by_key = {it.key: it for it in residents}
    went = [by_key[key] for key in gone]
    stay = [it for it in residents if it.key not in gone]
    assert len(set(gone)) == len(gone)
    assert not any(it.leases for it in went)
    idle = [it for it in stay if not it.leases]
    # The cap and the time to live hold as far as the lent ones let them.
    assert len(stay) <= limits.max_models or not idle
    if limits.ttl_seconds >= 0:
        assert all(now - it.last_used < limits.ttl_seconds for it in idle)
    # Nobody who was used longer ago stays where one went, but for the card that had to be freed.
    for it in went:
        for other in idle:
            assert other.last_used >= it.last_used or it.key.device == "cuda"
    # Short of memory, somebody who has rested goes.
    rested = [it for it in idle if now - it.last_used >= REST_SECONDS]
    if pressure.ram_percent > limits.memory_limit_percent and rested:
        assert went
    for index, percent in pressure.vram_percent.items():
        place = f"cuda:{index}"
        if percent > limits.memory_limit_percent and any(it.key.place == place for it in rested):
            assert any(it.key.place == place for it in went)
    # And not more than was asked for.
    kept_out = Limits(limits.max_models, limits.ttl_seconds, 100)
    without = whom_to_evict(residents, kept_out, now, pressure)
    assert gone[: len(without)] == without
    assert len(gone) - len(without) <= 1 + len(pressure.vram_percent)


@given(RESIDENTS, st.sampled_from([0, 5, 50, 500]), st.integers(200, 260))
def test_the_next_look_finds_somebody_and_none_before_would(
    residents: list[Resident], ttl: int, now: int
) -> None:
    limits = Limits(99, ttl, 100)
    seconds = next_look(residents, limits, now)
    if seconds is None:
        assert not whom_to_evict(residents, limits, now + 10_000)
    else:
        assert whom_to_evict(residents, limits, now + seconds)
        if seconds:
            assert not whom_to_evict(residents, limits, now + seconds - 1)
