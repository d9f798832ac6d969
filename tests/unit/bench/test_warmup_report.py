"""Which tier of warm-up pays, and how that is told."""

from __future__ import annotations

import pytest

from sayso.bench.warmup_report import (
    Measured,
    Tier,
    as_json,
    as_text,
    figures,
    verdict,
    which_pays,
)
from sayso.residency.loading import WarmUp

CONDITIONS = {
    "model": "base",
    "device": "cpu",
    "processor": "A processor",
    "compute_type": "int8",
    "threads": 2,
}


def measured(
    firsts: tuple[float, float, float, float], later: tuple[float, ...] = (0.5, 0.5, 0.5)
) -> Measured:
    """``firsts``: seconds of the first utterance with each tier, the same in each round."""
    tiers = {
        tier.value: Tier(
            warm_up_seconds=[cost] * len(later),
            ready_seconds=[1.0 + cost] * len(later),
            first_seconds=[first] * len(later),
            second_seconds=list(later),
        )
        for tier, first, cost in zip(WarmUp, firsts, (0.0, 0.1, 0.3, 1.0), strict=True)
    }
    return Measured(CONDITIONS, "2026-05-04T10:20+02:00", len(later), tiers)


@pytest.mark.parametrize(
    ("firsts", "expected"),
    [
        ((0.5, 0.5, 0.5, 0.5), WarmUp.NONE),
        ((0.51, 0.5, 0.5, 0.5), WarmUp.NONE),  # less than 5 % of a later one
        ((0.9, 0.5, 0.5, 0.5), WarmUp.MINIMAL),
        ((0.9, 0.51, 0.5, 0.5), WarmUp.MINIMAL),
        ((0.9, 0.8, 0.5, 0.5), WarmUp.STANDARD),
        ((0.9, 0.8, 0.7, 0.5), WarmUp.FULL),
        ((0.5, 0.9, 0.9, 0.9), WarmUp.NONE),
    ],
)
def test_the_cheapest_that_saves_as_much_as_any(
    firsts: tuple[float, float, float, float], expected: WarmUp
) -> None:
    found = measured(firsts)
    assert which_pays(found) is expected
    assert verdict(found).startswith(f"{expected.value} pays here: ")


def test_what_utterances_differ_by_anyway_does_not_count() -> None:
    steady, shaky = (0.5, 0.5, 0.5), (0.3, 0.5, 0.7)
    assert which_pays(measured((0.6, 0.5, 0.5, 0.5), steady)) is WarmUp.MINIMAL
    assert which_pays(measured((0.6, 0.5, 0.5, 0.5), shaky)) is WarmUp.NONE


def test_figures_are_of_each_round() -> None:
    found = measured((0.9, 0.5, 0.5, 0.5))
    found.tiers["none"].first_seconds = [1.0, 2.0, 3.0]
    found.tiers["none"].second_seconds = [1.0, 1.0, 1.0]
    found.tiers["minimal"].first_seconds = [0.9, 1.5, 0.9]
    flat = figures(found)
    assert flat["none_first_over_second"] == pytest.approx(2.0)
    assert flat["minimal_saved_seconds"] == pytest.approx(0.5)
    assert flat["none_saved_seconds"] == 0.0


def test_a_tier_that_costs_more_than_it_saves_says_so() -> None:
    assert "which is more than it costs" in verdict(measured((0.9, 0.5, 0.5, 0.5)))
    assert "while nobody waits" in verdict(measured((0.59, 0.5, 0.5, 0.5)))


def test_only_what_is_remembered_says_when_it_was_measured() -> None:
    found = measured((0.9, 0.5, 0.5, 0.5))
    assert "2026-05-04" not in as_text(found)
    found.remembered = True
    assert "Measured on 2026-05-04 10:20+02:00; --again measures again." in as_text(found)


def test_for_programs() -> None:
    told = as_json(measured((0.9, 0.5, 0.5, 0.5)))
    assert told["pays"] == "minimal"
    assert told["model"] == "base"
    assert told["remembered"] is False
    assert told["samples"]["none"]["first_seconds"] == [0.9, 0.9, 0.9]
