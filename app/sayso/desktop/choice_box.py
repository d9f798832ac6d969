"""The window's lists: a combo box that chooses nothing by accident."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QListView,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
)

from sayso.control.choices import Choice
from sayso.desktop import texts
from sayso.desktop.languages import folded

_MOST_LINES = 14
_LINE_ROOM = 6
_WIDEST = 460
"""Pixels of the open list."""

_MOVES = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)


class ChoiceBox(QComboBox):
    """A combo box of choices.

    A choice may mean a download of gigabytes, so nothing is chosen on the way to another line: the
    keys that would (arrows, letters) open the list, and the wheel does nothing.

    Signals:
        picked(str): the id of the line that the person chose; it may be the one that holds.
    """

    picked = Signal(str)

    def __init__(self, empty: str) -> None:
        """``empty`` stands there, dimmed, while there is nothing to choose from."""
        super().__init__()
        self._choices: tuple[Choice, ...] | None = None
        self._likely = 0
        self._list = _SearchedList()
        # Some styles open it as a menu over the box, as long as the screen is high. This comes
        # before the list, which would get no scroll bar otherwise.
        self.setStyleSheet("QComboBox { combobox-popup: 0; }")
        self.setView(self._list)
        self.setMaxVisibleItems(_MOST_LINES)
        self.setPlaceholderText(empty)
        # As wide as there is room for, and not as the longest name of a sound card.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._pick)
        self.fill((), 0)

    def fill(self, choices: Sequence[Choice], likely: int = 0) -> None:
        """See `sayso.desktop.lists.ShownList`."""
        if (tuple(choices), likely) != (self._choices, self._likely):
            self._choices, self._likely = tuple(choices), likely
            self.clear()
            height = QSize(0, self.fontMetrics().height() + _LINE_ROOM)
            for place, item in enumerate(choices):
                self.addItem(texts.choice(item), item.id)
                self.setItemData(place, height, Qt.ItemDataRole.SizeHintRole)
            if 0 < likely < len(choices):
                self.insertSeparator(likely)
            self.setEnabled(bool(choices))
        chosen = [item.id for item in choices if item.chosen]
        self.setCurrentIndex(self.findData(chosen[0]) if chosen else -1)
        self._show_whole()

    def showPopup(self) -> None:
        """Wide enough for its lines, where the box itself is not."""
        bar = self._list.verticalScrollBar().sizeHint().width()
        metrics = self.fontMetrics()
        widest = max(
            (metrics.horizontalAdvance(texts.choice(item)) for item in self._choices or ()),
            default=0,
        )
        self._list.setMinimumWidth(min(_WIDEST, widest + bar + 16))
        super().showPopup()
        # Qt begins where the last look at the list ended, even if nothing was picked there.
        self._list.setCurrentIndex(self.model().index(self.currentIndex(), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        types = event.text().isprintable() and event.text().strip() and _is_plain(event)
        if (event.key() in _MOVES and _is_plain(event)) or types:
            self.showPopup()
            if types:
                self._list.keyboardSearch(event.text())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt would cut a long name off without a sign of it."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0:
            role = QPalette.ColorRole
            dimmed = option.palette.brush(role.PlaceholderText)
            option.palette.setBrush(role.ButtonText, dimmed)
            option.currentText = self.placeholderText()
        control = QStyle.ComplexControl.CC_ComboBox
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, part, self).width() - 4
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room
        )
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _pick(self, place: int) -> None:
        self._show_whole()
        self.picked.emit(self.itemData(place))

    def _show_whole(self) -> None:
        """The box is narrow; what it cuts off can be read all the same."""
        self.setToolTip(self.currentText())


class _SearchedList(QListView):
    """Finds a line by the beginning of any word in it: ``german`` finds ``Deutsch (German)``."""

    def __init__(self) -> None:
        super().__init__()
        self.setUniformItemSizes(False)  # separators are thin
        self._typed = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)

    def keyboardSearch(self, search: str) -> None:
        if not self._pause.isActive():
            self._typed = ""
        self._pause.start(max(1000, QApplication.keyboardInputInterval()))
        letter = folded(search)
        if letter and letter != self._typed:  # else it is to find the next such line
            self._typed += letter
        if not letter:
            return
        rows = self.model().rowCount()
        here = max(0, self.currentIndex().row())
        start = here + 1 if len(self._typed) == 1 else here
        order = [*range(start, rows), *range(min(start, rows))]
        for begins in (_line_begins, _word_begins):
            for row in order:
                index = self.model().index(row, 0)
                enabled = index.flags() & Qt.ItemFlag.ItemIsEnabled
                if enabled and begins(folded(str(index.data())), self._typed):
                    self.setCurrentIndex(index)
                    return


def _line_begins(line: str, typed: str) -> bool:
    return line.startswith(typed)


def _word_begins(line: str, typed: str) -> bool:
    return any(word.startswith(typed) for word in line.replace("(", " ").split())


def _is_plain(event: QKeyEvent) -> bool:
    others = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    return not event.modifiers() & ~others
