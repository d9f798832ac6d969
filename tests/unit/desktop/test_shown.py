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
    Offered,
    PausedChanged,
    RecognizerChanged,
    SpeechLevel,
    TextInserted,
    TextTakenBack,
    TextWaits,
    TraceChanged,
    TraceHereChanged,
    UtteranceRecognized,
)
from sayso.core.health import Health
from sayso.core.speech import Transcript, Utterance
from sayso.desktop.shown import Look, Shown, after, explained, meter

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
        ((), Look.LOADING),
        ((LoadProgress("Voice detection"),), Look.LOADING),
        ((READY,), Look.IDLE),
        ((READY, LoadProgress("Downloading")), Look.IDLE),
        ((READY, PausedChanged(True)), Look.PAUSED),
        ((READY, PausedChanged(True), PausedChanged(False)), Look.IDLE),
        ((READY, PausedChanged(True), LISTENING), Look.LISTENING),
        ((READY, PausedChanged(True), ERROR), Look.ERROR),
        ((PausedChanged(True),), Look.PAUSED),
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


def inserted(dictation: int, text: str) -> TextInserted:
    return TextInserted(dictation, text, "clipboard paste", True)


GONE_WINDOW = Notice(Level.ERROR, "The window of Mail is gone.")
INFO = Notice(Level.INFO, "By the way.")


def test_why_a_text_waits_is_not_pushed_away_by_lesser_news() -> None:
    shown = shown_after(LISTENING, TextWaits("One. "), WARNING)
    assert (shown.waits, shown.why, shown.news) == ("One. ", WARNING, None)
    for event in (INFO, LISTENING, IDLE, ERROR):
        shown = after(shown, event)
        assert shown.why == WARNING
    assert shown.news == ERROR, "but that is told, too"
    over = after(shown, TextWaits(""))
    assert (over.waits, over.why, over.news) == ("", None, ERROR)


def test_the_latest_texts_are_at_hand() -> None:
    said = [heard(number, f"Text {number}.") for number in range(1, 8)]
    shown = shown_after(*said, heard(7, "More of it."), heard(8, " "))
    assert shown.recent == (
        (7, "Text 7. More of it."),
        (6, "Text 6."),
        (5, "Text 5."),
        (4, "Text 4."),
        (3, "Text 3."),
    )
    late = after(shown, heard(6, "Late."))
    assert late.recent[:2] == ((6, "Text 6. Late."), (7, "Text 7. More of it."))


def test_what_was_said_into_an_excluded_application_is_not_at_hand() -> None:
    shown = shown_after(
        heard(1, "One."),
        TraceHereChanged(True),
        heard(2, "My password."),
        TraceHereChanged(False),
        heard(3, "Three."),
    )
    assert shown.recent == ((3, "Three."), (1, "One."))


def test_more_that_waits_may_wait_for_another_reason() -> None:
    shown = shown_after(TextWaits("One. "), INFO, WARNING, TextWaits("One. Two. "))
    assert shown.why == WARNING
    assert after(shown, GONE_WINDOW).why == GONE_WINDOW


def test_what_explained_a_text_that_waits_is_over_with_it() -> None:
    shown = shown_after(ERROR, TextWaits("One."), GONE_WINDOW, TextWaits(""))
    assert (shown.notice, shown.why, shown.look) == (None, None, Look.LOADING)
    assert after(shown, WARNING).news == WARNING


def test_a_new_try_that_fails_is_the_reason_then() -> None:
    waits = shown_after(TextWaits("One."), WARNING)
    assert explained(waits, ERROR).why == ERROR
    assert explained(waits, ERROR).news is None
    assert explained(Shown(), ERROR).news == ERROR


def test_what_waits_may_be_the_last_dictation_alone() -> None:
    shown = shown_after(heard(1, "One."), heard(1, "Two."), TextWaits("One.  Two. "))
    assert shown.waits_alone
    assert not after(shown, heard(2, "Three.")).waits_alone


