"""Files that are dropped on a widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

_COMING = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


def accepts_files(
    widget: QWidget,
    dropped: Callable[[Sequence[Path]], None],
    over: Callable[[bool], None] = lambda over: None,
) -> None:
    """From now on: on the widget and all in it that takes no drops itself.

    dropped: gets the files of this machine that were dropped. over: whether some are held above it.
    """
    widget.setAcceptDrops(True)
    widget.installEventFilter(_Drops(widget, dropped, over))


class _Drops(QObject):
    def __init__(
        self,
        widget: QWidget,
        dropped: Callable[[Sequence[Path]], None],
        over: Callable[[bool], None],
    ) -> None:
        super().__init__(widget)
        self._dropped = dropped
        self._over = over

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.DragLeave:
            self._over(False)
            return False
        if not isinstance(event, QDropEvent):  # which those that come are, too
            return False
        paths = _files(event.mimeData())
        if not paths:
            event.ignore()
            return True
        # The files stay where they are, whatever the person's file manager would do.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._over(kind in _COMING)
        if kind is QEvent.Type.Drop:
            self._dropped(paths)
        return True


def _files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
