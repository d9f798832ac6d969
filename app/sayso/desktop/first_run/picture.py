"""Where the tray icon is, drawn for the desktop that it is on."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sayso.desktop.icons import state_icon
from sayso.desktop.shown import Look

_WIDE, _HIGH = 360, 200
_PANEL = 26
_ICON = 16
_STEP = 22
_OUT = 6
"""Around the screen, for the ring is wider than the panel."""

_RING = 16


class Edge(StrEnum):
    """Of the screen, along which the panel lies."""

    TOP = "top"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"


def edge(screen: QRect, available: QRect, system: str) -> Edge:
    """By what the panel leaves to windows; where nothing is left out of it, where panels mostly
    are. ``system``: ``linux``, ``macos`` or ``windows``."""
    if system == "macos":
        return Edge.TOP  # what is left out elsewhere is the dock
    rooms = {
        Edge.BOTTOM: screen.bottom() - available.bottom(),
        Edge.TOP: available.top() - screen.top(),
        Edge.RIGHT: screen.right() - available.right(),
        Edge.LEFT: available.left() - screen.left(),
    }
    widest = max(rooms, key=lambda each: rooms[each])
    return widest if rooms[widest] > 0 else Edge.BOTTOM


class TrayPicture(QWidget):
    """A screen with its panel, and a ring around Sayso's icon; or, where there is no tray, with
    Sayso's small window. Set an accessible name: it says in words what it shows."""

    def __init__(self, where: Edge, system: str, *, tray: bool) -> None:
        super().__init__()
        self._edge = where
        self._system = system
        self._tray = tray
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = (self.width() - _WIDE) / 2
        screen = QRectF(left, 0, _WIDE, _HIGH).adjusted(_OUT, _OUT, -_OUT, -_OUT)
        role = QPalette.ColorRole
        ink = self.palette().color(role.WindowText)
        painter.setPen(QPen(_faint(ink, 90), 1.5))
        painter.setBrush(self.palette().color(role.Base))
        painter.drawRoundedRect(screen, 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._tray:
            panel = self._panel(screen)
            round_screen = QPainterPath()
            round_screen.addRoundedRect(screen, 8, 8)
            painter.setClipPath(round_screen)
            painter.setBrush(_faint(ink, 34))
            painter.drawRect(panel)
            painter.setClipping(False)
            self._draw_panel(painter, panel, ink)
        else:
            self._draw_window(painter, screen, ink)
        painter.end()

    def _panel(self, screen: QRectF) -> QRectF:
        inside = screen.adjusted(1, 1, -1, -1)
        match self._edge:
            case Edge.TOP:
                return QRectF(inside.left(), inside.top(), inside.width(), _PANEL)
            case Edge.BOTTOM:
                return QRectF(inside.left(), inside.bottom() - _PANEL, inside.width(), _PANEL)
            case Edge.LEFT:
                return QRectF(inside.left(), inside.top(), _PANEL, inside.height())
            case _:
                return QRectF(inside.right() - _PANEL, inside.top(), _PANEL, inside.height())

    def _draw_panel(self, painter: QPainter, panel: QRectF, ink: QColor) -> None:
        """From the end of the panel, where people read the clock: clock, others' icons, ours."""
        along = self._edge in (Edge.TOP, Edge.BOTTOM)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft and along

        def place(distance: float) -> QPointF:
            """The middle of what is so far from the end."""
            centre = panel.center()
            if not along:
                return QPointF(centre.x(), panel.bottom() - 14 - distance)
            end = panel.left() + 14 + distance if mirrored else panel.right() - 14 - distance
            return QPointF(end, centre.y())

        painter.setBrush(_faint(ink, 110))
        clock = place(10)
        size = QSize(30, 8) if along else QSize(16, 8)
        painter.drawRoundedRect(_around(clock, size), 3, 3)
        for number in range(2):
            painter.drawRoundedRect(_around(place(46 + number * _STEP), QSize(12, 12)), 3, 3)
        ours = place(46 + 2 * _STEP + 6)
        if self._system == "windows" and along:
            self._draw_arrow(painter, place(46 + 3 * _STEP + 14), ink)
        self._draw_start(painter, panel, ink, along=along, mirrored=mirrored)
        icon = _around(ours, QSize(_ICON, _ICON)).toRect()
        state_icon(Look.IDLE, False).paint(painter, icon)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2.5))
        painter.drawEllipse(ours, _RING, _RING)

    def _draw_arrow(self, painter: QPainter, at: QPointF, ink: QColor) -> None:
        """Behind which Windows hides what is new."""
        painter.setPen(QPen(_faint(ink, 150), 2))
        painter.drawPolyline([at + QPointF(-4, 2), at + QPointF(0, -2), at + QPointF(4, 2)])
        painter.setPen(Qt.PenStyle.NoPen)

    def _draw_start(
        self, painter: QPainter, panel: QRectF, ink: QColor, *, along: bool, mirrored: bool
    ) -> None:
        """What is at the other end: menus, or programs."""
        painter.setBrush(_faint(ink, 60))
        widths = (14, 34, 26, 30) if self._system == "macos" else (16, 16, 16)
        far = 14.0
        for width in widths if along else widths[:2]:  # the ring needs the room
            if along:
                x = panel.right() - far - width if mirrored else panel.left() + far
                box = QRectF(x, panel.center().y() - 5, width, 10)
            else:
                box = QRectF(panel.center().x() - 6, panel.top() + far, 12, 12)
            painter.drawRoundedRect(box, 3, 3)
            far += (width if along else 12) + 8

    def _draw_window(self, painter: QPainter, screen: QRectF, ink: QColor) -> None:
        window = _around(screen.center(), QSize(130, 110))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Window))
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2.5))
        painter.drawRoundedRect(window, 5, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_faint(ink, 60))
        painter.drawRect(QRectF(window.left() + 2, window.top() + 2, window.width() - 4, 14))
        icon = _around(window.center() + QPointF(0, -10), QSize(28, 28)).toRect()
        state_icon(Look.IDLE, False).paint(painter, icon)
        for row in range(2):
            line = _around(window.center() + QPointF(0, 20 + row * 14), QSize(90, 7))
            painter.drawRoundedRect(line, 3, 3)


def _around(centre: QPointF, size: QSize) -> QRectF:
    return QRectF(
        centre.x() - size.width() / 2,
        centre.y() - size.height() / 2,
        size.width(),
        size.height(),
    )


def _faint(colour: QColor, alpha: int) -> QColor:
    made = QColor(colour)
    made.setAlpha(alpha)
    return made
