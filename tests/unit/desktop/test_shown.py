from __future__ import annotations

import numpy as np
import pytest

from sayso.core.events import (
    Activity,
    ActivityChanged,
    BacklogChanged,
    DictationEnded,
    Event,
    Level,
    LoadProgress,
    Notice,
    RecognizerChanged,
    SpeechLevel,
    UtteranceRecognized,
)
from sayso.core.health import Health
from sayso.core.speech import Transcript, Utterance
from sayso.desktop.shown import Look, Shown, after, meter

READY = RecognizerChanged(Health.READY, "whisper", "base.en")
GONE = RecognizerChanged(Health.UNAVAILABLE, "whisper", "base.en", message="It ended.")
WORN = RecognizerChanged(Health.DEGRADED, "whisper", "base.en", message="On the processor.")
BUSY = RecognizerChanged(Health.BUSY, "whisper", "base.en")
STARTING = RecognizerChanged(Health.STARTING, "whisper", "small")
STEP = LoadProgress("Loading", "model.bin", 1, 2)
LISTENING = ActivityChanged(Activity.LISTENING)
RECOGNIZING = ActivityChanged(Activity.RECOGNIZING)
IDLE = ActivityChanged(Activity.IDLE)
ERROR = Notice(Level.ERROR, "The microphone went away.")
WARNING = Notice(Level.WARNING, "That was quiet.")


def heard(dictation: int, text: str) -> UtteranceRecognized:
    utterance = Utterance(dictation, 0, np.zeros(16, np.float32), 0, 16)
    transcript = Transcript(text, (), "en", "whisper", "base.en", 1.0, 0.1)
    return UtteranceRecognized(utterance, transcript, text)


def shown_after(*events: Event) -> Shown:
    shown = Shown()
    for event in events:
        shown = after(shown, event)
    return shown


@pytest.mark.parametrize(
    ("events", "look"),
    [
        ((), Look.IDLE),
        ((READY,), Look.IDLE),
        ((READY, LISTENING), Look.LISTENING),
        ((READY, LISTENING, RECOGNIZING), Look.RECOGNIZING),
        ((READY, LISTENING, RECOGNIZING, IDLE), Look.IDLE),
        ((GONE,), Look.ERROR),
        ((GONE, LISTENING), Look.LISTENING),
        ((GONE, LISTENING, RECOGNIZING), Look.ERROR),
        ((GONE, READY), Look.IDLE),
        ((READY, ERROR), Look.ERROR),
        ((READY, WARNING), Look.IDLE),
        ((READY, ERROR, LISTENING, IDLE), Look.IDLE),
        ((READY, LISTENING, ERROR, IDLE), Look.ERROR),
        ((WORN,), Look.IDLE),
        ((WORN, LISTENING, RECOGNIZING), Look.RECOGNIZING),
        ((RecognizerChanged(Health.UNLOADED, "whisper", "base.en"),), Look.IDLE),
    ],
)
def test_look(events: tuple[Event, ...], look: Look) -> None:
    assert shown_after(*events).look is look


def test_a_notice_stays_while_listening_goes_on() -> None:
    latched = ActivityChanged(Activity.LISTENING, hands_free=True)
    shown = shown_after(LISTENING, WARNING, latched)
    assert shown.notice == WARNING
    assert shown.hands_free


def test_utterances_of_one_dictation_are_one_text() -> None:
    shown = shown_after(heard(1, "One."), heard(1, " Two. "), heard(1, ""))
    assert shown.spoken == "One. Two."
    assert after(shown, heard(2, "Three.")).spoken == "Three."


def test_a_late_level_does_not_leave_the_bar_standing() -> None:
    loud = SpeechLevel(0.5, 0.9)
    assert shown_after(LISTENING, loud).meter > 0.8
    assert shown_after(LISTENING, loud).voice
    assert shown_after(LISTENING, loud, IDLE).meter == 0.0
    assert shown_after(LISTENING, loud, IDLE, loud).meter == 0.0


def test_the_recognizers_own_message_is_news_until_there_is_a_notice() -> None:
    assert shown_after(READY).news is None
    assert shown_after(GONE).news == Notice(Level.ERROR, "It ended.")
    assert shown_after(GONE, WARNING).news == WARNING
    assert shown_after(WORN).news == Notice(Level.WARNING, "On the processor.")


def test_a_busy_recognizer_is_shown_as_it_was() -> None:
    for before in (shown_after(READY), shown_after(WORN)):
        assert after(before, BUSY) == before
    assert shown_after(BUSY).health is Health.READY
    assert shown_after(WORN, BUSY, READY).health is Health.READY
    assert shown_after(WORN, BUSY, READY).news is None


def test_a_load_is_over_when_its_recognizer_is_there() -> None:
    assert shown_after(STARTING, STEP).loading == STEP
    warming = RecognizerChanged(Health.WARMING_UP, "whisper", "small")
    assert shown_after(STARTING, STEP, warming).loading == STEP
    assert shown_after(STARTING, STEP, warming, READY).loading is None
    assert shown_after(STARTING, STEP, GONE).loading is None
    # While one serves, what it says of itself says nothing of the one that comes.
    assert shown_after(READY, STEP, BUSY, READY).loading == STEP


@pytest.mark.parametrize(
    ("utterances", "seconds", "behind"),
    [(0, 0.0, False), (1, 10.0, False), (1, 10.1, True), (2, 1.0, True)],
)
def test_backlog(utterances: int, seconds: float, behind: bool) -> None:
    shown = shown_after(BacklogChanged(utterances, seconds))
    assert (shown.waiting, shown.waiting_seconds) == (utterances, seconds)
    assert shown.behind is behind


def test_how_long_the_latest_text_took() -> None:
    assert shown_after(READY).latency is None
    assert shown_after(heard(1, "One.")).latency == 0.1
    assert shown_after(heard(1, "")).latency is None


def test_progress_is_kept_and_an_event_of_no_interest_changes_nothing() -> None:
    step = LoadProgress("Loading", "model.bin", 1, 2)
    shown = shown_after(step)
    assert shown.loading == step
    assert after(shown, DictationEnded(1, discarded=False)) is shown


@pytest.mark.parametrize(
    ("rms", "length"),
    [(0.0, 0.0), (-1.0, 0.0), (float("nan"), 0.0), (1e-9, 0.0), (0.001, 0.0), (1.0, 1.0), (7, 1.0)],
)
def test_meter_ends(rms: float, length: float) -> None:
    assert meter(rms) == pytest.approx(length)


def test_meter_is_even_in_decibels() -> None:
    assert meter(10 ** (-30 / 20)) == pytest.approx(0.5)
