"""Delete is delete: in the tables, the index, the log, the recordings. And what retention takes."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from history_stage import RUN, START, Stage, key, noise, transcript

from sayso.archive import recording
from sayso.archive.database import word_index
from sayso.archive.history import History, Purged
from sayso.archive.items import Clip, DictationKey, Query, Retention
from sayso.core.errors import HistoryBusy, HistoryError
from sayso.core.speech import SAMPLE_RATE
from sayso.core.state import UNDELIVERED, State

SECRET = "Xylophonq"  # nothing else has these letters beside each other


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path / "history")
    yield stage
    stage.close()


@pytest.fixture
def history(stage: Stage) -> History:
    return stage.open()


def traces(stage: Stage, secret: str = SECRET) -> list[str]:
    """Which trigrams of it are on disk, in capitals or not."""
    data = stage.bytes_on_disk().lower()
    grams = [secret.lower()[n : n + 3] for n in range(len(secret) - 2)]
    return [gram for gram in grams if gram.encode() in data]


def spoken(stage: Stage, history: History) -> list[int]:
    """Before, and among, and after others."""
    stage.dictate(history, 1, *(f"before it {n}" for n in range(30)))
    ids = stage.dictate(history, 2, f"a {SECRET} b", "between", f"{SECRET} {SECRET}" * 300)
    history.retried(ids[0], transcript(f"again {SECRET}"), f"Again {SECRET}.")
    stage.dictate(history, 3, *(f"after it {n}" for n in range(30)))
    assert len(traces(stage)) > 3
    return [ids[0], ids[2]]


@pytest.mark.parametrize("how", ["delete", "clear", "purge", "forget", "no index"])
def test_no_byte_of_it_is_left(
    stage: Stage, history: History, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "no index":
        monkeypatch.setattr(word_index, "available", lambda connection: False)
        history = stage.open()
    ids = spoken(stage, history)
    if how in ("delete", "no index"):
        assert history.delete([*ids, ids[0], 999]) == 2
    elif how == "clear":
        assert history.clear() == 63
    elif how == "purge":
        stage.later(days=1)
        assert history.purge(Retention(text_days=1)) == Purged(0, 63)
    else:
        history.forget(key(2))
    assert traces(stage) == []
    assert history.items(Query(words=SECRET)) == []
    left = {"delete": 61, "no index": 61, "clear": 0, "purge": 0, "forget": 60}[how]
    assert len(history.items()) == left
    found = history.items(Query(words="before"))
    assert len(found) == (0 if how in ("clear", "purge") else 30)
    history.close()
    assert traces(stage) == []


def test_no_byte_of_anything_is_left_by_chance(stage: Stage, history: History) -> None:
    """Pages are split, joined and filled anew in many ways."""
    draw = random.Random(5)
    there: list[int] = []
    for number in range(40):
        texts = [
            f"{SECRET} " * draw.randint(1, 200) if draw.random() < 0.5 else "other " * 40
            for _ in range(draw.randint(1, 6))
        ]
        ids = stage.dictate(history, number, *texts)
        there += [one for one, text in zip(ids, texts, strict=True) if SECRET in text]
        if draw.random() < 0.3:
            history.delete(draw.sample(there, len(there) // 2))
    assert traces(stage)
    history.delete(there)
    assert traces(stage) == []


def test_while_another_program_reads_it_is_said_and_done_later(stage: Stage) -> None:
    history = stage.open(patience=0.01)
    [one, _] = stage.dictate(history, 1, SECRET, "other")
    with closing(sqlite3.connect(stage.database)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM utterances").fetchall()
        assert history.delete([one]) == 1
        [sentence] = stage.said
        assert "another program" in sentence
        assert traces(stage)
    history.purge(Retention())
    assert traces(stage) == []
    assert len(stage.said) == 1


def test_the_recording_goes_with_its_last_utterance(stage: Stage, history: History) -> None:
    ids = stage.dictate(history, 1, "one", "two", audio=True)
    [name] = [one.name for one in stage.recordings.iterdir()]
    assert history.delete(ids[:1]) == 1
    assert history.knows_recording(name)
    assert history.delete(ids[1:]) == 1
    assert list(stage.recordings.iterdir()) == []
    assert not history.knows_recording(name)


def test_a_part_of_the_recording_is_silenced(stage: Stage, history: History) -> None:
    ids = stage.dictate(history, 1, "one", "two", "three", "four", audio=True)
    [path] = stage.recordings.iterdir()
    assert history.delete(ids[1:3]) == 2
    samples = recording.read(Clip(path, 0, 4 * SAMPLE_RATE))
    before = noise(4 * SAMPLE_RATE)
    second = slice(SAMPLE_RATE, 3 * SAMPLE_RATE)
    assert not samples[second].any()
    np.testing.assert_array_equal(samples[:SAMPLE_RATE], before[:SAMPLE_RATE])
    np.testing.assert_array_equal(samples[3 * SAMPLE_RATE :], before[3 * SAMPLE_RATE :])
    assert [item.clip is not None for item in history.items()] == [True, True]


def test_what_is_being_dictated_is_left_alone(stage: Stage, history: History) -> None:
    ids = stage.dictate(history, 1, "one", audio=True, ended=False)
    stage.later(days=99)
    assert history.delete(ids) == 0
    with stage.alive():
        assert history.clear() == 0
    assert history.purge(Retention(0, 0, 0, 0)) == Purged(0, 0)
    assert history.items()[0].clip is not None
    history.forget(key(1))
    assert history.items() == []
    assert list(stage.recordings.iterdir()) == []


@pytest.mark.parametrize("again", ["purge", "opened anew"])
def test_a_recording_that_cannot_be_deleted_is_told_and_tried_again(
    stage: Stage, history: History, monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    stage.dictate(history, 1, SECRET, audio=True)
    stage.dictate(history, 2, "other", audio=True)

    def refuse(*paths: Path) -> None:
        if any("-1.flac" in path.name for path in paths):
            raise PermissionError(13, "Permission denied")
        for path in paths:
            path.unlink(missing_ok=True)

    with monkeypatch.context() as patched:
        patched.setattr(recording, "remove", refuse)
        with pytest.raises(HistoryError, match=r"-1\.flac \(Permission denied\)"):
            history.clear()
    assert history.items() == []
    assert traces(stage) == []
    [path] = stage.recordings.iterdir()
    assert history.knows_recording(path.name)
    if again == "opened anew":
        history = stage.open()
    history.purge(Retention())
    assert list(stage.recordings.iterdir()) == []
    assert not history.knows_recording(path.name)


def test_a_recording_that_cannot_be_silenced_is_told_and_tried_again(
    stage: Stage, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = stage.dictate(history, 1, "one", "two", audio=True)
    [path] = stage.recordings.iterdir()

    def fail(clip: Clip) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(recording, "blank", fail)
        with pytest.raises(HistoryError, match="No space left"):
            history.delete(ids[:1])
    assert recording.read(Clip(path, 0, SAMPLE_RATE)).all()
    history.purge(Retention())
    assert not recording.read(Clip(path, 0, SAMPLE_RATE)).any()
    assert recording.read(Clip(path, SAMPLE_RATE, SAMPLE_RATE)).all()


def test_a_recording_that_is_gone_already_is_no_trouble(stage: Stage, history: History) -> None:
    ids = stage.dictate(history, 1, "one", "two", audio=True)
    next(stage.recordings.iterdir()).unlink()
    assert [item.clip for item in history.items()] == [None, None]
    assert history.delete(ids[:1]) == 1
    assert history.delete(ids[1:]) == 1


# Retention


def test_audio_and_text_go_each_in_its_time(stage: Stage, history: History) -> None:
    [one] = stage.dictate(history, 1, "one", audio=True)
    stage.later(days=1)
    [two] = stage.dictate(history, 2, "two", audio=True)
    stage.later(days=6)
    wanted = Retention(audio_days=7, text_days=9)
    assert history.purge(wanted) == Purged(1, 0)
    assert history.purge(wanted) == Purged(0, 0)
    assert (history.item(one).clip, history.item(one).text) == (None, "one")
    assert history.item(two).clip is not None
    stage.later(days=2)
    assert history.purge(wanted) == Purged(1, 1)
    assert [item.id for item in history.items()] == [two]


def test_text_may_go_before_the_audio(stage: Stage, history: History) -> None:
    [one] = stage.dictate(history, 1, SECRET, audio=True)
    history.retried(one, transcript(SECRET), SECRET)
    assert history.purge(Retention(text_days=0)) == Purged(0, 1)
    item = history.item(one)
    assert (item.raw_text, item.text, item.state) == (None, None, State.INSERTED)
    assert item.clip is not None
    assert history.earlier(one) == []
    assert traces(stage) == []
    assert history.purge(Retention(audio_days=0)) == Purged(1, 0)
    assert history.items() == []


def test_the_oldest_goes_first_where_it_is_too_much(stage: Stage, history: History) -> None:
    for number in range(4):
        stage.dictate(history, number, "x" * 50, audio=True)
    size = sum(path.stat().st_size for path in stage.recordings.iterdir())
    assert history.purge(Retention(audio_bytes=size, text_bytes=400)) == Purged(0, 0)
    assert history.purge(Retention(audio_bytes=size - 1, text_bytes=399)) == Purged(1, 1)
    assert [item.clip is not None for item in history.items()] == [True] * 3
    assert [item.key.number for item in history.items()] == [3, 2, 1]
    assert history.purge(Retention(audio_bytes=0, text_bytes=0)) == Purged(3, 3)
    assert history.items() == []


@pytest.mark.parametrize("wanted", [Retention(0, None, 0, None), Retention(None, 0, None, 0)])
def test_what_is_not_delivered_and_not_offered_stays(
    stage: Stage, history: History, wanted: Retention
) -> None:
    for number, state in enumerate(sorted(UNDELIVERED)):
        stage.dictate(history, number, "delivered", f"{state}", state=state, audio=True)
        if state is not State.HEARD:
            store = history._store
            with store.writing():
                store.run("UPDATE utterances SET state = 'inserted' WHERE text = 'delivered'")
    [last] = stage.dictate(history, 9, "last", audio=True)
    stage.later(days=1000)
    history.purge(wanted)
    stage.later(days=1)
    history.purge(wanted)
    waiting = history.undelivered()
    assert {item.state for item in waiting} == UNDELIVERED
    assert all(item.clip is not None for item in waiting)
    assert all(item.text for item in waiting if item.state is not State.HEARD)
    with pytest.raises(HistoryError):
        history.item(last)
    history.set_offered([item.id for item in waiting])
    history.purge(wanted)
    assert history.items() == []
    assert list(stage.recordings.iterdir()) == []


def test_what_has_neither_text_nor_audio_stays_until_it_is_offered(
    stage: Stage, history: History
) -> None:
    """The disk failed under its recording, and it was not recognised."""
    [lost] = stage.dictate(history, 1, "lost", state=State.HEARD)
    stage.dictate(history, 2, "other")
    assert history.purge(Retention(text_days=0)) == Purged(0, 1)
    assert [item.id for item in history.undelivered()] == [lost]
    history.set_offered([lost])
    stage.dictate(history, 3, "other")
    history.purge(Retention(text_days=0))
    assert history.items() == []


def test_a_recording_that_no_row_knows_is_not_for_a_purge_to_delete(
    stage: Stage, history: History
) -> None:
    name = stage.recording(7)
    history.purge(Retention(0, 0, 0, 0))
    assert [path.name for path in stage.recordings.iterdir()] == [name]


# Of clearing all


def test_clearing_leaves_nothing_of_a_run_that_crashed(stage: Stage, history: History) -> None:
    with stage.alive():
        stage.dictate(history, 1, SECRET, audio=True, ended=False, state=State.RECOGNISED)
        history.begin(key(2), stage.now, "kate", stage.recording(2))
        stage.recording(3)
    assert history.clear() == 1
    assert traces(stage) == []
    assert history.unended(RUN) == []
    assert list(stage.recordings.iterdir()) == []
    assert list((stage.folder / "runs").iterdir()) == []


def test_clearing_leaves_a_run_alone_that_is_alive(stage: Stage, history: History) -> None:
    """And what is being recorded, which may not be in the tables yet."""
    with stage.alive():
        stage.dictate(history, 1, "ended", audio=True)
        stage.dictate(history, 2, "dictated", audio=True, ended=False)
        history.begin(key(3), stage.now, "kate", None)
        stage.recording(4)
        other = stage.recordings / recording.recording_name(DictationKey("e" * 32, 1), START)
        other.write_bytes(b"")
        notes = stage.recordings / "notes.txt"
        notes.write_bytes(b"")
        assert history.clear() == 1
        assert [item.text for item in history.items()] == ["dictated"]
        assert {path.name.rpartition("-")[2] for path in stage.recordings.iterdir()} == {
            "2.flac", "4.flac", "notes.txt"
        }  # fmt: skip
        assert len(history.unended(RUN)) == 2
        assert len(list((stage.folder / "runs").iterdir())) == 1


def leave_behind(stage: Stage) -> None:
    """All that a program that was killed, and a database that was damaged, can leave."""
    for name in ("20260101T000000", "rest-1"):
        for ending in ("", "-wal", "-shm"):
            (stage.folder / f"history-damaged-{name}.db{ending}").write_text(SECRET)
    scratch = stage.folder / "salvage"
    scratch.mkdir()
    (scratch / "old.db").write_text(SECRET)
    (stage.folder / "history-new.db").write_text(SECRET)
    name = recording.recording_name(key(9), START)
    (stage.recordings / f"{name}.blanking").write_text(SECRET)
    (stage.recordings / f"{name}.part").write_text(SECRET)
    (stage.folder / ".import-abc").mkdir()
    (stage.folder / ".import-abc" / "history.db").write_text(SECRET)


def test_clearing_leaves_nothing_that_lies_beside_the_database(
    stage: Stage, history: History
) -> None:
    stage.dictate(history, 1, SECRET)
    leave_behind(stage)
    history.clear()
    assert traces(stage) == []
    assert {path.name for path in stage.folder.iterdir()} == {
        "history.db", "history.db-wal", "history.db-shm", "history.lock", "import.lock",
        "recordings.lock", "recordings",
    }  # fmt: skip
    assert list(stage.recordings.iterdir()) == []


def test_clearing_does_all_it_can(
    stage: Stage, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.dictate(history, 1, SECRET, audio=True)
    leave_behind(stage)

    def refuse(*_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(recording, "remove", refuse)
        with pytest.raises(HistoryError, match=r"-1\.flac \(Permission denied\)"):
            history.clear()
    assert traces(stage) == []


def test_a_damaged_file_that_cannot_be_deleted_is_told(
    stage: Stage, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_behind(stage)
    real = Path.unlink

    def refuse(self: Path, missing_ok: bool = False) -> None:
        if self.name.endswith("-1.db"):
            raise PermissionError(13, "Permission denied")
        real(self, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        with pytest.raises(HistoryError, match=r"rest-1\.db \(Permission denied\)"):
            history.clear()
    assert [path.name for path in stage.folder.glob("history-d*")] == ["history-damaged-rest-1.db"]


def test_clearing_gives_the_room_back(stage: Stage, history: History) -> None:
    history._store.empty_log()
    empty = stage.database.stat().st_size
    with history.writing():
        for number in range(50):
            stage.dictate(history, number, f"{SECRET} " * 500)
    history._store.empty_log()
    assert stage.database.stat().st_size > empty * 5
    other = stage.open()
    history.clear()
    assert stage.database.stat().st_size <= empty
    assert Path(f"{stage.database}-wal").stat().st_size == 0
    stage.dictate(other, 100, "goes on")
    assert [item.text for item in history.items(Query(words="goes"))] == ["goes on"]


def test_clearing_while_another_reads_gives_no_room_back_and_deletes_all_the_same(
    stage: Stage,
) -> None:
    history = stage.open(patience=0.01)
    stage.dictate(history, 1, SECRET)
    with closing(sqlite3.connect(stage.database)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM utterances").fetchall()
        assert history.clear() == 1
    assert "another program" in stage.said[0]
    history.purge(Retention())
    assert traces(stage) == []


# Damaged databases that were set aside


def test_what_was_set_aside_goes_when_its_texts_would(stage: Stage, history: History) -> None:
    leave_behind(stage)

    def aside() -> int:
        return len(list(stage.folder.glob("history-damaged-*")))

    history.purge(Retention())
    assert traces(stage)  # in what was set aside
    assert aside() == 6
    assert {path.name for path in stage.recordings.iterdir()} == set()
    assert not (stage.folder / "salvage").exists()
    assert not (stage.folder / "history-new.db").exists()
    stage.later(days=7)
    history.purge(WEEK)  # the first that asks for how long
    stage.later(days=6)
    history.purge(WEEK)
    assert aside() == 6
    stage.now = datetime(1970, 1, 1, tzinfo=UTC)
    history.purge(WEEK)
    stage.now = START
    stage.later(days=14)
    history.purge(Retention(audio_days=0, audio_bytes=0, text_bytes=0))
    assert aside() == 6
    history.purge(WEEK)
    assert aside() == 0
    assert traces(stage) == []


def test_nothing_is_kept_where_no_text_is(stage: Stage, history: History) -> None:
    leave_behind(stage)
    history.purge(Retention(text_days=0))
    assert traces(stage) == []


def test_what_is_deleted_may_stand_in_what_was_set_aside(stage: Stage, history: History) -> None:
    [one, two] = stage.dictate(history, 1, "one", "two")
    history.delete([one])
    assert stage.said == []
    leave_behind(stage)
    history.delete([two])
    [sentence] = stage.said
    assert "history-damaged-20260101T000000.db" in sentence


def test_a_recording_that_is_being_imported_is_no_stray(stage: Stage) -> None:
    history = stage.open(patience=0.01)
    leave_behind(stage)
    with history._store.alone("recordings.lock"), pytest.raises(HistoryBusy):
        history.purge(Retention())
    assert len(list(stage.recordings.glob("*.part"))) == 1
    history.purge(Retention())
    assert len(list(stage.recordings.glob("*.part"))) == 0


WEEK = Retention(audio_days=7, text_days=7)


def test_what_was_said_while_the_clock_had_no_battery_is_not_50_years_old(
    stage: Stage, history: History
) -> None:
    stage.now = datetime(1970, 1, 1, tzinfo=UTC)
    stage.dictate(history, 1, "one", audio=True)
    stage.later(days=30)
    assert history.purge(WEEK) == Purged(0, 0)
    stage.now = START
    assert history.purge(WEEK) == Purged(0, 0)
    stage.later(days=6)
    assert history.purge(WEEK) == Purged(0, 0)
    stage.later(days=1)
    assert history.purge(WEEK) == Purged(1, 1)


@pytest.mark.parametrize("purged_meanwhile", [True, False])
def test_what_was_said_after_the_clock_was_set_back_is_not_older(
    stage: Stage, history: History, purged_meanwhile: bool
) -> None:
    stage.dictate(history, 1, "one")
    stage.later(days=-100)
    stage.dictate(history, 2, "two")
    if purged_meanwhile:
        assert history.purge(WEEK) == Purged(0, 0)
    stage.now = START
    stage.later(days=6)
    history.purge(WEEK)
    assert len(history.items()) == 2
    stage.later(days=1)
    assert history.purge(WEEK) == Purged(0, 2)


def test_a_clock_that_leapt_ahead_and_was_put_right_deletes_nothing(
    stage: Stage, history: History
) -> None:
    stage.dictate(history, 1, "one")
    history.purge(WEEK)
    stage.later(days=36_500)
    assert history.purge(WEEK) == Purged(0, 0)
    stage.now = START
    stage.later(days=1)
    assert history.purge(WEEK) == Purged(0, 0)
    stage.later(days=6)
    assert history.purge(WEEK) == Purged(0, 1)


def test_after_weeks_without_it_the_second_purge_takes_what_is_old(
    stage: Stage, history: History
) -> None:
    stage.dictate(history, 1, "one")
    history.purge(WEEK)
    stage.later(days=30)
    assert history.purge(WEEK) == Purged(0, 0)
    stage.later(hours=1)
    assert history.purge(WEEK) == Purged(0, 1)


def test_retention_is_of_no_files_outside(stage: Stage, history: History, tmp_path: Path) -> None:
    other = tmp_path / "other.flac"
    other.write_bytes(b"x")
    history.begin(key(1), START, "", os.path.join("..", "..", other.name))
    history.heard(key(1), 0, start=0, samples=1)
    history.forget(key(1))
    assert other.exists()
