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
from uuid import uuid4

from sayso.archive import faults, rows, schema
from sayso.archive.database import connect, settle
from sayso.archive.word_index import WordIndex
from sayso.core.errors import HistoryDamaged, HistoryError

_TABLES = ("dictations", "utterances", "earlier", "leaving", "facts")
_PATIENCE = 2.0
_LOOKUPS = 1_000_000
"""Rows that are looked for one by one between two bad pages: some seconds."""
_MARGIN = 10_000
"""Of ids, where it cannot be read how many were given."""
_BESIDE = ("", "-wal", "-shm")


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


def set_aside(path: Path, *, now: datetime, say: Callable[[str], None]) -> None:
    """Does nothing where ``path`` turns out to be in order: somebody else was quicker. Raises
    HistoryError, OSError, sqlite3.Error; then all is as it was."""
    if not path.exists() or is_sound(path):
        return
    folder = path.parent
    scratch = folder / "salvage"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    guard = _hold(path)
    try:
        for ending in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{ending}", scratch / f"old.db{ending}")
        count = _bring_over(scratch / "old.db", scratch / "new.db")
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
            for table in _TABLES:
                connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchall()
            index = WordIndex(connection)
            if index.usable and index.is_current():
                connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
            return not _unreadable(connection)
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


def _bring_over(old: Path, new: Path) -> int:
    """How many utterances. ``old`` is a copy, and may be changed."""
    create(new)
    with closing(connect(new, _PATIENCE)) as target:
        settle(target)
        schema.migrate(target)
        target.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchall()
        source = _open_somehow(old, first_page=_first_page(new))
        target.execute("BEGIN IMMEDIATE")
        if source is not None:
            with closing(source):
                target.execute("PRAGMA defer_foreign_keys = ON")
                for table in _TABLES:
                    _copy(source, target, table)
                _keep_counting(source, target)
            _give_parents(target)
        for table, at in _unreadable(target):
            target.execute(f"DELETE FROM {table} WHERE id = ?", (at,))
        target.execute("DELETE FROM earlier WHERE utterance NOT IN (SELECT id FROM utterances)")
        count: int = target.execute("SELECT count(*) FROM utterances").fetchone()[0]
        index = WordIndex(target)
        if index.usable:
            index.build()
        target.execute("COMMIT")
        target.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchall()
    return count


def _open_somehow(path: Path, *, first_page: bytes) -> sqlite3.Connection | None:
    """A database whose first page is overwritten has its tables where every one of ours has them,
    if they were made in the same order: with the first page of a new one they can be read."""
    for patched in (False, True):
        if patched:
            _patch(path, first_page)
        connection = connect(path, _PATIENCE)
        try:
            connection.execute("SELECT 1 FROM utterances, dictations LIMIT 0").fetchall()
            return connection
        except sqlite3.Error:
            connection.close()
    return None


def _first_page(path: Path) -> bytes:
    """The page size is in bytes 16 and 17; 1 stands for 65536 (sqlite.org/fileformat.html)."""
    data = path.read_bytes()
    size = int.from_bytes(data[16:18], "big")
    return data[: 65_536 if size == 1 else size]


def _patch(path: Path, first_page: bytes) -> None:
    pages = path.stat().st_size // len(first_page)
    page = bytearray(first_page)
    page[28:32] = pages.to_bytes(4, "big")  # valid as bytes 24 and 92 stay equal
    page[32:40] = bytes(8)  # no list of free pages
    with path.open("r+b") as file:
        file.write(page)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> None:
    known = {row["name"] for row in target.execute(f"PRAGMA table_info ({table})")}
    for row in _walk(source, table):
        names = [name for name in row.keys() if name in known]  # noqa: SIM118 - a Row has values
        columns, marks = ", ".join(names), ", ".join("?" * len(names))
        with suppress(sqlite3.IntegrityError, sqlite3.InterfaceError):
            target.execute(
                f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})",
                [row[name] for name in names],
            )


def _walk(source: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """What can be read: from both ends as far as it goes, and between them one by one."""
    low = 0
    try:
        for row in source.execute(f"SELECT rowid AS at, * FROM {table} ORDER BY rowid"):
            if row["at"] <= low:
                break  # pages in a circle
            low = row["at"]
            yield row
        else:
            return
    except sqlite3.DatabaseError:
        pass
    high = None
    try:
        for row in source.execute(f"SELECT rowid AS at, * FROM {table} ORDER BY rowid DESC"):
            if row["at"] <= low or (high is not None and row["at"] >= high):
                break
            high = row["at"]
            yield row
    except sqlite3.DatabaseError:
        pass
    if high is None:
        high = (_given(source, table) or low + _MARGIN) + 1
    for at in range(low + 1, min(high, low + _LOOKUPS)):
        try:
            row = source.execute(
                f"SELECT rowid AS at, * FROM {table} WHERE rowid = ?", (at,)
            ).fetchone()
        except sqlite3.DatabaseError:
            continue
        if row is not None:
            yield row


def _given(source: sqlite3.Connection, table: str) -> int | None:
    """The highest id that was ever given there."""
    try:
        row = source.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    except sqlite3.DatabaseError:
        return None
    return row["seq"] if row is not None and isinstance(row["seq"], int) else None


def _keep_counting(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """No id is given twice."""
    for table in ("dictations", "utterances"):
        highest = target.execute(f"SELECT max(id) FROM {table}").fetchone()[0] or 0
        given = _given(source, table)
        seq = highest + _MARGIN if given is None else max(highest, given)
        target.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        target.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, seq))


def _give_parents(target: sqlite3.Connection) -> None:
    """Where the row of a dictation is lost, and those of its utterances are not, it gets another:
    then nothing is known of its recording."""
    for row in target.execute(
        "SELECT dictation, min(started_at) AS started_at FROM utterances"
        " WHERE dictation NOT IN (SELECT id FROM dictations) GROUP BY dictation"
    ).fetchall():
        target.execute(
            "INSERT INTO dictations (id, run, number, started_at, application, ended)"
            " VALUES (?, ?, ?, ?, '', 1)",
            (row["dictation"], uuid4().hex, row["dictation"], str(row["started_at"])),
        )


def _unreadable(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Rows that are none of ours any more: table, id."""
    found: list[tuple[str, int]] = []
    for row in connection.execute(rows.SELECT):
        try:
            rows.item_of(row, Path, lambda _: True)
        except (TypeError, ValueError):
            found.append(("utterances", row["id"]))
    for row in connection.execute("SELECT * FROM earlier"):
        try:
            rows.earlier_of(row)
        except (TypeError, ValueError):
            found.append(("earlier", row["id"]))
    for row in connection.execute("SELECT * FROM dictations"):
        try:
            datetime.fromisoformat(row["started_at"])
        except (TypeError, ValueError):
            found.append(("dictations", row["id"]))
    return found
