"""What `sayso demo` makes of the events."""

from __future__ import annotations

import numpy as np

from sayso.cli.demo import Watched
from sayso.core.events import (
    Activity,
    ActivityChanged,
    Event,
    Level,
    Notice,
    RecognizerChanged,
    UtteranceHeard,
    UtteranceRecognized,
)
from sayso.core.health import Health
from sayso.core.speech import SAMPLE_RATE, Transcript, Utterance


def utterance(number: int, start: float, seconds: float) -> Utterance:
    samples = np.zeros(round(seconds * SAMPLE_RATE), np.float32)
    begin = round(start * SAMPLE_RATE)
    return Utterance(1, number, samples, begin, begin + len(samples))


class Stage:
    def __init__(self) -> None:
        self.now = 0.0
        self.shown: list[str] = []
        self.said: list[str] = []
        self.watched = Watched(lambda: self.now, show=self.shown.append, say=self.said.append)

    def at(self, now: float, event: Event) -> None:
        self.now = now
        self.watched.see(event)


def recognized(heard: Utterance, text: str, taken: float) -> UtteranceRecognized:
    transcript = Transcript(text, (), "en", "starter", "small", heard.seconds, taken)
    return UtteranceRecognized(heard, transcript, text)


def test_a_demonstration() -> None:
    stage = Stage()
    first, second = utterance(0, 0.5, 3.0), utterance(1, 5.0, 2.0)
    stage.at(0.0, RecognizerChanged(Health.STARTING, "starter", "small"))
    stage.at(0.2, RecognizerChanged(Health.READY, "starter", "small", "cpu", "It is rough."))
    stage.at(0.3, ActivityChanged(Activity.LISTENING, True))
    stage.at(4.0, UtteranceHeard(first))
    stage.at(4.5, recognized(first, "one two", 0.4))
    stage.at(7.0, UtteranceHeard(second))
    stage.at(8.5, recognized(second, "", 1.4))
    assert stage.watched.summary() == {
        "utterances": [
            {
                "text": "one two",
                "start": 0.5,
                "audio_seconds": 3.0,
                "recognize_seconds": 0.4,
                "delay_seconds": 0.5,
            },
            {
                "text": "",
                "start": 5.0,
                "audio_seconds": 2.0,
                "recognize_seconds": 1.4,
                "delay_seconds": 1.5,
            },
        ],
        "text": "one two",
        "audio_seconds": 5.0,
        "engine": "starter",
        "model": "small",
    }
    assert stage.said == ["It is rough."]
    assert "one two" in stage.shown[1]
    assert "(nothing)" in stage.shown[2]
    ending = stage.watched.ending()
    assert "2 utterances, 5.0 s of speech" in ending
    assert "1.00 s (median), 1.50 s at worst" in ending
    assert not stage.watched.failed


def test_notices_are_told_and_an_error_is_a_failure() -> None:
    stage = Stage()
    stage.at(1.0, Notice(Level.INFO, "Fine."))
    stage.at(1.0, Notice(Level.WARNING, "Hm."))
    assert not stage.watched.failed
    stage.at(1.0, Notice(Level.ERROR, "No!"))
    assert stage.watched.failed
    assert stage.said == ["Hm.", "No!"]
