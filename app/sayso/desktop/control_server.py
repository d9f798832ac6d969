"""The door for `sayso start`, `stop`, `status`… and for a second start of the app.

One request a connection: a line of JSON comes in, a line goes out, the connection is closed.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from sayso.control.commands import LONGEST_LINE, Request, decode, encode, refused
from sayso.core.errors import DesktopError, SaysoError, UsageError
from sayso.desktop.wording import translate
from sayso.paths import private_folder

_log = logging.getLogger(__name__)

PATIENCE_MS = 5_000
"""A client that has not finished its line by then, or has not fetched its answer, is dropped."""

_MOST_CLIENTS = 64
"""More than anybody needs; a script in a loop must not use up the process's file descriptors."""

_PROBE_MS = 500


class ControlServer(QObject):
    """Listens on the local socket, for this user alone.

    ``answer`` is called in the main thread with each request and returns what is sent back. A
    SaysoError that it raises is sent as a refusal.
    """

    def __init__(self, answer: Callable[[Request], dict[str, Any]]) -> None:
        super().__init__()
        self._answer = answer
        self._clients: set[QLocalSocket] = set()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._meet)

    def listen(self, path: str) -> None:
        """Take ``path``, as `sayso.paths.control_socket` gives it; a socket that a crash left
        behind is removed. Raises DesktopError where somebody answers there already, or the folder
        is not ours."""
        if not is_pipe(path):
            own_folder(Path(path).parent)
        # QLocalServer takes a path over without a word, even from a server that is alive.
        if _somebody_answers(path):
            raise DesktopError(
                translate(
                    "Control", "Sayso is already running; `sayso status` tells what it is doing."
                )
            )
        QLocalServer.removeServer(path)
        if not self._server.listen(path):
            raise DesktopError(
                translate(
                    "Control",
                    "The control socket {path} cannot be opened ({reason}); "
                    "see that its folder can be written to.",
                ).format(path=path, reason=self._server.errorString())
            )

    def close(self) -> None:
        """Stop listening, send off what was answered, and hang up."""
        self._server.close()
        for client in tuple(self._clients):
            client.flush()
            self._drop(client)

    def _meet(self) -> None:
        while (client := self._server.nextPendingConnection()) is not None:
            if len(self._clients) >= _MOST_CLIENTS:
                client.abort()
                client.deleteLater()
                continue
            self._clients.add(client)
            client.setReadBufferSize(LONGEST_LINE + 1)
            client.readyRead.connect(partial(self._read, client))
            client.disconnected.connect(partial(self._drop, client))
            patience = QTimer(client)
            patience.setSingleShot(True)
            patience.timeout.connect(partial(self._drop, client))
            patience.start(PATIENCE_MS)
            self._read(client)  # what came before the signal was connected

    def _read(self, client: QLocalSocket) -> None:
        if client not in self._clients:
            return
        if client.canReadLine():
            line = bytes(client.readLine().data())
            self._send(client, self._reply(line))
        elif client.bytesAvailable() > LONGEST_LINE:
            self._send(client, refused(_not_ours()))

    def _reply(self, line: bytes) -> dict[str, Any]:
        try:
            if len(line) > LONGEST_LINE:
                raise _not_ours()
            try:
                request = Request(decode(line)["command"])
            # RecursionError: brackets, nested deeper than the decoder goes.
            except (ValueError, KeyError, TypeError, RecursionError):
                raise _not_ours() from None
            return self._answer(request)
        except SaysoError as error:
            return refused(error)
        except Exception:  # noqa: BLE001 - logged in full, and told in a sentence
            _log.exception("a request could not be answered")
            return refused(
                SaysoError(translate("Control", "Sayso could not do that; its log file tells why."))
            )

    def _send(self, client: QLocalSocket, message: dict[str, Any]) -> None:
        client.readyRead.disconnect()
        client.write(encode(message))
        client.flush()
        client.disconnectFromServer()  # after the last byte is out

    def _drop(self, client: QLocalSocket) -> None:
        if client in self._clients:
            self._clients.discard(client)
            client.abort()
            client.deleteLater()


def own_folder(folder: Path) -> None:
    """Make the socket's folder, and see that nobody else can put another socket there.

    Raises DesktopError where the folder is somebody else's.
    """
    get_user = getattr(os, "getuid", None)
    try:
        private_folder(folder)
        found = folder.lstat()
        if get_user is not None and found.st_uid == get_user() and stat.S_ISDIR(found.st_mode):
            if found.st_mode & 0o077:
                folder.chmod(0o700)
            return
        if get_user is None:
            return
    except OSError as error:
        raise DesktopError(
            translate(
                "Control", "The folder {folder} cannot be used ({reason}); make it writable."
            ).format(folder=folder, reason=error.strerror)
        ) from error
    raise DesktopError(
        translate(
            "Control",
            "The folder {folder} for the control socket belongs to somebody else; "
            "remove it or set XDG_RUNTIME_DIR to a folder of your own.",
        ).format(folder=folder)
    )


def is_pipe(path: str) -> bool:
    """Whether it is the name of a Windows pipe, which lies in no folder."""
    return path.startswith("\\\\")


def _somebody_answers(path: str) -> bool:
    probe = QLocalSocket()
    probe.connectToServer(path)
    alive = probe.waitForConnected(_PROBE_MS)
    probe.abort()
    return alive


def _not_ours() -> UsageError:
    return UsageError(
        translate("Control", "Sayso did not understand that request; try `sayso --help`.")
    )
