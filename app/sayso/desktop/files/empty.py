"""What is shown while there are no files."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from sayso.desktop import theme
from sayso.desktop.theme import Space, Type
from sayso.desktop.wording import translate

_ROUND = 10.0
_FAINT = 0.3


class Empty(QWidget):
    """A place to drop files at.

    Signals: add_wanted().
    """

    add_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._over = False
        heading = QLabel(translate("Files", "Drop audio or video here"))
        theme.set_type(heading, Type.TITLE)
        here = translate("Files", "It becomes text or subtitles on this computer.")
        kept = translate("Files", "Nothing of it is kept unless you save it.")
        hint = QLabel(f"{here}\n{kept}")
        for label in (heading, hint):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.dim(hint)
        button = QPushButton(translate("Files", "Add &files…"))
        button.clicked.connect(self.add_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.HUGE, Space.HUGE, Space.HUGE, Space.HUGE)
        layout.setSpacing(Space.MEDIUM)
        layout.addStretch(1)
        layout.addWidget(heading)
        layout.addWidget(hint)
        layout.addSpacing(Space.SMALL)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.setFocusProxy(button)

    def set_over(self, over: bool) -> None:
        """Files are held above it."""
        if over != self._over:
            self._over = over
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        roles = QPalette.ColorRole
        colour = self.palette().color(roles.Highlight if self._over else roles.Text)
        if not self._over:
            colour.setAlphaF(_FAINT)  # it says where, and not what
        style = Qt.PenStyle.SolidLine if self._over else Qt.PenStyle.DashLine
        painter.setPen(QPen(colour, 2.0, style))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), _ROUND, _ROUND)
        painter.end()
