"""A history on a medium that cannot be written is read all the same."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from history_stage import START, Stage, key
from small_disk import make_read_only, make_writable, small_disk

from sayso.archive.database import reading
from sayso.archive.database.connection import connect
from sayso.archive.database.store import Store
from sayso.archive.history import History
from sayso.archive.items import Query, Retention
from sayso.core.errors import HistoryDamaged, HistoryError, HistoryReadOnly

mounts = pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path / "history")
    yield stage
    stage.close()


def killed(stage: Stage, folder: Path, *endings: str) -> Stage:
    """What is left of it where its program is killed now, those files alone."""
    folder.mkdir(parents=True)
    for ending in endings:
        shutil.copyfile(f"{stage.database}{ending}", folder / f"history.db{ending}")
    shutil.copytree(stage.recordings, folder / "recordings")
    return Stage(folder)


@contextmanager
def read_only(tmp_path: Path, *endings: str) -> Iterator[Stage]:
    """Two dictations, on a file system that is read-only; without ``endings``, its program ended
    well."""
    with small_disk(tmp_path, "tmpfs") as disk:
        before = Stage(tmp_path / "before")
        history = before.open()
        before.dictate(history, 1, "the weather", "is cold", audio=True)
        history._store.empty_log()
        before.dictate(history, 2, "only in the log")
        if not endings:
            history.close()
        stage = killed(before, disk / "history #1", *(endings or ("",)))
        before.close()
        make_read_only(disk)
        yield stage
        stage.close()


ENDINGS = [(), ("", "-wal", "-shm"), ("", "-wal")]


@mounts
@pytest.mark.parametrize("endings", ENDINGS)
def test_what_is_on_a_read_only_disk_can_be_read(
    tmp_path: Path, temporary: Path, endings: tuple[str, ...]
) -> None:
    with read_only(tmp_path, *endings) as stage:
        before = {path.name: path.read_bytes() for path in stage.folder.glob("history*")}
        history = stage.open(or_read=True)
        assert [item.text for item in history.items()] == [
            "only in the log",
            "is cold",
            "the weather",
        ]
        assert [item.text for item in history.items(Query(words="eath"))] == ["the weather"]
        assert history.earlier(1) == []
        clip = history.item(1).clip
        assert clip is not None
        assert clip.recording.parent == stage.recordings
        for change in changes(history):
            with pytest.raises(HistoryReadOnly, match="can only be read, because its folder"):
                change()
        assert len(history.items()) == 3
        assert {path.name: path.read_bytes() for path in stage.folder.glob("history*")} == before
        assert list(temporary.iterdir()) == []
        assert stage.said == []


def changes(history: History) -> list[Callable[[], object]]:
    return [
        lambda: history.begin(key(9), START, "", None),
        lambda: history.set_offered([1]),
        lambda: history.delete([1]),
        history.clear,
        lambda: history.purge(Retention()),
    ]


@mounts
def test_a_medium_that_becomes_writable_is_written(tmp_path: Path) -> None:
    with read_only(tmp_path) as stage:
        history = stage.open(or_read=True)
        with pytest.raises(HistoryReadOnly):
            history.delete([1])
        make_writable(stage.folder.parent)
        assert history.delete([1]) == 1
        assert len(history.items()) == 2


@pytest.fixture
def forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands for rights that root has all the same."""

    def refuse(self: Store, *, damaged: bool) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Store, "_open", refuse)


@pytest.mark.usefixtures("forbidden")
def test_an_old_one_is_migrated_in_memory_alone(stage: Stage, temporary: Path) -> None:
    stage.folder.mkdir()
    stage.database.touch()
    history = stage.open(or_read=True)
    assert history.items() == []
    with pytest.raises(HistoryReadOnly):
        history.set_offered([1])
    assert history.items() == []
    assert stage.database.read_bytes() == b""
    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("forbidden")
def test_a_damaged_one_stays_as_it_is(stage: Stage) -> None:
    stage.folder.mkdir()
    stage.database.write_bytes(b"no database" * 1000)
    with pytest.raises(HistoryDamaged):
        stage.open(or_read=True)
    assert sorted(path.name for path in stage.folder.iterdir()) == ["history.db"]


@pytest.mark.usefixtures("forbidden")
def test_one_that_is_not_there_is_not_made(stage: Stage) -> None:
    with pytest.raises(HistoryError, match="cannot be opened"):
        stage.open(or_read=True)
    assert not stage.folder.exists()


def test_an_index_that_is_stale_is_not_asked(
    stage: Stage, request: pytest.FixtureRequest, temporary: Path
) -> None:
    history = stage.open()
    stage.dictate(history, 1, "the weather")
    with history.writing():
        history._store.run("INSERT INTO facts (name, value) VALUES ('index is stale', 1)")
        history._store.run("DELETE FROM words")
    request.getfixturevalue("forbidden")
    reader = stage.open(or_read=True)
    assert not reader._store.searches()
    assert len(reader.items(Query(words="weather"))) == 1


def test_a_copy_is_for_its_owner_alone(
    stage: Stage, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.dictate(stage.open(), 1, "the weather")
    rights: list[int] = []

    def seen(path: Path, patience: float, how: str = "") -> sqlite3.Connection:
        rights.extend(each.stat().st_mode & 0o777 for each in temporary.iterdir())
        return connect(path, patience, how)

    monkeypatch.setattr(reading, "connect", seen)
    reading._copied(stage.database, 1.0).close()
    assert rights == [0o700] or sys.platform == "win32"
    assert list(temporary.iterdir()) == []
