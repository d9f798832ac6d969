"""The options of `sayso bench`; what it measures is tested in its own room."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sayso.bench import warmup_run
from sayso.bench.warmup_report import Measured, Tier
from sayso.cli import bench
from sayso.core.errors import UsageError
from sayso.residency.loading import WarmUp


@pytest.mark.parametrize(
    "arguments",
    [
        ["--rounds", "0"],
        ["--rounds", "many"],
        ["--warmup", "--residency"],
        ["--model", "base"],
        ["--again"],
        ["--residency", "--again"],
        ["--warmup", "--rounds", "0"],
    ],
)
def test_what_does_not_go_together(arguments: list[str]) -> None:
    with pytest.raises(UsageError):
        bench.main(arguments)


def test_warm_up_is_told_to_people_and_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[int, dict[str, Any]]] = []

    def remembered(rounds: int, tell: Callable[[str], None], **how: Any) -> Measured:
        asked.append((rounds, how))
        about = {
            "model": "mine", "device": "cpu", "processor": "A processor", "compute_type": "int8",
            "threads": 2,
        }  # fmt: skip
        tiers = {tier.value: Tier([0.1], [1.0], [0.5], [0.5]) for tier in WarmUp}
        return Measured(about, "2026-05-04T10:20+02:00", 1, tiers, remembered=True)

    monkeypatch.setattr(warmup_run, "measure_or_remember", remembered)
    assert bench.main(["--warmup", "--model", "mine", "--rounds", "3"]) == 0
    shown = capsys.readouterr().out
    assert "mine on cpu" in shown
    assert "Measured on 2026-05-04" in shown
    assert bench.main(["--warmup", "--again", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pays"] == "none"
    assert asked == [
        (3, {"model": "mine", "again": False}),
        (5, {"model": None, "again": True}),
    ]


def test_a_model_that_is_not_there_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    from sayso.core.errors import ModelError

    with pytest.raises(ModelError, match="sayso models download large-v3"):
        bench.main(["--warmup", "--model", "large-v3"])
    assert not capsys.readouterr().out
