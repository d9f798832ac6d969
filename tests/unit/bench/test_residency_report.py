"""The figures of the ways of keeping models."""

from __future__ import annotations

import json

import pytest

from sayso.bench.residency_report import Length, Samples, Start, Switch, as_json, as_text, figures

FACTS = {
    "model": "base",
    "threads": 2,
    "rounds": 3,
    "warm_up": "minimal",
    "release_after_speech_seconds": 0.3,
}


def measured() -> Samples:
    samples = Samples(
        before_mb=[60.0],
        resident_mb=[280.0, 281.0, 282.0],
        unloaded_mb=[61.0, 62.0, 63.0],
        pressure_seconds=[0.5, 2.0, 4.0],
        given_back_mb=[215.0, 216.0, 217.0],
    )
    for name in samples.strategies:
        samples.strategies[name] = Start([0.1, 0.2, 0.3], [1.0, 1.1, 1.2], [0.5, 0.6, 0.7], [250.0])
    for seconds in samples.lengths:
        samples.lengths[seconds] = Length([0.2, 0.4, 0.2], [0.2, 0.6, 0.3])
    for number in samples.switches:
        samples.switches[number] = Switch([0.5, 0.6], [0.3, 0.4], [0.8, 1.0])
    return samples


def test_ratios_are_of_each_round() -> None:
    found = figures(measured())
    assert found["release_to_text_2s_reloaded_over_resident"] == pytest.approx(1.5)
    assert found["release_to_text_2s_reloaded_seconds"] == 0.3


def test_memory_after_the_last_round_is_compared_with_that_before_the_first() -> None:
    assert figures(measured())["unloaded_over_before_mb"] == pytest.approx(63 / 60)


def test_every_figure_has_its_place_in_the_table() -> None:
    text = as_text(measured(), FACTS)
    for expected in (
        "eager", "lazy", "hybrid", "1.10 s", "250 MB", "2 s of speech", "5 s of speech", "× 1.50",
        "1.00 … 1.50", "62 MB", "× 1.05", "0.90 s", "2.00 s", "216 MB", "× 1.15",
    ):  # fmt: skip
        assert expected in text
    assert "not measured" not in text


def test_for_programs() -> None:
    told = json.loads(json.dumps(as_json(measured(), FACTS)))
    assert told["switch_max_models_2_total_seconds"] == pytest.approx(0.9)
    assert told["samples"]["strategies"]["lazy"]["listens_seconds"] == [0.1, 0.2, 0.3]
    assert told["rounds"] == 3


def test_what_was_not_measured_says_so() -> None:
    assert set(figures(Samples()).values()) == {None}
    assert "not measured" in as_text(Samples(), FACTS)
