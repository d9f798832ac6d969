from __future__ import annotations

import pytest

from sayso.core.events import Event, Level, LoadProgress, Notice, RecognizerChanged
from sayso.core.health import Health
from sayso.desktop.first_run import coming
from sayso.desktop.first_run.coming import WINDOW_SECONDS, Coming, speed, with_reading
from sayso.desktop.first_run.download_strip import line


def through(*events: tuple[float, Event], model: str = "small") -> Coming:
    state = coming.asked(model)
    for now, event in events:
        state = coming.after(state, event, now)
    return state


def step(done: float, left: float | None = None) -> LoadProgress:
    return LoadProgress("Downloading", "small", done, 100e6, seconds_left=left)


def test_a_speed_is_known_after_a_second() -> None:
    assert speed(()) is None
    assert speed(((0.0, 0.0),)) is None
    assert speed(((0.0, 0.0), (0.5, 1e6))) is None
    assert speed(((0.0, 0.0), (2.0, 8e6))) == 4e6


def test_only_the_last_seconds_count() -> None:
    readings: tuple[coming.Reading, ...] = ()
    for second in range(20):
        readings = with_reading(readings, float(second), second * (1e6 if second < 10 else 2e6))
    assert readings[-1][0] - readings[0][0] <= WINDOW_SECONDS
    assert speed(readings) == 2e6


def test_a_file_that_begins_anew_has_no_speed_yet() -> None:
    assert with_reading(((0.0, 5e6), (1.0, 6e6)), 2.0, 0.0) == ((2.0, 0.0),)


def test_a_download_with_its_speed_and_time(qapp: object) -> None:
    state = through((0.0, step(10e6)), (2.0, step(18e6, 21.0)))
    assert state.stoppable
    assert state.speed == 4e6
    assert line(state) == "Downloading small · 18 of 100 MB · 4.0 MB/s · 25 s left"


def test_a_stand_in_that_serves_ends_no_download() -> None:
    standing_in = RecognizerChanged(Health.DEGRADED, "starter", "pocketsphinx en-us")
    state = through((0.0, step(1e6)), (1.0, standing_in))
    assert state.stoppable
    assert not state.ready


def test_it_is_ready_when_it_serves() -> None:
    loading = LoadProgress("Loading", "small")
    state = through(
        (0.0, step(1e6)), (1.0, loading), (2.0, RecognizerChanged(Health.READY, "whisper", "small"))
    )
    assert state == Coming("small", ready=True)


@pytest.mark.parametrize("first", [step(1e6), LoadProgress("Loading", "small")])
def test_a_failure_is_told_and_outlives_the_stand_in(first: LoadProgress) -> None:
    stand_in = RecognizerChanged(Health.DEGRADED, "starter", "pocketsphinx en-us")
    state = through((0.0, first), (1.0, Notice(Level.ERROR, "No network; try again.")))
    assert state.failed == "No network; try again."
    state = coming.after(state, stand_in, 2.0)
    assert state.failed == "No network; try again."
    assert not state.ready


def test_stopped_is_told_too() -> None:
    state = through((0.0, step(1e6)), (1.0, Notice(Level.INFO, "The download was stopped.")))
    assert (state.progress, state.failed) == (None, "The download was stopped.")


def test_what_has_nothing_to_do_with_it_changes_nothing() -> None:
    assert coming.after(Coming(), Notice(Level.ERROR, "The key is taken."), 0.0) == Coming()
