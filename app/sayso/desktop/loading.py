"""Models are found, loaded and warmed up on a background QThread."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from sayso.core.errors import DownloadCancelled, SaysoError
from sayso.core.events import LoadProgress
from sayso.desktop.wording import can_be_stopped, translate

_log = logging.getLogger(__name__)


class _Worker(QObject):
    """Lives in the loading thread.

    Signals:
        progressed(LoadProgress): a step of loading.
        done(bool, str): loading is over: whether the person stopped it, and a sentence if it
            failed, else empty.
    """

    progressed = Signal(object)
    done = Signal(bool, str)

    def __init__(self, load: Callable[[Callable[[LoadProgress], None]], None]) -> None:
        super().__init__()
        self._load = load

    @Slot()
    def work(self) -> None:
        try:
            self._load(self.progressed.emit)
        except DownloadCancelled:
            self.done.emit(True, "")
        except SaysoError as error:
            self.done.emit(False, str(error))
        except Exception:  # noqa: BLE001 - logged in full, and told in a sentence
            _log.exception("loading the recognizer failed")
            self.done.emit(
                False,
                translate(
                    "Loading",
                    "The recognizer could not be loaded; run `sayso doctor` to see why.",
                ),
            )
        else:
            self.done.emit(False, "")


class Loading(QObject):
    """Runs ``load`` in its own thread, again and again if need be, one at a time.

    Signals, all in the main thread:
        progressed(LoadProgress): a step of loading.
        finished(): the recognizer that was last asked for is ready.
        stopped(): its download was given up, because the person said so.
        failed(str): it could not be loaded; a sentence for people.
    """

    progressed = Signal(object)
    finished = Signal()
    stopped = Signal()
    failed = Signal(str)
    _wanted = Signal()

    def __init__(
        self,
        load: Callable[[Callable[[LoadProgress], None]], None],
        stop_download: Callable[[], None],
    ) -> None:
        """``stop_download``: makes ``load`` raise DownloadCancelled soon, if it is downloading;
        returns at once."""
        super().__init__()
        self._stop_download = stop_download
        self._thread = QThread()
        self._thread.setObjectName("loading")
        self._worker = _Worker(load)
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._wanted.connect(self._worker.work, queued)
        self._worker.progressed.connect(self._step, queued)
        self._worker.done.connect(self._over, queued)
        self._running = False
        self._again = False
        self._ending = False

    @property
    def running(self) -> bool:
        return self._running

    def begin(self) -> None:
        """Load. A load that is under way is no longer of what was chosen: its download is given up,
        else it is finished first, and nothing is said of it."""
        if self._ending:
            return
        if self._running:
            self._again = True
            self._stop_download()
            return
        self._running = True
        if not self._thread.isRunning():
            self._thread.start()
        self._wanted.emit()

    def stop(self) -> None:
        """Give up a download that is under way, if there is one."""
        if self._running:
            self._stop_download()

    def end(self, limit_seconds: float) -> bool:
        """End the thread; False if a load that is under way did not end in time."""
        self._ending = True
        self._thread.quit()
        return not self._thread.isRunning() or self._thread.wait(int(limit_seconds * 1000))

    @Slot(object)
    def _step(self, progress: LoadProgress) -> None:
        if self._again and can_be_stopped(progress):
            self._stop_download()  # it had not begun yet when it was given up
        if not self._again and not self._ending:
            self.progressed.emit(progress)

    @Slot(bool, str)
    def _over(self, stopped: bool, error: str) -> None:
        self._running = False
        if self._ending:
            return
        # Not kept for the next load: where the display goes away, Qt ends the process at once, and
        # aborts it if a thread still runs.
        self._thread.quit()
        self._thread.wait()
        if self._again:
            self._again = False
            self.begin()
        elif stopped:
            self.stopped.emit()
        elif error:
            self.failed.emit(error)
        else:
            self.finished.emit()
