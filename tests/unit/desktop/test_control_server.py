from __future__ import annotations

import json
import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sayso.control.commands import LONGEST_LINE, Request, done, encode
from sayso.core.errors import DesktopError, MicrophoneError
from sayso.desktop import control_server
from sayso.desktop.control_server import ControlServer, Message, Reply

REFUSED = "did not understand"


class Door:
    """A server that remembers what it was asked, and clients that are plain sockets."""

    def __init__(self, qtbot: QtBot, path: str) -> None:
        self.qtbot = qtbot
        self.path = path
        self.asked: list[Request] = []
        self.messages: list[Message] = []
        self.error: Exception | None = None
        self.later: Request | None = None  # which is answered when a test does
        self.replies: list[Reply] = []
        self.server = ControlServer(self._answer)

    def _answer(self, request: Request, message: Message, reply: Reply) -> None:
        self.asked.append(request)
        self.messages.append(message)
        if self.error is not None:
            raise self.error
        if request is self.later:
            self.replies.append(reply)
        else:
            reply(done())

    def connect(self) -> socket.socket:
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(10)
        client.connect(self.path)
        return client

    def talk(self, *requests: bytes) -> list[bytes]:
        """Each in a connection of its own, all at once; everything until the server hangs up."""
        answers: list[bytes] = [b""] * len(requests)

        def client(number: int) -> None:
            with self.connect() as door:
                try:
                    door.sendall(requests[number])
                except BrokenPipeError:
                    pass  # refused before all of it was sent
                while part := _receive(door):
                    answers[number] += part

        threads = [threading.Thread(target=client, args=(n,)) for n in range(len(requests))]
        for thread in threads:
            thread.start()
        self.qtbot.waitUntil(
            lambda: not any(thread.is_alive() for thread in threads), timeout=20_000
        )
        return answers


def _receive(door: socket.socket) -> bytes:
    try:
        return door.recv(65_536)
    except ConnectionResetError:
        return b""


@pytest.fixture
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("s") / "own" / "control.sock")


@pytest.fixture
def door(qtbot: QtBot, path: str) -> Iterator[Door]:
    made = Door(qtbot, path)
    made.server.listen(path)
    yield made
    made.server.close()


@pytest.mark.parametrize("request_", Request)
def test_every_request_is_passed_on_and_answered_in_a_line(door: Door, request_: Request) -> None:
    (answer,) = door.talk(encode({"command": request_}))
    assert answer == b'{"ok": true}\n'
    assert door.asked == [request_]


def test_an_error_is_sent_with_its_exit_code(door: Door) -> None:
    door.error = MicrophoneError("There is no microphone; plug one in.")
    (answer,) = door.talk(b'{"command": "start"}\n')
    assert json.loads(answer) == {
        "ok": False,
        "error": "There is no microphone; plug one in.",
        "exit_code": 4,
    }


def test_what_nobody_foresaw_is_logged_and_the_server_lives(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    door.error = ZeroDivisionError()
    (answer,) = door.talk(b'{"command": "start"}\n')
    assert json.loads(answer)["ok"] is False
    assert "ZeroDivisionError" in caplog.text
    door.error = None
    assert door.talk(b'{"command": "stop"}\n') == [b'{"ok": true}\n']


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"start\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b'{"command": null}\n',
        b'{"command": []}\n',
        b'{"command": {"a": 1}}\n',
        b'{"command": "erase"}\n',
        b'{"command": "start"\n',
        b"\xff\xfe\x00\n",
        b"[" * 50_000 + b"\n",
        b'{"command": ' * 5_000 + b"\n",
        b"x" * (LONGEST_LINE + 100) + b"\n",
        b"x" * (LONGEST_LINE * 20),
    ],
    ids=lambda line: repr(line[:20]),
)
def test_rubbish_is_refused(door: Door, line: bytes) -> None:
    (answer,) = door.talk(line)
    # A client that goes on shouting may be cut off before it hears the refusal.
    if answer or len(line) <= LONGEST_LINE:
        message = json.loads(answer)
        assert message["ok"] is False
        assert REFUSED in message["error"]
        assert message["exit_code"] == 2
    assert door.asked == []
    assert door.talk(b'{"command": "stop"}\n') == [b'{"ok": true}\n']


