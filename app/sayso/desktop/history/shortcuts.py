"""What the keys do in the history's window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from sayso.desktop.history.window import HistoryWindow


def add_shortcuts(window: HistoryWindow) -> None:
    """Those that mean something else in a text are for the list alone."""
    standard = QKeySequence.StandardKey
    deeds, rows = window.deeds, window.list
    _add(standard.Find, window.filters.search, window)
    _add(QKeySequence("F2"), window.detail.begin_edit, window)
    _add(QKeySequence("Ctrl+R"), window.detail.choose_again, window)
    _add(standard.Save, deeds.export_chosen, window)
    _add(standard.Copy, deeds.copy, rows)
    _add(QKeySequence("Space"), deeds.play, rows)
    _add(standard.Delete, deeds.delete, rows)
    _add(standard.Undo, window.undo_line.take_back, rows)
    _add(QKeySequence("Ctrl+Return"), deeds.type_it, rows)


def _add(
    keys: QKeySequence | QKeySequence.StandardKey, does: Callable[[], None], of: QWidget
) -> None:
    inside = Qt.ShortcutContext.WidgetShortcut
    anywhere = Qt.ShortcutContext.WindowShortcut
    made = QShortcut(QKeySequence(keys), of, context=anywhere if of.isWindow() else inside)
    made.activated.connect(does)
