"""A damaged database is set aside, and what can be read of it is brought over into a new one.

All of it is done by one program at a time. The new database is made beside the old one and takes
its place when it is complete; stopped at any point, it begins again or goes on.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sayso.archive.database import faults, schema
from sayso.archive.database.bringing_over import TABLES, bring_over, unreadable
from sayso.archive.database.connection import connect
from sayso.archive.database.word_index import WordIndex
from sayso.core.errors import HistoryDamaged, HistoryError

_PATIENCE = 2.0
_BESIDE = ("", "-wal", "-shm")
_SCRATCH = "salvage"


@contextmanager
def alone(path: Path, patience: float) -> Iterator[None]:
    """While no other program holds that lock. Raises HistoryError: HistoryBusy among them."""
    import filelock  # imports asyncio, which most commands do without

    lock = filelock.FileLock(path, mode=0o600)
    try:
        with faults.told(path.parent):
            lock.acquire(timeout=patience)
    except HistoryError as error:
        if isinstance(error.__cause__, filelock.Timeout):
            raise faults.busy(path.parent) from error
        raise
    try:
        yield
    finally:
        lock.release()


def create(path: Path) -> None:
    """An empty file for its owner alone, which SQLite takes for an empty database."""
    path.touch(mode=0o600)
    path.chmod(0o600)


def finish(folder: Path) -> None:
    """Where a program was stopped in the middle of replacing, do the rest."""
    new, old = folder / "history-new.db", folder / "history.db"
    if not new.exists():
        return
    if old.exists():
        new.unlink()  # the old one is not aside yet
    else:
        _put_in_place(new, old, _aside(folder, "rest"))


def sweep(folder: Path) -> None:
    """What is left where a program was stopped in the middle, and is not needed to go on: copies of
    everything. Raises OSError."""
    if (folder / _SCRATCH).is_dir():
        shutil.rmtree(folder / _SCRATCH)
    if (folder / "history.db").exists():
        (folder / "history-new.db").unlink(missing_ok=True)


def set_aside(path: Path, *, now: datetime, say: Callable[[str], None]) -> None:
    """Does nothing where ``path`` turns out to be in order: somebody else was quicker. Raises
    HistoryError, OSError, sqlite3.Error; then all is as it was."""
    if not path.exists() or is_sound(path):
        return
    folder = path.parent
    scratch = folder / _SCRATCH
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    guard = _hold(path)
    try:
        for ending in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{ending}", scratch / f"old.db{ending}")
        create(scratch / "new.db")
        count = bring_over(scratch / "old.db", scratch / "new.db")
        new = folder / "history-new.db"
        (scratch / "new.db").replace(new)
        aside = _aside(folder, f"{now:%Y%m%dT%H%M%S}")
        try:
            _put_in_place(new, path, aside)
        except PermissionError:
            # Where a file that is open cannot be renamed, ours is the one that holds it.
            if guard is not None:
                guard.close()
            _put_in_place(new, path, aside)
    finally:
        if guard is not None:
            guard.close()
        shutil.rmtree(scratch, ignore_errors=True)
    say(
        f"The history was damaged: {count:,} of its utterances could be brought over into a new"
        f" one, and the old one is {aside}."
    )


def is_sound(path: Path) -> bool:
    """Raises HistoryError where that cannot be told."""
    try:
        with closing(connect(path, _PATIENCE)) as connection:
            result = connection.execute("PRAGMA integrity_check (1)").fetchone()
            if result is None or result[0] != "ok":
                return False
            if not schema.is_current(connection, path.parent):
                # Empty, or to be migrated.
                return True
            for table in TABLES:
                connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchall()
            index = WordIndex(connection)
            if index.usable and index.is_current():
                connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
            return not unreadable(connection)
    except HistoryDamaged:
        return False
    except sqlite3.Error as error:
        fault = faults.database_fault(error, path.parent)
        if isinstance(fault, HistoryDamaged):
            return False
        raise fault from error


def _put_in_place(new: Path, path: Path, aside: Path) -> None:
    """The log goes with its database: a new one would else be changed by it."""
    for ending in _BESIDE:
        with suppress(FileNotFoundError):
            Path(f"{path}{ending}").rename(f"{aside}{ending}")
    new.rename(path)


def _aside(folder: Path, name: str) -> Path:
    number = 0
    while True:
        more = f"-{number}" if number else ""
        path = folder / f"history-damaged-{name}{more}.db"
        if not any(Path(f"{path}{ending}").exists() for ending in _BESIDE):
            return path
        number += 1


def _hold(path: Path) -> sqlite3.Connection | None:
    """Whoever can still write there waits, so that nothing is written after it was copied."""
    connection = None
    try:
        connection = connect(path, _PATIENCE)
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        fault = faults.database_fault(error, path.parent)
        if not isinstance(fault, HistoryDamaged):
            raise fault from error
        return None
    return connection
