"""How a row looks: time, application and state on a line, and the beginning of the text below."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionFocusRect,
    QStyleOptionViewItem,
)

from sayso.archive.browsing import Dictation
from sayso.desktop import theme
from sayso.desktop.history import marks, words
from sayso.desktop.history.listed import Role
from sayso.desktop.sentences import said
from sayso.desktop.theme import Space, Type
from sayso.desktop.wording import translate

_TEXT_LINES = 2

_FAINT = 0.1

_MOST_LETTERS = 400
"""More than two lines hold; a long text is not laid out for a row."""


class Rows(QStyledItemDelegate):
    """Above the first row of a day stands the day."""

    @staticmethod
    def sizes(font: QFont) -> tuple[QSize, QSize]:
        """Of a row, and of one with its day above it."""
        line = QFontMetrics(font).lineSpacing()
        small = QFontMetrics(theme.font(Type.SMALL, font)).lineSpacing()
        height = small + Space.TINY + _TEXT_LINES * line + 2 * Space.SMALL
        return QSize(10 * line, height), QSize(10 * line, height + _day_height(font))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        dictation = index.data(Role.DICTATION)
        if dictation is None:
            return
        painter.save()
        rect = QRect(option.rect)
        day = index.data(Role.DAY)
        if day:
            high = _day_height(option.font)
            self._paint_day(
                painter, option, QRect(rect.left(), rect.top(), rect.width(), high), day
            )
            rect.setTop(rect.top() + high)
        self._paint_row(painter, option, rect, dictation)
        painter.restore()

    def _paint_day(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, day: str
    ) -> None:
        painter.setFont(theme.font(Type.STRONG, option.font))
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        inner = rect.adjusted(Space.SMALL, Space.MEDIUM, -Space.SMALL, -Space.TINY)
        painter.drawText(inner, _start(option), day)

    def _paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, dictation: Dictation
    ) -> None:
        style = option.widget.style()
        panel = QStyleOptionViewItem(option)
        panel.rect = rect
        style.drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, panel, painter, option.widget
        )
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if not chosen:
            painter.setPen(_between(option.palette))
            painter.drawLine(
                rect.left() + Space.SMALL, rect.bottom(), rect.right() - Space.SMALL, rect.bottom()
            )
        active = bool(option.state & QStyle.StateFlag.State_Active)
        group = QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive
        palette = option.palette
        text_ink = palette.color(
            group, QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        )
        dim_ink = text_ink if chosen else palette.color(QPalette.ColorRole.PlaceholderText)
        inner = rect.adjusted(Space.SMALL, Space.SMALL, -Space.SMALL, -Space.SMALL)

        small = theme.font(Type.SMALL, option.font)
        metrics = QFontMetrics(small)
        line = QRect(inner.left(), inner.top(), inner.width(), metrics.lineSpacing())
        word = words.state_of(dictation)
        mark_ink = text_ink if chosen else marks.colour(dictation.state, palette)
        wide = metrics.horizontalAdvance(word)
        side = metrics.ascent()
        # The state at the line's end: sign, then word.
        at_end = QRect(line)
        at_end.setLeft(line.right() - wide - side - Space.TINY)
        place = QRect(at_end.left(), line.top() + (line.height() - side) // 2, side, side)
        painter.setFont(small)
        painter.setPen(mark_ink)
        if option.direction == Qt.LayoutDirection.RightToLeft:
            painter.drawText(_mirrored(option, line, at_end), _end(option), word)
        else:
            painter.drawText(at_end, _end(option), word)
        marks.paint(painter, QRectF(_mirrored(option, line, place)), dictation.state, mark_ink)
        before = QRect(line)
        before.setRight(at_end.left() - Space.SMALL)
        painter.setPen(dim_ink)
        when = words.clock(dictation.first.started_at)
        who = dictation.first.application
        about = f"{when} · {who}" if who else when
        painter.drawText(
            _mirrored(option, line, before),
            _start(option),
            metrics.elidedText(about, Qt.TextElideMode.ElideRight, max(0, before.width())),
        )

        text = dictation.text
        below = QRect(inner)
        below.setTop(line.bottom() + 1 + Space.TINY)
        if text:
            painter.setPen(text_ink)
            _paint_text(painter, option, below, text[:_MOST_LETTERS])
        else:
            painter.setPen(dim_ink)
            reason = said(dictation.told.reason)
            _paint_text(painter, option, below, reason or translate("History", "no text"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            focus = QStyleOptionFocusRect()
            focus.rect = rect
            focus.state = option.state | QStyle.StateFlag.State_KeyboardFocusChange
            focus.palette = palette
            style.drawPrimitive(
                QStyle.PrimitiveElement.PE_FrameFocusRect, focus, painter, option.widget
            )


def _between(palette: QPalette) -> QColor:
    """A line that parts two rows and is not looked at."""
    ink = palette.color(QPalette.ColorRole.Text)
    ink.setAlphaF(_FAINT)
    return ink


def _day_height(font: QFont) -> int:
    strong = QFontMetrics(theme.font(Type.STRONG, font)).lineSpacing()
    return strong + Space.MEDIUM + Space.TINY


def _paint_text(painter: QPainter, option: QStyleOptionViewItem, into: QRect, text: str) -> None:
    """Some lines of it, the last one with … where more follows."""
    flat = " ".join(text.split())
    layout = QTextLayout(flat, option.font)
    wrapping = QTextOption(_start(option))
    # By its own letters: a full stop belongs at the end of an English sentence everywhere.
    wrapping.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    wrapping.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(wrapping)
    metrics = QFontMetrics(option.font)
    layout.beginLayout()
    for number in range(_TEXT_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(into.width())
        top = into.top() + number * metrics.lineSpacing()
        start, end = line.textStart(), line.textStart() + line.textLength()
        if number == _TEXT_LINES - 1 and end < len(flat):
            rest = metrics.elidedText(
                flat[start:], Qt.TextElideMode.ElideRight, max(0, into.width())
            )
            painter.setFont(option.font)
            painter.drawText(
                QRect(into.left(), top, into.width(), metrics.lineSpacing()), _start(option), rest
            )
        else:
            line.draw(painter, QPointF(into.left(), top))
    layout.endLayout()


def _start(option: QStyleOptionViewItem) -> Qt.AlignmentFlag:
    side = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
    return side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute


def _end(option: QStyleOptionViewItem) -> Qt.AlignmentFlag:
    side = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignRight)
    return side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute


def _mirrored(option: QStyleOptionViewItem, within: QRect, rect: QRect) -> QRect:
    return QStyle.visualRect(option.direction, within, rect)
