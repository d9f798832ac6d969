"""Status: what the app last said of itself."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from sayso.control.commands import LoadedModel
from sayso.control.status import StatusBoard, in_memory
from sayso.core.events import (
    Activity,
    ActivityChanged,
    BacklogChanged,
    Level,
    LoadProgress,
    Notice,
    RecognizerChanged,
    TextWaits,
    UtteranceRecognized,
)
from sayso.core.health import Health
from sayso.core.speech import Transcript, Utterance
from sayso.residency.model import ModelKey
from sayso.residency.registry import Standing
from sayso.residency.vitals import Vitals

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def board() -> StatusBoard:
    return StatusBoard("Built-in", "auto", lambda: NOW)


def test_it_begins_idle_and_starting() -> None:
    status = board().read()
    assert (status.state, status.health, status.microphone) == ("idle", "starting", "Built-in")
    assert status.last_transcript_at is None


def test_activity() -> None:
    b = board()
    b.note(ActivityChanged(Activity.LISTENING, True))
    assert (b.read().state, b.read().hands_free) == ("listening", True)


def test_no_recognizer_is_an_error_only_while_idle() -> None:
    b = board()
    b.note(RecognizerChanged(Health.UNAVAILABLE, "whisper", "base", "cpu", "It is broken."))
    assert (b.read().state, b.read().message) == ("error", "It is broken.")
    b.note(ActivityChanged(Activity.LISTENING))
    assert b.read().state == "listening"
    b.note(ActivityChanged(Activity.IDLE))
    assert (b.read().state, b.read().message) == ("error", "It is broken.")


def test_the_time_of_the_last_transcript_but_not_its_text() -> None:
    b = board()
    utterance = Utterance(1, 0, np.zeros(1, np.float32), 0, 1)
    heard = Transcript("secret", (), "en", "whisper", "base", 1.0, 0.1)
    b.note(UtteranceRecognized(utterance, heard, "secret"))
    assert b.read().last_transcript_at == "2026-03-04T05:06:07+00:00"
    assert "secret" not in repr(b.read())


def test_a_warning_stays_until_the_next_dictation() -> None:
    b = board()
    b.note(Notice(Level.INFO, "by the way"))
    assert b.read().message == ""
    b.note(Notice(Level.ERROR, "No microphone."))
    assert b.read().message == "No microphone."
    b.note(ActivityChanged(Activity.LISTENING))
    assert b.read().message == ""


def test_that_a_text_waits_is_told_for_as_long_as_it_does() -> None:
    b = board()
    b.note(TextWaits("one "))
    b.note(Notice(Level.WARNING, "The text waits."))
    b.note(TextWaits("one two "))
    assert b.read().message == "The text waits."
    b.note(TextWaits(""))
    assert b.read().message == ""


def test_a_recognizer_that_is_there_again_takes_its_own_complaint_back_and_no_other() -> None:
    b = board()
    b.note(Notice(Level.WARNING, "The key is taken."))
    b.note(RecognizerChanged(Health.READY, "whisper", "base"))
    assert b.read().message == "The key is taken."
    b.note(RecognizerChanged(Health.UNAVAILABLE, "whisper", "base", "cpu", "It is broken."))
    assert b.read().message == "It is broken."
    b.note(RecognizerChanged(Health.READY, "whisper", "base"))
    assert b.read().message == "The key is taken."


def test_what_one_recognizer_said_of_itself_is_not_said_of_the_next() -> None:
    b = board()
    b.note(RecognizerChanged(Health.READY, "starter", "en-us", "cpu", "It is rough."))
    b.note(ActivityChanged(Activity.LISTENING))
    assert b.read().message == "It is rough."
    b.note(RecognizerChanged(Health.STARTING, "whisper", "base"))
    b.note(RecognizerChanged(Health.READY, "whisper", "base"))
    assert b.read().message == ""


def test_another_microphone() -> None:
    b = board()
    b.use_microphone("Headset")
    assert b.read().microphone == "Headset"


def test_another_language() -> None:
    b = board()
    assert b.read().language == "auto"
    b.use_language("de")
    assert b.read().language == "de"


def test_how_far_a_load_is() -> None:
    b = board()
    b.load(LoadProgress("Downloading", "base", 63e6, 145e6))
    assert b.read().loading == "Downloading base, 63 of 145 MB"
    b.load(LoadProgress("Warming up", "base", 1, 3, "passes"))
    assert b.read().loading == "Warming up base"
    b.load(None)
    assert b.read().loading == ""


def test_what_waits() -> None:
    b = board()
    b.note(BacklogChanged(3, 7.5))
    assert (b.read().waiting, b.read().waiting_seconds) == (3, 7.5)


def test_a_model_in_memory() -> None:
    key = ModelKey("whisper", "base", device="cuda", device_index=1)
    vitals = Vitals(
        Health.BUSY, loaded_at=10.0, last_used=12.0, last_latency_seconds=0.25, errors=2
    )
    assert in_memory(Standing(key, vitals, 1), 15.5) == LoadedModel(
        "whisper", "base", "cuda:1", "busy", 1, 5.5, 3.5, 0.25, 2, None, ""
    )


def test_a_model_that_could_not_be_loaded() -> None:
    vitals = Vitals(Health.UNAVAILABLE, why="It is broken.", retry_at=30.0)
    told = in_memory(Standing(ModelKey("whisper", "base"), vitals, 0), 12.0)
    assert (told.retry_in_seconds, told.uptime_seconds, told.message) == (
        18.0,
        None,
        "It is broken.",
    )
    assert in_memory(Standing(ModelKey("whisper", "base"), vitals, 0), 40.0).retry_in_seconds == 0.0
