"""The commands to the running app, against a real socket in this test."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import sayso
from sayso.cli import client
from sayso.control.commands import LONGEST_LINE, Status, decode, done, encode, refused
from sayso.core.errors import MicrophoneError, NotRunning, SaysoError

pytestmark = pytest.mark.skipif(
    not hasattr(socket, "AF_UNIX"), reason="Windows speaks through a named pipe"
)

STATUS = Status(
    state="listening",
    hands_free=True,
    health="warming_up",
    engine="whisper",
    model="my_model",
    device="cpu",
    microphone="Mikrofon ä",
    last_transcript_at=None,
    message="",
    version="0.1.0",
    pid=42,
)


class Server:
    """Answers one connection after the other with what ``reply`` makes of the request."""

    def __init__(self, path: Path, reply: Callable[[bytes], bytes | None]) -> None:
        self.requests: list[bytes] = []
        self._reply = reply
        self._open: list[socket.socket] = []
        self._door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._door.bind(str(path))
        self._door.listen()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                guest, _ = self._door.accept()
            except OSError:
                return
            if not self._serve(guest):
                guest.close()

    def _serve(self, guest: socket.socket) -> bool:
        """Whether the guest is kept waiting."""
        with guest.makefile("rb") as lines:
            line = lines.readline()
        self.requests.append(line)
        answer = self._reply(line)
        if answer is None:
            self._open.append(guest)
            return True
        try:
            guest.sendall(answer)
        except OSError:
            return False  # a client that had read enough
        return False

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join()
        for guest in self._open:
            guest.close()


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    # pytest's own folder can be longer than a socket's path may be.
    folder = Path(tempfile.mkdtemp(prefix="sayso-"))
    (folder / "run").mkdir()
    monkeypatch.setenv("SAYSO_HOME", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def serve(home: Path) -> Iterator[Callable[[Callable[[bytes], bytes | None]], Server]]:
    servers: list[Server] = []

    def start(reply: Callable[[bytes], bytes | None]) -> Server:
        servers.append(Server(home / "run" / "control.sock", reply))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


Serve = Callable[[Callable[[bytes], "bytes | None"]], Server]


@pytest.mark.parametrize("command", ["start", "stop", "toggle", "cancel", "quit"])
def test_a_command_is_one_line_and_says_nothing(
    command: str, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve(lambda line: encode(done()))
    assert client.main(command, []) == 0
    assert [decode(line) for line in server.requests] == [{"command": command}]
    assert capsys.readouterr() == ("", "")


def test_status_in_words(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    serve(lambda line: encode(done(STATUS)))
    assert client.main("status", []) == 0
    assert capsys.readouterr().out.splitlines() == [
        "state:      listening, hands-free",
        "recognizer: warming up",
        "engine:     whisper",
        "model:      my_model",
        "device:     cpu",
        "microphone: Mikrofon ä",
        "last text:  none yet",
        "version:    0.1.0",
        "process:    42",
    ]


def test_status_as_json_has_the_fields_of_status(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(lambda line: encode(done(STATUS)))
    assert client.main("status", ["--json"]) == 0
    assert Status(**json.loads(capsys.readouterr().out)) == STATUS


def test_a_refusal_comes_with_its_exit_code(serve: Serve) -> None:
    serve(lambda line: encode(refused(MicrophoneError("No microphone; plug one in."))))
    with pytest.raises(SaysoError, match=r"^No microphone; plug one in\.$") as caught:
        client.main("start", [])
    assert caught.value.exit_code == MicrophoneError.exit_code
    assert SaysoError.exit_code == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"ok": False},
        {"ok": False, "error": None, "exit_code": "7"},
        {"ok": False, "error": "", "exit_code": 0},
        {"ok": "yes", "exit_code": 4096},
    ],
)
def test_a_refusal_without_a_word_still_has_a_sentence(
    serve: Serve, answer: dict[str, Any]
) -> None:
    serve(lambda line: encode(answer))
    with pytest.raises(SaysoError, match="could not do that") as caught:
        client.main("stop", [])
    assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\n",
        b"hello\n",
        b"[]\n",
        b"{}\n",
        b"\xff\xfe\n",
        b"[" * 50_000 + b"\n",
        b'{"ok": true, "x": "' + b"x" * LONGEST_LINE + b'"}\n',
    ],
    ids=["hung up", "empty", "text", "list", "no ok", "bytes", "deep", "long"],
)
def test_a_garbled_answer_is_one_sentence(serve: Serve, answer: bytes) -> None:
    serve(lambda line: answer)
    with pytest.raises(SaysoError, match="cannot be understood") as caught:
        client.main("status", [])
    assert caught.value.exit_code == 1


def test_an_app_that_hangs_is_given_up(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PATIENCE_SECONDS", 0.1)
    serve(lambda line: None)
    with pytest.raises(SaysoError, match="does not answer"):
        client.main("status", [])


def test_nobody_there(home: Path) -> None:
    with pytest.raises(NotRunning, match=r"^Sayso is not running; start it with: sayso$"):
        client.main("status", [])


def test_a_socket_that_a_crash_left_behind(home: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(home / "run" / "control.sock"))
    with pytest.raises(NotRunning):
        client.main("toggle", [])


def test_a_whole_process(serve: Serve, home: Path) -> None:
    server = serve(lambda line: encode(done(STATUS)))
    environment = {
        **os.environ,
        "SAYSO_HOME": str(home),
        "PYTHONPATH": str(Path(sayso.__file__).parents[1]),
    }
    done_process = subprocess.run(
        [sys.executable, "-m", "sayso", "status", "--json"],
        env=environment,
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert json.loads(done_process.stdout)["state"] == "listening"
    assert done_process.stderr == b""
    assert len(server.requests) == 1
