"""What all windows but the small one have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from sayso.core.events import Event
from sayso.desktop.parts import app_icon


class OwnWindow(QWidget):
    """A window of its own that the person opens, uses and closes; the app goes on without it.

    Escape and the platform's shortcut for it close it, unless a widget in it takes Escape first.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self.setWindowIcon(app_icon())
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        for keys in (QKeySequence(QKeySequence.StandardKey.Close), QKeySequence("Escape")):
            QShortcut(keys, self, self.close)

    def come_forward(self) -> None:
        """Show it in front of the others, with the focus."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def come_quietly(self) -> None:
        """Show it, with the focus where it is."""
        quiet = Qt.WidgetAttribute.WA_ShowWithoutActivating
        self.setAttribute(quiet, True)
        self.show()
        self.setAttribute(quiet, False)

    @property
    def place(self) -> str:
        """What of it is seen, for `go_to` of the window that takes its place."""
        return ""

    def go_to(self, place: str) -> None:
        """As of `place`."""

    def happened(self, event: Event) -> None:
        """What the backend told, in the main thread; called whether it is seen or not."""
