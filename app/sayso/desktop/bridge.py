"""The one door from threads to widgets."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from sayso.core.events import Event


class Bridge(QObject):
    """Takes events from any thread and hands them over, in order, in the thread that made it.

    It has no parent on purpose: whoever holds `publish` keeps it alive, so a thread that ends
    later than the widgets publishes into a closed door and not into freed memory.

    Signals:
        happened(Event): in the main thread.
    """

    happened = Signal(object)
    _came = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._open = True
        self._came.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def publish(self, event: Event) -> None:
        """From any thread. Returns at once; never raises."""
        if self._open:
            self._came.emit(event)

    def close(self) -> None:
        """Nothing is handed over any more, not even what is under way."""
        self._open = False

    @Slot(object)
    def _pass_on(self, event: Event) -> None:
        if self._open:
            self.happened.emit(event)
