from __future__ import annotations

import pytest

from sayso.bench.hour_report import Hour, Minute, as_json, as_text


def hour(*megabytes: float) -> Hour:
    minutes = [Minute(at, mb, 200.0, 3.0) for at, mb in enumerate(megabytes, start=1)]
    return Hour(tuple(minutes), 420.0, 10.0, 20, 20, 19, 7.4, "base")


def test_growth_is_the_end_over_the_fifth_minute() -> None:
    assert hour(900, 0, 0, 0, 100, 110, 130).growth == pytest.approx(1.1)
    assert hour(1, 2, 3, 4).growth is None


def test_for_programs() -> None:
    found = as_json(hour(1, 2, 3, 4, 100, 130))
    assert found["rss_end_over_fifth_minute"] == pytest.approx(1.1)
    assert (found["spoken"], found["recognised"], found["kept"]) == (20, 20, 19)
    assert found["minutes"][4] == {
        "minute": 5,
        "app_mb": 100,
        "engine_mb": 200.0,
        "waiting_seconds": 3.0,
    }


def test_for_people() -> None:
    lines = as_text(hour(1, 2, 3, 4, 100, 110, 130)).splitlines()
    assert lines[0] == "7 minutes of speech in one dictation, at 10 × its pace; base"
    assert [line.split()[0] for line in lines[3:5]] == ["5", "7"]
    assert "memory at the end, over the fifth minute             × 1.100" in lines
    assert "utterances said                                           20" in lines
