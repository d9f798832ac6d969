"""The main thread stands still for a moment, because another thread needs it to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from PySide6.QtCore import QObject, Qt, Signal, Slot

_PATIENCE_SECONDS = 0.5
"""How long is waited for a main thread that has something else to do."""

_LONGEST_SECONDS = 2.0
"""Whoever asked for it needs milliseconds. A person who waits longer takes the app for dead."""


class Stillness(QObject):
    """Implements `sayso.core.ports.Still`, for threads other than the main one.

    While it stands still the main thread waits in Python, without the interpreter's lock, and so
    in no call of Qt's. Like the bridge it has no parent.
    """

    _wanted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._wanted.connect(self._stand, Qt.ConnectionType.QueuedConnection)

    def __call__(self) -> AbstractContextManager[bool]:
        return self._while_it_stands()

    @contextmanager
    def _while_it_stands(self) -> Iterator[bool]:
        stands, over = threading.Event(), threading.Event()
        self._wanted.emit(stands, over)
        try:
            yield stands.wait(_PATIENCE_SECONDS)
        finally:
            over.set()

    @Slot(object, object)
    def _stand(self, stands: threading.Event, over: threading.Event) -> None:
        stands.set()
        over.wait(_LONGEST_SECONDS)
