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
        return _run_first(make_backend, path, closing_limit_seconds, reached, begun)
    finally:
        lock.unlock()


def _run_first(
    make_backend: Callable[[], Backend],
    path: str,
    closing_limit_seconds: float,
    reached: Callable[[str], None],
    begun: Callable[[Session], None],
) -> int:
    app = _application()
    splash = Splash()
    splash.setWindowIcon(app.windowIcon())
    sessions: list[Session] = []
    errors: list[BaseException] = []

    def answer(request: Request, message: Message, reply: Reply) -> None:
        sessions[0].answer(request, message, reply)

    def begin() -> None:
        splash.painted.disconnect(begin)
        late.stop()
        reached("splash")
        # Only now: numpy, which the events bring along, would have kept the splash waiting.
        from sayso.desktop.session import Session

        try:
            server.listen(path)
            session = Session(make_backend(), splash, closing_limit_seconds)
            sessions.append(session)
            session.ended.connect(app.quit)
            session.loaded.connect(lambda: reached("ready"))
            session.begin()
            begun(session)
        # Nothing may be raised through Qt's event loop: it would be printed and forgotten.
        except BaseException as error:  # noqa: BLE001
            errors.append(error)
            splash.hide()
            leave()

    def leave() -> None:
        if sessions:
            sessions[0].quit()
        else:
            app.quit()

    server = ControlServer(answer)
    late = QTimer()
    late.setSingleShot(True)
    late.timeout.connect(begin)
    late.start(_PAINT_LIMIT_MS)
    splash.painted.connect(begin)
    splash.appear()
    with _signals(leave):
        code = app.exec()
    server.close()
    if errors:
        raise errors[0]
    if sessions and not sessions[0].closed_in_time:
        # A thread inside a native library cannot be ended, and Qt aborts a process that destroys
        # the object of a running thread. The backend has delivered or kept what was said.
        _log.error("loading did not end in time; leaving without it")
        logging.shutdown()
        os._exit(code)
    return code


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
