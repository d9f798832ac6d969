"""Files beside the database that no row of it names, and that hold words all the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sayso.archive import recording
from sayso.archive.recording import key_of
from sayso.core.errors import HistoryUntidy

PART = ".part"
"""Ends the name of a recording that is being imported."""


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
