"""One Sayso a person: a second start brings the first one forward."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile
from PySide6.QtNetwork import QLocalSocket

from sayso.control.commands import LONGEST_LINE, Request, decode, encode
from sayso.core.errors import DesktopError
from sayso.desktop.control_server import is_pipe, own_folder
from sayso.desktop.wording import translate

if TYPE_CHECKING:
    from sayso.core.ports import Clock

_PATIENCE_SECONDS = 8.0
"""How long a second start waits for the first one, which may just be starting or ending."""

_TRY_MS = 250


def lock_for(socket_path: str) -> QLockFile:
    """The lock that the one running app holds; it lies beside the socket. Raises DesktopError.

    A lock and not the socket itself, because two apps that start at the same moment could each
    find that nobody answers, and on Windows two servers may share a pipe. The lock of a process
    that is gone does not count.
    """
    if is_pipe(socket_path):
        path = Path(tempfile.gettempdir()) / (socket_path.rsplit("\\", 1)[1] + ".lock")
    else:
        own_folder(Path(socket_path).parent)
        path = Path(socket_path + ".lock")
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)
    return lock


def is_first(lock: QLockFile, socket_path: str, clock: Clock) -> bool:
    """True: the lock is ours now. False: another app runs, and has been brought forward.

    Raises DesktopError where another one holds the lock and does not answer, and where the lock
    cannot be written, as on a full disk.
    """
    if lock.tryLock(0):
        return True
    if lock.error() != QLockFile.LockError.LockFailedError:
        raise DesktopError(
            translate(
                "Control",
                "The lock file {path} cannot be written; make room on its disk, or correct the "
                "folder's permissions.",
            ).format(path=lock.fileName())
        )
    give_up = clock() + _PATIENCE_SECONDS
    while clock() < give_up:
        if _shows_itself(socket_path):
            return False
        if lock.tryLock(_TRY_MS):  # it was just ending
            return True
    raise DesktopError(
        translate(
            "Control",
            "Another Sayso is running but does not answer; end it, then start Sayso again.",
        )
    )


def _shows_itself(socket_path: str) -> bool:
    socket = QLocalSocket()
    socket.setReadBufferSize(LONGEST_LINE)
    socket.connectToServer(socket_path)
    if not socket.waitForConnected(_TRY_MS):
        return False
    socket.write(encode({"command": Request.SHOW}))
    socket.flush()  # no event loop runs here that would
    while not socket.canReadLine():
        # While the first one makes its backend, its main thread answers nobody.
        if not socket.waitForReadyRead(int(_PATIENCE_SECONDS * 1000)):
            return False
    try:
        return bool(decode(bytes(socket.readLine().data())).get("ok"))
    except ValueError:
        return False
