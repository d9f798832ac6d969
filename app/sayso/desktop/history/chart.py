"""A bar for each day, as high as it had words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from sayso.archive.statistics import Day, totals
from sayso.desktop.history import words
from sayso.desktop.theme import Space

_LOW = 2.0
"""Of a day with a word; a day without has a dot of half of that."""


class Chart(QWidget):
    """Small, without axes: the numbers are beside it, under the pointer, and in its name."""

    def __init__(self) -> None:
        super().__init__()
        self._days: Sequence[Day] = ()
        self._today = date.min
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_days(self, days: Sequence[Day], today: date) -> None:
        """One behind the other, the newest last."""
        if (days, today) == (self._days, self._today):
            return
        self._days, self._today = days, today
        self.setAccessibleName(words.chart(days, totals(days), today))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().lineSpacing()
        return QSize(max(30, len(self._days)) * (line // 2), 2 * line + Space.TINY)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._days:
            number = int(event.pos().x() * len(self._days) / max(1, self.width()))
            if self.isRightToLeft():
                number = len(self._days) - 1 - number
            day = self._days[min(max(number, 0), len(self._days) - 1)]
            QToolTip.showText(event.globalPos(), words.day_words(day, self._today), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._days:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        most = max(1, *(day.words for day in self._days))
        wide = self.width() / len(self._days)
        ink = self.palette().color(QPalette.ColorRole.Accent)
        ground = self.palette().color(QPalette.ColorRole.PlaceholderText)
        for number, day in enumerate(self._days):
            place = len(self._days) - 1 - number if self.isRightToLeft() else number
            high = max(_LOW, self.height() * day.words / most) if day.words else _LOW / 2
            painter.setBrush(ink if day.words else ground)
            painter.drawRoundedRect(
                QRectF(place * wide + 1, self.height() - high, max(1.0, wide - 2), high), 1, 1
            )
        painter.end()
