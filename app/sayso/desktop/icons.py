"""The tray's icons, one for each state, and the mark on them.

Painted, because a panel may be dark in a light desktop and nobody tells us: each is a white sign on
a coloured shape of middle brightness, which stands out from both, and the shapes differ, so that
nobody needs to see the colours.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from sayso.desktop.shown import Look

_SIZES = (16, 22, 24, 32, 48, 64, 128)

_GRID = 16.0
"""The signs are drawn on 16 × 16 units, so that edges meet pixels at the smallest size."""

_WHITE = QColor("#ffffff")


@cache
def state_icon(look: Look, leaves_no_trace: bool) -> QIcon:
    """In every size that panels use. Needs a QApplication."""
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(state_pixmap(look, size, leaves_no_trace))
    return icon


def state_pixmap(look: Look, size: int, leaves_no_trace: bool) -> QPixmap:
    """``size`` pixels square."""
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / _GRID, size / _GRID)
    painter.setPen(Qt.PenStyle.NoPen)
    _PAINT[look](painter)
    if leaves_no_trace:
        _mark(painter)
    painter.end()
    return pixmap


def _idle(painter: QPainter) -> None:
    """A microphone in a grey disc."""
    painter.setBrush(QColor("#66717f"))
    painter.drawEllipse(QRectF(0, 0, 16, 16))
    painter.setBrush(_WHITE)
    painter.drawRoundedRect(QRectF(6, 2, 4, 7), 2, 2)
    painter.drawRect(QRectF(7.3, 11, 1.4, 2.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_WHITE, 1.3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(QRectF(4, 3.6, 8, 8), 180 * 16, 180 * 16)


def _listening(painter: QPainter) -> None:
    """Bars of sound in a red square."""
    painter.setBrush(QColor("#d13438"))
    painter.drawRoundedRect(QRectF(0, 0, 16, 16), 3, 3)
    painter.setBrush(_WHITE)
    for x, height in ((2, 4), (5, 8), (9, 12), (12, 6)):
        painter.drawRoundedRect(QRectF(x, 8 - height / 2, 2, height), 1, 1)


def _recognizing(painter: QPainter) -> None:
    """Three dots in a blue speech bubble."""
    painter.setBrush(QColor("#2b6fd4"))
    painter.drawRoundedRect(QRectF(0, 1, 16, 11), 3.5, 3.5)
    painter.drawPolygon(QPolygonF([QPointF(3, 11), QPointF(3, 16), QPointF(8.5, 11)]))
    painter.setBrush(_WHITE)
    for x in (2, 6.5, 11):
        painter.drawEllipse(QRectF(x, 5, 3, 3))


def _loading(painter: QPainter) -> None:
    """An hourglass in a teal hexagon."""
    painter.setBrush(QColor("#1d7a84"))
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(4, 0), QPointF(12, 0), QPointF(16, 8),
                QPointF(12, 16), QPointF(4, 16), QPointF(0, 8),
            ]
        )
    )  # fmt: skip
    painter.setBrush(_WHITE)
    painter.drawPolygon(QPolygonF([QPointF(4, 4), QPointF(12, 4), QPointF(8, 8.6)]))
    painter.drawPolygon(QPolygonF([QPointF(4, 12), QPointF(12, 12), QPointF(8, 7.4)]))
    painter.drawRect(QRectF(4, 3, 8, 1.2))
    painter.drawRect(QRectF(4, 11.8, 8, 1.2))


def _paused(painter: QPainter) -> None:
    """Two bars in the grey disc that the microphone has otherwise."""
    painter.setBrush(QColor("#66717f"))
    painter.drawEllipse(QRectF(0, 0, 16, 16))
    painter.setBrush(_WHITE)
    painter.drawRect(QRectF(4, 4, 3, 8))
    painter.drawRect(QRectF(9, 4, 3, 8))


def _error(painter: QPainter) -> None:
    """An exclamation mark in an amber triangle."""
    amber = QColor("#c26a00")
    painter.setBrush(amber)
    painter.setPen(
        QPen(amber, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.drawPolygon(QPolygonF([QPointF(8, 1.5), QPointF(15, 14.5), QPointF(1, 14.5)]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_WHITE)
    painter.drawRoundedRect(QRectF(6.7, 4.5, 2.6, 5.7), 1, 1)
    painter.drawEllipse(QRectF(6.7, 11.2, 2.6, 2.6))


def _mark(painter: QPainter) -> None:
    """A road sign for "no entry" in the lower right corner, with a gap around it."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.drawEllipse(QRectF(8, 8, 9, 9))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setBrush(QColor("#8a4fbf"))
    painter.drawEllipse(QRectF(9, 9, 7, 7))
    painter.setBrush(_WHITE)
    painter.drawRect(QRectF(10.2, 11.7, 4.6, 1.6))


_PAINT: dict[Look, Callable[[QPainter], None]] = {
    Look.IDLE: _idle,
    Look.LISTENING: _listening,
    Look.RECOGNIZING: _recognizing,
    Look.LOADING: _loading,
    Look.ERROR: _error,
    Look.PAUSED: _paused,
}
