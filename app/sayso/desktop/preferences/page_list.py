"""The list of pages, and the field above it that searches them all."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QSizePolicy

from sayso.desktop.preferences import words
from sayso.desktop.preferences.pages import Page
from sayso.desktop.theme import Space
from sayso.desktop.wording import translate


class PageList(QListWidget):
    """One line for each page. What is typed on it is meant for the search.

    Signals:
        chosen(Page): a line was gone to.
        typed(str): a letter.
    """

    chosen = Signal(object)
    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(translate("Settings", "Pages"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        for page in Page:
            self.addItem(words.page_title(page))
        for row in range(self.count()):
            height = self.fontMetrics().height() + 2 * Space.TINY + 2
            self.item(row).setSizeHint(QSize(self.sizeHintForColumn(0), height))
        self.currentRowChanged.connect(self._went)
        # After a search the same line can be gone to again.
        self.itemClicked.connect(lambda item: self._went(self.row(item)))
        self.itemActivated.connect(lambda item: self._went(self.row(item)))

    def go_to(self, page: Page | None) -> None:
        """Mark it without a word; None: none of them is marked."""
        if page is None:
            self.clearSelection()
            return
        self.blockSignals(True)
        self.setCurrentRow(list(Page).index(page))
        self.item(self.currentRow()).setSelected(True)
        self.blockSignals(False)

    def sizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        width = self.sizeHintForColumn(0) + 2 * self.frameWidth() + bar
        return QSize(width, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        others = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.text().strip() and event.text().isprintable() and not others:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _went(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(list(Page)[row])


class SearchField(QLineEdit):
    """Down leads to the pages.

    Signals:
        left(): downwards.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(translate("Settings", "Search all settings"))
        self.setAccessibleName(translate("Settings", "Search all settings"))
        self.setClearButtonEnabled(True)

    def sizeHint(self) -> QSize:
        """With room for what stands there while it is empty."""
        hint = super().sizeHint()
        text = self.fontMetrics().horizontalAdvance(self.placeholderText())
        return QSize(text + hint.height() + 2 * Space.SMALL, hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)
