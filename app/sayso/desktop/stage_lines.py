"""The splash's list: a line for each stage of loading, with a mark before it.

Imported before the splash is up: nothing slow is imported here.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from sayso.desktop.parts import ElidedLabel
from sayso.desktop.stages import Mark, Stage, Stages, name_of, name_of_mark


class StageLines(QWidget):
    """Done, now and to come differ by their marks, and what is done or to come is set back."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._marks: dict[Stage, MarkSign] = {}
        self._names: dict[Stage, ElidedLabel] = {}
        for stage in Stage:
            mark, name = MarkSign(), ElidedLabel(name_of(stage))
            grid.addWidget(mark, stage.value, 0)
            grid.addWidget(name, stage.value, 1)
            self._marks[stage], self._names[stage] = mark, name

    def show_stages(self, stages: Stages, now: str) -> None:
        """``now``: what is being done at the stage that goes on; empty: as its name says."""
        marks = dict(stages.lines)
        for stage in Stage:
            sign, name = self._marks[stage], self._names[stage]
            mark = marks.get(stage)
            for widget in (sign, name):
                widget.setVisible(mark is not None)
            if mark is None:
                continue
            sign.set_mark(mark)
            goes_on = mark is Mark.NOW and stage is not Stage.DETECTION
            name.setText(now if goes_on and now else name_of(stage))
            name.setAccessibleName(f"{name.whole}, {name_of_mark(mark)}")
            name.setForegroundRole(
                QPalette.ColorRole.WindowText
                if mark is Mark.NOW
                else QPalette.ColorRole.PlaceholderText
            )
            font = QFont(self.font())
            if mark is Mark.NOW:
                font.setWeight(QFont.Weight.DemiBold)
            name.setFont(font)


class MarkSign(QWidget):
    """A tick, a filled arrow head in the direction of reading, or an empty ring."""

    def __init__(self) -> None:
        super().__init__()
        self._mark = Mark.TO_COME
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def mark(self) -> Mark:
        return self._mark

    def set_mark(self, mark: Mark) -> None:
        if mark is not self._mark:
            self._mark = mark
            self.update()

    def sizeHint(self) -> QSize:
        side = self.fontMetrics().ascent()
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height())
        painter.scale(side / 12, side / 12)
        role = QPalette.ColorRole
        if self._mark is Mark.NOW:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette().color(role.Highlight))
            if self.isRightToLeft():
                painter.translate(12, 0)
                painter.scale(-1, 1)
            painter.drawPolygon(QPolygonF([QPointF(3, 1.5), QPointF(10.5, 6), QPointF(3, 10.5)]))
        elif self._mark is Mark.DONE:
            pen = QPen(self.palette().color(role.WindowText), 1.6)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF([QPointF(2, 6.5), QPointF(4.8, 9.3), QPointF(10, 3)]))
        else:
            painter.setPen(QPen(self.palette().color(role.PlaceholderText), 1.2))
            painter.drawEllipse(QRectF(3, 3, 6, 6))
        painter.end()
