"""A history that can be read where it cannot be written: a read-only medium, a full disk."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sayso.archive.database import faults, schema
from sayso.archive.database.connection import connect
from sayso.archive.database.store import Store
from sayso.archive.database.word_index import WordIndex
from sayso.core.errors import (
    HistoryBusy,
    HistoryDamaged,
    HistoryError,
    HistoryFull,
    HistoryReadOnly,
)

_LOCKED = "mode=ro"
"""Needs the file of shared memory, as whoever writes has made it, or room and rights to make it."""

_UNCHANGING = "mode=ro&immutable=1"
"""Neither locks nor looks for a write-ahead log (sqlite.org/uri.html)."""


class ReadableStore(Store):
    """Opened for reading where it cannot be for writing: then nothing is made, migrated or mended
    there. Each transaction tries to open it for writing again."""

    _why: HistoryError | None = None
    """Of a connection that only reads."""

    @contextmanager
    def writing(self) -> Iterator[None]:
        try:
            with super().writing():
                yield
        except HistoryReadOnly as error:
            raise faults.only_read(self.folder) from error

    def _open(self, *, damaged: bool) -> None:
        self._why = None
        try:
            with faults.told(self.folder):
                super()._open(damaged=damaged)
        except (HistoryReadOnly, HistoryFull) as error:
            self._connect_to_read()
            self._why = error

    def _begin(self) -> None:
        if self._why is not None:
            self._disconnect()
            self._open(damaged=False)
        if self._why is not None:
            raise self._why
        super()._begin()

    def _connect_to_read(self) -> None:
        identity = self._found()
        connection = connect_to_read(self.path, self._patience)
        try:
            if not schema.is_current(connection, self.folder):
                connection.close()
                connection = _copied(self.path, self._patience)
                schema.migrate(connection)
            index = WordIndex(connection)
            index.usable = index.usable and index.is_current()
            connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
        self._connection, self._identity, self.index = connection, identity, index


def connect_to_read(path: Path, patience: float) -> sqlite3.Connection:
    """All that was committed can be read there, also what only the log has yet. Raises OSError,
    sqlite3.Error."""
    try:
        return _connected(path, patience, _LOCKED)
    except sqlite3.Error as error:
        fault = faults.database_fault(error, path.parent)
        if isinstance(fault, HistoryBusy | HistoryDamaged):
            raise
    # Nobody shares it: else that would have worked.
    log = Path(f"{path}-wal")
    if log.exists() and log.stat().st_size:
        return _copied(path, patience)
    return _connected(path, patience, _UNCHANGING)


def _connected(path: Path, patience: float, how: str) -> sqlite3.Connection:
    connection = connect(path, patience, how)
    try:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _copied(path: Path, patience: float) -> sqlite3.Connection:
    """In memory. The files that it is read from, in a folder for their owner alone, are gone again
    when this returns."""
    memory = connect(Path(":memory:"), patience)
    try:
        with tempfile.TemporaryDirectory(prefix="sayso-history-") as folder:
            copy = Path(folder) / path.name
            for ending in ("", "-wal"):
                if (source := Path(f"{path}{ending}")).exists():
                    shutil.copyfile(source, f"{copy}{ending}")
            with closing(connect(copy, patience)) as connection:
                # What is in memory has no log: it is brought into the database before.
                connection.execute("PRAGMA journal_mode = DELETE").fetchall()
                connection.backup(memory)
        memory.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        memory.close()
        raise
    return memory
