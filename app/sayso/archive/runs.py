"""Which runs of the app are alive, and which have ended without a word.

A run holds a lock on a file of its own for as long as it lives; the system lets go of it however
the process ends. A file that nobody holds belongs to a run that crashed.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from sayso.paths import private_folder

_log = logging.getLogger(__name__)

_NAME = re.compile(r"([0-9a-f]{32})\.lock")


class Run:
    """This one. id: 32 hexadecimal digits."""

    def __init__(self, folder: Path) -> None:
        self.id = uuid.uuid4().hex
        self._folder = folder
        self._path = folder / f"{self.id}.lock"
        self._lock: BaseFileLock | None = None

    def begin(self) -> None:
        """Nothing if it has begun. Raises OSError."""
        if self._lock is None:
            private_folder(self._folder)
            lock = _lock(self._path)
            lock.acquire()
            self._lock = lock

    def end(self, *, settled: bool) -> None:
        """``settled``: nothing of it is left for the next start to see to."""
        if self._lock is None:
            return
        if settled:
            _remove(self._path)
        self._lock.release()
        self._lock = None


@dataclass(frozen=True, slots=True)
class DeadRun:
    """One that crashed, and that nobody else sees to as long as this is held."""

    id: str
    _path: Path
    _lock: BaseFileLock

    def settle(self) -> None:
        """Its dictations are written down."""
        _remove(self._path)
        self._lock.release()

    def leave(self) -> None:
        """For the next start, or another app."""
        self._lock.release()


def dead(folder: Path, own: str) -> Sequence[DeadRun]:
    """Those that crashed, and are seen to by nobody."""
    found = []
    for run, path in _files(folder):
        if run == own:
            continue
        lock = _lock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue  # it lives, or another app sees to it
        except OSError as error:
            _log.warning("whether a run is alive cannot be told: %s", error.strerror or error)
            continue
        found.append(DeadRun(run, path, lock))
    return found


def standing(folder: Path) -> frozenset[str]:
    """Those that live, or crashed and were not seen to yet."""
    return frozenset(run for run, _ in _files(folder))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    with suppress(FileNotFoundError):
        for path in sorted(folder.iterdir()):
            if name := _NAME.fullmatch(path.name):
                yield name[1], path


def _lock(path: Path) -> BaseFileLock:
    # Taken by one thread and let go of by another.
    return FileLock(path, mode=0o600, thread_local=False)


def _remove(path: Path) -> None:
    # Windows removes no file that is open; it goes at the next start, as a run without dictations.
    with suppress(OSError):
        path.unlink(missing_ok=True)
