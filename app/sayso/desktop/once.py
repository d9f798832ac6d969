"""What is shown or told once on a machine: a file tells, empty but for its name."""

from __future__ import annotations

import logging
from pathlib import Path

from sayso.paths import private_folder

_log = logging.getLogger(__name__)


def due(file: Path) -> bool:
    """Whether it is still to come."""
    return not file.exists()


def done(file: Path) -> None:
    """It is over. Where that cannot be kept it comes again; the log tells why."""
    try:
        private_folder(file.parent)
        file.touch()
    except OSError as error:
        _log.warning("that it is over cannot be kept in %s: %s", file, error)
