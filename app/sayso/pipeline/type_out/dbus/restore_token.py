"""What a desktop gives us so that it asks the person once and not at every start."""

from __future__ import annotations

import logging
import os
from pathlib import Path

_log = logging.getLogger(__name__)


class RestoreToken:
    """In ``file``, for this user's eyes only: whoever has it may type into their session. Each
    serves once and is answered with the next. Nothing here raises: without it the person is asked.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> str:
        """Empty: none."""
        try:
            return self._file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            _log.warning("the portal's permission could not be read: %s", error)
            return ""

    def keep(self, token: str) -> None:
        """In place of the one before. Empty: the person did not want it remembered."""
        if not token:
            self.forget()
            return
        new = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new.unlink(missing_ok=True)
            written = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(written, "w", encoding="ascii") as file:
                file.write(token)
            new.replace(self._file)
        except (OSError, UnicodeEncodeError) as error:
            _log.warning("the portal's permission could not be kept: %s", error)

    def forget(self) -> None:
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("the portal's permission could not be removed: %s", error)
