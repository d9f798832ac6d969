"""What is seen and heard beside the windows: the overlay and the sounds."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sayso.core.events import Event, Level, Notice
from sayso.desktop.aside import Aside
from sayso.desktop.backend import Backend
from sayso.desktop.overlay.overlay import Overlay
from sayso.desktop.shown import Shown
from sayso.desktop.sounds import Sounds
from sayso.settings.schema import Look


class Signs(QObject):
    """For whoever has the eyes elsewhere.

    Signals:
        told(Notice): what cannot be shown on this desktop, and why.
    """

    told = Signal(object)

    def __init__(self, backend: Backend, aside: Aside) -> None:
        super().__init__()
        self._impossible = False
        self._look = look = backend.preferences.settings.look
        self._overlay = Overlay(look, backend.spot, aside)
        self._overlay.unavailable.connect(self._unavailable)
        self._sounds = Sounds(backend.cues, look)

    @property
    def seen(self) -> bool:
        """Whether sentences for the person appear in the overlay."""
        return self._look.overlay != "off" and not self._impossible

    def prepare(self) -> None:
        """What would keep the first overlay waiting; when there is time."""
        self._overlay.prepare()

    def show_state(self, shown: Shown) -> None:
        self._overlay.show_state(shown)

    def happened(self, event: Event) -> None:
        self._sounds.happened(event)
        self._overlay.happened(event)

    def apply(self, look: Look) -> None:
        """From now on."""
        self._look, self._impossible = look, False
        self._overlay.apply(look)
        self._sounds.apply(look)

    def close(self) -> None:
        self._overlay.close()

    def _unavailable(self, sentence: str) -> None:
        self._impossible = True
        self.told.emit(Notice(Level.INFO, sentence))
