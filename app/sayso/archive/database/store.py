"""One connection to the database, and the folder around it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sayso.archive.database import faults, salvage, schema
from sayso.archive.database.connection import connect, settle
from sayso.archive.database.word_index import WordIndex
from sayso.core.errors import HistoryDamaged, HistoryError

_BUSY_TRIES = 3
"""How often the file may turn out to be another one than a moment ago."""


class Store:
    """Opens, makes, migrates and salvages it; runs statements and says in a sentence what failed.

    Where the file under its path becomes another one (another program has set a damaged one aside,
    or it was deleted), the connection is made anew.

    path, recordings: the database, and the folder of the audio.
    index: for searching.
    """

    path: Path
    recordings: Path
    index: WordIndex

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime],
        patience: float,
        say: Callable[[str], None],
        damaged: bool,
    ) -> None:
        self.folder = folder
        self.path = folder / "history.db"
        self.recordings = folder / "recordings"
        self.now = now
        self.say = say
        self._patience = patience
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._closed = False
        self._depth = 0
        self._failed: BaseException | None = None
        self._afterwards: list[Callable[[], None]] = []
        with faults.told(folder):
            self._open(damaged=damaged)

    def close(self) -> None:
        self._closed = True
        self._disconnect()

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """All at once: a reader that stays open keeps the write-ahead log from being emptied."""
        with faults.told(self.folder):
            return self._live().execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        found = self.rows(sql, *values)
        return found[0] if found else None

    def run(self, sql: str, *values: object) -> sqlite3.Cursor:
        """A statement that writes, inside `writing` alone."""
        if self._depth == 0:
            raise AssertionError("outside of writing()")
        with faults.told(self.folder):
            return self._live().execute(sql, values)

    def kept_at(self) -> float:
        """Now, but not before what was written last, nor before what is first in the list."""
        last = self.row(
            "SELECT kept_at, (SELECT max(listed_at) FROM utterances) AS listed_at FROM utterances"
            " ORDER BY id DESC LIMIT 1"
        )
        now = self.now().timestamp()
        return now if last is None else max(now, last["kept_at"], last["listed_at"])

    def recording(self, name: str) -> Path:
        """In our folder, whatever a damaged database says."""
        return self.recordings / Path(name).name

    def searches(self) -> bool:
        """Whether the index can be asked."""
        with faults.told(self.folder):
            self._live()
        return self.index.usable

    def sentences(self) -> AbstractContextManager[None]:
        """Around what else may raise an error of the disk's or the database's."""
        return faults.told(self.folder)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What stands in a row and was never written by us is damage."""
        try:
            yield
        except (TypeError, ValueError) as error:
            raise faults.damage(self.folder) from error

    def alone(self, lock: str) -> AbstractContextManager[None]:
        """While no other program does what that lock is for. Raises HistoryBusy."""
        return salvage.alone(self.folder / lock, self._patience)

    def afterwards(self, what: Callable[[], None]) -> None:
        """Done once what is being written is written; at once where nothing is."""
        if self._depth:
            if what not in self._afterwards:
                self._afterwards.append(what)
        else:
            what()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction, or a part of the one that is under way. What raised in there undoes all
        of it, also where that was caught on the way."""
        if self._depth:
            self._depth += 1
            try:
                yield
            except BaseException as error:
                self._failed = self._failed or error
                raise
            finally:
                self._depth -= 1
            return
        with faults.told(self.folder):
            self._begin()
        self._depth = 1
        self._failed = None
        self._afterwards = []
        try:
            yield
            if self._failed is not None:
                raise self._failed
            with faults.told(self.folder):
                self._live().execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._depth = 0
        if self._identity != self._found():
            # It may have gone into the file that was set aside, after that was read.
            raise faults.damage(self.folder)
        todo, self._afterwards = self._afterwards, []
        for what in todo:
            what()

    def empty_log(self) -> bool:
        """Move all from the write-ahead log into the database, and leave nothing in there. False:
        another program reads or writes, and has not let go in time."""
        with faults.told(self.folder):
            row = self._live().execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchone()
        return row is None or row[0] == 0

    def sync(self) -> None:
        """What was written is down on the disk. Raises HistoryError."""
        with self.sentences():
            self._live().execute("PRAGMA wal_checkpoint (PASSIVE)").fetchone()

    # The connection

    def _live(self) -> sqlite3.Connection:
        if self._closed:
            raise HistoryError("The history was closed; open it anew.")
        connection = self._connection
        if self._depth:
            # SQLite itself rolls back where the disk is full or fails: what would follow were
            # written without what came before.
            if connection is None or not connection.in_transaction:
                raise self._failed or HistoryError(
                    "The history could not be written, and nothing of it was; try again."
                )
            return connection
        if connection is None or self._identity != self._found():
            self._disconnect()
            self._open(damaged=False)
            connection = self._connection
        assert connection is not None
        return connection

    def _begin(self) -> None:
        for _ in range(_BUSY_TRIES):
            self._live().execute("BEGIN IMMEDIATE")
            if self._identity == self._found():
                return
            self._disconnect()
        raise faults.busy(self.folder)

    def _roll_back(self) -> None:
        connection = self._connection
        if connection is not None and connection.in_transaction:
            try:
                connection.execute("ROLLBACK")
            except sqlite3.Error:
                self._disconnect()  # which rolls back too

    def _found(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self.path)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # Nothing is lost by it: what was committed is in the log, which the next one reads.
            with suppress(sqlite3.Error):
                connection.close()

    def _open(self, *, damaged: bool) -> None:
        """Raises HistoryError, OSError, sqlite3.Error, which `faults.told` is for."""
        for one in (self.folder, self.recordings):
            self._make_private(one)
        if not damaged and self.path.exists():
            try:
                if self._connect(prepare=False):
                    return
            except (sqlite3.Error, HistoryDamaged) as error:
                damaged = isinstance(self._fault(error), HistoryDamaged)
                if not damaged:
                    raise
        with self.alone("history.lock"):
            salvage.finish(self.folder)
            if damaged:
                salvage.set_aside(self.path, now=self.now(), say=self.say)
            if not self.path.exists():
                salvage.create(self.path)
            self._connect(prepare=True)

    def _fault(self, error: Exception) -> Exception:
        if isinstance(error, sqlite3.Error):
            return faults.database_fault(error, self.folder)
        return error

    def _connect(self, *, prepare: bool) -> bool:
        """Whether it is ready. ``prepare``: what is missing may be done now."""
        identity = self._found()
        connection = connect(self.path, self._patience)
        try:
            if not schema.is_current(connection, self.folder):
                if not prepare:
                    connection.close()
                    return False
                settle(connection)
                schema.migrate(connection)
            else:
                settle(connection)
            index = WordIndex(connection)
            if not index.is_current():
                connection.execute("BEGIN IMMEDIATE")
                if not index.is_current():
                    index.build()
                connection.execute("COMMIT")
            for ending in ("", "-wal", "-shm"):
                self._make_private(Path(f"{self.path}{ending}"))
        except BaseException:
            connection.close()
            raise
        self._connection, self._identity, self.index = connection, identity, index
        return True

    def _make_private(self, path: Path) -> None:
        """A folder is made. Rights are tightened where there are any to tighten."""
        folder = path in (self.folder, self.recordings)
        if folder:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        rights = 0o700 if folder else 0o600
        try:
            if path.stat().st_mode & 0o777 != rights:
                path.chmod(rights)
        except FileNotFoundError:
            pass
        except PermissionError:
            self.say(f"Others may be able to read {path}; its rights cannot be changed.")
