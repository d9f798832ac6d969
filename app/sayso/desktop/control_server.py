"""The door for `sayso start`, `stop`, `status`… and for a second start of the app.

One request a connection: a line of JSON comes in, a line goes out, the connection is closed.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from sayso.control.commands import LONGEST_LINE, Request, decode, encode, refused
from sayso.core.errors import DesktopError, NotRunning, SaysoError, UsageError
from sayso.desktop.wording import translate
from sayso.paths import private_folder

_log = logging.getLogger(__name__)

PATIENCE_MS = 5_000
"""A client that has not finished its line by then, or has not fetched its answer, is dropped."""

ANSWER_MS = 90_000
"""An answer that has not been found by then is given up."""

TYPING_ANSWER_MS = 600_000
"""What is done to texts waits while the hotkey is held, and for what is done to those before. Who
is told that it failed tries again, so that is not told of a text that will be typed a moment later.
"""

_IN_TURN = frozenset({Request.UNDO, Request.AGAIN, Request.COPY, Request.TYPE})

_MOST_CLIENTS = 64
"""More than anybody needs; a script in a loop must not use up the process's file descriptors."""

_PROBE_MS = 500

_READ_AT_ONCE = 256 * 1024
"""Bytes that lie ready unread, at the most: what a client sends beyond its line costs no more."""

Message: TypeAlias = Mapping[str, Any]
"""A request as it came, its ``command`` and what else there is."""

Reply: TypeAlias = Callable[[dict[str, Any]], None]
"""Sends the answer to one request. Called in the main thread, once, at once or later; nothing if
the client has hung up."""


@dataclass(slots=True)
class _Client:
    """line: what has come of it. It is kept here because Qt, asked after each piece whether the
    line is complete, looks through all of it again: a second and more, for a long text."""

    patience: QTimer
    line: bytearray = field(default_factory=bytearray)


class ControlServer(QObject):
    """Listens on the local socket, for this user alone.

    ``answer`` is called in the main thread with each request, and sees that the reply is given. A
    SaysoError that it raises is sent as a refusal.
    """

    def __init__(self, answer: Callable[[Request, Message, Reply], None]) -> None:
        super().__init__()
        self._answer = answer
        self._clients: dict[QLocalSocket, _Client] = {}
        self._waiting: set[QLocalSocket] = set()  # for their answers
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
        for client in tuple(self._waiting):
            self._send(client, refused(just_ending()))
        for client in tuple(self._clients):
            client.flush()
            self._drop(client)

    def _meet(self) -> None:
        while (client := self._server.nextPendingConnection()) is not None:
            if len(self._clients) >= _MOST_CLIENTS:
                client.abort()
                client.deleteLater()
                continue
            client.setReadBufferSize(_READ_AT_ONCE)
            client.readyRead.connect(partial(self._read, client))
            client.disconnected.connect(partial(self._drop, client))
            patience = QTimer(client)
            patience.setSingleShot(True)
            patience.timeout.connect(partial(self._lose_patience, client))
            patience.start(PATIENCE_MS)
            self._clients[client] = _Client(patience)
            self._read(client)  # what came before the signal was connected

    def _read(self, client: QLocalSocket) -> None:
        if client not in self._clients or client in self._waiting:
            return
        line = self._clients[client].line
        part = bytes(client.readAll().data())
        end = part.find(b"\n")
        line += part if end < 0 else part[:end]
        if len(line) > LONGEST_LINE:
            self._begin_to_wait(client, PATIENCE_MS)
            self._send(client, refused(_not_ours()))
        elif end >= 0:
            self._begin_to_wait(client, ANSWER_MS)
            self._pass_on(client, bytes(line))

    def _begin_to_wait(self, client: QLocalSocket, limit_ms: int) -> None:
        client.readyRead.disconnect()
        self._waiting.add(client)
        self._clients[client].line = bytearray()
        self._clients[client].patience.start(limit_ms)

    def _pass_on(self, client: QLocalSocket, line: bytes) -> None:
        reply = partial(self._send, client)
        try:
            try:
                message = decode(line)
                request = Request(message["command"])
            # RecursionError: brackets, nested deeper than the decoder goes.
            except (ValueError, KeyError, TypeError, RecursionError):
                raise _not_ours() from None
            if request in _IN_TURN:
                self._clients[client].patience.start(TYPING_ANSWER_MS)
            self._answer(request, message, reply)
        except Exception as error:  # noqa: BLE001 - logged in full, and told in a sentence
            reply(refused(in_a_sentence(error)))

    def _send(self, client: QLocalSocket, message: dict[str, Any]) -> None:
        if client not in self._waiting:
            return
        self._waiting.discard(client)
        self._clients[client].patience.start(PATIENCE_MS)
        client.write(encode(message))
        client.flush()
        client.disconnectFromServer()  # after the last byte is out

    def _lose_patience(self, client: QLocalSocket) -> None:
        if client in self._waiting:
            late = translate("Control", "Sayso found no answer in time; its log file may tell why.")
            self._send(client, refused(SaysoError(late)))
        else:
            self._drop(client)

    def _drop(self, client: QLocalSocket) -> None:
        if client in self._clients:
            self._waiting.discard(client)
            del self._clients[client]
            client.abort()
            client.deleteLater()


def in_a_sentence(error: Exception) -> SaysoError:
    """The error as it is told: what nobody foresaw is logged, and told in general words."""
    if isinstance(error, SaysoError):
        return error
    _log.error("a request could not be answered", exc_info=error)
    return SaysoError(translate("Control", "Sayso could not do that; its log file tells why."))


def just_ending() -> NotRunning:
    """What is said to all who ask while the app is on its way out."""
    return NotRunning(translate("Control", "Sayso is just ending; start it again."))


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