@pytest.mark.parametrize(
    ("taken", "spoken", "taken_back", "standing"),
    [
        (["One. Two. "], "", "One. Two.", ()),
        (["Two. "], "One.", "Two.", ((1, "One. "),)),
        (["Two. ", "One. "], "", "One. Two.", ()),
        (["Other words. "], "", "One. Two.", ()),
        ([" "], "", "One. Two.", ((1, "One. Two."),)),
        (["Zero. One. Two. "], "", "One. Two.", ()),
    ],
)
def test_what_was_taken_back_is_not_lost(
    taken: list[str], spoken: str, taken_back: str, standing: tuple[tuple[int, str], ...]
) -> None:
    shown = shown_after(heard(1, "One."), heard(1, "Two."), inserted(1, "One. Two. "))
    for text in taken:
        shown = after(shown, TextTakenBack(1, text))
    assert (shown.spoken, shown.taken_back, shown.standing) == (spoken, taken_back, standing)
    assert shown.heard == "One. Two."


def test_after_scratch_that_the_dictation_goes_on() -> None:
    shown = shown_after(
        heard(1, "One."), inserted(1, "One. "), TextTakenBack(1, "One. "), heard(1, "Two.")
    )
    assert (shown.spoken, shown.taken_back) == ("Two.", "")
    shown = after(shown, heard(2, "Three."))
    assert (shown.spoken, shown.taken_back) == ("Three.", "")


def test_line_breaks_stay_in_what_stands() -> None:
    shown = shown_after(heard(1, "One.\n\nTwo."), heard(1, "And three."))
    assert after(shown, TextTakenBack(1, "And three. ")).spoken == "One.\n\nTwo."


def test_undo_goes_back_dictation_by_dictation() -> None:
    shown = shown_after(
        heard(1, "One."),
        inserted(1, "One. "),
        heard(2, "Two."),
        inserted(2, "Two. "),
        TextInserted(3, "Three. ", "clipboard", True),
    )
    shown = after(shown, TextTakenBack(2, "Two. "))
    assert shown.standing == ((1, "One. "),)
    shown = after(shown, TextTakenBack(1, "One. "))
    assert shown.standing == ()
    assert (shown.spoken, shown.taken_back) == ("", "Two."), "the first is shown no more"
    assert after(shown, TextTakenBack(1, "One. ")) == shown


def test_not_all_that_was_ever_inserted_is_kept() -> None:
    shown = shown_after(*(inserted(n, "Word. ") for n in range(500)))
    assert len(shown.standing) == 100
    assert shown.standing[-1] == (499, "Word. ")


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


def test_what_is_offered_and_whether_a_trace_is_left_stay_while_people_dictate() -> None:
    offered = Offered(2, 12.0, text="Remember the milk.")
    shown = shown_after(offered, TraceChanged(True), LISTENING, heard(1, "One."), IDLE, ERROR)
    assert (shown.offered, shown.leaves_no_trace) == (offered, True)
    shown = after(after(shown, Offered(0)), TraceChanged(False))
    assert (shown.offered.utterances, shown.leaves_no_trace) == (0, False)
    assert shown.news == ERROR


def test_an_application_that_is_excluded_changes_nothing_of_the_setting() -> None:
    shown = shown_after(TraceHereChanged(True))
    assert (shown.leaves_no_trace, shown.traceless) == (False, True)
    shown = after(after(shown, TraceChanged(True)), TraceHereChanged(False))
    assert (shown.leaves_no_trace, shown.traceless) == (True, True)
    shown = after(after(shown, TraceHereChanged(True)), TraceChanged(False))
    assert (shown.leaves_no_trace, shown.traceless) == (False, True)
    assert not after(shown, TraceHereChanged(False)).traceless


def test_what_was_only_copied_cannot_be_taken_back() -> None:
    shown = after(Shown(), TextInserted(1, "hello ", "copied", confirmed=False, copied=True))
    assert shown.standing == ()
