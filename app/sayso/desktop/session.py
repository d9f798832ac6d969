"""One run of the app on a screen: joins backend, loading, tray, window, splash and socket."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from sayso.control.commands import Command, Request, done
from sayso.core.events import (
    Event,
    Level,
    LoadProgress,
    Notice,
    Offered,
    SettingsChanged,
)
from sayso.core.health import Health
from sayso.desktop import once, texts, theme, translation
from sayso.desktop.aside import Aside
from sayso.desktop.backend import Backend
from sayso.desktop.bridge import Bridge
from sayso.desktop.checks import Checks
from sayso.desktop.choosing import Choosing
from sayso.desktop.control_server import Message, Reply, just_ending
from sayso.desktop.files.dropping import accepts_files
from sayso.desktop.lists import Kind
from sayso.desktop.offers import Offers
from sayso.desktop.settings_watch import SettingsWatch
from sayso.desktop.shown import Shown, after, settled
from sayso.desktop.signs import Signs
from sayso.desktop.splash import Splash
from sayso.desktop.stillness import Stillness
from sayso.desktop.tray import Tray
from sayso.desktop.update_notice import UpdateNotice
from sayso.desktop.window import Window
from sayso.desktop.windows import Room, Windows
from sayso.desktop.wishes import Wishes
from sayso.paths import first_run_file, no_tray_file

_log = logging.getLogger(__name__)

_TRAY_LOOK_MS = 15_000
"""How often the desktop is asked for its tray: at log-in the panel may come after us, and it may
end before us. One question takes a millisecond."""

_LOAD_ENDS_SECONDS = 3.0

_LATER_MS = 300


class Session(QObject):
    """Owns what is shown. Everything here runs in the main thread.

    Signals:
        loaded(): the recognizer is ready, for the first time or after another was chosen.
        told(Event): what the backend has told, once it is shown.
        ended(): the backend is closed, or did not close in time; the app may go.
    """

    loaded = Signal()
    told = Signal(object)
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

        self._stillness = Stillness()
        self._bridge = Bridge()
        self._bridge.happened.connect(self.happened)
        self._aside = Aside()
        self._checks = Checks(backend, self._aside)
        self._offers = Offers(backend, self._aside, self.happened)
        self._wishes = Wishes(backend, self._aside, self)
        self._choosing = Choosing(backend, self._aside, self)
        self._choosing.progressed.connect(self._progressed)
        self._choosing.loaded.connect(self._loaded)
        self._choosing.ended.connect(self._load_ended)
        # In a turn of its own, as all that takes some hundredths of a second.
        splash.gone.connect(
            self._show_window_where_it_is_needed, Qt.ConnectionType.QueuedConnection
        )
        splash.stop_wanted.connect(self._choosing.stop)

        self._windows = Windows(backend, self._aside)
        self._windows.model_wanted.connect(partial(self._choosing.pick, Kind.RECOGNIZER))
        self._windows.stop_wanted.connect(self._choosing.stop)
        self._windows.folder_wanted.connect(self._wishes.open_folder)
        self._windows.typing.connect(self._wishes.make_way)
        self._windows.first_run_over.connect(
            self._show_window_where_it_is_needed, Qt.ConnectionType.QueuedConnection
        )
        self._signs = Signs(backend, self._aside)
        self._signs.told.connect(self.happened)
        self._updates = UpdateNotice(backend.updates, self._aside)
        self._updates.found.connect(self._newer_version)
        self._watch = SettingsWatch(backend.preferences, self._aside)
        self._watch.complained.connect(self.happened)

        self.window = self._make_window()
        self.tray: Tray | None = None
        self._tray_there = False
        self._tray_look = QTimer(self)
        self._tray_look.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._tray_look.setInterval(_TRAY_LOOK_MS)
        self._tray_look.timeout.connect(self._look_for_tray)

    @property
    def quitting(self) -> bool:
        return self._quitting

    def begin(self) -> None:
        """Start the backend, show the tray, and begin to load."""
        self._backend.start(self._bridge.publish, self._stillness)
        self.read_status()
        self._look_for_tray()
        if self.tray is None:
            self.window.say_what_closing_does(quits=True)
        self._tray_look.start()
        self._choosing.refresh()
        self._choosing.load()
        if once.due(first_run_file()):
            self.set_up()

    def answer(self, request: Request, message: Message, reply: Reply) -> None:
        """To the socket; at once, but for the deep check and for errands. Raises SaysoError where
        the request cannot be done."""
        if self._quitting:
            raise just_ending()
        if request in Wishes.KINDS:
            self._wishes.answer(request, message, reply)
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

    def set_up(self) -> None:
        """Show the first run, whether it is one or not."""
        self._windows.show(Room.FIRST_RUN)

    def pick(self, kind: Kind, choice: str) -> None:
        """As if it had been chosen in tray or window."""
        self._choosing.pick(kind, choice)

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
        self._wishes.close()
        self._choosing.close()
        self._watch.close()
        self._updates.close()
        self._splash.hide()
        self._windows.close()  # before the backend: one may have something left to do
        self._signs.close()
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
        self.closed_in_time = self._choosing.end(_LOAD_ENDS_SECONDS)
        self.window.close()
        self._splash.close()
        self.ended.emit()

    # What happens

    def happened(self, event: Event) -> None:
        offered_before = self._shown.offered.utterances > 0
        self.show(after(self._shown, event))
        self._signs.happened(event)
        self._windows.happened(event)
        if isinstance(event, SettingsChanged):
            self._settings_changed(event)
        if isinstance(event, Notice):
            self._notify(event)
        if isinstance(event, Offered) and event.utterances and not offered_before:
            self._tell_offer(event)
        self.told.emit(event)

    def _notify(self, notice: Notice) -> None:
        """By a message of the desktop's, which stays and can be clicked; not where the overlay has
        said it already and there is nothing to be done."""
        only_told = notice.level is not Level.ERROR and not self._shown.waits
        if self.tray is not None and not (only_told and self._signs.seen):
            self.tray.show_notice(notice)

    def _settings_changed(self, changed: SettingsChanged) -> None:
        look = self._backend.preferences.settings.look
        if "theme" in changed.keys:
            theme.apply(look.theme)
        self._signs.apply(look)
        if "interface_language" in changed.keys:
            self._speak(look.interface_language)
        if "update_feed" in changed.keys:
            self._updates.look()
        if changed.loads:
            self._choosing.load()
        self.read_status()
        self._choosing.refresh()

    def _newer_version(self, version: str, sentence: str) -> None:
        self.show(replace(self._shown, newer=version))
        self.happened(Notice(Level.INFO, sentence))

    def _speak(self, language: str) -> None:
        """Every text is made anew: with the windows that show it."""
        translation.install(language)
        before, self.window = self.window, self._make_window()
        self._choosing.forget(before)
        if self.tray is not None:
            self._choosing.forget(self.tray)
            self.tray.end()
            self.tray = None
            self._tray_there = False
        self.window.say_what_closing_does(quits=True)
        self._look_for_tray()
        if before.isVisible():
            self.window.move(before.pos())
            self._show_window_quietly()
        before.hide()
        before.deleteLater()
        self._windows.make_anew()

    def _tell_offer(self, offered: Offered) -> None:
        if self.tray is not None and self._tray_there:
            self.tray.show_notice(Notice(Level.WARNING, texts.offer_message(offered)))
        elif not (self._splash.isVisible() or self._quitting):  # else the window comes after it
            self._show_window_quietly()

    @property
    def shown(self) -> Shown:
        return self._shown

    def show(self, shown: Shown) -> None:
        if shown != self._shown:
            self._shown = shown
            self.draw()

    def draw(self) -> None:
        shown = self._shown
        self._signs.show_state(shown)
        if self.tray is not None:
            self.tray.show_state(shown)
        # Loudness comes ten times a second; a window that nobody sees is not drawn for it.
        if self.window.isVisible():
            self.window.show_state(shown)

    def _progressed(self, progress: LoadProgress) -> None:
        self._splash.show_progress(progress)
        self.happened(progress)

    def _loaded(self) -> None:
        if self._splash.isVisible():
            self._splash.dismiss()
        self.loaded.emit()
        # Each in a turn of its own, when nobody waits for anything: they take some hundredths.
        QTimer.singleShot(0, self, self._signs.prepare)
        QTimer.singleShot(_LATER_MS, self, self._windows.prepare)
        self._updates.begin()

    def _load_ended(self, notice: Notice) -> None:
        self.happened(notice)
        if self._splash.isVisible():
            self._splash.say(notice.text)

    def _show_window_where_it_is_needed(self) -> None:
        """Where nothing else is there to be seen of the app."""
        alone = self.tray is None and not self._windows.is_seen(Room.FIRST_RUN)
        if not alone or self._quitting:
            return
        if once.due(no_tray_file()):
            once.done(no_tray_file())
            self.happened(Notice(Level.INFO, texts.no_tray()))
        self._show_window_quietly()

    def _show_window_quietly(self) -> None:
        self.window.show_state(self._shown)
        self.window.show_quietly()

    # Tray and window

    def _make_window(self) -> Window:
        window = Window(self._shown)
        self._join(window)
        window.recognize_wanted.connect(self._offers.recognize)
        window.copy_offer_wanted.connect(self._offers.copy)
        window.discard_wanted.connect(self._offers.discard)
        window.room_wanted.connect(self._windows.show)
        window.closed.connect(self._window_closed)
        accepts_files(window, self._windows.add_files)
        return window

    def _make_tray(self) -> Tray:
        tray = Tray(self._shown)
        self._join(tray)
        tray.show_wanted.connect(self.come_forward)
        tray.offer_wanted.connect(self.come_forward)
        tray.message_clicked.connect(self._message_clicked)
        tray.folder_wanted.connect(self._wishes.open_folder)
        tray.recent_wanted.connect(self._wishes.copy)
        tray.update_wanted.connect(self._updates.open_page)
        for wish, room in (
            (tray.settings_wanted, Room.SETTINGS),
            (tray.history_wanted, Room.HISTORY),
            (tray.files_wanted, Room.FILES),
            (tray.first_run_wanted, Room.FIRST_RUN),
            (tray.about_wanted, Room.ABOUT),
        ):
            wish.connect(partial(self._windows.show, room))
        return tray

    def _join(self, face: Tray | Window) -> None:
        wishes = self._wishes
        face.toggle_wanted.connect(wishes.toggle)
        face.cancel_wanted.connect(wishes.cancel)
        face.stop_wanted.connect(self._choosing.stop)
        face.undo_wanted.connect(partial(wishes.do, Request.UNDO))
        face.again_wanted.connect(partial(wishes.do, Request.AGAIN))
        face.copy_wanted.connect(partial(wishes.do, Request.COPY))
        face.quit_wanted.connect(self.quit)
        face.lists_wanted.connect(self._choosing.refresh)
        face.picked.connect(self._choosing.pick)
        face.trace_wanted.connect(wishes.leave_no_trace)
        face.pause_wanted.connect(wishes.pause)
        self._choosing.show_in(face)

    def _look_for_tray(self) -> None:
        there = QSystemTrayIcon.isSystemTrayAvailable()
        if there and self.tray is None:
            self.tray = self._make_tray()
            self.tray.appear()
            self._choosing.refresh()
        if there != self._tray_there:
            self._tray_there = there
            self.window.say_what_closing_does(quits=not there)
            if not there:  # the panel has gone, and our icon with it, until one comes again
                self._show_window_quietly()

    def _window_closed(self) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable() and not self._quitting:
            self.quit()

    def _message_clicked(self) -> None:
        """Without the focus where a text waits: the button is to put it where the focus is."""
        if not self._shown.waits:
            self.come_forward()
        elif self.window.isVisible():
            self.window.raise_()
        else:
            self._show_window_quietly()

    def read_status(self) -> None:
        """What no event tells: microphone and language, and what holds before the first change."""
        status = self._backend.status()
        self.show(
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
                loading=self._shown.loading if self._choosing.loading else None,
            )
        )
