"""The figures: medians, and ratios within each round."""

from __future__ import annotations

import pytest

from sayso.bench.report import Samples, as_json, as_text, figures

FACTS = {
    "model": "base",
    "threads": 2,
    "rounds": 3,
    "dictation_seconds": 20.0,
    "pauses": 3,
    "release_after_speech_seconds": 0.3,
}


def measured() -> Samples:
    return Samples(
        splash_seconds=[0.5, 0.4, 0.6],
        ready_seconds=[1.0, 1.2, 1.1],
        vad_microseconds_per_frame=[200.0, 210.0, 220.0],
        floor_seconds=[2.0, 4.0, 2.0],
        release_to_text_seconds=[1.0, 2.0, 3.0],
        whole_after_release_seconds=[2.0, 4.0, 2.0],
        idle_cpu_percent=[0.1],
        rss_mb=[400.0],
    )


def test_ratios_are_of_each_round() -> None:
    found = figures(measured())
    assert found["release_to_text_over_floor"] == pytest.approx(0.5)
    assert found["whole_after_release_over_floor"] == pytest.approx(1.0)
    assert found["splash_seconds"] == 0.5


def test_json_has_the_flat_keys_and_the_raw_samples() -> None:
    found = as_json(measured(), FACTS)
    assert {
        "splash_seconds", "ready_seconds", "vad_microseconds_per_frame",
        "release_to_text_over_floor", "whole_after_release_over_floor", "idle_cpu_percent",
        "rss_mb",
    } <= found.keys()  # fmt: skip
    assert found["samples"]["floor_seconds"] == [2.0, 4.0, 2.0]


def test_what_was_not_measured_says_so() -> None:
    nothing = Samples(notes=["There is no display."])
    assert set(figures(nothing).values()) == {None}
    text = as_text(nothing, FACTS)
    assert text.count("not measured") == 10
    assert "There is no display." in text


def test_the_main_thread_is_told_by_phase() -> None:
    samples = Samples(main_thread_delays={"load": [0.001] * 98 + [0.2, 0.3], "dictation": [0.002]})
    found = figures(samples)
    assert found["main_thread_p99_seconds_load"] == pytest.approx(0.3)
    assert found["main_thread_p99_seconds_dictation"] == pytest.approx(0.002)
    text = as_text(samples, FACTS)
    assert "main thread's delay, p99: load" in text
    assert "(median 1.0, worst 300, n=100)" in text
