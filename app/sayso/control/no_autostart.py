"""Where nothing can be started at login."""

from __future__ import annotations

from sayso.core.errors import SaysoError


class NoAutostart:
    """Of an app that a test or the bench has put together: `sayso.core.ports.Autostart`."""

    def enabled(self) -> bool:
        return False

    def set(self, wanted: bool) -> None:
        """Raises SaysoError if ``wanted``."""
        if wanted:
            raise SaysoError("This Sayso cannot be started at login: start the installed one.")
