"""Out of a damaged database into a new one: by SQLite as far as it goes, and then page by page."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sayso.archive.database import pages, rows, schema
from sayso.archive.database.connection import connect, settle
from sayso.archive.database.word_index import WordIndex, is_kept_in_step
from sayso.archive.recording import key_of
from sayso.core.speech import SAMPLE_RATE
from sayso.core.state import State

TABLES = ("dictations", "utterances", "earlier", "leaving", "facts")
_COUNTED = ("dictations", "utterances")
_PATIENCE = 2.0
_MARGIN = 10_000
"""Of ids, where it cannot be read how many were given."""
_LONG_AGO = "1970-01-01T00:00:00+00:00"
_ONLY_SAID = "The history was damaged, and no more than this text could be read."


def bring_over(old: Path, new: Path) -> int:
    """How many utterances. ``old``: a copy, which may be changed, in a folder beside that of the
    recordings. ``new``: an empty file. Raises sqlite3.Error, OSError."""
    with closing(connect(new, _PATIENCE)) as target:
        settle(target)
        schema.migrate(target)
        target.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchall()
        first_page = _first_page(new)
        source = _open_somehow(old, first_page=first_page)
        target.execute("BEGIN IMMEDIATE")
        target.execute("PRAGMA defer_foreign_keys = ON")
        whole, given = False, dict.fromkeys(_COUNTED, None)
        said: dict[int, str] = {}
        if source is not None:
            with closing(source):
                given = {table: _given(source, table) for table in _COUNTED}
                read = [_copy(source, target, table) for table in TABLES]
                whole = all(read)
        if not whole:
            # The log is in the file now: the last connection that is closed sees to that.
            said = _collect(old, target, len(first_page), given)
        _keep_counting(target, given)
        _give_parents(target, old.parent.parent / "recordings")
        for table, at in unreadable(target):
            target.execute(f"DELETE FROM {table} WHERE id = ?", (at,))
        _put_said(target, said)
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


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> bool:
    """As far as it can be read. Whether that was all of it."""
    known = _columns(target, table)
    last = 0
    try:
        for row in source.execute(f"SELECT rowid AS at, * FROM {table} ORDER BY rowid"):
            if row["at"] <= last:
                return False  # pages in a circle
            last = row["at"]
            # A Row has values, not names.
            _put(target, table, {name: row[name] for name in row.keys() if name in known})  # noqa: SIM118
    except sqlite3.DatabaseError:
        return False
    return True


def _collect(
    path: Path, target: sqlite3.Connection, page_size: int, given: dict[str, int | None]
) -> dict[int, str]:
    """Rows that could not be read in order. Whose they are is told by how many columns they have
    (in version 1, which is the only one). What the index for searching says of each utterance: it
    has its own copy of the texts."""
    tables = {len(_columns(target, table)): table for table in TABLES if table != "facts"}
    said: dict[int, str] = {}
    for row in pages.rows(path, page_size):
        if len(row.values) == 2 and row.values[0] is None and isinstance(row.values[1], str):
            said[row.id] = row.values[1]
        table = tables.get(len(row.values))
        if table is None or row.id > (given.get(table) or row.id):
            continue
        _put(
            target,
            table,
            dict(zip(_columns(target, table), (row.id, *row.values[1:]), strict=True)),
        )
    return said


def _put_said(target: sqlite3.Connection, said: dict[int, str]) -> None:
    """Where all else of an utterance is lost. When it was said, nobody knows: it is the last in the
    list, and kept as if it was said today."""
    if not is_kept_in_step(target):
        return
    there = {row["id"] for row in target.execute("SELECT id FROM utterances")}
    lost = {one: text for one, text in said.items() if one not in there}
    if not lost:
        return
    dictation = target.execute(
        "INSERT INTO dictations (run, number, started_at, application, ended)"
        " VALUES (?, 0, ?, '', 1)",
        (uuid4().hex, _LONG_AGO),
    ).lastrowid
    for one, text in lost.items():
        values = (one, dictation, one, State.FAILED, _LONG_AGO, text, text, _LONG_AGO, _ONLY_SAID)
        target.execute(
            "INSERT INTO utterances (id, dictation, number, state, offered, started_at, started,"
            " kept_at, listed_at, start, samples, audio, application, raw_text, text,"
            " recognised_at, reason) VALUES (?, ?, ?, ?, 1, ?, 0, 0, 0, 0, 0, 0, '', ?, ?, ?, ?)",
            values,
        )


def _put(target: sqlite3.Connection, table: str, values: dict[str, object]) -> None:
    """Nothing where it is there already, or is none of ours."""
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    with suppress(sqlite3.IntegrityError, sqlite3.InterfaceError):
        target.execute(
            f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", list(values.values())
        )


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row["name"] for row in connection.execute(f"PRAGMA table_info ({table})")]


def _given(source: sqlite3.Connection, table: str) -> int | None:
    """The highest id that was ever given there."""
    try:
        row = source.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    except sqlite3.DatabaseError:
        return None
    return row["seq"] if row is not None and isinstance(row["seq"], int) else None


def _keep_counting(target: sqlite3.Connection, given: dict[str, int | None]) -> None:
    """No id is given twice."""
    for table, last in given.items():
        highest = target.execute(f"SELECT max(id) FROM {table}").fetchone()[0] or 0
        seq = highest + _MARGIN if last is None else max(highest, last)
        target.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        target.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, seq))


def _give_parents(target: sqlite3.Connection, recordings: Path) -> None:
    """Where the row of a dictation is lost, and those of its utterances are not, it gets another.
    Its recording is found again by when it began, which is in its name: it would else be taken for
    one that nobody has cut into utterances yet."""
    orphans: dict[datetime | None, list[sqlite3.Row]] = {}
    for row in target.execute(
        "SELECT dictation, started_at, start, max(audio) AS audio FROM utterances"
        " WHERE dictation NOT IN (SELECT id FROM dictations) GROUP BY dictation"
    ).fetchall():
        orphans.setdefault(_began(row) if row["audio"] else None, []).append(row)
    lost = _recordings_without_row(target, recordings)
    for began, found in orphans.items():
        names = lost.get(began, []) if began is not None else []
        # Where there are two of one second, who knows.
        name = names[0] if len(names) == len(found) == 1 else None
        for row in found:
            named = key_of(name) if name is not None else None
            run, number = named[0] if named is not None else (uuid4().hex, row["dictation"])
            target.execute(
                "INSERT INTO dictations"
                " (id, run, number, started_at, application, recording, ended)"
                " VALUES (?, ?, ?, ?, '', ?, 1)",
                (row["dictation"], run, number, str(row["started_at"]), name),
            )
    # Whose utterances are all lost is not known either: then the next start finds its recording.
    target.execute(
        "DELETE FROM dictations WHERE ended = 1 AND id NOT IN (SELECT dictation FROM utterances)"
    )


def _began(row: sqlite3.Row) -> datetime | None:
    """The second in which the dictation of an utterance began, in UTC."""
    try:
        at = datetime.fromisoformat(row["started_at"])
        return (
            (at - timedelta(seconds=row["start"] / SAMPLE_RATE))
            .astimezone(UTC)
            .replace(microsecond=0)
        )
    except (TypeError, ValueError, OverflowError):
        return None


def _recordings_without_row(
    target: sqlite3.Connection, recordings: Path
) -> dict[datetime, list[str]]:
    """By the second in which they began, in UTC."""
    known = {
        row["recording"]
        for row in target.execute(
            "SELECT recording FROM dictations UNION SELECT recording FROM leaving"
        )
    }
    keys = {(row["run"], row["number"]) for row in target.execute("SELECT * FROM dictations")}
    found: dict[datetime, list[str]] = {}
    for path in recordings.glob("*.flac"):
        named = key_of(path.name)
        if named is not None and path.name not in known and named[0] not in keys:
            found.setdefault(named[1], []).append(path.name)
    return found


def unreadable(connection: sqlite3.Connection) -> list[tuple[str, int]]:
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
