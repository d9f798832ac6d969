"""Which step it is, in a row of marks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sayso.desktop.theme import Space
from sayso.desktop.wording import translate

_SIZE = 10


class StepMarks(QWidget):
    """Filled: done. A ring with a dot, and wider: here. Empty: to come."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count
        self._here = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_step(0)

    @property
    def here(self) -> int:
        return self._here

    def show_step(self, here: int) -> None:
        """``here``: from 0; as many as there are: all are done."""
        self._here = here
        name = (
            translate("FirstRun", "All steps are done")
            if here >= self._count
            else translate("FirstRun", "Step {n} of {all}").format(n=here + 1, all=self._count)
        )
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._count * (_SIZE + Space.SMALL) + _SIZE, _SIZE + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        role = QPalette.ColorRole
        accent, ink = self.palette().color(role.Highlight), self.palette().color(role.WindowText)
        ink.setAlpha(110)
        x, middle = 2.0, self.height() / 2
        for number in range(self._count):
            is_here = number == self._here
            painter.setPen(QPen(accent if number <= self._here else ink, 1.5))
            painter.setBrush(accent if number < self._here or is_here else Qt.BrushStyle.NoBrush)
            if is_here:
                painter.drawRoundedRect(
                    round(x), round(middle - _SIZE / 2), 2 * _SIZE, _SIZE, _SIZE / 2, _SIZE / 2
                )
            else:
                painter.drawEllipse(QPointF(x + _SIZE / 2, middle), _SIZE / 2, _SIZE / 2)
            x += (2 if is_here else 1) * _SIZE + Space.SMALL
        painter.end()
