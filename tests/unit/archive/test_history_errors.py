"""Disks that are full or read-only, and others that hold the database."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from history_stage import START, Stage, key, transcript
from small_disk import make_read_only, small_disk

from sayso.archive.database import faults, salvage
from sayso.archive.items import Query, Retention
from sayso.core.errors import HistoryBusy, HistoryDamaged, HistoryError
from sayso.core.state import State


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path / "history")
    yield stage
    stage.close()


def test_a_full_database_keeps_what_it_has_and_goes_on_later(stage: Stage) -> None:
    """SQLite's limit of pages gives the very error of a full disk, and rolls back by itself."""
    history = stage.open()
    stage.dictate(history, 1, "one")
    store = history._store
    limit = store.rows("PRAGMA max_page_count")[0][0]
    store.rows(f"PRAGMA max_page_count = {store.rows('PRAGMA page_count')[0][0]}")
    with pytest.raises(HistoryError, match="disk is full"):  # noqa: PT012
        for number in range(2, 200):
            with history.writing():
                stage.dictate(history, number, "x" * 500)
    count = len(history.items())
    with pytest.raises(HistoryError, match="disk is full"), history.writing():  # noqa: PT012
        history.begin(key(300), START, "", None)
        try:
            stage.dictate(history, 301, "x" * 100_000)
        except HistoryError:
            assert not store._connection.in_transaction  # type: ignore[union-attr]
        stage.dictate(history, 302, "not alone")
    assert len(history.items()) == count
    store.rows(f"PRAGMA max_page_count = {limit}")
    assert history.unended(key(300).run) == []
    stage.dictate(history, 303, "two")
    assert history.items()[0].text == "two"
    assert salvage.is_sound(stage.database)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system")
@pytest.mark.parametrize("kind", ["tmpfs", "ext4"])
def test_a_disk_that_fills_up(tmp_path: Path, kind: str) -> None:
    with small_disk(tmp_path, kind) as disk:
        stage = Stage(disk / "history")
        history = stage.open()
        stage.dictate(history, 0, "one", state=State.RECOGNISED)
        filler = disk / "filler"
        with pytest.raises(HistoryError, match="disk is full") as caught:  # noqa: PT012
            for number in range(1, 2000):
                with filler.open("ab") as file:
                    file.write(bytes(100_000) if _room(disk) > 100_000 else b"")
                stage.dictate(history, number, "x" * 5000)
        assert not isinstance(caught.value, HistoryDamaged | HistoryBusy)
        before = [item.id for item in history.items()]
        with pytest.raises(HistoryError, match="disk is full"):
            Stage(disk / "another").open()
        filler.unlink()
        stage.dictate(history, 3000, "two")
        assert [item.id for item in history.items()][1:] == before
        assert history.item(1).text == "one"
        stage.close()
        make_read_only(disk)
        with pytest.raises(HistoryError, match=r"may not be written|cannot be opened"):
            stage.open()


def _room(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_bsize


def test_a_folder_that_cannot_be_made(stage: Stage) -> None:
    stage.folder.write_bytes(b"")
    with pytest.raises(HistoryError, match="cannot be used"):
        stage.open()


def test_a_database_that_is_a_folder(stage: Stage) -> None:
    stage.database.mkdir(parents=True)
    with pytest.raises(HistoryError, match="cannot be opened"):
        stage.open()


def test_a_database_that_may_be_read_alone(stage: Stage) -> None:
    history = stage.open()
    stage.dictate(history, 1, "one")
    history._store.rows("PRAGMA query_only = 1")
    with pytest.raises(HistoryError, match="not read-only"):
        stage.dictate(history, 2, "two")
    assert [item.text for item in history.items()] == ["one"]


def test_another_program_that_writes_for_long(stage: Stage) -> None:
    history = stage.open(patience=0.01)
    stage.dictate(history, 1, "one")
    with closing(sqlite3.connect(stage.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryBusy):
            history.begin(key(2), START, "", None)
        with pytest.raises(HistoryBusy):
            history.purge(Retention())
        assert [item.text for item in history.items()] == ["one"]
        assert [item.text for item in stage.open(patience=0.01).items()] == ["one"]
    stage.dictate(history, 2, "two")


def test_another_program_that_makes_it_for_long(stage: Stage) -> None:
    stage.folder.mkdir()
    with salvage.alone(stage.folder / "history.lock", 1.0), pytest.raises(HistoryBusy):
        stage.open(patience=0.01)
    stage.open()


def test_a_writer_that_ends_in_time_is_waited_for(stage: Stage) -> None:
    history = stage.open()
    other = sqlite3.connect(stage.database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ends = threading.Timer(0.05, other.rollback)
    ends.start()
    history.begin(key(1), START, "", None)
    ends.join()
    other.close()
    assert len(history.unended(key(1).run)) == 1


def test_readers_do_not_keep_the_log_from_being_emptied(stage: Stage) -> None:
    history, other = stage.open(patience=0.01), stage.open()
    stage.dictate(history, 1, *(f"words {n}" for n in range(50)))
    other.items(Query(words="words"))
    other.undelivered()
    assert history._store.empty_log()


def test_an_error_while_it_is_written_down_undoes_all(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = stage.open()
    stage.dictate(history, 1, "one", state=State.RECOGNISED)

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr(history._store.index, "put", fail)
        with pytest.raises(HistoryError):
            history.retried(1, transcript("won"), "Won.")
        with pytest.raises(HistoryError):
            stage.dictate(history, 2, "two")
    assert [(item.text, item.offered) for item in history.items() if item.text] == [("one", False)]
    assert history.earlier(1) == []
    history.retried(1, transcript("won"), "Won.")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk is full"),
        (PermissionError(errno.EACCES, "Permission denied"), "may not be written"),
        (OSError(errno.EROFS, "Read-only file system"), "may not be written"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
    ],
)
def test_what_the_disk_says(error: OSError, words: str) -> None:
    with pytest.raises(HistoryError, match=words), faults.told(Path("there")):
        raise error


def test_what_sqlite_says_is_not_repeated() -> None:
    error = sqlite3.OperationalError('near "something said": syntax error')
    assert "said" not in str(faults.database_fault(error, Path("there")))
