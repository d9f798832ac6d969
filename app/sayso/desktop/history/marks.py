"""A small sign for each state, told apart by shape; the colour only helps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF

from sayso.core.state import State
from sayso.desktop import theme
from sayso.desktop.theme import Meaning

_GRID = 16.0

_MEANINGS = {
    State.HEARD: Meaning.CARE,
    State.RECOGNISED: Meaning.CARE,
    State.INSERTING: Meaning.CARE,
    State.INSERTED: Meaning.WELL,
    State.COPIED: Meaning.WELL,
    State.FAILED: Meaning.WRONG,
    State.REFUSED: Meaning.WRONG,
}
"""The others are over and done with, and have the colour of what may be passed over."""


def colour(state: State, palette: QPalette) -> QColor:
    meaning = _MEANINGS.get(state)
    if meaning is None:
        return palette.color(QPalette.ColorRole.PlaceholderText)
    return theme.colour(meaning, palette)


def paint(painter: QPainter, into: QRectF, state: State, ink: QColor) -> None:
    """``into``: a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(into.topLeft())
    painter.scale(into.width() / _GRID, into.height() / _GRID)
    painter.setPen(
        QPen(ink, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    match state:
        case State.INSERTED:
            _line(painter, (2.5, 8.5), (6.5, 12.5), (13.5, 3.5))
        case State.COPIED:
            painter.drawRoundedRect(QRectF(2, 2, 8.5, 8.5), 1.5, 1.5)
            _line(painter, (13.5, 5.5), (13.5, 13.5), (5.5, 13.5))
        case State.FAILED:
            _line(painter, (3.5, 3.5), (12.5, 12.5))
            _line(painter, (12.5, 3.5), (3.5, 12.5))
        case State.REFUSED:
            painter.drawEllipse(QRectF(2, 2, 12, 12))
            _line(painter, (5, 8), (11, 8))
        case State.CANCELLED:
            painter.drawEllipse(QRectF(2, 2, 12, 12))
            _line(painter, (4, 12), (12, 4))
        case State.TAKEN_BACK:
            _line(painter, (6.5, 3), (3, 6.5), (6.5, 10))
            _line(painter, (3, 6.5), (10.5, 6.5), (13, 9), (13, 13))
        case State.EMPTY:
            _line(painter, (4, 8), (12, 8))
        case State.INSERTING:
            painter.drawPolygon(QPolygonF([QPointF(8, 2), QPointF(14, 13.5), QPointF(2, 13.5)]))
            _line(painter, (8, 6.5), (8, 9.5))
            painter.drawPoint(QPointF(8, 11.6))
        case _:  # it waits
            painter.drawEllipse(QRectF(2, 2, 12, 12))
            _line(painter, (8, 4.8), (8, 8), (10.4, 9.6))
    painter.restore()


def _line(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))