def test_many_clients_at_once(door: Door) -> None:
    answers = door.talk(*[b'{"command": "status"}\n', b"rubbish\n"] * 15)
    assert [json.loads(answer)["ok"] for answer in answers] == [True, False] * 15
    assert len(door.asked) == 15


def test_a_line_may_come_in_pieces(door: Door, qtbot: QtBot) -> None:
    with door.connect() as client:
        client.sendall(b'{"comm')
        assert len(door.talk(b'{"command": "stop"}\n')) == 1  # nobody waits for the slow one
        client.sendall(b'and": "start"}\n')
        qtbot.waitUntil(lambda: door.asked == [Request.STOP, Request.START])
        assert client.recv(100) == b'{"ok": true}\n'


def test_the_message_is_handed_on(door: Door) -> None:
    text = "Grüße\n\U0001f44b " * 90_000  # 1.4 MB
    assert door.talk(encode({"command": "type", "text": text})) == [b'{"ok": true}\n']
    assert door.messages == [{"command": "type", "text": text}]


def test_the_longest_line(door: Door) -> None:
    line = encode({"command": "type", "text": ""})
    full = encode({"command": "type", "text": "x" * (LONGEST_LINE - len(line) + 1)})
    over = encode({"command": "type", "text": "x" * (LONGEST_LINE - len(line) + 2)})
    assert door.talk(full) == [b'{"ok": true}\n']
    (answer,) = door.talk(over)
    assert not answer or REFUSED in json.loads(answer)["error"]
    assert door.asked == [Request.TYPE]


def test_of_what_is_sent_beyond_the_line_little_is_kept(door: Door, qtbot: QtBot) -> None:
    door.later = Request.CHECK
    with door.connect() as client:
        client.sendall(encode({"command": "check"}))
        qtbot.waitUntil(lambda: len(door.replies) == 1)
        client.settimeout(0)
        qtbot.waitUntil(lambda: not _taken(client, b"x" * 65_536))
        client.settimeout(10)
        door.replies[0](done())
        assert client.recv(100) == b'{"ok": true}\n'


def _taken(door: socket.socket, data: bytes) -> int:
    """Bytes; none, where nobody reads."""
    try:
        return door.send(data)
    except BlockingIOError:
        return 0


@pytest.mark.parametrize("request_", [Request.UNDO, Request.AGAIN, Request.TYPE])
def test_what_goes_into_a_window_may_take_long(door: Door, qtbot: QtBot, request_: Request) -> None:
    door.later = request_
    with door.connect() as client:
        client.sendall(encode({"command": request_}))
        qtbot.waitUntil(lambda: len(door.replies) == 1)
        (waiting,) = door.server._clients.values()
        assert waiting.patience.interval() >= 600_000
        door.replies[0](done())
        assert client.recv(100) == b'{"ok": true}\n'


def test_more_than_one_line_gets_one_answer(door: Door) -> None:
    assert door.talk(b'{"command": "start"}\n{"command": "stop"}\n') == [b'{"ok": true}\n']
    assert door.asked == [Request.START]


def test_a_client_that_never_ends_its_line_is_dropped(
    door: Door, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control_server, "PATIENCE_MS", 1)
    assert door.talk(b'{"command":') == [b""]


