"""Starts the desktop app: Qt, one instance, the splash first, and then everything else."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from sayso import __version__
from sayso.control.commands import Request
from sayso.desktop import theme, translation
from sayso.desktop.aside import Aside
from sayso.desktop.control_server import ControlServer, Message, Reply
from sayso.desktop.instance import is_first, lock_for
from sayso.desktop.parts import app_icon
from sayso.desktop.splash import Splash
from sayso.desktop.wording import translate
from sayso.paths import control_socket, settings_file
from sayso.settings.early import read_early

if TYPE_CHECKING:
    from sayso.core.ports import Clock
    from sayso.desktop.backend import Backend
    from sayso.desktop.session import Session

_log = logging.getLogger(__name__)

_PAINT_LIMIT_MS = 500
"""A splash that no screen has asked for by then (a locked session) is not waited for."""


def run(
    make_backend: Callable[[], Backend],
    *,
    check_display: Callable[[], None],
    clock: Clock,
    socket_path: str | None = None,
    say: Callable[[str], None] = print,
    closing_limit_seconds: float = 20.0,
    prepare: Callable[[], None] = lambda: None,
    reached: Callable[[str], None] = lambda milestone: None,
    begun: Callable[[Session], None] = lambda session: None,
) -> int:
    """Run the app until it is quit, and return its exit code. In the main thread.

    make_backend: called once the splash is on the screen; a SaysoError from it comes out of here.
    check_display: raises DesktopError where there is no display; Qt itself would abort the process
        without a word that a person could use.
    clock: limits how long a second start waits for an answer of the first.
    say: takes the one line that a second start prints.
    closing_limit_seconds: how long quitting waits for ``Backend.close``, without which what was
        said would be lost; its own limits end sooner, unless an engine cannot even be killed;
        before it is waited for, what it has not recognised is kept.
    prepare: called before ``make_backend`` and beside the main thread: imports what that will need.
    reached: told of ``splash``, when it is painted, and of ``ready``, when a load has succeeded.
    begun: given what is run, for whoever drives it from inside.

    Raises DesktopError, and what ``make_backend`` raises.
    """
    check_display()
    path = socket_path if socket_path is not None else control_socket()
    lock = lock_for(path)
    if not is_first(lock, path, clock):
        say(translate("Control", "Sayso is already running; its window has been brought forward."))
        return 0
    try:
        app = _application()
        start = _Start(app, make_backend, path, closing_limit_seconds, prepare, reached, begun)
        start.begin()
        with _signals(start.leave):
            code = app.exec()
        start.close()
        if start.error is not None:
            raise start.error
        if start.session is not None and not start.session.closed_in_time:
            # A thread inside a native library cannot be ended, and Qt aborts a process that
            # destroys the object of a running thread. The backend has delivered or kept what was
            # said.
            _log.error("loading did not end in time; leaving without it")
            logging.shutdown()
            os._exit(code)
        return code
    finally:
        lock.unlock()


class _Start:
    """From the splash to the session, and what became of it.

    The modules that a session takes are imported beside the main thread: numpy alone would keep the
    splash from answering for a tenth of a second.
    """

    def __init__(
        self,
        app: QApplication,
        make_backend: Callable[[], Backend],
        path: str,
        closing_limit_seconds: float,
        prepare: Callable[[], None],
        reached: Callable[[str], None],
        begun: Callable[[Session], None],
    ) -> None:
        self.session: Session | None = None
        self.error: BaseException | None = None
        self._app = app
        self._make_backend = make_backend
        self._path = path
        self._closing_limit_seconds = closing_limit_seconds
        self._prepare = prepare
        self._reached = reached
        self._begun = begun
        self._aside = Aside()
        self._server = ControlServer(self._answer)
        self._late = QTimer()
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._painted)
        self._splash = Splash()
        self._splash.setWindowIcon(app.windowIcon())
        self._splash.painted.connect(self._painted)

    def begin(self) -> None:
        self._late.start(_PAINT_LIMIT_MS)
        self._splash.appear()

    def leave(self) -> None:
        if self.session is not None:
            self.session.quit()
        else:
            self._app.quit()

    def close(self) -> None:
        self._aside.close()
        self._server.close()

    def _painted(self) -> None:
        self._splash.painted.disconnect(self._painted)
        self._late.stop()
        self._reached("splash")
        self._aside.ask("start", self._import, self._prepared, self._failed)

    def _import(self) -> None:
        from sayso.desktop import session

        del session
        self._prepare()

    def _prepared(self, _: None) -> None:
        from sayso.desktop.session import Session

        try:
            self.session = session = Session(
                self._make_backend(), self._splash, self._closing_limit_seconds
            )
        # Nothing may be raised through Qt's event loop: it would be printed and forgotten.
        except BaseException as error:  # noqa: BLE001
            self._failed(error)
            return
        session.ended.connect(self._app.quit)
        session.loaded.connect(lambda: self._reached("ready"))
        QTimer.singleShot(0, self._made)  # in a turn of its own: each takes some hundredths

    def _made(self) -> None:
        session = self.session
        if session is None or session.quitting:
            return
        try:
            self._server.listen(self._path)
            session.begin()
            self._begun(session)
        except BaseException as error:  # noqa: BLE001  as above
            self._failed(error)

    def _failed(self, error: BaseException) -> None:
        self.error = error
        self._splash.hide()
        self.leave()

    def _answer(self, request: Request, message: Message, reply: Reply) -> None:
        assert self.session is not None  # it is there before anything is read from the socket
        self.session.answer(request, message, reply)


def _application() -> QApplication:
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["sayso"])
    app.setApplicationName("sayso")
    app.setApplicationDisplayName("Sayso")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("sayso")
    app.setWindowIcon(app_icon())
    app.setQuitOnLastWindowClosed(False)
    early = read_early(settings_file())
    theme.apply(early.theme)
    translation.install(early.interface_language)
    return app


@contextmanager
def _signals(leave: Callable[[], None]) -> Iterator[None]:
    """Ctrl+C and SIGTERM call ``leave`` in the main thread.

    Python runs signal handlers only between its own instructions, and while Qt waits there are
    none. So the signal writes a byte into a pair of sockets that Qt watches: no timer, no polling.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        ours.setblocking(False)
        theirs.setblocking(False)
        notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)

        def woken() -> None:
            ours.recv(64)
            leave()

        def handled(number: int, frame: FrameType | None) -> None:
            """So that the default, to die at once, does not apply; the byte does the work."""

        notifier.activated.connect(woken)
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        wakeup = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        for number in before:
            signal.signal(number, handled)
        try:
            yield
        finally:
            notifier.setEnabled(False)
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
