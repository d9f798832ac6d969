"""The small button that brings a setting's default back."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
)

_START, _SPAN = 100, 280
"""Of the arrow around, in degrees from the right; its head points against the clock, as time is
turned back."""


class ResetButton(QToolButton):
    """An arrow turning back, drawn in the palette's colours. Keeps its room while it is hidden,
    so that nothing moves when it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        side = self.fontMetrics().height() + 8
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.fontMetrics().height() * 0.8
        middle = QRectF(self.rect()).center()
        box = QRectF(0, 0, side, side)
        box.moveCenter(middle)
        colour = self.palette().color(QPalette.ColorRole.ButtonText)
        thick = max(1.5, side / 8)
        painter.setPen(QPen(colour, thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawArc(box, _START * 16, -_SPAN * 16)
        angle = math.radians(_START)
        start = middle + QPointF(math.cos(angle), -math.sin(angle)) * (side / 2)
        # Its head goes on where the arc begins, along the tangent.
        along = QPointF(-math.sin(angle), -math.cos(angle)) * (side * 0.42)
        across = QPointF(math.cos(angle), -math.sin(angle)) * (side * 0.3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([start + along, start + across, start - across]))
        painter.end()
