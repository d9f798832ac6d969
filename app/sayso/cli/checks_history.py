"""What `sayso doctor` says of the history: is it in order, and is there room for more?"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sayso import paths
from sayso.archive.items import Query
from sayso.cli import history_open
from sayso.cli.doctor import Finding, Result
from sayso.control.keeping import named
from sayso.core.errors import HistoryError
from sayso.settings.schema import Settings

LITTLE_BYTES = 500_000_000
"""Some hours of dictation, and of whatever else needs the disk."""


def history(settings: Settings) -> Finding:
    """Makes nothing. Opens it where it is there, as the app does."""
    folder = paths.history_folder()
    if settings.history.leave_no_trace:
        return Finding(Result.OK, "nothing of what you say is kept: leave_no_trace is on")
    there = _nearest(folder)
    if not os.access(there, os.W_OK | os.X_OK):
        return Finding(
            Result.WARN,
            f"{there} cannot be written to, so nothing of what you say is kept",
            "Make the folder writable, or set leave_no_trace.",
        )
    free = shutil.disk_usage(there).free
    if free < LITTLE_BYTES:
        return Finding(
            Result.WARN,
            f"{free / 1e6:.0f} MB are free on the disk of {folder}",
            "Free some space, or set audio_days or audio_megabytes lower.",
        )
    excluded = ", ".join(sorted(named(settings.history.no_trace_in)))
    but = f"; nothing of {excluded} is kept" if excluded else ""
    try:
        with history_open.opened_if_there() as opened:
            if opened is None:
                found = f"nothing is kept yet; it will be in {folder}{but}"
                return Finding(Result.OK, found)
            newest = opened.items(Query(limit=1))
    except HistoryError as error:
        return Finding(Result.FAILED, str(error))
    audio = _bytes(folder / "recordings") / 1e6
    text = sum(_size(file) for file in folder.glob("history.db*")) / 1e6
    last = f", the last of {newest[0].started_at:%Y-%m-%d}" if newest else ""
    return Finding(Result.OK, f"{text:.0f} MB of text and {audio:.0f} MB of audio{last}{but}")


def _nearest(folder: Path) -> Path:
    """It, or the folder in which it would be made."""
    return next(each for each in (folder, *folder.parents) if each.is_dir())


def _bytes(folder: Path) -> int:
    return sum(_size(file) for file in folder.iterdir()) if folder.is_dir() else 0


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # gone since it was listed
        return 0
