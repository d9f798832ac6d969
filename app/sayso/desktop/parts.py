"""Small widgets that splash and window both use."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from sayso.paths import resource


def app_icon() -> QIcon:
    """The app's own, from its file."""
    return QIcon(str(resource("icons", "sayso.svg")))


class Bar(QWidget):
    """A thin bar from left to right, for progress and for loudness. Moves only when it is told to:
    a QProgressBar animates, and costs processor time by it."""

    def __init__(self, thickness: int) -> None:
        super().__init__()
        self._value = 0.0
        self._thickness = thickness
        self._role = QPalette.ColorRole.Highlight
        self.setFixedHeight(thickness)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> float:
        return self._value

    def set_value(self, value: float) -> None:
        """0…1; what lies outside is taken for the nearest."""
        value = min(1.0, max(0.0, value))
        if value != self._value:
            self._value = value
            self.update()

    def set_role(self, role: QPalette.ColorRole) -> None:
        """Which of the palette's colours the bar has."""
        if role != self._role:
            self._role = role
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self._thickness)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        radius = whole.height() / 2
        groove = self.palette().color(QPalette.ColorRole.WindowText)
        groove.setAlpha(36)
        painter.setBrush(groove)
        painter.drawRoundedRect(whole, radius, radius)
        if self._value > 0:
            painter.setBrush(self.palette().color(self._role))
            whole.setWidth(max(whole.height(), whole.width() * self._value))
            painter.drawRoundedRect(whole, radius, radius)
        painter.end()


class ElidedLabel(QLabel):
    """One line that shortens itself instead of widening the window; the tooltip has it all."""

    def __init__(
        self, text: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    ) -> None:
        super().__init__()
        self._mode = mode
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    @property
    def whole(self) -> str:
        """The text as it was set."""
        return self._whole

    def setText(self, text: str) -> None:
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.contentsRect().width()
        short = self.fontMetrics().elidedText(self._whole, self._mode, max(0, room))
        super().setText(short)
        self.setToolTip(self._whole if short != self._whole else "")
