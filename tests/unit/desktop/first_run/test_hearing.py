from __future__ import annotations

import pytest

from sayso.core.events import Event, TrialEnded, TrialLevel
from sayso.desktop.first_run.hearing import PATIENCE_SECONDS, Hearing, Verdict, after

LATE = PATIENCE_SECONDS + 0.1


def through(*events: tuple[float, Event]) -> Hearing:
    state = Hearing(0.0)
    for now, event in events:
        state = after(state, event, now)
    return state


@pytest.mark.parametrize(
    ("now", "level", "verdict"),
    [
        (0.1, TrialLevel(0.0, 0.0, False), Verdict.LISTENING),
        (LATE, TrialLevel(0.0, 0.0, False), Verdict.SILENT),
        (LATE, TrialLevel(0.01, 0.1, False), Verdict.NO_SPEECH),
        (0.5, TrialLevel(0.1, 0.9, True), Verdict.HEARD),
        (LATE, TrialLevel(0.1, 0.9, True), Verdict.HEARD),
    ],
)
def test_what_is_said(now: float, level: TrialLevel, verdict: Verdict) -> None:
    assert through((now, level)).verdict is verdict


def test_heard_stays_heard() -> None:
    state = through((0.5, TrialLevel(0.1, 0.9, True)), (LATE, TrialLevel(0.0, 0.0, False)))
    assert state.verdict is Verdict.HEARD
    assert (state.meter, state.voice) == (0.0, False)


def test_speech_after_a_long_silence_is_heard() -> None:
    state = through((LATE, TrialLevel(0.0, 0.0, False)), (LATE, TrialLevel(0.1, 0.9, True)))
    assert state.verdict is Verdict.HEARD


def test_a_sound_before_means_that_it_is_not_muted() -> None:
    state = through((1.0, TrialLevel(0.01, 0.1, False)), (LATE, TrialLevel(0.0, 0.0, False)))
    assert state.verdict is Verdict.NO_SPEECH


def test_its_end() -> None:
    assert through((0.1, TrialEnded("Gone; plug it in."))).verdict is Verdict.FAILED
    assert through((0.1, TrialEnded())).verdict is Verdict.RESTING
