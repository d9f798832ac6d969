"""The rows: what was found so far, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)

from sayso.archive.browsing import Dictation, Page
from sayso.archive.items import DictationKey
from sayso.desktop.history import words

_ROOT = QModelIndex()

_ONE_BY_ONE = 100
"""More rows than that are taken out in one go: the view thinks about each."""


class Role(IntEnum):
    """dictation: the `Dictation`. day: its day in words, where that is another one than that of
    the row above; else empty."""

    DICTATION = Qt.ItemDataRole.UserRole
    DAY = Qt.ItemDataRole.UserRole + 1


_SIZE = Qt.ItemDataRole.SizeHintRole.value


class Listed(QAbstractListModel):
    """Dictations, the newest first. Only what was scrolled to is in memory.

    Signals:
        more_wanted(): the end of what is known has come into sight.
    """

    more_wanted = Signal()

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._rows: list[Dictation] = []
        self._days: list[date] = []  # of the rows
        self._sizes = QSize(), QSize()
        self._keys: dict[DictationKey, None] = {}
        self._before: int | None = None
        self._asked = False

    # Qt's questions

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        row = index.row()
        if not 0 <= row < len(self._rows):
            return None
        if role == _SIZE:  # of thousands of rows, each time that more come
            return self._sizes[self._begins_day(row)]
        dictation = self._rows[row]
        match role:
            case Role.DICTATION:
                return dictation
            case Role.DAY:
                return self._day(row)
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return words.spoken_row(dictation, self._today())
            case _:
                return None

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        return not parent.isValid() and self._before is not None and not self._asked

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        if self.canFetchMore(parent):
            self._asked = True
            self.more_wanted.emit()

    # Ours

    @property
    def before(self) -> int | None:
        """As `Page.before`, of the last page."""
        return self._before

    @property
    def known(self) -> frozenset[DictationKey]:
        return frozenset(self._keys)

    def set_sizes(self, plain: QSize, with_day: QSize) -> None:
        """Of a row, and of one with its day above it. Here, because a delegate in Python is asked
        twice for what the view asks of every row at each layout."""
        if self._sizes != (plain, with_day):
            self._sizes = plain, with_day
            self.day_turned()  # each row is laid out anew

    def at(self, row: int) -> Dictation:
        return self._rows[row]

    def row_of(self, key: DictationKey) -> int | None:
        if key not in self._keys:
            return None
        return next(row for row, one in enumerate(self._rows) if one.key == key)

    def show(self, page: Page) -> None:
        """In place of all."""
        self.beginResetModel()
        self._rows = list(page.dictations)
        self._days = [one.first.started_at.date() for one in self._rows]
        self._keys = dict.fromkeys(one.key for one in self._rows)
        self._before = page.before
        self._asked = False
        self.endResetModel()

    def add(self, page: Page) -> None:
        """It follows what is there."""
        self._before = page.before
        self._asked = False
        new = [one for one in page.dictations if one.key not in self._keys]
        if not new:
            if self._before is not None:  # it had nothing new: the view would not ask again
                self.fetchMore(_ROOT)
            return
        first = len(self._rows)
        self.beginInsertRows(_ROOT, first, first + len(new) - 1)
        self._rows += new
        self._days += [one.first.started_at.date() for one in new]
        self._keys.update(dict.fromkeys(one.key for one in new))
        self.endInsertRows()

    def more_failed(self) -> None:
        """It may be asked for again."""
        self._asked = False

    def renew(self, page: Page) -> None:
        """The first page as it is by now: what is the same stays, with its selection and place."""
        new = {one.key: one for one in page.dictations}
        if page.before is None:
            reach = len(self._rows)
            self._before = None
        else:
            reach = 1 + max(
                (row for row, one in enumerate(self._rows) if one.key in new), default=-1
            )
            if not reach and self._rows:
                self.show(page)
                return
            if reach == len(self._rows):
                self._before = page.before
        for row in range(reach - 1, -1, -1):
            if self._rows[row].key not in new:
                self._remove(row)
        for row, dictation in enumerate(page.dictations):
            if row < len(self._rows) and self._rows[row].key == dictation.key:
                self._put(row, dictation)
                continue
            if (moved := self.row_of(dictation.key)) is not None:
                self._remove(moved)
            self._insert(row, dictation)

    def put(self, dictation: Dictation) -> None:
        """It has changed, and stays where it is."""
        row = self.row_of(dictation.key)
        if row is not None:
            self._put(row, dictation)

    def remove(self, keys: Iterable[DictationKey]) -> None:
        gone = set(keys)
        if len(gone) > _ONE_BY_ONE:
            self.beginResetModel()
            self._rows = [one for one in self._rows if one.key not in gone]
            self._days = [one.first.started_at.date() for one in self._rows]
            self._keys = dict.fromkeys(one.key for one in self._rows)
            self.endResetModel()
            return
        for row in range(len(self._rows) - 1, -1, -1):
            if self._rows[row].key in gone:
                self._remove(row)

    def dictations(self, rows: Iterable[int]) -> Sequence[Dictation]:
        return [self._rows[row] for row in sorted(rows)]

    def day_turned(self) -> None:
        """What was today is yesterday."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _day(self, row: int) -> str:
        if not self._begins_day(row):
            return ""
        return words.day(self._days[row], self._today())

    def _begins_day(self, row: int) -> bool:
        return not row or self._days[row - 1] != self._days[row]

    def _remove(self, row: int) -> None:
        self.beginRemoveRows(_ROOT, row, row)
        del self._keys[self._rows.pop(row).key]
        del self._days[row]
        self.endRemoveRows()
        self._tell(row)  # the day's name may stand there now

    def _insert(self, row: int, dictation: Dictation) -> None:
        self.beginInsertRows(_ROOT, row, row)
        self._rows.insert(row, dictation)
        self._days.insert(row, dictation.first.started_at.date())
        self._keys[dictation.key] = None
        self.endInsertRows()
        self._tell(row + 1)

    def _put(self, row: int, dictation: Dictation) -> None:
        if self._rows[row] != dictation:
            self._rows[row] = dictation
            self._tell(row)

    def _tell(self, row: int) -> None:
        if row < len(self._rows):
            index = self.index(row)
            self.dataChanged.emit(index, index)
