"""The tables of the history, and how an older database becomes one of today."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sayso.archive.database import faults
from sayso.core.errors import HistoryError


def _first(connection: sqlite3.Connection) -> None:
    # started_at is local time with its offset, for people; started, in seconds since 1970, is the
    # same for comparing. kept_at, likewise, is for retention and never falls. Lists go by
    # listed_at, then by id: of what was dictated here it is kept_at as it was first, so that a
    # clock that is set back changes no order; of what was imported, the utterance's own time.
    # Tables come before indexes: VACUUM makes them in this order too, so that their first pages are
    # the same in every file, which `sayso.archive.database.salvage` goes by.
    statements = (
        """
        CREATE TABLE dictations (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            run TEXT NOT NULL,
            number INTEGER NOT NULL,
            started_at TEXT NOT NULL,
            application TEXT NOT NULL,
            recording TEXT,
            ended INTEGER NOT NULL DEFAULT 0,
            UNIQUE (run, number)
        )
        """,
        """
        CREATE TABLE utterances (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            dictation INTEGER NOT NULL REFERENCES dictations (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            state TEXT NOT NULL,
            offered INTEGER NOT NULL DEFAULT 0,
            started_at TEXT NOT NULL,
            started REAL NOT NULL,
            kept_at REAL NOT NULL,
            listed_at REAL NOT NULL,
            start INTEGER NOT NULL,
            samples INTEGER NOT NULL,
            audio INTEGER NOT NULL,
            application TEXT NOT NULL,
            raw_text TEXT,
            text TEXT,
            recognised_at TEXT,
            language TEXT,
            engine TEXT NOT NULL DEFAULT '',
            model TEXT NOT NULL DEFAULT '',
            taken_seconds REAL,
            delivered_seconds REAL,
            way TEXT NOT NULL DEFAULT '',
            confirmed INTEGER NOT NULL DEFAULT 0,
            reason TEXT NOT NULL DEFAULT '',
            UNIQUE (dictation, number)
        )
        """,
        """
        CREATE TABLE earlier (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            utterance INTEGER NOT NULL REFERENCES utterances (id) ON DELETE CASCADE,
            recognised_at TEXT NOT NULL,
            raw_text TEXT NOT NULL,
            text TEXT NOT NULL,
            language TEXT,
            engine TEXT NOT NULL,
            model TEXT NOT NULL
        )
        """,
        # What of the recordings is still to go: all of one (start is null), or a stretch of it.
        """
        CREATE TABLE leaving (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            recording TEXT NOT NULL,
            start INTEGER,
            samples INTEGER
        )
        """,
        "CREATE TABLE facts (name TEXT PRIMARY KEY, value)",
        "CREATE INDEX earlier_of ON earlier (utterance)",
        "CREATE INDEX recordings ON dictations (recording)",
        "CREATE INDEX listed ON utterances (listed_at)",
    )
    for statement in statements:
        connection.execute(statement)


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first,)
"""The one at n makes of version n the next one. None is ever changed once it was in use."""


_UNLIKELY = 10_000


def version(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def is_current(connection: sqlite3.Connection, folder: Path) -> bool:
    """Whether nothing is to be migrated. Raises HistoryError where it is newer than we are, and
    HistoryDamaged where there can be no such version."""
    found = version(connection)
    if not 0 <= found < _UNLIKELY:
        raise faults.damage(folder)
    if found > len(MIGRATIONS):
        raise HistoryError(
            f"A newer version of Sayso has written the history in {folder}; update this one, to use"
            " it."
        )
    return found == len(MIGRATIONS)


def migrate(connection: sqlite3.Connection) -> None:
    """Each step is done wholly or not at all. ``connection`` is in autocommit mode."""
    for number, step in enumerate(MIGRATIONS):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if version(connection) == number:
                step(connection)
                connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
