"""The list of files, one of which is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from sayso.control.file_job import FileJob
from sayso.desktop.files import words
from sayso.desktop.files.row import FileRow
from sayso.desktop.wording import translate

_OVER = 2
"""Pixels of the frame that says: here they can be dropped."""

_DELETES = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class FileList(QListWidget):
    """Rows keep their place and the choice while they change.

    Signals:
        chosen(): another one is, or none.
        delete_wanted(), copy_wanted(): of the chosen one, by the keyboard.
    """

    chosen = Signal()
    delete_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._over = False
        self._rows: dict[int, tuple[QListWidgetItem, FileRow]] = {}
        self.setAccessibleName(translate("Files", "Files"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(False)
        self.currentItemChanged.connect(self._current_changed)

    def job(self) -> FileJob | None:
        """The chosen one."""
        row = self.itemWidget(self.currentItem()) if self.currentRow() >= 0 else None
        return row.job if isinstance(row, FileRow) else None

    def show_jobs(self, jobs: Sequence[FileJob]) -> None:
        """All of them, in order; they never change places."""
        gone = self._rows.keys() - {job.id for job in jobs}
        for number in gone:
            item, _ = self._rows.pop(number)
            self.takeItem(self.row(item))
        for job in jobs:
            if job.id not in self._rows:
                item, row = QListWidgetItem(), FileRow()
                self.addItem(item)
                self.setItemWidget(item, row)
                self._rows[job.id] = (item, row)
            item, row = self._rows[job.id]
            if row.job != job:
                row.show_job(job)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, words.aloud(job))
                item.setToolTip(str(job.path))
                self._fit(item, row)
        if self.currentRow() < 0 and self.count():
            self.setCurrentRow(0)

    def set_over(self, over: bool) -> None:
        """Files are held above the window."""
        if over != self._over:
            self._over = over
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._over:
            painter = QPainter(self.viewport())
            colour = self.palette().color(QPalette.ColorRole.Highlight)
            painter.setPen(QPen(colour, 2 * _OVER))
            painter.drawRect(self.viewport().rect())
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for item, row in self._rows.values():
            self._fit(item, row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _DELETES:
            self.delete_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _fit(self, item: QListWidgetItem, row: FileRow) -> None:
        size = row.size_in(self.viewport().width())
        if size != item.sizeHint():
            item.setSizeHint(size)

    def _current_changed(self, now: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        for item, selected in ((before, False), (now, True)):
            row = self.itemWidget(item) if item is not None else None
            if isinstance(row, FileRow):
                row.set_selected(selected)
        self.chosen.emit()
