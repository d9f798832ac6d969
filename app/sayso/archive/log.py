"""The log file: what went wrong, never what was said."""

from __future__ import annotations

import logging
import logging.handlers
import os
from pathlib import Path

_LARGEST = 1_000_000
_OLD_FILES = 2
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


def log_to(folder: Path, name: str = "sayso.log") -> Path:
    """Send all logging to a file in ``folder``, turned over at a megabyte; returns the file.

    A folder that cannot be written costs the log and nothing else: it goes to stderr then. A disk
    that is full later costs what would have been written.
    """
    logging.raiseExceptions = False  # else logging prints a traceback for each line
    path = folder / name
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_LARGEST, backupCount=_OLD_FILES, encoding="utf-8"
        )
        if not path.is_symlink():  # whatever a link leads to is not ours
            os.chmod(path, 0o600)
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    logging.getLogger("sayso").setLevel(logging.INFO)
    root.addHandler(handler)
    return path
