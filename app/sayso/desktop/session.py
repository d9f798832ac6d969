"""One run of the app on a screen: joins backend, loading, tray, window, splash and socket."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QSystemTrayIcon

from sayso.control.commands import Command, Request, Typed, done, refused
from sayso.core.errors import SaysoError
from sayso.core.events import Activity, Event, Level, LoadProgress, Notice, Offered
from sayso.core.health import Health
from sayso.desktop import texts
from sayso.desktop.aside import Aside
from sayso.desktop.backend import Backend
from sayso.desktop.bridge import Bridge
from sayso.desktop.checks import Checks
from sayso.desktop.control_server import Message, Reply, in_a_sentence, just_ending
from sayso.desktop.errands import FOR_THE_LAST_WINDOW, Errands, text_of
from sayso.desktop.lists import Kind, Lists
from sayso.desktop.loading import Loading
from sayso.desktop.offers import Offers, on_the_clipboard
from sayso.desktop.shown import Shown, after, explained, settled
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
        self._told: Notice | None = None  # of the last load
        self.closed_in_time = True

        self._bridge = Bridge()
        self._bridge.happened.connect(self._happened)
        self._aside = Aside()
        self._errands = Errands(backend, self._aside)
        self._lists = Lists(backend, self._aside)
        self._checks = Checks(backend, self._aside)
        self._offers = Offers(backend, self._aside, self._happened)
        self._loading = Loading(backend.load, backend.stop_loading)
        self._loading.progressed.connect(self._progressed)
        self._loading.finished.connect(self._loaded)
        self._loading.stopped.connect(self._load_stopped)
        self._loading.failed.connect(self._load_failed)
        splash.gone.connect(self._splash_gone)
        splash.stop_wanted.connect(self._loading.stop)

        self.window = Window(self._shown)
        self._join(self.window)
        self.window.recognize_wanted.connect(self._offers.recognize)
        self.window.copy_offer_wanted.connect(self._offers.copy)
        self.window.discard_wanted.connect(self._offers.discard)
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

    def answer(self, request: Request, message: Message, reply: Reply) -> None:
        """To the socket; at once, but for the deep check and for errands. Raises SaysoError where
        the request cannot be done."""
        if self._quitting:
            raise just_ending()
        if request in Errands.KINDS:
            self._run_errand(request, message, reply)
        elif request is Request.CHECK:
            self._checks.run(reply)
        elif request is Request.STATUS:
            reply(done(self._backend.status()))
        elif request is Request.SHOW:
            self.come_forward()
            reply(done())
        elif request is Request.QUIT:
            QTimer.singleShot(0, self.quit)  # after the answer is out
            reply(done())
        else:
            self._backend.command(Command(request.value))
            reply(done())

    def _run_errand(self, request: Request, message: Message, reply: Reply) -> None:
        text = text_of(message) if request is Request.TYPE else ""
        if request in FOR_THE_LAST_WINDOW:
            self.window.step_back()

        def did(typed: Typed | None) -> None:
            self.window.come_back()
            reply(done(typed))

        def failed(error: Exception) -> None:
            self.window.come_back()
            reply(refused(in_a_sentence(error)))

        self._errands.run(request, did, failed, text)

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
        self._offers.close()
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
        offered_before = self._shown.offered.utterances > 0
        self._show(after(self._shown, event))
        if isinstance(event, Notice) and self.tray is not None:
            self.tray.show_notice(event)
        if isinstance(event, Offered) and event.utterances and not offered_before:
            self._tell_offer(event)

    def _tell_offer(self, offered: Offered) -> None:
        if self.tray is not None and self._tray_there:
            self.tray.show_notice(Notice(Level.WARNING, texts.offer_message(offered)))
        elif not (self._splash.isVisible() or self._quitting):  # else the window comes after it
            self._show_window_quietly()

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
        self._load_over()
        if self._splash.isVisible():
            self._splash.dismiss()
        self.loaded.emit()

    def _load_stopped(self) -> None:
        self._load_over()
        self._tell(
            Level.INFO,
            translate("Session", "The download was stopped; choose the model again to go on."),
        )

    def _load_failed(self, sentence: str) -> None:
        self._load_over()
        self._tell(Level.ERROR, sentence)

    def _load_over(self) -> None:
        self._read_status()
        if not self._quitting:
            self._lists.settle()

    def _tell(self, level: Level, sentence: str) -> None:
        self._told = Notice(level, sentence)
        self._happened(self._told)
        if self._splash.isVisible():
            self._splash.say(sentence)

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
        face.stop_wanted.connect(self._loading.stop)
        face.undo_wanted.connect(partial(self._do, Request.UNDO))
        face.again_wanted.connect(partial(self._do, Request.AGAIN))
        face.copy_wanted.connect(partial(self._do, Request.COPY))
        face.folder_wanted.connect(self._open_folder)
        face.quit_wanted.connect(self.quit)
        face.lists_wanted.connect(self._refresh_lists)
        face.picked.connect(self._pick)
        face.trace_wanted.connect(self._leave_no_trace)
        self._lists.show_in(face)

    def _look_for_tray(self) -> None:
        there = QSystemTrayIcon.isSystemTrayAvailable()
        if there and self.tray is None:
            self.tray = tray = Tray(self._shown)
            self._join(tray)
            tray.show_wanted.connect(self.come_forward)
            tray.offer_wanted.connect(self.come_forward)
            tray.message_clicked.connect(self._message_clicked)
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

    def _do(self, request: Request) -> None:
        """What is done to a text, asked for by tray or window."""
        if self._quitting or self._errands.wanted(request):
            return
        if request in FOR_THE_LAST_WINDOW:
            self.window.step_back(and_stay=True)
        self._errands.run(request, partial(self._done, request), partial(self._failed, request))

    def _done(self, request: Request, _: Typed | None) -> None:
        self.window.come_back()
        if request is Request.COPY:
            self._happened(on_the_clipboard())

    def _failed(self, request: Request, error: Exception) -> None:
        self.window.come_back()
        notice = Notice(Level.WARNING, str(in_a_sentence(error)))
        self._happened(notice)
        if request is Request.AGAIN:  # what was the reason before is one no more
            self._show(explained(self._shown, notice))

    def _message_clicked(self) -> None:
        """Without the focus where a text waits: the button is to put it where the focus is."""
        if not self._shown.waits:
            self.come_forward()
        elif self.window.isVisible():
            self.window.raise_()
        else:
            self._show_window_quietly()

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

    def _pick(self, kind: Kind, choice: str) -> None:
        if self._lists.holds(kind, choice) and not self._loads_again(kind):
            self._lists.settle_mark(kind)
            return
        try:
            loads = self._lists.choose(kind, choice)
        except SaysoError as error:
            self._happened(Notice(Level.ERROR, str(error)))
            self._lists.settle_mark(kind)
            return
        if loads:
            if kind is not Kind.LANGUAGE:  # that holds already; the model is to suit it
                self._lists.expect(kind, choice)
            if self._shown.notice is self._told:  # this is the answer to it
                self._show(replace(self._shown, notice=None))
            self._loading.begin()
        self._read_status()
        self._refresh_lists()

    def _loads_again(self, kind: Kind) -> bool:
        """Whether picking what holds already is a wish to try once more."""
        return (
            kind in (Kind.RECOGNIZER, Kind.DEVICE)
            and self._shown.health is Health.UNAVAILABLE
            and not self._loading.running
        )

    def _leave_no_trace(self, wanted: bool) -> None:
        """An event tells that it holds; where it cannot be kept, the mark goes back."""
        try:
            self._backend.leave_no_trace(wanted)
        except SaysoError as error:
            self._happened(Notice(Level.ERROR, str(error)))
            self.window.show_state(self._shown)
            if self.tray is not None:
                self.tray.show_state(self._shown)

    def _read_status(self) -> None:
        """What no event tells: microphone and language, and what holds before the first change."""
        status = self._backend.status()
        self._show(
            replace(
                self._shown,
                microphone=status.microphone,
                language=status.language,
                health=settled(self._shown, Health(status.health)),
                engine=status.engine,
                model=status.model,
                device=status.device,
                leaves_no_trace=status.leaves_no_trace,
                leaves_no_trace_here=status.leaves_no_trace_here,
                loading=self._shown.loading if self._loading.running else None,
            )
        )

    def _refresh_lists(self) -> None:
        if not self._quitting:
            self._lists.refresh()
