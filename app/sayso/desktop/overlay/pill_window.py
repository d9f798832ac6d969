"""The window that the pill is in, where the desktop lets a window place itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPainterPath, QPaintEvent, QRegion
from PySide6.QtWidgets import QLabel

_RADIUS = 20.0


class PillWindow(QLabel):
    """Above all others, and as good as not there: it takes no focus and no click.

    A label, so that screen readers take it for one; what it shows it paints itself.

    paint: paints all of it, in a clean painter; what is clipped need not be painted.
    """

    def __init__(self, paint: Callable[[QPainter], None]) -> None:
        super().__init__(
            None,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
            | Qt.WindowType.WindowTransparentForInput
            | Qt.WindowType.X11BypassWindowManagerHint
            | Qt.WindowType.NoDropShadowWindowHint,
        )
        self._paint = paint
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)  # the app is never active
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle("Sayso overlay")  # nobody sees it; scripts tell windows by it

    def show_at(self, corner: QPoint, size: QSize) -> None:
        if size != self.size():
            # No layout and no minimum: it is as large as its picture.
            self.setFixedSize(size)
            self._cut_out()
        if corner != self.pos():
            self.move(corner)
        if not self.isVisible():
            self.show()
            self.raise_()
        self.update()

    def update_part(self, part: QRectF) -> None:
        self.update(part.toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        self._paint(painter)
        painter.end()

    def _cut_out(self) -> None:
        """Without a compositor what is translucent is black. Only X11 may be without one."""
        if QGuiApplication.platformName() != "xcb":
            return
        shape = QPainterPath()
        # Half a pixel more: the soft edge stays where there is a compositor.
        shape.addRoundedRect(QRectF(self.rect()).adjusted(-0.5, -0.5, 0.5, 0.5), _RADIUS, _RADIUS)
        self.setMask(QRegion(shape.toFillPolygon().toPolygon()))