def test_an_answer_may_come_later(
    door: Door, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.later = Request.CHECK
    with door.connect() as client:
        client.sendall(encode({"command": "check"}))
        qtbot.waitUntil(lambda: len(door.replies) == 1)
        (waiting,) = door.server._clients.values()
        assert waiting.patience.interval() == control_server.ANSWER_MS > 60_000
        assert door.talk(b'{"command": "stop"}\n') == [b'{"ok": true}\n'], "nobody else waits"
        client.sendall(b'{"command": "start"}\n')  # one request a connection
        door.replies[0]({"ok": True, "healthy": True})
        qtbot.waitUntil(lambda: not door.server._clients)
        assert client.recv(100) == b'{"ok": true, "healthy": true}\n'
    assert door.asked == [Request.CHECK, Request.STOP]
    door.replies[0](done())  # a second reply goes nowhere


@pytest.mark.parametrize("request_", [Request.UNDO, Request.AGAIN, Request.COPY, Request.TYPE])
def test_what_is_done_in_turn_has_time_for_what_comes_before_it(
    door: Door, qtbot: QtBot, request_: Request
) -> None:
    door.later = request_
    with door.connect() as client:
        client.sendall(encode({"command": request_.value}))
        qtbot.waitUntil(lambda: len(door.replies) == 1)
        (waiting,) = door.server._clients.values()
        assert waiting.patience.interval() == control_server.TYPING_ANSWER_MS
        door.replies[0](done())
        qtbot.waitUntil(lambda: not door.server._clients)


def test_a_client_that_hangs_up_before_its_answer_is_forgotten(door: Door, qtbot: QtBot) -> None:
    door.later = Request.CHECK
    with door.connect() as client:
        client.sendall(encode({"command": "check"}))
        qtbot.waitUntil(lambda: len(door.replies) == 1)
    qtbot.waitUntil(lambda: not door.server._clients)
    door.replies[0](done())
    assert door.talk(b'{"command": "stop"}\n') == [b'{"ok": true}\n']


def test_an_answer_that_never_comes_is_given_up_in_a_sentence(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control_server, "ANSWER_MS", 1)
    door.later = Request.CHECK
    (answer,) = door.talk(encode({"command": "check"}))
    assert json.loads(answer)["ok"] is False
    assert "in time" in json.loads(answer)["error"]


def test_who_waits_when_the_app_ends_is_told(door: Door, qtbot: QtBot) -> None:
    door.later = Request.CHECK
    with door.connect() as client:
        client.sendall(encode({"command": "check"}))
        qtbot.waitUntil(lambda: len(door.replies) == 1)
        door.server.close()
        assert "just ending" in json.loads(client.recv(1000))["error"]
        assert client.recv(100) == b""


def test_a_client_that_goes_away_is_forgotten(door: Door, qtbot: QtBot) -> None:
    client = door.connect()
    qtbot.waitUntil(lambda: len(door.server._clients) == 1)
    client.close()
    qtbot.waitUntil(lambda: not door.server._clients)


def test_too_many_clients_are_turned_away(
    door: Door, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control_server, "_MOST_CLIENTS", 1)
    with door.connect():
        qtbot.waitUntil(lambda: len(door.server._clients) == 1)
        assert door.talk(b'{"command": "stop"}\n') == [b""]
    qtbot.waitUntil(lambda: not door.server._clients)
    assert door.talk(b'{"command": "stop"}\n') == [b'{"ok": true}\n']


def test_the_socket_is_for_its_owner_alone(door: Door) -> None:
    assert stat.S_IMODE(os.stat(door.path).st_mode) & 0o077 == 0
    assert stat.S_IMODE(Path(door.path).parent.stat().st_mode) == 0o700


def test_an_open_folder_is_closed(qtbot: QtBot, path: str) -> None:
    Path(path).parent.mkdir(mode=0o755)
    door = Door(qtbot, path)
    door.server.listen(path)
    assert stat.S_IMODE(Path(path).parent.stat().st_mode) == 0o700
    door.server.close()


def test_somebody_elses_folder_is_refused(
    qtbot: QtBot, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: uid + 1)
    with pytest.raises(DesktopError, match="belongs to somebody else"):
        Door(qtbot, path).server.listen(path)


def test_a_link_in_place_of_the_folder_is_refused(qtbot: QtBot, path: str, tmp_path: Path) -> None:
    Path(path).parent.symlink_to(tmp_path)
    with pytest.raises(DesktopError, match="belongs to somebody else"):
        Door(qtbot, path).server.listen(path)


def test_a_folder_that_cannot_be_made_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DesktopError, match="cannot be used"):
        Door(qtbot, "").server.listen(str(tmp_path / "file" / "control.sock"))


def test_a_second_server_leaves_the_first_one_alone(door: Door, qtbot: QtBot) -> None:
    with pytest.raises(DesktopError, match="already running"):
        Door(qtbot, door.path).server.listen(door.path)
    assert door.talk(b'{"command": "stop"}\n') == [b'{"ok": true}\n']


def test_what_a_crash_left_behind_is_removed(qtbot: QtBot, path: str) -> None:
    Path(path).parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(path)
    door = Door(qtbot, path)
    door.server.listen(path)
    assert door.talk(b'{"command": "stop"}\n') == [b'{"ok": true}\n']
    door.server.close()
    assert not Path(path).exists()
