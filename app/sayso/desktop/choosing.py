"""What there is to choose in tray and window, and the load that follows a choice."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from sayso.core.errors import SaysoError
from sayso.core.events import Level, Notice
from sayso.core.health import Health
from sayso.desktop.aside import Aside
from sayso.desktop.backend import Backend
from sayso.desktop.front import Front
from sayso.desktop.lists import Face, Kind, Lists
from sayso.desktop.loading import Loading
from sayso.desktop.wording import translate


class Choosing(QObject):
    """Owns the lists and the loading thread.

    Signals:
        progressed(LoadProgress): a step of loading.
        loaded(): what was last chosen is ready.
        ended(Notice): it could not be had, or was given up.
    """

    progressed = Signal(object)
    loaded = Signal()
    ended = Signal(object)

    def __init__(self, backend: Backend, aside: Aside, front: Front) -> None:
        super().__init__()
        self._backend = backend
        self._front = front
        self._lists = Lists(backend, aside)
        self._loading = Loading(backend.load, backend.stop_loading)
        self._loading.progressed.connect(self.progressed)
        self._loading.finished.connect(self._finished)
        self._loading.stopped.connect(self._stopped)
        self._loading.failed.connect(self._failed)
        self._open = True
        self._told: Notice | None = None  # of the last load

    @property
    def loading(self) -> bool:
        return self._loading.running

    def load(self) -> None:
        """What the settings mean; after the load that is under way."""
        self._loading.begin()

    def stop(self) -> None:
        """Give the download up."""
        self._loading.stop()

    def show_in(self, face: Face) -> None:
        self._lists.show_in(face)

    def forget(self, face: Face) -> None:
        """It is going."""
        self._lists.forget(face)

    def refresh(self) -> None:
        """The lists, which come later."""
        if self._open:
            self._lists.refresh()

    def pick(self, kind: Kind, choice: str) -> None:
        """As if it had been chosen in tray or window."""
        if self._lists.holds(kind, choice) and not self._loads_again(kind):
            self._lists.settle_mark(kind)
            return
        before = self._backend.preferences.settings
        try:
            loads = self._lists.choose(kind, choice)
        except SaysoError as error:
            self._front.happened(Notice(Level.ERROR, str(error)))
            self._lists.settle_mark(kind)
            return
        if loads:
            if kind is not Kind.LANGUAGE:  # that holds already; the model is to suit it
                self._lists.expect(kind, choice)
            shown = self._front.shown
            if shown.notice is self._told:  # this is the answer to it
                self._front.show(replace(shown, notice=None))
            if self._backend.preferences.settings == before:  # else `SettingsChanged` says so
                self.load()
        self._front.read_status()
        self.refresh()

    def close(self) -> None:
        """Nothing is asked any more."""
        self._open = False

    def end(self, seconds: float) -> bool:
        """End the loading thread; False if that did not work in time."""
        return self._loading.end(seconds)

    def _loads_again(self, kind: Kind) -> bool:
        """Whether picking what holds already is a wish to try once more."""
        return (
            kind in (Kind.RECOGNIZER, Kind.DEVICE)
            and self._front.shown.health is Health.UNAVAILABLE
            and not self.loading
        )

    def _finished(self) -> None:
        self._over()
        self.loaded.emit()

    def _stopped(self) -> None:
        self._over()
        self._tell(
            Level.INFO,
            translate("Session", "The download was stopped; choose the model again to go on."),
        )

    def _failed(self, sentence: str) -> None:
        self._over()
        self._tell(Level.ERROR, sentence)

    def _over(self) -> None:
        self._front.read_status()
        if self._open:
            self._lists.settle()

    def _tell(self, level: Level, sentence: str) -> None:
        self._told = Notice(level, sentence)
        self.ended.emit(self._told)
