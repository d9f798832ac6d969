"""Items of another history become ours."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from history_stage import START, Stage, key, transcript

from sayso.archive import recording
from sayso.archive.database import importing, rows
from sayso.archive.items import Item, Query, Retention
from sayso.core.errors import HistoryBusy, HistoryError
from sayso.core.speech import SAMPLE_RATE
from sayso.core.state import State


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Stage]:
    """Another machine's."""
    stage = Stage(tmp_path / "there", now=START - timedelta(days=400))
    yield stage
    stage.close()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path / "here")
    yield stage
    stage.close()


def as_theirs(item: Item) -> Item:
    """But for what cannot be the same in two histories."""
    return replace(item, id=0, clip=None, offered=False)


def test_all_of_it_comes_once(there: Stage, here: Stage) -> None:
    theirs = there.open()
    there.dictate(theirs, 1, "one", "two", audio=True)
    there.later(seconds=5)
    there.dictate(theirs, 2, "three", state=State.FAILED)
    there.later(seconds=5)
    there.dictate(theirs, 3, "four", state=State.HEARD, audio=True)
    theirs.heard(key(3), 1, start=SAMPLE_RATE * 5, samples=SAMPLE_RATE)
    items = theirs.items()
    ours = here.open()
    here.dictate(ours, 9, "ours")
    assert ours.add(items) == 5
    assert ours.add(items) == 0
    mine, *found = ours.items()
    assert mine.text == "ours"
    assert [as_theirs(item) for item in found] == [as_theirs(item) for item in items]
    assert all(item.offered for item in found)
    assert ours.undelivered() == []
    for mine, other in zip(found, items, strict=False):
        assert (mine.clip is None) == (other.clip is None)
        if mine.clip is not None and other.clip is not None:
            assert mine.clip.recording.parent == here.recordings
            assert mine.clip.recording.name == other.clip.recording.name
            assert (recording.read(mine.clip) == recording.read(other.clip)).all()
    assert len(list(here.recordings.iterdir())) == 2
    assert len(list(there.recordings.iterdir())) == 2
    if os.name == "posix":
        modes = {stat.S_IMODE(one.stat().st_mode) for one in here.recordings.iterdir()}
        assert modes == {0o600}
    assert [item.text for item in ours.items(Query(words="thr"))] == ["three"]


def test_it_is_not_deleted_at_once_for_its_age(there: Stage, here: Stage) -> None:
    theirs = there.open()
    there.dictate(theirs, 1, "one", audio=True)
    ours = here.open()
    ours.add(theirs.items())
    ours.purge(Retention(audio_days=7, text_days=7))
    assert ours.items()[0].clip is not None
    here.later(days=7)
    ours.purge(Retention(audio_days=7, text_days=7))
    assert ours.items() == []


def test_what_was_deleted_here_comes_back(there: Stage, here: Stage) -> None:
    theirs = there.open()
    there.dictate(theirs, 1, "one", "two", audio=True)
    items = theirs.items()
    ours = here.open()
    ours.add(items)
    [two, one] = ours.items()
    ours.delete([one.id])
    assert ours.add(items) == 1
    again = ours.items()[1]
    assert (again.text, again.id > two.id) == ("one", True)
    assert again.clip is not None
    assert recording.read(again.clip).all()


