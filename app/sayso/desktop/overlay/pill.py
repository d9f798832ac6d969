"""Lays the pill out and paints it: the same in a window, and on Wayland in a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from sayso.desktop import theme
from sayso.desktop.overlay import signs
from sayso.desktop.overlay.face import Face, newest
from sayso.desktop.overlay.levels import BARS, STEPS, Levels

_HEIGHT = 40.0
"""Of the one row that there is most of the time."""

_PAD = 16.0
_GAP = 10.0
_SIGN = 16.0
_RADIUS = 20.0
_BAR, _BETWEEN, _WAVE = 3.0, 2.0, 22.0
_STEP, _STEP_BETWEEN, _STEP_HEIGHT = 18.0, 4.0, 8.0

_READING = 400.0
"""Width of sentences and of the preview, where the row does not make it wider."""

_LINES = 3
"""Of a sentence; what is longer can be read in the window."""


@dataclass(frozen=True, slots=True)
class Line:
    """Text in its place."""

    text: str
    box: QRectF


@dataclass(frozen=True, slots=True)
class Laid:
    """A face with a place for each of its parts; None: there is no such part. ``moving``: around
    what changes while one speaks."""

    face: Face
    size: QSize
    mirrored: bool
    sign: QRectF | None
    wave: QRectF | None
    clock: QRectF | None
    title: Line | None
    hint: Line | None
    eye: QRectF | None
    preview: Line | None
    message_sign: QRectF | None
    message: tuple[Line, ...]

    @property
    def moving(self) -> QRectF:
        boxes = [box for box in (self.wave, self.clock) if box is not None]
        whole = QRectF()
        for box in boxes:
            whole = whole.united(box)
        return whole.adjusted(-2, -2, 2, 2) if boxes else whole


class Pill:
    """font: the app's, if no other is given."""

    def __init__(self, font: QFont | None = None) -> None:
        self._font = theme.font(theme.Type.BODY, font)
        self._strong = theme.font(theme.Type.STRONG, font)
        self._small = theme.font(theme.Type.SMALL, font)

    def lay_out(self, face: Face, *, widest: float, mirrored: bool, clock: str = "0:00") -> Laid:
        """``widest``: that it may become, in pixels. ``clock``: as wide as the seconds get."""
        row = _Row(self._row_height() if self._has_row(face) else 0.0)
        title = hint = None
        sign = row.add(_SIGN, _SIGN) if row.height else None
        wave = row.add(BARS * (_BAR + _BETWEEN) - _BETWEEN, _WAVE) if face.wave else None
        clock_box = row.add(self._width(self._font, clock), row.height) if face.wave else None
        if face.title:
            title = row.add(self._width(self._strong, face.title), row.height)
        eye = row.add(_SIGN, _SIGN) if face.traceless and row.height else None
        hint_width = self._width(self._small, face.hint)
        # Where there is no room for all of it, there is none of it: half a hint helps nobody.
        if face.hint and row.x + hint_width + _PAD <= widest:
            hint = row.add(hint_width, row.height)
        least = width = row.x - _GAP + _PAD if row.height else 0.0
        if face.preview or face.message:
            width = max(width, min(widest, _READING + 2 * _PAD))
        y = row.height
        preview = None
        if face.preview:
            box = QRectF(_PAD, y - 6, width - 2 * _PAD, self._line_height(self._font))
            preview = Line(self._newest(face.preview, box.width()), box)
            y = box.bottom() + 10
        message_sign = None
        message: tuple[Line, ...] = ()
        if face.message:
            top = y + 2 if y else 11.0
            least = width if face.preview else least
            width, message = self._message(face.message, top, width, least, widest)
            first = message[0].box
            message_sign = QRectF(_PAD, first.center().y() - _SIGN / 2, _SIGN, _SIGN)
            y = max(message[-1].box.bottom() + 11, _HEIGHT)
            if not row.height and len(message) == 1:
                y = self._row_height()
                message = (Line(message[0].text, QRectF(first.x(), 0, first.width(), y)),)
                message_sign.moveTop((y - _SIGN) / 2)
        size = QSize(math.ceil(width), math.ceil(y))

        def put(box: QRectF | None) -> QRectF | None:
            if box is None or not mirrored:
                return box
            return QRectF(size.width() - box.right(), box.y(), box.width(), box.height())

        def line(box: QRectF | None, text: str) -> Line | None:
            placed = put(box)
            return None if placed is None else Line(text, placed)

        return Laid(
            face,
            size,
            mirrored,
            put(sign),
            put(wave),
            put(clock_box),
            line(title, face.title),
            line(hint, face.hint),
            put(eye),
            line(preview.box, preview.text) if preview else None,
            put(message_sign),
            tuple(Line(each.text, put(each.box) or each.box) for each in message),
        )

    def paint(
        self,
        painter: QPainter,
        laid: Laid,
        levels: Levels,
        clock: str,
        *,
        still: bool,
        contrast: bool = False,
    ) -> None:
        """``still``: the level in steps in place of the waveform. ``contrast``: the person wants
        more of it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # What is said need not be in the language of the windows.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self._paint_back(painter, laid, contrast)
        face = laid.face
        if laid.sign is not None:
            signs.draw(painter, face.sign, laid.sign)
        if laid.wave is not None:
            paint_wave = _paint_steps if still else _paint_bars
            paint_wave(painter, laid.wave, levels, laid.mirrored)
        write = _Writer(painter, laid.mirrored)
        dim = signs.TEXT if contrast else signs.DIM
        if laid.clock is not None:
            write(Line(clock, laid.clock), self._font, signs.TEXT)
        if laid.title is not None:
            write(laid.title, self._strong, signs.TEXT)
        if laid.hint is not None:
            write(laid.hint, self._small, dim)
        if laid.eye is not None:
            signs.draw_traceless(painter, laid.eye, signs.TEXT)
        if laid.preview is not None:
            write(laid.preview, self._font, signs.TEXT if face.settled else dim)
        if laid.message_sign is not None:
            signs.draw(painter, face.message_sign, laid.message_sign)
        for each in laid.message:
            write(each, self._font, signs.TEXT)

    def _paint_back(self, painter: QPainter, laid: Laid, contrast: bool) -> None:
        thickness = 2.0 if contrast else 1.0
        half = thickness / 2
        whole = QRectF(0, 0, laid.size.width(), laid.size.height())
        painter.setPen(Qt.PenStyle.NoPen)
        back, edge = QColor(signs.BACK), QColor(255, 255, 255, 255 if contrast else 56)
        painter.setBrush(back)
        painter.drawRoundedRect(whole, _RADIUS, _RADIUS)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(edge if thickness == 1.0 else QColor(edge))
        pen = painter.pen()
        pen.setWidthF(thickness)
        painter.setPen(pen)
        inner = whole.adjusted(half, half, -half, -half)
        painter.drawRoundedRect(inner, _RADIUS - half, _RADIUS - half)

    @staticmethod
    def _has_row(face: Face) -> bool:
        return bool(face.wave or face.title)

    def _row_height(self) -> float:
        return max(_HEIGHT, self._line_height(self._font) + 20)

    @staticmethod
    def _width(font: QFont, text: str) -> float:
        return math.ceil(QFontMetricsF(font).horizontalAdvance(text)) + 1

    @staticmethod
    def _line_height(font: QFont) -> float:
        return math.ceil(QFontMetricsF(font).height())

    def _newest(self, text: str, room: float) -> str:
        metrics = QFontMetricsF(self._font)
        # More than fits into any pill need not be measured.
        return newest(text[-400:], lambda part: metrics.horizontalAdvance(part) <= room)

    def _message(
        self, text: str, top: float, width: float, least: float, widest: float
    ) -> tuple[float, tuple[Line, ...]]:
        """The width of the whole then, and the lines. As narrow as it can be with these."""
        x = _PAD + _SIGN + _GAP
        room = width - x - _PAD
        lines = self._broken(text, room)
        if len(lines) > _LINES:
            width = max(width, widest)
            room = width - x - _PAD
            lines = self._broken(text, room)
        metrics = QFontMetricsF(self._font)
        if len(lines) > _LINES:
            rest = " ".join(lines[_LINES - 1 :])
            elided = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room)
            lines = [*lines[: _LINES - 1], elided]
        longest = max(metrics.horizontalAdvance(each) for each in lines)
        width = max(least, min(width, x + math.ceil(longest) + 1 + _PAD))
        height = self._line_height(self._font)
        return width, tuple(
            Line(each, QRectF(x, top + number * height, width - x - _PAD, height))
            for number, each in enumerate(lines)
        )

    def _broken(self, text: str, room: float) -> list[str]:
        layout = QTextLayout(text, self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        found = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room)
            # QTextLayout counts in UTF-16 units.
            data = text.encode("utf-16-le")
            start = 2 * line.textStart()
            part = data[start : start + 2 * line.textLength()].decode("utf-16-le", "replace")
            found.append(part.strip())
        layout.endLayout()
        return found


class _Row:
    """Boxes side by side, in the middle of its height. x: where the next one begins."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.x = _PAD

    def add(self, width: float, height: float) -> QRectF:
        box = QRectF(self.x, (self.height - height) / 2, width, height)
        self.x += width + _GAP
        return box


