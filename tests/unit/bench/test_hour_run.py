"""A few seconds of the hour: what is said comes in order, and is in the history."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.bench import hour_run
from sayso.bench.canned_whisper import canned_whisper


def test_two_utterances_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hour_run, "make_model", lambda tell: canned_whisper(tmp_path, size="tiny"))
    hour = hour_run.measure(lambda line: None, seconds=44.0, pace=60.0)
    assert (hour.spoken, hour.recognised, hour.kept) == (2, 2, 2)
    assert hour.recorded_mb > 0.1
    assert all(minute.app > 20 and minute.engine > 20 for minute in hour.minutes)
