"""Files beside the database that no row of it names, and that hold words all the same."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sayso.archive import recording
from sayso.archive.database.salvage import alone
from sayso.archive.recording import key_of
from sayso.core.errors import HistoryUntidy

PART = ".part"
"""Ends the name of a recording that is being imported."""

IMPORTING = "import.lock"
_COPY = ".import-"
_PATIENCE = 5.0


@contextmanager
def copy_in(folder: Path) -> Iterator[Path]:
    """A folder in there, for a copy of another history, which goes at the end; where a program was
    killed before that, with the next one, or when Sayso tidies up. One at a time. Raises OSError,
    HistoryError: HistoryBusy among them."""
    with alone(folder / IMPORTING, _PATIENCE):
        sweep_copies(folder)
        with tempfile.TemporaryDirectory(prefix=_COPY, dir=folder) as copy:
            yield Path(copy)


def sweep_copies(folder: Path) -> None:
    """Only where nobody reads one at this moment. Raises OSError."""
    for path in folder.glob(f"{_COPY}*"):
        shutil.rmtree(path)


def set_aside(folder: Path) -> Sequence[Path]:
    """Damaged databases, with their logs. Raises OSError."""
    return sorted(path for path in folder.glob("history-damaged-*.db*") if path.is_file())


def database_of(path: Path) -> str:
    """``path``: of `set_aside`. The same for a database and its log."""
    return path.name.partition(".db")[0]


def recordings_in(folder: Path) -> Sequence[tuple[str, str]]:
    """Name and run of each recording there. Raises OSError."""
    found = [(path.name, key_of(path.name)) for path in sorted(folder.iterdir())]
    return [(name, named[0].run) for name, named in found if named is not None]


def sweep(recordings: Path) -> None:
    """What a program that was killed while it silenced or imported a recording has left. Only where
    no other program does so at this moment. Raises OSError."""
    recording.sweep(recordings)
    for path in recordings.glob(f"*{PART}"):
        if key_of(path.name.removesuffix(PART)) is not None:
            path.unlink(missing_ok=True)


def remove(paths: Iterable[Path]) -> None:
    """Raises HistoryUntidy, once all that can be removed is."""
    failed: list[str] = []
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            failed.append(f"{path} ({error.strerror or type(error).__name__})")
    if failed:
        raise HistoryUntidy(
            f"A damaged history that was set aside cannot be deleted: {failed[0]}; see that it is"
            " yours and nothing uses it, and delete it."
        )
