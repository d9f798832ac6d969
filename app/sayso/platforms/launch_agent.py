"""Start at login by a launch agent of the person's own, launchd.plist(5)."""

from __future__ import annotations

import plistlib
from collections.abc import Sequence
from pathlib import Path

from sayso.core.errors import SaysoError

LABEL = "sayso.login"


class LaunchAgent:
    """Implements `sayso.core.ports.Autostart`.

    launchd reads the folder at login, so nothing has to be loaded now. What the person has switched
    off among the login items of System Settings is kept in a database of the system's, which
    cannot be read: then this says that it is on, and macOS does not start it.
    """

    def __init__(self, command: Sequence[str], folder: Path | None = None) -> None:
        """``command``: the program, by its whole path, and its arguments. ``folder``: of the
        agents."""
        self._command = list(command)
        self._file = (folder or Path.home() / "Library" / "LaunchAgents") / f"{LABEL}.plist"

    def enabled(self) -> bool:
        """Raises SaysoError."""
        try:
            agent = plistlib.loads(self._file.read_bytes())
        except FileNotFoundError:
            return False
        # expat's error of a broken file is a class of its own in each version.
        except Exception as error:
            raise SaysoError(
                f"{self._file} says whether Sayso starts at login, and cannot be read: delete it."
            ) from error
        return bool(agent.get("RunAtLoad")) and not agent.get("Disabled", False)

    def set(self, wanted: bool) -> None:
        """Raises SaysoError."""
        try:
            if wanted:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                new = self._file.with_name(f"{self._file.name}.new")
                new.write_bytes(plistlib.dumps(agent(self._command)))
                new.replace(self._file)
            else:
                self._file.unlink(missing_ok=True)
        except OSError as error:
            raise SaysoError(
                f"Starting at login could not be changed ({error.strerror}): check the permissions"
                f" of {self._file.parent}."
            ) from error


def agent(command: Sequence[str]) -> dict[str, object]:
    return {
        "Label": LABEL,
        "ProgramArguments": list(command),
        "RunAtLoad": True,
        "LimitLoadToSessionType": "Aqua",  # not over ssh, where there is no screen
        "ProcessType": "Interactive",
    }
