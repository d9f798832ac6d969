"""How long whoever clicks would wait: the main thread's delays, measured from beside it."""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from sayso.core.ports import Clock

_EVERY_SECONDS = 0.01


class LoopProbe(QObject):
    """Asks the event loop for a sign of life every 10 ms, and notes how late each one comes.

    While the loop is blocked for 200 ms, twenty questions wait, of 200, 190, 180… ms: the share of
    late ones is the share of the time in which the app would have seemed to hang.
    """

    _asked = Signal(float, str)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._phase = ""
        self._delays: dict[str, list[float]] = defaultdict(list)
        self._over = threading.Event()
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._ask, name="loop probe", daemon=True)
        self._thread.start()

    @property
    def delays(self) -> dict[str, list[float]]:
        """Seconds, by phase."""
        return {phase: list(delays) for phase, delays in self._delays.items()}

    def enter(self, phase: str) -> None:
        """What is asked from now on belongs to ``phase``; empty: to none."""
        self._phase = phase

    def close(self) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._over.wait(_EVERY_SECONDS):
            if phase := self._phase:
                self._asked.emit(self._clock(), phase)

    @Slot(float, str)
    def _answer(self, asked_at: float, phase: str) -> None:
        self._delays[phase].append(self._clock() - asked_at)
