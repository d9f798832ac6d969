"""Tells once that there is a newer version, and opens its page when that is clicked."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from sayso.control.releases import Release
from sayso.control.updates import Updates
from sayso.desktop.aside import Aside
from sayso.desktop.wording import translate

_log = logging.getLogger(__name__)

_LOOK_MS = 6 * 60 * 60 * 1000
"""Whoever is asked is asked once a day; some apps run for weeks, and some machines sleep."""


class UpdateNotice(QObject):
    """Nothing is asked unless the settings name an address: see `sayso.control.updates`.

    Signals:
        found(str, str): the number of a version that was not told of before, and a sentence.
    """

    found = Signal(str, str)

    def __init__(self, updates: Updates, aside: Aside) -> None:
        super().__init__()
        self._updates = updates
        self._aside = aside
        self._release: Release | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Once the app is ready: nobody waits for this."""
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Now, too: the setting has changed."""
        self._aside.ask("updates", self._updates.look, self._came, self._failed)

    def open_page(self) -> None:
        if self._release is not None:
            QDesktopServices.openUrl(QUrl(self._release.page))

    def close(self) -> None:
        self._timer.stop()

    def _came(self, release: Release | None) -> None:
        if release is None or release == self._release:
            return
        self._release = release
        sentence = translate(
            "Updates", "Sayso {version} is there; the menu leads to its page."
        ).format(version=release.version)
        self.found.emit(release.version, sentence)

    def _failed(self, error: Exception) -> None:
        _log.error("updates could not be looked for: %s", error)
