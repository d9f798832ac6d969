"""The list itself: how it scrolls, what is chosen in it, and how high its rows are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView

from sayso.desktop.history.listed import Listed
from sayso.desktop.history.rows import Rows
from sayso.desktop.wording import translate


class Listing(QListView):
    """Rows of a `Listed`.

    Signals:
        rest_wanted(): all is to be chosen, and what was not scrolled to is not here yet.
    """

    rest_wanted = Signal()

    def __init__(self, listed: Listed) -> None:
        super().__init__()
        self._listed = listed
        self.setModel(listed)
        self._delegate = Rows(self)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName(translate("History", "Dictations"))
        listed.set_sizes(*self._delegate.sizes(self.font()))

    @property
    def chosen_rows(self) -> Sequence[int]:
        """From the top."""
        # By ranges: thousands of rows, chosen with one key, are one of them.
        selection = self.selectionModel().selection()
        ranges = [selection.at(number) for number in range(selection.count())]
        return sorted(row for each in ranges for row in range(each.top(), each.bottom() + 1))

    @property
    def all_chosen(self) -> bool:
        """Of what is here."""
        return len(self.chosen_rows) == self._listed.rowCount()

    def selectAll(self) -> None:
        super().selectAll()
        if self._listed.before is not None:
            self.rest_wanted.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._listed.set_sizes(*self._delegate.sizes(self.font()))