class _Writer:
    def __init__(self, painter: QPainter, mirrored: bool) -> None:
        self._painter = painter
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        absolute = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        self._flags = int(side | absolute) | int(Qt.TextFlag.TextSingleLine)
        self._flags |= int(Qt.TextFlag.TextDontClip)

    def __call__(self, line: Line, font: QFont, ink: QColor) -> None:
        self._painter.setFont(font)
        self._painter.setPen(ink)
        self._painter.drawText(line.box, self._flags, line.text)


def _paint_bars(painter: QPainter, box: QRectF, levels: Levels, mirrored: bool) -> None:
    """The newest at the end of the reading direction."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(signs.TEXT)
    middle = box.center().y()
    for number, level in enumerate(levels.bars):
        height = _BAR + level * (_WAVE - _BAR)
        x = number * (_BAR + _BETWEEN)
        left = box.right() - x - _BAR if mirrored else box.x() + x
        painter.drawRoundedRect(QRectF(left, middle - height / 2, _BAR, height), _BAR / 2, _BAR / 2)


def _paint_steps(painter: QPainter, box: QRectF, levels: Levels, mirrored: bool) -> None:
    """Blocks, of which as many are filled as it is loud."""
    middle = box.center().y()
    painter.setPen(signs.DIM)
    for number in range(STEPS):
        x = number * (_STEP + _STEP_BETWEEN)
        left = box.right() - x - _STEP if mirrored else box.x() + x
        painter.setBrush(signs.TEXT if number < levels.step else Qt.BrushStyle.NoBrush)
        corner = QPointF(left + 0.5, middle - _STEP_HEIGHT / 2 + 0.5)
        block = QRectF(corner, corner + QPointF(_STEP - 1, _STEP_HEIGHT - 1))
        painter.drawRoundedRect(block, 2, 2)
