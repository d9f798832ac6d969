"""What was measured before is found again, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.bench.remembered import recall, remember
from sayso.bench.warmup_report import Measured, Tier
from sayso.residency.loading import WarmUp


def measured(model: str, first: float = 1.0) -> Measured:
    tiers = {tier.value: Tier([0.1], [1.0], [first], [0.5]) for tier in WarmUp}
    return Measured({"model": model, "threads": 2}, "2026-05-04T10:20+02:00", 1, tiers)


def silent(line: str) -> None:
    pytest.fail(f"this was told: {line}")


def test_each_model_has_its_own(tmp_path: Path) -> None:
    file = tmp_path / "new" / "warm-up.json"
    assert recall(file, {"model": "a", "threads": 2}) is None
    remember(file, measured("a"), silent)
    remember(file, measured("b", 2.0), silent)
    remember(file, measured("a", 3.0), silent)  # measured again
    found = recall(file, {"model": "a", "threads": 2})
    assert found is not None
    assert found.remembered
    assert found.tiers["none"].first_seconds == [3.0]
    other = recall(file, {"model": "b", "threads": 2})
    assert other is not None
    assert other.tiers["full"].first_seconds == [2.0]
    assert recall(file, {"model": "a", "threads": 4}) is None


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "[]",
        "not json",
        '{"format": 0, "warm_up": []}',
        '{"format": 1, "warm_up": 3}',
        '{"format": 1, "warm_up": [{"conditions": {"model": "a", "threads": 2}}]}',
    ],
)
def test_a_damaged_file_is_as_none(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "warm-up.json"
    file.write_text(damage, encoding="utf-8")
    assert recall(file, {"model": "a", "threads": 2}) is None
    remember(file, measured("a"), silent)
    assert recall(file, {"model": "a", "threads": 2}) is not None


def test_no_place_for_it_is_told_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    told: list[str] = []
    remember(tmp_path / "cache" / "warm-up.json", measured("a"), told.append)
    assert len(told) == 1
    assert "cannot be kept" in told[0]
    assert [each.name for each in tmp_path.iterdir()] == ["cache"]
