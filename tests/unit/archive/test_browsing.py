"""The history by dictation, page by page; corrected; and what it amounts to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from fake_past import NOW, SaidBefore
from hypothesis import given
from hypothesis import strategies as st

from sayso.archive.browsing import BrowsableHistory, shared_out, was_edited
from sayso.archive.items import DictationKey, Query
from sayso.archive.statistics import TYPED_WORDS_A_MINUTE, Day, every_day, totals
from sayso.core.speech import Transcript
from sayso.core.state import UNDELIVERED, State


@pytest.fixture
def said(tmp_path: Path) -> Iterator[SaidBefore]:
    made = SaidBefore(tmp_path / "history")
    yield made
    made.close()


@pytest.fixture
def history(said: SaidBefore) -> BrowsableHistory:
    return said.history


def texts(history: BrowsableHistory, query: Query) -> list[str]:
    return [one.text for one in history.page(query).dictations]


def test_a_dictation_is_one_and_the_newest_is_first(
    said: SaidBefore, history: BrowsableHistory
) -> None:
    said.dictate("One.", ago=timedelta(days=1))
    said.dictate("Two,", "and three.", state=State.COPIED)
    page = history.page(Query())
    assert [one.text for one in page.dictations] == ["Two, and three.", "One."]
    assert page.before is None
    newest = page.dictations[0]
    assert newest.raw_text == "two, and three"
    assert newest.state is State.COPIED
    assert newest.audio_seconds == 4.0
    assert not newest.has_audio


def test_what_matters_most_is_told_of_it(said: SaidBefore, history: BrowsableHistory) -> None:
    key = said.dictate("One", "two", "three")
    store = history._store
    with store.writing():
        store.run("UPDATE utterances SET state = 'failed', reason = 'No.' WHERE number = 1")
    found = history.dictation(key)
    assert found is not None
    assert (found.state, found.told.number, found.told.reason) == (State.FAILED, 1, "No.")
    assert history.dictation(DictationKey(key.run, 99)) is None


def test_page_by_page_each_is_there_once(said: SaidBefore, history: BrowsableHistory) -> None:
    for number in range(25):
        said.dictate(*(f"{number}-{part}" for part in range(1 + number % 4)))
    whole = texts(history, Query())
    assert len(whole) == 25
    found: list[str] = []
    known: set[DictationKey] = set()
    before: int | None = None
    pages = 0
    while True:
        page = history.page(Query(limit=7, before=before), frozenset(known))
        pages += 1
        found += [one.text for one in page.dictations]
        known.update(one.key for one in page.dictations)
        if (before := page.before) is None:
            break
    assert found == whole, "also those that a page ends in the middle of"
    assert pages > 8
    assert history.dictations(Query()) == 25


def test_found_by_one_utterance_it_is_there_in_whole(
    said: SaidBefore, history: BrowsableHistory
) -> None:
    said.dictate("Apples and", "pears.", application="kate")
    said.dictate("Plums.", application="firefox", state=State.REFUSED)
    assert texts(history, Query(words="PEAR")) == ["Apples and pears."]
    assert texts(history, Query(application="Firefox")) == ["Plums."]
    assert texts(history, Query(states=UNDELIVERED)) == ["Plums."]
    assert history.dictations(Query(words="p")) == 2
    assert texts(history, Query(words="nothing like it")) == []
    assert list(history.applications()) == ["kate", "firefox"]


def test_what_the_person_writes_is_kept_beside_what_was_heard(
    said: SaidBefore, history: BrowsableHistory
) -> None:
    key = said.dictate("Send it to Meyer.")
    (item,) = history.items()
    new = history.edited(item.id, "Send it to Maier.")
    assert (new.text, new.raw_text, new.state) == (
        "Send it to Maier.", "send it to meyer", State.INSERTED,
    )  # fmt: skip
    assert (new.model, new.taken_seconds, new.language) == ("base.en", 0.4, "en")
    (earlier,) = history.earlier(item.id)
    assert (earlier.text, earlier.model) == ("Send it to Meyer.", "base.en")
    assert was_edited(earlier, "Send it to Maier.", "send it to meyer")
    history.edited(item.id, "Send it to Maier.")
    assert len(history.earlier(item.id)) == 1, "nothing has changed"
    assert texts(history, Query(words="maier")) == ["Send it to Maier."]
    assert history.dictation(key) is not None


def test_a_correction_of_what_was_never_recognised_is_its_text(
    said: SaidBefore, history: BrowsableHistory
) -> None:
    said.dictate(None, state=State.FAILED)
    (item,) = history.items()
    new = history.edited(item.id, "It was this.")
    assert (new.state, new.text, new.raw_text, new.offered) == (
        State.RECOGNISED, "It was this.", "", True,
    )  # fmt: skip
    assert history.earlier(item.id) == []
    assert texts(history, Query(words="this")) == ["It was this."]


def test_what_was_recognised_again_was_not_edited(
    said: SaidBefore, history: BrowsableHistory
) -> None:
    said.dictate("Send it")
    (item,) = history.items()
    history.retried(item.id, Transcript("sent it", (), "en", "whisper", "small", 1, 1), "Sent it")
    (earlier,) = history.earlier(item.id)
    assert not was_edited(earlier, "Sent it", "sent it")


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        (["One two.", "Three four."], "One two. Three five.", ["One two.", "Three five."]),
        (["One two.", "Three four."], "One six. Three four.", ["One six.", "Three four."]),
        (["One two.", "Three four."], "One two, and three four.", ["One two, and", "three four."]),
        (["One two.", "", "Three."], "Zero one two. Three.", ["Zero one two.", "", "Three."]),
        (["One", "two", "three"], "Other", ["Other", "", ""]),
        (["One", "two"], "", ["", ""]),
        (["One", "two"], "One two more", ["One", "two more"]),
        ([""], "New", ["New"]),
    ],
)
def test_a_correction_goes_to_the_utterance_it_begins_in(
    before: list[str], new: str, after: list[str]
) -> None:
    assert shared_out(before, new) == after


words = st.lists(st.text("ab ", max_size=6), min_size=1, max_size=5)


@given(words, st.text("abc ", max_size=20))
def test_nothing_of_a_correction_is_lost(before: list[str], new: str) -> None:
    before = [" ".join(one.split()) for one in before]
    shares = shared_out(before, new)
    assert len(shares) == len(before)
    assert " ".join(one for one in shares if one) == " ".join(new.split())


@given(words)
def test_what_is_not_changed_stays_where_it_is(before: list[str]) -> None:
    before = [" ".join(one.split()) for one in before]
    assert shared_out(before, " ".join(one for one in before if one)) == before


def test_words_by_day(said: SaidBefore, history: BrowsableHistory) -> None:
    today = NOW.date()
    said.dictate("Too long ago to count", ago=timedelta(days=40))
    said.dictate("One  two", "three.", ago=timedelta(days=2))
    said.dictate("Four", ago=timedelta(days=2))
    said.dictate("One two three four.")
    said.dictate("Never mind", state=State.CANCELLED)
    said.dictate("Not this", state=State.TAKEN_BACK)
    said.dictate(None, state=State.FAILED)
    days = history.days(today - timedelta(days=29), 86_400.0)
    assert [(day.day, day.dictations, day.words, day.seconds) for day in days] == [
        (today - timedelta(days=2), 2, 5, 6.0),  # a second space counts as a word
        (today, 1, 4, 2.0),
    ]


def test_days_without_words_are_days() -> None:
    last = date(2026, 3, 1)
    days = every_day([Day(date(2026, 2, 27), 1, 10, 6.0), Day(date(2025, 1, 1), 1, 9, 1)], last, 4)
    assert [(day.day.day, day.words) for day in days] == [(26, 0), (27, 10), (28, 0), (1, 0)]


def test_what_it_amounts_to() -> None:
    days = [Day(date(2026, 1, 1), 2, 300, 90.0), Day(date(2026, 1, 2), 1, 220, 70.0)]
    found = totals(days)
    assert (found.dictations, found.words) == (3, 520)
    assert found.words_a_minute == pytest.approx(195.0)
    assert found.minutes_saved == pytest.approx(520 / TYPED_WORDS_A_MINUTE - 160 / 60)
    assert totals([]).words_a_minute == 0.0
    assert totals([Day(date(2026, 1, 1), 1, 1, 600.0)]).minutes_saved == 0.0
