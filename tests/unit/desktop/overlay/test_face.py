from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sayso.core.events import Activity, Level
from sayso.core.health import Health
from sayso.desktop.overlay.face import (
    Face,
    Sign,
    copied,
    discarded,
    face,
    newest,
    reading_seconds,
    told,
    well,
)
from sayso.desktop.shown import Shown

IDLE = Shown(health=Health.READY)
LISTENING = replace(IDLE, activity=Activity.LISTENING)
RECOGNIZING = replace(IDLE, activity=Activity.RECOGNIZING)


def seen(shown: Shown, moment: object = None, preview: str = "", hints: bool = True) -> Face:
    found = face(shown, moment, preview=preview, hints=hints)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_nothing_while_nothing_goes_on() -> None:
    assert face(IDLE, None, preview="old words", hints=True) is None


def test_listening() -> None:
    held = seen(LISTENING)
    assert (held.sign, held.wave, held.title) == (Sign.LISTENING, True, "")
    assert "Esc" in held.hint
    assert held.words == "Sayso · Listening"
    assert seen(LISTENING, hints=False).hint == ""


def test_hands_free_has_another_sign_and_says_so() -> None:
    free = seen(replace(LISTENING, hands_free=True))
    assert (free.sign, free.title) == (Sign.HANDS_FREE, "Hands-free")
    assert free.words == "Sayso · Listening, hands-free"


def test_leaving_no_trace_is_told_with_or_without_hints() -> None:
    for hints in (True, False):
        private = seen(replace(LISTENING, leaves_no_trace_here=True), hints=hints)
        assert private.traceless
        assert "no trace" in private.hint
        assert "Leaves no trace" in private.words


def test_a_model_that_is_still_loading() -> None:
    loading = replace(LISTENING, health=Health.STARTING)
    assert "loading" in seen(loading, hints=False).hint
    assert seen(replace(loading, activity=Activity.RECOGNIZING)).title == "Loading the model"


def test_recognising_and_waiting() -> None:
    assert seen(RECOGNIZING).title == "Recognising"
    assert seen(replace(RECOGNIZING, waits="text")).title == "Waiting for its window"
    assert "3" in seen(replace(RECOGNIZING, waiting=3, waiting_seconds=9.0)).hint


def test_words_may_change_until_they_are_in_their_window() -> None:
    assert not seen(LISTENING, preview="words").settled
    assert not seen(RECOGNIZING, preview="words").settled
    done = seen(IDLE, well(), preview="words")
    assert (done.settled, done.sign, done.preview) == (True, Sign.WELL, "words")


def test_an_open_microphone_comes_before_any_sentence() -> None:
    both = seen(LISTENING, told(Level.ERROR, "It broke."))
    assert (both.wave, both.sign) == (True, Sign.LISTENING)
    assert (both.message, both.message_sign) == ("It broke.", Sign.WRONG)
    alone = seen(IDLE, told(Level.WARNING, "Take care."))
    assert (alone.wave, alone.message, alone.message_sign) == (False, "Take care.", Sign.CARE)
    assert seen(LISTENING, copied()).message == ""


def test_what_was_said_is_not_for_screen_readers_to_repeat() -> None:
    assert "secret" not in seen(LISTENING, preview="secret words").words


def test_each_end_has_a_shape_of_its_own() -> None:
    ends = [well(), copied(), discarded(), *(told(level, "x") for level in Level)]
    assert len({end.sign for end in ends}) == len(ends)


def test_longer_sentences_stay_longer() -> None:
    short, long = reading_seconds("No microphone."), reading_seconds("word " * 30)
    assert 3.0 < short < 6.0 < long < 16.5
    assert reading_seconds("word " * 500) == reading_seconds("word " * 900)


def test_the_newest_words_are_those_that_are_seen() -> None:
    assert newest("one two three", lambda part: len(part) <= 13) == "one two three"
    assert newest("one two three", lambda part: len(part) <= 9) == "… three"
    assert newest("one  two\nthree", lambda part: len(part) <= 11) == "… two three"


@given(st.text("ab 你", max_size=300), st.integers(6, 80))
def test_it_always_fits_and_always_ends_as_the_text_does(text: str, room: int) -> None:
    found = newest(text, lambda part: len(part) <= room)
    plain = " ".join(text.split())
    assert len(found) <= room
    assert plain.endswith(found.removeprefix("… "))
    if len(plain) > room:
        assert len(found) > room - 18


def test_what_was_discarded_is_not_what_is_read() -> None:
    """Words that were recognised before may stand in their window already."""
    shown = face(Shown(), discarded(), preview="It is in the window.", hints=False)
    assert shown is not None
    assert shown.preview == ""