def test_of_ones_own_deleted_recording(here: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exported, deleted, and brought back from there, where the file could not be deleted."""
    ours = here.open()
    here.dictate(ours, 1, "one", audio=True)
    [item] = ours.items()

    def refuse(*_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(recording, "remove", refuse)
        with pytest.raises(HistoryError, match="Permission denied"):
            ours.clear()
    assert ours.items() == []
    assert ours.add([item]) == 1
    ours.purge(Retention())
    assert ours.items()[0].clip == item.clip


def test_without_its_audio(there: Stage, here: Stage) -> None:
    theirs = there.open()
    there.dictate(theirs, 1, "one", "two", audio=True)
    items = theirs.items()
    next(there.recordings.iterdir()).unlink()
    ours = here.open()
    assert ours.add(items) == 2
    assert [item.clip for item in ours.items()] == [None, None]
    assert list(here.recordings.iterdir()) == []
    assert [item.started_at for item in ours.items()] == [item.started_at for item in items]


def test_from_a_table_that_knows_little(here: Stage) -> None:
    ours = here.open()
    bare = Item(0, key(1), 0, State.INSERTED, START.astimezone(UTC), 1.5, text="Hello.")
    assert ours.add([bare, replace(bare, number=1, text=None)]) == 2
    [second, first] = ours.items()
    assert (first.text, first.raw_text, first.audio_seconds) == ("Hello.", "Hello.", 1.5)
    assert (second.text, second.raw_text) == (None, None)
    ours.retried(first.id, transcript("hallo"), "Hallo.")
    [before] = ours.earlier(first.id)
    assert (before.text, before.at) == ("Hello.", START)


def test_a_disk_that_fails_leaves_nothing_of_it(
    there: Stage, here: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = there.open()
    for number in range(3):
        there.dictate(theirs, number, "one", audio=True)
    ours = here.open()

    for name in ("replace", "touch"):
        calls = 0
        real = getattr(Path, name)

        def fail(self: Path, *args: object, real: object = real, **kwargs: object) -> object:
            nonlocal calls
            calls += 1
            if calls == 2:
                raise OSError(28, "No space left on device")
            return real(self, *args, **kwargs)  # type: ignore[operator]

        with monkeypatch.context() as patched:
            patched.setattr(Path, name, fail)
            with pytest.raises(HistoryError, match="disk is full"):
                ours.add(theirs.items())
        assert ours.items() == []
        assert list(here.recordings.iterdir()) == []
    assert ours.add(theirs.items()) == 3


def test_it_stands_among_ours_by_its_time(there: Stage, here: Stage) -> None:
    theirs = there.open()
    for number, day in enumerate((1, 3, 30)):
        there.now = START + timedelta(days=day)
        there.dictate(theirs, number, f"day {day}")
    ours = here.open()
    for number, day in enumerate((0, 2, 4), start=10):
        here.now = START + timedelta(days=day)
        here.dictate(ours, number, f"day {day}")
    ours.add(theirs.items())
    days = ["day 30", "day 4", "day 3", "day 2", "day 1", "day 0"]
    assert [item.text for item in ours.items()] == days
    # What was said here after that is the newest, whatever either clock says.
    here.now = START - timedelta(days=9)
    [newest] = here.dictate(ours, 20, "set back")
    assert [item.text for item in ours.items(Query(limit=1))] == ["set back"]
    assert [item.text for item in ours.items(Query(before=newest))] == days


def test_pages_follow_each_other(there: Stage, here: Stage) -> None:
    theirs, ours = there.open(), here.open()
    there.now = START
    for number in range(6):
        there.later(hours=2)
        there.dictate(theirs, number, "theirs", "theirs")
        here.now = there.now + timedelta(minutes=number % 2)
        here.dictate(ours, 10 + number, "ours", "ours")
    ours.add(theirs.items())
    every = [item.id for item in ours.items()]
    assert every != sorted(every, reverse=True)
    for limit in (1, 3, 5):
        paged: list[int] = []
        before = None
        while page := ours.items(Query(before=before, limit=limit)):
            paged += [item.id for item in page]
            before = page[-1].id
        assert paged == every
    # Deleted meanwhile, the list goes on from there.
    place = every.index(5)
    ours.delete([5])
    assert [item.id for item in ours.items(Query(before=5))] == every[place + 1 :]


def test_a_newest_one_is_found_by_no_sorting(here: Stage) -> None:
    ours = here.open()
    for query in (Query(limit=50), Query(limit=50, before=7)):
        statement, values = rows.select(query, indexed=True)
        plan = ours._store.rows(f"EXPLAIN QUERY PLAN {statement}", *values)
        assert any("INDEX listed" in row["detail"] for row in plan)
        assert not any("TEMP B-TREE" in row["detail"] for row in plan)


def test_nobody_tidies_up_what_is_being_imported(
    there: Stage, here: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = there.open(), here.open()
    there.dictate(theirs, 1, "one", audio=True)
    other = here.open(patience=0.01)
    real = importing._add_dictation
    busy: list[HistoryError] = []

    def add(*arguments: Any) -> int:
        try:
            other._deletion._sweep()
        except HistoryBusy as error:
            busy.append(error)
        return real(*arguments)

    monkeypatch.setattr(importing, "_add_dictation", add)
    assert ours.add(theirs.items()) == 1
    assert len(busy) == 1
    assert ours.items()[0].clip is not None
