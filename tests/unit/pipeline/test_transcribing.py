"""The parts of a recording become one transcript. The whole way is in test_recordings.py of cli."""

from __future__ import annotations

from dataclasses import replace

from sayso.core.speech import Segment, Transcript
from sayso.pipeline.transcribing import moved, whole

HEARD = Transcript("a", (Segment(0.5, 1.0, "a"),), "en", "e", "m", 1.5, 0.1)


def test_times_move_and_stay_within_the_part() -> None:
    assert moved(HEARD, 10.0).segments == (Segment(10.5, 11.0, "a"),)
    late = replace(HEARD, segments=(Segment(1.4, 30.0, "a"),))
    assert moved(late, 10.0).segments == (Segment(11.4, 11.5, "a"),)


def test_the_language_is_that_of_most_of_the_speech() -> None:
    parts = [
        HEARD,
        replace(HEARD, language="de", audio_seconds=9),
        replace(HEARD, language="fr", audio_seconds=99, text=""),
        replace(HEARD, language=None, audio_seconds=99),
    ]
    found = whole(parts, "whisper", "base", 1.0, 2.0)
    assert (found.language, found.text) == ("de", "a a a")
    assert whole([], "whisper", "base", 0.0, 0.0).language is None
