"""The signs of the pill. Each tells its meaning by its shape, and the colour only says it again."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPalette, QPen, QPolygonF

from sayso.desktop import theme
from sayso.desktop.overlay.face import Sign
from sayso.desktop.theme import Meaning

BACK = QColor(30, 31, 34)
TEXT = QColor(244, 244, 246)
DIM = QColor(178, 181, 188)
"""Of the pill, which is dark on every desktop: it lies over anything, and is no window of any
theme's. On BACK, TEXT has a contrast of 15 : 1 and DIM of 8 : 1."""

_SIDE = 16.0
"""The box that the shapes below are drawn in."""


def dark() -> QPalette:
    """What `sayso.desktop.theme.colour` is to suit."""
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, BACK)
    palette.setColor(QPalette.ColorRole.WindowText, TEXT)
    return palette


_MEANINGS = {
    Sign.LISTENING: Meaning.LISTENING,
    Sign.HANDS_FREE: Meaning.LISTENING,
    Sign.WELL: Meaning.WELL,
    Sign.CARE: Meaning.CARE,
    Sign.WRONG: Meaning.WRONG,
}


def colour(sign: Sign) -> QColor:
    meaning = _MEANINGS.get(sign)
    return TEXT if meaning is None else theme.colour(meaning, dark())


def draw(painter: QPainter, sign: Sign, box: QRectF) -> None:
    """Into the square ``box``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / _SIDE, box.height() / _SIDE)
    ink = colour(sign)
    painter.setPen(_pen(ink))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _DRAWN[sign](painter, ink)
    painter.restore()


def draw_traceless(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """An eye, struck out."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / _SIDE, box.height() / _SIDE)
    painter.setPen(_pen(ink, 1.4))
    eye = QPainterPath(QPointF(1.0, 8.0))
    eye.quadTo(QPointF(8.0, 0.5), QPointF(15.0, 8.0))
    eye.quadTo(QPointF(8.0, 15.5), QPointF(1.0, 8.0))
    painter.drawPath(eye)
    painter.drawEllipse(QPointF(8.0, 8.0), 2.2, 2.2)
    painter.setPen(_pen(BACK, 4.0))
    painter.drawLine(QPointF(2.5, 13.5), QPointF(13.5, 2.5))
    painter.setPen(_pen(ink, 1.6))
    painter.drawLine(QPointF(2.0, 14.0), QPointF(14.0, 2.0))
    painter.restore()


def _pen(ink: QColor, width: float = 2.0) -> QPen:
    return QPen(
        QBrush(ink),
        width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )


def _fill(painter: QPainter, ink: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)


def _listening(painter: QPainter, ink: QColor) -> None:
    _fill(painter, ink)
    painter.drawEllipse(QPointF(8.0, 8.0), 5.5, 5.5)


def _hands_free(painter: QPainter, ink: QColor) -> None:
    """A padlock."""
    shackle = QPainterPath(QPointF(4.8, 8.0))
    shackle.lineTo(4.8, 5.2)
    shackle.arcTo(QRectF(4.8, 2.0, 6.4, 6.4), 180.0, -180.0)
    shackle.lineTo(11.2, 8.0)
    painter.drawPath(shackle)
    _fill(painter, ink)
    painter.drawRoundedRect(QRectF(2.5, 7.2, 11.0, 7.8), 1.8, 1.8)


def _working(painter: QPainter, ink: QColor) -> None:
    _fill(painter, ink)
    for x in (2.5, 8.0, 13.5):
        painter.drawEllipse(QPointF(x, 8.0), 1.9, 1.9)


def _well(painter: QPainter, ink: QColor) -> None:
    painter.setPen(_pen(ink, 2.4))
    painter.drawPolyline(QPolygonF([QPointF(2.5, 8.8), QPointF(6.4, 12.6), QPointF(13.5, 4.2)]))


def _copied(painter: QPainter, ink: QColor) -> None:
    painter.setPen(_pen(ink, 1.6))
    painter.drawRoundedRect(QRectF(5.5, 5.5, 8.5, 9.0), 1.8, 1.8)
    behind = QPainterPath(QPointF(10.5, 1.8))
    behind.lineTo(3.6, 1.8)
    behind.quadTo(QPointF(2.0, 1.8), QPointF(2.0, 3.4))
    behind.lineTo(2.0, 10.6)
    painter.drawPath(behind)


def _discarded(painter: QPainter, ink: QColor) -> None:
    painter.drawLine(QPointF(4.0, 4.0), QPointF(12.0, 12.0))
    painter.drawLine(QPointF(12.0, 4.0), QPointF(4.0, 12.0))


def _info(painter: QPainter, ink: QColor) -> None:
    painter.setPen(_pen(ink, 1.6))
    painter.drawEllipse(QPointF(8.0, 8.0), 6.8, 6.8)
    painter.setPen(_pen(ink))
    painter.drawLine(QPointF(8.0, 7.8), QPointF(8.0, 11.4))
    painter.drawPoint(QPointF(8.0, 4.8))


def _care(painter: QPainter, ink: QColor) -> None:
    painter.setPen(_pen(ink, 1.6))
    painter.drawPolygon(QPolygonF([QPointF(8.0, 1.6), QPointF(15.2, 14.4), QPointF(0.8, 14.4)]))
    painter.setPen(_pen(ink, 1.8))
    painter.drawLine(QPointF(8.0, 6.2), QPointF(8.0, 9.4))
    painter.drawPoint(QPointF(8.0, 12.0))


def _wrong(painter: QPainter, ink: QColor) -> None:
    """Eight corners, filled, with a cross in it."""
    _fill(painter, ink)
    near, far = 4.9, 11.1
    corners = ((near, 0.5), (far, 0.5), (15.5, near), (15.5, far))
    other = ((far, 15.5), (near, 15.5), (0.5, far), (0.5, near))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in (*corners, *other)]))
    painter.setPen(_pen(BACK, 2.0))
    painter.drawLine(QPointF(5.4, 5.4), QPointF(10.6, 10.6))
    painter.drawLine(QPointF(10.6, 5.4), QPointF(5.4, 10.6))


_DRAWN = {
    Sign.LISTENING: _listening,
    Sign.HANDS_FREE: _hands_free,
    Sign.WORKING: _working,
    Sign.WELL: _well,
    Sign.COPIED: _copied,
    Sign.DISCARDED: _discarded,
    Sign.INFO: _info,
    Sign.CARE: _care,
    Sign.WRONG: _wrong,
}
