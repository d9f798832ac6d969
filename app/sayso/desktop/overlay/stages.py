"""The two ways onto the screen: a window that places itself, and a Wayland surface."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QGuiApplication,
    QImage,
    QPainter,
    QScreen,
)

from sayso.core.ports import Clock
from sayso.core.spot import Rect, Spot
from sayso.desktop.overlay.pill_window import PillWindow
from sayso.desktop.overlay.placement import MARGIN, Screen, place, screen_for
from sayso.pipeline.type_out.wayland.layer_surface import LayerSurface, Picture
from sayso.settings.schema import Look

_MAY_GROW = 120
"""Pixels: the height of a pill with a sentence, for which room is kept near the caret."""


class Stage(Protocol):
    """asks: whether knowing where the person writes is of any use to it."""

    asks: bool

    def widest(self, look: Look, spot: Spot) -> float:
        """That the pill may become."""

    def show(self, size: QSize, look: Look, spot: Spot) -> None: ...

    def update_part(self, part: QRectF) -> None:
        """Of what is shown."""

    def hide(self) -> None: ...

    def tell(self, words: str) -> None:
        """What a screen reader finds there."""

    def announce(self, words: str) -> None:
        """To a screen reader, at once."""

    def close(self) -> None: ...


class WindowStage:
    """A `Stage`."""

    asks = True

    def __init__(self, paint: Callable[[QPainter], None]) -> None:
        self.window = PillWindow(paint)

    def widest(self, look: Look, spot: Spot) -> float:
        screen = screen_for(screens(), spot, look.overlay_screen)
        return float(screen.free.width - 2 * MARGIN)

    def show(self, size: QSize, look: Look, spot: Spot) -> None:
        corner = place(
            (size.width(), size.height()),
            look.overlay,
            screens(),
            spot,
            name=look.overlay_screen,
            height=_MAY_GROW,
        )
        self.window.show_at(QPoint(*corner), size)

    def update_part(self, part: QRectF) -> None:
        self.window.update_part(part)

    def hide(self) -> None:
        self.window.hide()

    def tell(self, words: str) -> None:
        if words != self.window.accessibleName():
            self.window.setAccessibleName(words)

    def announce(self, words: str) -> None:
        event = QAccessibleAnnouncementEvent(self.window, words)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()


class LayerStage(QObject):
    """A `Stage`, for Wayland. Without words for screen readers: it is no window of the toolkit's.

    Signals:
        unavailable(str): why there is no overlay on this desktop.
    """

    asks = False
    unavailable = Signal(str)
    _failed = Signal(str)

    def __init__(self, paint: Callable[[QPainter], None], clock: Clock) -> None:
        super().__init__()
        self._paint = paint
        self._failed.connect(self.unavailable, Qt.ConnectionType.QueuedConnection)
        self._surface = LayerSurface(clock, self._failed.emit)
        self._image = QImage()
        self._look = Look()

    def widest(self, look: Look, spot: Spot) -> float:
        screen = screen_for(screens(), spot, look.overlay_screen)
        return float(screen.free.width - 2 * MARGIN)

    def show(self, size: QSize, look: Look, spot: Spot) -> None:
        scale = math.ceil(max(screen.devicePixelRatio() for screen in QGuiApplication.screens()))
        self._look = look
        if self._image.size() != size * scale:
            self._image = QImage(size * scale, QImage.Format.Format_ARGB32_Premultiplied)
            self._image.setDevicePixelRatio(scale)
        self._draw(QRectF(0, 0, size.width(), size.height()))

    def update_part(self, part: QRectF) -> None:
        if not self._image.isNull():
            self._draw(part)

    def hide(self) -> None:
        self._surface.hide()
        self._image = QImage()

    def tell(self, words: str) -> None:
        """There is nobody to tell."""

    def announce(self, words: str) -> None:
        """There is nobody to tell."""

    def close(self) -> None:
        self._surface.close()

    def _draw(self, part: QRectF) -> None:
        painter = QPainter(self._image)
        painter.setClipRect(part)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(part, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        self._paint(painter)
        painter.end()
        name = self._look.overlay_screen
        self._surface.show(
            Picture(
                bytes(self._image.constBits()),
                self._image.width(),
                self._image.height(),
                round(self._image.devicePixelRatio()),
                top=self._look.overlay == "top",
                margin=MARGIN,
                screen="" if name == "auto" else name,
            )
        )


def screens() -> list[Screen]:
    """The main one first."""
    found = QGuiApplication.screens()
    found.sort(key=lambda screen: screen != QGuiApplication.primaryScreen())
    # On macOS the desktop counts in points, as Qt does, whatever the scale is.
    points = QGuiApplication.platformName() == "cocoa"
    return [_screen(screen, 1.0 if points else screen.devicePixelRatio()) for screen in found]


def _screen(screen: QScreen, scale: float) -> Screen:
    whole, free = (
        Rect(area.x(), area.y(), area.width(), area.height())
        for area in (screen.geometry(), screen.availableGeometry())
    )
    return Screen(screen.name(), whole, free, scale)
