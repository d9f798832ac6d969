"""Notices that somebody else has written the settings file, and has it read again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from sayso.control.preferences import Preferences
from sayso.core.events import Level, Notice
from sayso.desktop.aside import Aside

_SETTLE_MS = 150
"""An editor writes in several steps: a new file, a name, permissions. Each begins the wait anew."""


class SettingsWatch(QObject):
    """Watches the file and its folder: editors put a new file in the old one's place, and what is
    watched is the old one.

    Signals:
        complained(Notice): about what could not be used.
    """

    complained = Signal(object)

    def __init__(self, preferences: Preferences, aside: Aside) -> None:
        super().__init__()
        self._preferences = preferences
        self._aside = aside
        self._seen = _state(preferences.file)
        self._watcher = QFileSystemWatcher(self)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLE_MS)
        self._settled.timeout.connect(self._look)
        self._watcher.fileChanged.connect(self._stirred)
        self._watcher.directoryChanged.connect(self._stirred)
        self._watch()

    def close(self) -> None:
        self._settled.stop()
        self._watcher.fileChanged.disconnect()
        self._watcher.directoryChanged.disconnect()

    def _watch(self) -> None:
        """What is there of it: the file, and the nearest folder, for one that does not exist yet
        is made by the first change."""
        file = self._preferences.file
        known = {*self._watcher.files(), *self._watcher.directories()}
        nearest = next(folder for folder in file.parents if folder.exists())
        wanted = [str(path) for path in (file, nearest) if path.exists()]
        if fresh := [path for path in wanted if path not in known]:
            self._watcher.addPaths(fresh)

    def _stirred(self, _: str) -> None:
        self._settled.start()

    def _look(self) -> None:
        self._watch()
        state = _state(self._preferences.file)
        if state == self._seen:  # other files lie in the folder, too
            return
        self._seen = state
        self._aside.ask("settings", self._preferences.read_again, self._told, self._failed)

    def _told(self, complaints: Sequence[str]) -> None:
        if complaints:  # together: of several notices only the last would be seen
            self.complained.emit(Notice(Level.WARNING, " ".join(complaints)))

    def _failed(self, error: Exception) -> None:
        self.complained.emit(Notice(Level.WARNING, str(error)))


def _state(file: Path) -> tuple[int, int, int] | None:
    """What changes with each writing; None where there is no file."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
