"""The windows that are opened now and then: made when they are first wanted, and kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sayso.core.events import Event
from sayso.desktop.aside import Aside
from sayso.desktop.backend import Backend
from sayso.desktop.own_window import OwnWindow

_log = logging.getLogger(__name__)


class Room(StrEnum):
    """Which window."""

    SETTINGS = "settings"
    HISTORY = "history"
    FILES = "files"
    ABOUT = "about"
    FIRST_RUN = "first run"


class Windows(QObject):
    """None is imported before the app is ready: nobody waits for them.

    Signals:
        model_wanted(str): the first run's choice, by its id in the list of recognizers.
        stop_wanted(): the download is to be stopped.
        folder_wanted(): the settings folder is to be shown.
        first_run_over(): it was gone through, or skipped.
        typing(bool): as of the history's window.
    """

    model_wanted = Signal(str)
    stop_wanted = Signal()
    folder_wanted = Signal()
    first_run_over = Signal()
    typing = Signal(bool)

    def __init__(self, backend: Backend, aside: Aside) -> None:
        super().__init__()
        self._backend = backend
        self._aside = aside
        self._open: dict[Room, OwnWindow] = {}
        self._make: dict[Room, Callable[[], OwnWindow]] = {
            Room.SETTINGS: self._settings,
            Room.HISTORY: self._history,
            Room.FILES: self._files,
            Room.ABOUT: self._about,
            Room.FIRST_RUN: self._first_run,
        }

    def prepare(self) -> None:
        """Import them beside the main thread, which that would keep for a tenth of a second."""
        self._aside.ask("import", _import_all, lambda _: None, _not_imported)

    def show(self, room: Room) -> None:
        """In front of the others, with the focus."""
        if room not in self._open:
            self._open[room] = self._make[room]()
        self._open[room].come_forward()

    def is_seen(self, room: Room) -> bool:
        return room in self._open and self._open[room].isVisible()

    def add_files(self, files: Sequence[Path]) -> None:
        """They were dropped on another window of ours."""
        from sayso.desktop.files.window import FilesWindow

        self.show(Room.FILES)
        window = self._open[Room.FILES]
        assert isinstance(window, FilesWindow)
        window.add(files)

    def happened(self, event: Event) -> None:
        for window in self._open.values():
            window.happened(event)

    def close(self) -> None:
        """What a window still had to do, it does now."""
        for window in self._open.values():
            window.close()
            window.deleteLater()
        self._open.clear()

    def make_anew(self) -> None:
        """In another language: the open ones at once, the others when they are wanted. Each stands
        where it stood, and the focus stays where it was."""
        seen = {
            room: (window.isActiveWindow(), window.isMinimized(), window.place, window.geometry())
            for room, window in self._open.items()
            if window.isVisible()
        }
        self.close()
        # That with the focus comes last, above the others.
        for room, it in sorted(seen.items(), key=lambda one: one[1][0]):
            had_focus, minimized, place, geometry = it
            window = self._open[room] = self._make[room]()
            window.setGeometry(geometry)
            window.go_to(place)
            if minimized:
                window.showMinimized()
            elif had_focus:
                window.come_forward()
            else:
                window.come_quietly()

    def _settings(self) -> OwnWindow:
        from sayso.desktop.preferences.window import PreferencesWindow

        window = PreferencesWindow(self._backend, self._aside)
        window.folder_wanted.connect(self.folder_wanted)
        return window

    def _history(self) -> OwnWindow:
        from sayso.desktop.history.window import HistoryWindow

        window = HistoryWindow(self._backend, self._aside)
        window.settings_wanted.connect(self._show_page)
        window.typing.connect(self.typing)
        return window

    def _files(self) -> OwnWindow:
        from sayso.desktop.files.window import FilesWindow

        return FilesWindow(self._backend, self._aside)

    def _about(self) -> OwnWindow:
        from sayso.desktop.about.window import AboutWindow

        return AboutWindow(self._backend, self._aside)

    def _first_run(self) -> OwnWindow:
        from sayso.desktop.first_run.window import FirstRun

        window = FirstRun(self._backend, self._aside)
        window.model_wanted.connect(self.model_wanted)
        window.stop_wanted.connect(self.stop_wanted)
        window.finished.connect(self.first_run_over)
        return window

    def _show_page(self, page: str) -> None:
        from sayso.desktop.preferences.window import PreferencesWindow

        self.show(Room.SETTINGS)
        window = self._open[Room.SETTINGS]
        assert isinstance(window, PreferencesWindow)
        window.show_page(page)


def _import_all() -> None:
    for module in ("preferences", "history", "files", "about", "first_run"):
        import_module(f"sayso.desktop.{module}.window")


def _not_imported(error: Exception) -> None:
    """It will be told again by whoever opens the window."""
    _log.error("a window cannot be imported: %s", error)
