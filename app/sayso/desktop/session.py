"""One run of the app on a screen: joins backend, loading, tray, window, splash and socket."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QSystemTrayIcon

from sayso.control.choices import Choice
from sayso.control.commands import Command, Request, done
from sayso.core.errors import NotRunning, SaysoError
from sayso.core.events import Activity, Event, Level, LoadProgress, Notice
from sayso.desktop.aside import Aside
from sayso.desktop.backend import Backend
from sayso.desktop.bridge import Bridge
from sayso.desktop.loading import Loading
from sayso.desktop.shown import Shown, after
from sayso.desktop.splash import Splash
from sayso.desktop.tray import Tray
from sayso.desktop.window import Window
from sayso.desktop.wording import translate

_log = logging.getLogger(__name__)

_TRAY_LOOK_MS = 15_000
"""How often the desktop is asked for its tray: at log-in the panel may come after us, and it may
end before us. One question takes a millisecond."""

_LOAD_ENDS_SECONDS = 3.0


class Session(QObject):
    """Owns what is shown. Everything here runs in the main thread.

    Signals:
        loaded(): the recognizer is ready, for the first time or after another was chosen.
        ended(): the backend is closed, or did not close in time; the app may go.
    """

    loaded = Signal()
    ended = Signal()

    def __init__(self, backend: Backend, splash: Splash, closing_limit_seconds: float) -> None:
        super().__init__()
        self._backend = backend
        self._splash = splash
        self._closing_limit_ms = int(closing_limit_seconds * 1000)
        self._shown = Shown()
        self._quitting = False
        self._over = False
        self.closed_in_time = True

        self._bridge = Bridge()
        self._bridge.happened.connect(self._happened)
        self._aside = Aside()
        self._loading = Loading(backend.load)
        self._loading.progressed.connect(self._progressed)
        self._loading.finished.connect(self._loaded)
        self._loading.failed.connect(self._load_failed)
        splash.gone.connect(self._splash_gone)

        self.window = Window(self._shown)
        self._join(self.window)
        self.window.closed.connect(self._window_closed)
        self.tray: Tray | None = None
        self._tray_there = False
        self._tray_look = QTimer(self)
        self._tray_look.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._tray_look.setInterval(_TRAY_LOOK_MS)
        self._tray_look.timeout.connect(self._look_for_tray)

    def begin(self) -> None:
        """Start the backend, show the tray, and begin to load."""
        self._backend.start(self._bridge.publish)
        self._read_status()
        self._look_for_tray()
        if self.tray is None:
            self.window.say_what_closing_does(quits=True)
        self._tray_look.start()
        self._refresh_lists()
        self._loading.begin()

    def answer(self, request: Request) -> dict[str, Any]:
        """To the socket. Raises SaysoError where the request cannot be done."""
        if self._quitting:
            raise NotRunning(translate("Control", "Sayso is just ending; start it again."))
        if request is Request.STATUS:
            return done(self._backend.status())
        if request is Request.SHOW:
            self.come_forward()
        elif request is Request.QUIT:
            QTimer.singleShot(0, self.quit)  # after the answer is out
        else:
            self._backend.command(Command(request.value))
        return done()

    def come_forward(self) -> None:
        """Show the window, with the focus."""
        self.window.show_state(self._shown)
        self.window.come_forward()

    def quit(self) -> None:
        """Close the backend, which may take a while, with the interface alive; asked a second
        time, wait no longer."""
        if self._quitting:
            self._end()
            return
        self._quitting = True
        self._tray_look.stop()
        self._splash.hide()
        self.window.hide()
        if self.tray is not None:
            self.tray.vanish()
        self._aside.ask("closing", self._backend.close, self._closed, self._close_failed)
        QTimer.singleShot(self._closing_limit_ms, self._end)

    def _closed(self, _: None) -> None:
        self._end()

    def _close_failed(self, error: Exception) -> None:
        _log.error("closing failed: %s", error)
        self._end()

    def _end(self) -> None:
        if self._over:
            return
        self._over = True
        self._bridge.close()
        self._aside.close()
        # A load that is under way should have ended with the backend; it gets a moment to notice.
        self.closed_in_time = self._loading.end(_LOAD_ENDS_SECONDS)
        self.window.close()
        self._splash.close()
        self.ended.emit()

    # What happens

    def _happened(self, event: Event) -> None:
        self._show(after(self._shown, event))
        if isinstance(event, Notice) and self.tray is not None:
            self.tray.show_notice(event)

    def _show(self, shown: Shown) -> None:
        if shown == self._shown:
            return
        self._shown = shown
        if self.tray is not None:
            self.tray.show_state(shown)
        # Loudness comes ten times a second; a window that nobody sees is not drawn for it.
        if self.window.isVisible():
            self.window.show_state(shown)

    def _progressed(self, progress: LoadProgress) -> None:
        self._splash.show_progress(progress)
        self._happened(progress)

    def _loaded(self) -> None:
        self._read_status()
        self._refresh_lists()
        if self._splash.isVisible():
            self._splash.dismiss()
        self.loaded.emit()

    def _load_failed(self, sentence: str) -> None:
        self._read_status()
        self._happened(Notice(Level.ERROR, sentence))
        if self._splash.isVisible():
            self._splash.show_error(sentence)

    def _splash_gone(self) -> None:
        if self.tray is None and not self._quitting:
            self._show_window_quietly()

    def _show_window_quietly(self) -> None:
        self.window.show_state(self._shown)
        self.window.show_quietly()

    # Tray and window

    def _join(self, face: Tray | Window) -> None:
        face.toggle_wanted.connect(self._toggle)
        face.cancel_wanted.connect(self._cancel)
        face.folder_wanted.connect(self._open_folder)
        face.quit_wanted.connect(self.quit)
        face.lists_wanted.connect(self._refresh_lists)
        face.microphone_picked.connect(self._pick_microphone)
        face.recognizer_picked.connect(self._pick_recognizer)

    def _look_for_tray(self) -> None:
        there = QSystemTrayIcon.isSystemTrayAvailable()
        if there and self.tray is None:
            self.tray = tray = Tray(self._shown)
            self._join(tray)
            tray.show_wanted.connect(self.come_forward)
            tray.appear()
            self._refresh_lists()
        if there != self._tray_there:
            self._tray_there = there
            self.window.say_what_closing_does(quits=not there)
            if not there:  # the panel has gone, and our icon with it, until one comes again
                self._show_window_quietly()

    def _window_closed(self) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable() and not self._quitting:
            self.quit()

    def _toggle(self) -> None:
        listening = self._shown.activity is Activity.LISTENING
        self._backend.command(Command.STOP if listening else Command.START)

    def _cancel(self) -> None:
        self._backend.command(Command.CANCEL)

    def _open_folder(self) -> None:
        folder = self._backend.settings_folder
        with suppress(OSError):  # then nothing can show it, and that is told
            folder.mkdir(parents=True, exist_ok=True)
        if not (folder.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))):
            self._happened(
                Notice(
                    Level.WARNING,
                    translate(
                        "Session",
                        "The settings folder cannot be shown; look for it at {folder}.",
                    ).format(folder=folder),
                )
            )

    def _pick_microphone(self, choice: str) -> None:
        self._pick(self._backend.choose_microphone, choice)

    def _pick_recognizer(self, choice: str) -> None:
        if self._pick(self._backend.choose_recognizer, choice):
            self._loading.begin()

    def _pick(self, choose: Callable[[str], None], choice: str) -> bool:
        try:
            choose(choice)
        except SaysoError as error:
            self._happened(Notice(Level.ERROR, str(error)))
            for face in (self.tray, self.window):
                if face is not None:
                    face.microphones.restore()
                    face.recognizers.restore()
            return False
        self._read_status()
        self._refresh_lists()
        return True

    def _read_status(self) -> None:
        """What no event tells: the microphone, and who recognises before the first change."""
        status = self._backend.status()
        self._show(
            replace(
                self._shown,
                microphone=status.microphone,
                engine=status.engine,
                model=status.model,
                device=status.device,
                loading=self._shown.loading if self._loading.running else None,
            )
        )

    def _refresh_lists(self) -> None:
        if self._quitting:
            return
        self._aside.ask("microphones", self._backend.microphones, self._microphones, self._no_list)
        self._aside.ask("recognizers", self._backend.recognizers, self._recognizers, self._no_list)

    def _microphones(self, choices: Sequence[Choice]) -> None:
        for face in (self.tray, self.window):
            if face is not None:
                face.microphones.fill(choices)

    def _recognizers(self, choices: Sequence[Choice]) -> None:
        for face in (self.tray, self.window):
            if face is not None:
                face.recognizers.fill(choices)

    def _no_list(self, error: Exception) -> None:
        """A list that cannot be had now: the old one stays, and the next look may do better."""
        _log.warning("a list could not be had: %s", error)
