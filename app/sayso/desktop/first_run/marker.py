"""Whether the first run is still to come: a file tells, empty but for its name."""

from __future__ import annotations

import logging
from pathlib import Path

from sayso.paths import private_folder

_log = logging.getLogger(__name__)


def wanted(file: Path) -> bool:
    """``file``: `sayso.paths.first_run_file`."""
    return not file.exists()


def done(file: Path) -> None:
    """It was finished, or skipped. Where that cannot be kept it comes again; the log tells why."""
    try:
        private_folder(file.parent)
        file.touch()
    except OSError as error:
        _log.warning("that the first run is over cannot be kept in %s: %s", file, error)
