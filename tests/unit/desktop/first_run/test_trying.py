from __future__ import annotations

from fake_backend import recognized

from sayso.core.events import (
    Activity,
    ActivityChanged,
    DictationEnded,
    Event,
    Level,
    Notice,
    SpeechLevel,
    TextInserted,
    TextWaits,
)
from sayso.desktop.first_run.trying import Stage, Trying, after

LISTENING = ActivityChanged(Activity.LISTENING)
RECOGNIZING = ActivityChanged(Activity.RECOGNIZING)
IDLE = ActivityChanged(Activity.IDLE)
INSERTED = TextInserted(1, "Hello. ", "clipboard paste", True)


def through(*events: Event) -> Trying:
    state = Trying()
    for event in events:
        state = after(state, event)
    return state


def test_a_sentence_from_the_key_to_the_field() -> None:
    state = through(LISTENING, SpeechLevel(0.1, 0.9))
    assert (state.stage, state.voice, state.meter > 0) == (Stage.LISTENING, True, True)
    state = after(state, RECOGNIZING)
    assert (state.stage, state.meter) == (Stage.RECOGNIZING, 0.0)
    for event in (recognized(1, "Hello."), INSERTED, DictationEnded(1, False), IDLE):
        state = after(state, event)
    assert (state.stage, state.typed, state.trouble) == (Stage.DONE, True, "")


def test_no_words() -> None:
    assert through(LISTENING, recognized(1, " "), DictationEnded(1, False)).stage is Stage.NOTHING
    assert through(LISTENING, IDLE).stage is Stage.NOTHING


def test_discarded_is_as_if_nothing_had_been() -> None:
    assert through(LISTENING, DictationEnded(1, True)) == Trying()


def test_trouble_is_told_until_the_words_are_there() -> None:
    trouble = Notice(Level.WARNING, "It waits until the window comes back.")
    state = through(LISTENING, TextWaits("Hello. "), trouble, DictationEnded(1, False))
    assert (state.stage, state.trouble) == (Stage.DONE, trouble.text)
    assert after(state, INSERTED).trouble == ""
    assert after(state, LISTENING) == Trying(Stage.LISTENING)


def test_the_end_of_an_earlier_dictation_is_none_of_its_business() -> None:
    assert through(DictationEnded(0, False), IDLE) == Trying()
