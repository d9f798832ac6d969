"""What the person asks for with a button of tray or window, or another program through the socket:
dictate, cancel, pause, undo, type again, copy."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from sayso.control.commands import Command, Request, Typed, done, refused
from sayso.core.errors import SaysoError
from sayso.core.events import Activity, Level, Notice
from sayso.desktop.aside import Aside
from sayso.desktop.backend import Backend
from sayso.desktop.control_server import Message, Reply, in_a_sentence
from sayso.desktop.errands import FOR_THE_LAST_WINDOW, Errands, text_of
from sayso.desktop.front import Front
from sayso.desktop.offers import on_the_clipboard
from sayso.desktop.shown import explained
from sayso.desktop.wording import translate


class Wishes:
    """Passes them on to the backend, and tells what became of them."""

    KINDS = Errands.KINDS | {Request.PAUSE, Request.RESUME}

    def __init__(self, backend: Backend, aside: Aside, front: Front) -> None:
        self._backend = backend
        self._aside = aside
        self._front = front
        self._errands = Errands(backend, aside)
        self._open = True

    def toggle(self) -> None:
        listening = self._front.shown.activity is Activity.LISTENING
        self._backend.command(Command.STOP if listening else Command.START)

    def cancel(self) -> None:
        self._backend.command(Command.CANCEL)

    def pause(self, wanted: bool) -> None:
        """An event tells that it holds."""
        self._aside.ask("pause", partial(self._backend.pause, wanted), _told, self._refused)

    def leave_no_trace(self, wanted: bool) -> None:
        """An event tells that it holds; where it cannot be kept, the mark goes back."""
        try:
            self._backend.leave_no_trace(wanted)
        except SaysoError as error:
            self._front.happened(Notice(Level.ERROR, str(error)))
            self._front.draw()

    def do(self, request: Request) -> None:
        """One of the errands, for tray or window."""
        if not self._open or self._errands.wanted(request):
            return
        if request in FOR_THE_LAST_WINDOW:
            self._front.window.step_back(and_stay=True)
        self._errands.run(request, partial(self._done, request), partial(self._failed, request))

    def copy(self, text: str) -> None:
        """A text that was dictated some time ago."""
        self._aside.ask("copy", partial(self._backend.copy_text, text), self._copied, self._refused)

    def make_way(self, wanted: bool) -> None:
        """For what is typed into the window of another program; or it is over."""
        if wanted:
            self._front.window.step_back(and_stay=True)
        else:
            self._front.window.come_back()

    def open_folder(self) -> None:
        """Of the settings."""
        folder = self._backend.settings_folder
        with suppress(OSError):  # then nothing can show it, and that is told
            folder.mkdir(parents=True, exist_ok=True)
        if not (folder.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))):
            self._front.happened(
                Notice(
                    Level.WARNING,
                    translate(
                        "Session",
                        "The settings folder cannot be shown; look for it at {folder}.",
                    ).format(folder=folder),
                )
            )

    def answer(self, request: Request, message: Message, reply: Reply) -> None:
        """To the socket: an errand, or a pause. Raises UsageError."""
        if request in (Request.PAUSE, Request.RESUME):
            self._aside.ask(
                "pause",
                partial(self._backend.pause, request is Request.PAUSE),
                lambda _: reply(done()),
                lambda error: reply(refused(in_a_sentence(error))),
            )
            return
        text = text_of(message) if request is Request.TYPE else ""
        if request in FOR_THE_LAST_WINDOW:
            self._front.window.step_back()

        def did(typed: Typed | None) -> None:
            self._front.window.come_back()
            reply(done(typed))

        def failed(error: Exception) -> None:
            self._front.window.come_back()
            reply(refused(in_a_sentence(error)))

        self._errands.run(request, did, failed, text)

    def close(self) -> None:
        """Tray and window want nothing any more."""
        self._open = False

    def _done(self, request: Request, _: Typed | None) -> None:
        self._front.window.come_back()
        if request is Request.COPY:
            self._front.happened(on_the_clipboard())

    def _failed(self, request: Request, error: Exception) -> None:
        self._front.window.come_back()
        notice = Notice(Level.WARNING, str(in_a_sentence(error)))
        self._front.happened(notice)
        if request is Request.AGAIN:  # what was the reason before is one no more
            self._front.show(explained(self._front.shown, notice))

    def _copied(self, _: None) -> None:
        self._front.happened(on_the_clipboard())

    def _refused(self, error: Exception) -> None:
        self._front.happened(Notice(Level.ERROR, str(in_a_sentence(error))))


def _told(_: None) -> None:
    """By an event."""
