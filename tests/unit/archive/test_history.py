"""What the journal writes, and what people read of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from history_stage import RUN, START, Stage, key, transcript

from sayso.archive.database import word_index
from sayso.archive.history import History
from sayso.archive.items import DictationKey, Query
from sayso.core.errors import HistoryError
from sayso.core.speech import SAMPLE_RATE
from sayso.core.state import LEGAL, State, may_become

POSIX = os.name == "posix"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path / "data" / "history")
    yield stage
    stage.close()


@pytest.fixture
def history(stage: Stage) -> History:
    return stage.open()


def force(history: History, utterance: int, state: State) -> None:
    """Whatever came before."""
    store = history._store
    with store.writing():
        store.run("UPDATE utterances SET state = ? WHERE id = ?", state, utterance)


def test_an_utterance_from_its_last_word_to_its_window(stage: Stage, history: History) -> None:
    history.begin(key(1), START, "kate", stage.recording(1))
    one = history.heard(key(1), 0, start=SAMPLE_RATE, samples=SAMPLE_RATE // 2)
    heard = history.item(one)
    assert (heard.state, heard.raw_text, heard.text) == (State.HEARD, None, None)
    assert heard.started_at == START + timedelta(seconds=1)
    assert heard.started_at.utcoffset() == timedelta(hours=1)
    assert heard.audio_seconds == 0.5
    assert heard.clip is not None
    assert heard.clip.recording == stage.recordings / f"20261122T185536Z-{RUN}-1.flac"
    assert (heard.clip.start, heard.clip.samples) == (SAMPLE_RATE, SAMPLE_RATE // 2)

    history.recognized(key(1), 0, transcript("hello"), "Hello.")
    history.mark(key(1), [0], State.INSERTING)
    history.mark(
        key(1), [0], State.INSERTED, application="gedit", way="keys", confirmed=True,
        delivered_seconds=0.75,
    )  # fmt: skip
    assert history.end(key(1))
    item = history.item(one)
    assert (item.key, item.number, item.state) == (key(1), 0, State.INSERTED)
    assert (item.raw_text, item.text) == ("hello", "Hello.")
    assert (item.application, item.way, item.confirmed) == ("gedit", "keys", True)
    assert (item.language, item.engine, item.model) == ("en", "whisper", "base.en")
    assert (item.taken_seconds, item.delivered_seconds) == (0.25, 0.75)
    assert not item.offered


def test_all_is_there_when_it_is_opened_again(stage: Stage, history: History) -> None:
    stage.dictate(history, 1, "one", "two")
    before = history.items()
    history.close()
    history.close()
    assert stage.open().items() == before
    assert [item.text for item in before] == ["two", "one"]


def test_nothing_can_be_asked_of_a_closed_one(history: History) -> None:
    history.close()
    with pytest.raises(HistoryError, match="closed"):
        history.items()
    with pytest.raises(HistoryError, match="closed"):
        history.end(key(1))


@pytest.mark.skipif(not POSIX, reason="rights are POSIX's")
@pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
def test_it_is_for_its_owner_alone(stage: Stage, umask: int) -> None:
    stage.folder.mkdir(parents=True)
    stage.folder.chmod(0o755)
    (stage.recordings).mkdir()
    before = os.umask(umask)
    try:
        history = stage.open()
        stage.dictate(history, 1, "one")
        modes = {
            one.name: stat.S_IMODE(one.stat().st_mode)
            for one in (stage.folder, *stage.folder.iterdir())
        }
    finally:
        os.umask(before)
    assert modes == {
        "history": 0o700,
        "recordings": 0o700,
        "history.db": 0o600,
        "history.db-wal": 0o600,
        "history.db-shm": 0o600,
        "history.lock": 0o600,
    }


@pytest.mark.skipif(not POSIX, reason="rights are POSIX's")
def test_loose_rights_are_tightened(stage: Stage) -> None:
    stage.dictate(stage.open(), 1, "one")
    files = [stage.database, Path(f"{stage.database}-wal"), Path(f"{stage.database}-shm")]
    for one in files:
        one.chmod(0o644)
    stage.open()
    assert [stat.S_IMODE(one.stat().st_mode) for one in files] == [0o600] * 3


def test_how_the_database_is_used(history: History) -> None:
    values = [
        history._store.rows(f"PRAGMA {name}")[0][0]
        for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")
    ]
    assert values == ["wal", 1, 1, 1, 2]


def test_a_dictation_that_is_not_there_is_no_trouble(history: History) -> None:
    assert history.heard(key(1), 0, start=0, samples=1) == 0
    history.recognized(key(1), 0, transcript("x"), "x")
    history.mark(key(1), [0], State.FAILED)
    history.cancel(key(1))
    history.forget(key(1))
    assert not history.end(key(1))
    assert history.id_of(key(1), 0) is None
    assert history.items() == []


def test_nothing_is_begun_or_heard_twice(stage: Stage, history: History) -> None:
    history.begin(key(1), START, "kate", None)
    history.begin(key(1), START + timedelta(days=1), "gedit", "other.flac")
    one = history.heard(key(1), 0, start=0, samples=160)
    assert history.heard(key(1), 0, start=320, samples=320, state=State.FAILED) == one
    assert history.id_of(key(1), 0) == one
    [item] = history.items()
    assert (item.state, item.audio_seconds, item.application) == (State.HEARD, 0.01, "kate")
    assert item.started_at == START


def test_ids_are_never_given_twice(stage: Stage, history: History) -> None:
    first = stage.dictate(history, 1, "one", "two", "three")
    history.clear()
    history.close()
    second = stage.dictate(stage.open(), 2, "four")
    assert min(second) > max(first)


@pytest.mark.parametrize("before", State)
def test_only_what_may_become_does(stage: Stage, history: History, before: State) -> None:
    for number, after in enumerate(State):
        [one, other] = stage.dictate(history, number, "one", "two", state=State.RECOGNISED)
        force(history, one, before)
        history.mark(key(number), [0, 1, 7], after, reason="So.", way="keys", confirmed=True)
        item = history.item(one)
        found = (item.state, item.reason, item.way, item.confirmed)
        if may_become(before, after):
            assert found == (after, "So.", "keys", True)
        else:
            assert found == (before, "", "", False)
        became = after if after in LEGAL[State.RECOGNISED] else State.RECOGNISED
        assert history.item(other).state is became


def test_what_is_not_told_stays(stage: Stage, history: History) -> None:
    [one] = stage.dictate(history, 1, "one", state=State.RECOGNISED)
    history.mark(
        key(1), [0], State.INSERTING, application="a", way="w", delivered_seconds=1.5
    )  # fmt: skip
    history.mark(key(1), [0], State.FAILED, reason="It broke.")
    item = history.item(one)
    assert (item.application, item.way, item.delivered_seconds) == ("a", "w", 1.5)
    history.mark(key(1), [0], State.CANCELLED)
    assert history.item(one).reason == "It broke."


def test_a_reason_ends_with_the_failure(stage: Stage, history: History) -> None:
    [one] = stage.dictate(history, 1, "one", state=State.RECOGNISED)
    history.mark(key(1), [0], State.FAILED, reason="It broke.")
    history.mark(key(1), [0], State.INSERTING)
    history.mark(key(1), [0], State.INSERTED)
    assert history.item(one).reason == ""


def test_a_reason_ends_with_the_text(stage: Stage, history: History) -> None:
    """That it was not recognised is past; that its text went nowhere is not."""
    for number, (after, text, stays) in enumerate(
        [
            (None, "One.", False),
            (None, "", False),
            (State.CANCELLED, "One.", False),
            (State.CANCELLED, "", True),
        ]
    ):
        [one] = stage.dictate(history, number, "one", state=State.HEARD)
        history.mark(key(number), [0], State.FAILED, reason="It broke.")
        if after:
            history.mark(key(number), [0], after)
        item = history.retried(one, transcript(text), text)
        assert bool(item.reason) == stays
    for number, text in enumerate(["One.", ""], start=8):
        [one] = stage.dictate(history, number, "one", state=State.HEARD)
        history.mark(key(number), [0], State.FAILED, reason="It broke.")
        history.recognized(key(number), 0, transcript(text), text)
        assert history.item(one).reason == ""
    [one] = stage.dictate(history, 7, "one", state=State.RECOGNISED)
    history.mark(key(7), [0], State.REFUSED, reason="A password.")
    item = history.retried(one, transcript("won"), "Won.")
    assert (item.state, item.reason) == (State.REFUSED, "A password.")


@pytest.mark.parametrize("text", ["Hello.", ""])
def test_recognising(stage: Stage, history: History, text: str) -> None:
    for number, before in enumerate(State):
        [one] = stage.dictate(history, number, "one", state=State.HEARD)
        force(history, one, before)
        history.recognized(key(number), 0, transcript("hello"), text)
        item = history.item(one)
        after = State.RECOGNISED if text else State.EMPTY
        if before is not State.INSERTING and (before is after or may_become(before, after)):
            assert (item.state, item.raw_text, item.text) == (after, "hello", text)
        else:
            assert (item.state, item.raw_text, item.text) == (before, None, None)


def test_what_it_was_taken_for_before_stays(stage: Stage, history: History) -> None:
    [one] = stage.dictate(history, 1, "won", state=State.HEARD)
    assert history.earlier(one) == []
    history.recognized(key(1), 0, transcript("won", "tiny"), "Won.")
    stage.later(minutes=1)
    history.recognized(key(1), 0, transcript("run"), "Run.")
    item = history.retried(one, transcript("one", "large-v3"), "One.")
    assert (item.text, item.raw_text, item.model) == ("One.", "one", "large-v3")
    assert item.offered
    assert item.state is State.RECOGNISED
    first, second = history.earlier(one)
    assert (first.at, first.raw_text, first.text, first.model) == (START, "won", "Won.", "tiny")
    assert (first.language, first.engine) == ("en", "whisper")
    assert (second.at, second.text) == (START + timedelta(minutes=1), "Run.")
    assert [one.id for one in history.items(Query(words="one."))] == [one]
    assert history.items(Query(words="won")) == []


def test_retrying(stage: Stage, history: History) -> None:
    for number, (before, had_text, text, after) in enumerate(
        [
            (State.HEARD, False, "One.", State.RECOGNISED),
            (State.HEARD, False, "", State.EMPTY),
            (State.FAILED, False, "One.", State.RECOGNISED),
            (State.FAILED, False, "", State.EMPTY),
            (State.FAILED, True, "One.", State.FAILED),
            (State.EMPTY, True, "One.", State.RECOGNISED),
            (State.EMPTY, True, "", State.EMPTY),
            (State.RECOGNISED, True, "", State.RECOGNISED),
            (State.INSERTED, True, "One.", State.INSERTED),
            (State.CANCELLED, False, "One.", State.CANCELLED),
            (State.REFUSED, True, "One.", State.REFUSED),
            (State.INSERTING, True, "One.", State.INSERTING),
        ]
    ):
        [one] = stage.dictate(
            history, number, "old", state=State.RECOGNISED if had_text else State.HEARD
        )
        force(history, one, before)
        item = history.retried(one, transcript("one"), text)
        assert (item.state, item.raw_text, item.text, item.offered) == (after, "one", text, True)
        assert len(history.earlier(one)) == int(had_text)
    with pytest.raises(HistoryError, match="no utterance 99"):
        history.retried(99, transcript("one"), "One.")


def test_cancelling(stage: Stage, history: History) -> None:
    stage.dictate(history, 1, *"abcd", state=State.RECOGNISED, ended=False)
    stage.dictate(history, 2, "other", state=State.RECOGNISED)
    history.heard(key(1), 4, start=0, samples=1)
    history.begin(key(3), START, "kate", None)
    history.heard(key(3), 0, start=0, samples=1)
    history.mark(key(1), [0, 1], State.INSERTING)
    history.mark(key(1), [0], State.INSERTED)
    history.mark(key(1), [2], State.FAILED)
    history.cancel(key(1))
    states = [item.state for item in history.items(Query(dictation=key(1)))]
    assert states == [
        State.CANCELLED, State.RECOGNISED, State.FAILED, State.INSERTING, State.INSERTED
    ]  # fmt: skip
    assert history.items(Query(dictation=key(2)))[0].state is State.RECOGNISED
    assert history.items(Query(dictation=key(3)))[0].state is State.HEARD


def test_a_dictation_without_an_utterance_leaves_nothing(stage: Stage, history: History) -> None:
    name = stage.recording(1)
    history.begin(key(1), START, "kate", name)
    assert history.unended(RUN) == [(key(1), 0, 0, name)]
    assert not history.end(key(1))
    assert history.unended(RUN) == []
    assert not history.knows_recording(name)
    assert list(stage.recordings.iterdir()) == []


def test_what_a_start_after_a_crash_asks(stage: Stage, history: History) -> None:
    other = DictationKey("f" * 32, 1)
    history.begin(other, START, "kate", "other.flac")
    history.heard(other, 0, start=0, samples=5)
    stage.dictate(history, 1, "ended", state=State.HEARD)
    history.begin(key(2), START, "kate", "two.flac")
    history.begin(key(3), START, "kate", None)
    history.heard(key(3), 0, start=100, samples=50)
    history.heard(key(3), 1, start=400, samples=20)
    assert history.unended(RUN) == [(key(2), 0, 0, "two.flac"), (key(3), 420, 2, None)]
    history.heard(key(3), 6, start=500, samples=20)  # those between were deleted, say
    assert history.unended(RUN)[1] == (key(3), 520, 7, None)
    assert history.unended("0" * 32) == []
    assert history.knows_recording("two.flac")
    assert not history.knows_recording("three.flac")


def test_what_is_offered(stage: Stage, history: History) -> None:
    for number, state in enumerate(
        state for state in State if state not in (State.EMPTY, State.CANCELLED)
    ):
        stage.dictate(history, number, f"{state} 0", f"{state} 1", state=state)
    stage.dictate(history, 20, "still heard", state=State.HEARD, ended=False)
    # Its end was found by a later start, after others had begun.
    history.begin(key(0), START, "kate", None)
    history.heard(key(0), 2, start=0, samples=1)
    found = history.undelivered()
    states = [item.state for item in found]
    assert states == [State.HEARD] * 3 + [State.RECOGNISED] * 2 + [State.INSERTING] * 2 + [
        State.FAILED, State.FAILED, State.REFUSED, State.REFUSED
    ]  # fmt: skip
    assert [item.number for item in found] == [0, 1, 2] + [0, 1] * 4
    history.set_offered([found[1].id, found[3].id, 999])
    assert [item.id for item in history.undelivered()] == [
        item.id for item in found if item not in (found[1], found[3])
    ]
    assert history.item(found[1].id).offered


def test_asking_for_some(stage: Stage, history: History) -> None:
    stage.dictate(history, 1, "one", "two")
    stage.later(hours=1)
    [three] = stage.dictate(history, 2, "three", state=State.COPIED)
    history.mark(key(2), [0], State.CANCELLED, application="Gedit")

    def texts(query: Query) -> list[str | None]:
        return [item.text for item in history.items(query)]

    assert texts(Query()) == ["three", "two", "one"]
    assert texts(Query(limit=2)) == ["three", "two"]
    assert texts(Query(limit=0)) == []
    assert texts(Query(before=three, limit=1)) == ["two"]
    assert texts(Query(ids=(1, 2))) == ["two", "one"]
    assert texts(Query(ids=(3, 9))) == ["three"]
    assert texts(Query(states=frozenset({State.CANCELLED, State.FAILED}))) == ["three"]
    assert texts(Query(application="gedit")) == ["three"]
    assert texts(Query(dictation=key(1))) == ["two", "one"]
    assert texts(Query(since=START + timedelta(seconds=1))) == ["three", "two"]
    assert texts(Query(until=(START + timedelta(seconds=1)).astimezone(UTC))) == ["one"]
    assert texts(Query(since=START, until=START)) == []
    assert texts(Query(words="o", states=frozenset({State.INSERTED}), limit=1)) == ["two"]


@pytest.fixture(params=[True, False], ids=["index", "no index"])
def searched(
    request: pytest.FixtureRequest, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> History:
    if not request.param:
        monkeypatch.setattr(word_index, "available", lambda connection: False)
    history = stage.open()
    assert history._store.searches() == request.param
    return history


_SEARCHES: list[tuple[str, set[int]]] = [
    ("", {1, 2, 3, 4, 5}),
    ("quick", {1}),
    ("QUICK fox", {1}),
    ("fox quick", {1}),
    ("uic", {1}),
    ("qu", {1}),
    ("quick dog", set()),
    ("straße", {2}),
    ("ÜBER", {2}),
    ("üb", {2}),
    ("100%", {3}),
    ("0%", {3}),
    ("%", {3}),
    ("_", {3}),
    ("a_b", {3}),
    ('"', {3}),
    ('say "hi"', {3}),
    ("'", {3}),
    ("OR", {3}),
    ("quick OR dog", set()),
    ("NEAR(", set()),
    ("text:quick", set()),
    ("*", set()),
    ("\0ab\0", set()),
    ("\ud800", set()),
    ("今日", {4}),
    ("天気が", {4}),
    ("raw one", {5}),
    ("cooked", {5}),
    ("onecooked", set()),
]


def test_searching(stage: Stage, searched: History) -> None:
    stage.dictate(
        searched, 1, "The Quick brown fox.", "Über die Straße", "100% a_b, say \"hi\", it's or",
        "今日は天気がいい",
    )  # fmt: skip
    searched.begin(key(2), START, "", None)
    searched.heard(key(2), 0, start=0, samples=1)
    searched.recognized(key(2), 0, transcript("raw one"), "cooked")
    searched.heard(key(2), 1, start=0, samples=1)
    for words, found in _SEARCHES:
        ids = {item.id for item in searched.items(Query(words=words))}
        assert ids == (found | {6} if not words else found), words


def test_an_index_that_another_build_could_not_keep_is_made_anew(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.dictate(stage.open(), 1, "first words", "to be deleted")
    with monkeypatch.context() as patched:
        patched.setattr(word_index, "available", lambda connection: False)
        without = stage.open()
        stage.dictate(without, 2, "second words")
        without.delete([2])
        assert len(without.items(Query(words="words"))) == 2
    again = stage.open()
    assert [item.id for item in again.items(Query(words="words"))] == [3, 1]
    assert again.items(Query(words="deleted")) == []


def test_what_utf8_cannot_hold(stage: Stage, history: History) -> None:
    [one] = stage.dictate(history, 1, "half \ud83d of it")
    assert history.item(one).text == "half ? of it"


def test_what_is_written_together(stage: Stage, history: History) -> None:
    with pytest.raises(RuntimeError, match="stop"), history.writing():  # noqa: PT012
        stage.dictate(history, 1, "one")
        assert len(history.items()) == 1
        raise RuntimeError("stop")
    assert history.items() == []
    with history.writing(), history.writing():
        stage.dictate(history, 1, "two")
    assert [item.text for item in history.items()] == ["two"]


def test_what_raised_in_there_is_not_swallowed(stage: Stage, history: History) -> None:
    stage.dictate(history, 1, "one")
    with pytest.raises(HistoryError, match="no utterance 99"), history.writing():  # noqa: PT012
        stage.dictate(history, 2, "two")
        with pytest.raises(HistoryError):
            history.retried(99, transcript("x"), "x")
        stage.dictate(history, 3, "three")
    assert [item.text for item in history.items()] == ["one"]
    stage.dictate(history, 4, "four")
    assert [item.text for item in history.items()] == ["four", "one"]


def test_a_deletion_that_is_undone_leaves_the_recording(stage: Stage, history: History) -> None:
    ids = stage.dictate(history, 1, "one", audio=True)
    with pytest.raises(RuntimeError), history.writing():  # noqa: PT012
        history.delete(ids)
        raise RuntimeError
    assert history.item(ids[0]).clip is not None


def test_times_are_as_they_were(stage: Stage, history: History) -> None:
    summer = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    stage.now = summer
    stage.dictate(history, 1, "summer")
    stage.now = START
    stage.dictate(history, 2, "autumn")
    offsets = [item.started_at.utcoffset() for item in history.items()]
    assert offsets == [timedelta(hours=1), timedelta(hours=2)]


def test_a_clock_set_back_changes_no_order(stage: Stage, history: History) -> None:
    stage.dictate(history, 1, "first")
    stage.now = datetime(1970, 1, 1, tzinfo=UTC)
    stage.dictate(history, 2, "second")
    assert [item.text for item in history.items()] == ["second", "first"]
    assert history.items()[0].started_at == stage.now


def test_a_database_that_is_deleted_under_us_is_made_anew(stage: Stage, history: History) -> None:
    if not POSIX:
        pytest.skip("it cannot be deleted while it is open")
    stage.dictate(history, 1, "one")
    for one in stage.folder.glob("history.db*"):
        one.unlink()
    stage.dictate(history, 2, "two")
    assert [item.text for item in history.items()] == ["two"]
    assert [item.text for item in stage.open().items()] == ["two"]
