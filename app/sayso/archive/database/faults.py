"""What went wrong with the database or the disk, in a sentence. Pure."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sayso.core.errors import (
    HistoryBusy,
    HistoryDamaged,
    HistoryError,
    HistoryFull,
    HistoryReadOnly,
)

_PRIMARY = 0xFF
"""Of SQLite's extended result codes, the part that says which kind (sqlite.org/rescode.html)."""

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC})


def damage(folder: Path) -> HistoryDamaged:
    return HistoryDamaged(
        f"The history in {folder} is damaged; it is set aside when it is next opened, and what can"
        " be read of it is kept."
    )


def busy(folder: Path) -> HistoryBusy:
    return HistoryBusy(
        f"Another program holds the history in {folder}; try again in a moment, or close it."
    )


def database_fault(error: sqlite3.Error, folder: Path) -> HistoryError:
    """What SQLite says is not repeated: it may quote."""
    code = getattr(error, "sqlite_errorcode", None)
    kind = code & _PRIMARY if code is not None else None
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return busy(folder)
    # A table or a column of ours that is not there has gone by no hand of ours.
    if kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or str(error).startswith(
        ("no such table", "no such column")
    ):
        return damage(folder)
    # The latter: the memory that connections share is a file, too, for which there is no room.
    if kind == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return _full(folder)
    if kind in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return _forbidden(folder)
    if kind == sqlite3.SQLITE_CANTOPEN:
        return HistoryReadOnly(
            f"The history in {folder} cannot be opened; see that the folder is there and yours to"
            " write in."
        )
    if kind == sqlite3.SQLITE_IOERR:
        return HistoryError(
            f"The disk failed under the history in {folder}; see that it is there and in order."
        )
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    return HistoryError(
        f"The history in {folder} could not be used ({name}); start Sayso again, and report it if"
        " that does not help."
    )


def disk_fault(error: OSError, folder: Path) -> HistoryError:
    if error.errno in _NO_ROOM:
        return _full(folder)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return _forbidden(folder)
    return HistoryError(
        f"The history in {folder} cannot be used: {error.strerror or type(error).__name__}; see"
        " that the disk is there and in order."
    )


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Raises HistoryError in place of what SQLite and the disk raise."""
    try:
        yield
    except sqlite3.Error as error:
        raise database_fault(error, folder) from error
    except OSError as error:
        raise disk_fault(error, folder) from error


def only_read(folder: Path) -> HistoryReadOnly:
    return HistoryReadOnly(
        f"The history in {folder} can only be read, because its folder cannot be written to; make"
        " it writable, or copy it to where it is."
    )


def _full(folder: Path) -> HistoryFull:
    return HistoryFull(f"The disk is full: make room for the history in {folder}.")


def _forbidden(folder: Path) -> HistoryReadOnly:
    return HistoryReadOnly(
        f"The history in {folder} may not be written; see that the folder is yours and not"
        " read-only."
    )
