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
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

import sayso
from sayso.cli import client
from sayso.control.commands import (
    LONGEST_LINE,
    Checked,
    LoadedModel,
    Status,
    decode,
    done,
    encode,
    refused,
)
from sayso.core.errors import (
    InsertionError,
    MicrophoneError,
    NotRunning,
    RecognitionError,
    SaysoError,
)
from sayso.desktop.control_server import ANSWER_MS, TYPING_ANSWER_MS

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
    language="de",
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


@pytest.mark.parametrize(
    "command",
    ["start", "stop", "toggle", "cancel", "pause", "resume", "quit", "undo", "again", "copy"],
)
def test_a_command_is_one_line_and_says_nothing(
    command: str, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve(lambda line: encode(done()))
    assert client.main(command, []) == 0
    assert [decode(line) for line in server.requests] == [{"command": command}]
    assert capsys.readouterr() == ("", "")


def test_a_pause_is_told_with_the_way_out(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    serve(lambda line: encode(done(replace(STATUS, paused=True, hands_free=False))))
    assert client.main("status", []) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("state:      listening, paused")
    assert "`sayso resume`" in first


def test_status_in_words(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    serve(lambda line: encode(done(STATUS)))
    assert client.main("status", []) == 0
    assert capsys.readouterr().out.splitlines() == [
        "state:      listening, hands-free",
        "recognizer: warming up",
        "engine:     whisper",
        "model:      my_model",
        "device:     cpu",
        "language:   de",
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
    told = json.loads(capsys.readouterr().out)
    told["models"] = tuple(LoadedModel(**each) for each in told["models"])
    assert Status(**told) == STATUS


BUSY = LoadedModel(
    engine="whisper",
    model="base",
    device="cuda:0",
    health="busy",
    in_use=1,
    uptime_seconds=4000.0,
    idle_seconds=0.0,
    last_latency_seconds=0.456,
    errors=1,
    retry_in_seconds=None,
    message="",
)
GONE = LoadedModel(
    engine="whisper",
    model="small",
    device="cpu",
    health="unavailable",
    in_use=0,
    uptime_seconds=None,
    idle_seconds=None,
    last_latency_seconds=None,
    errors=0,
    retry_in_seconds=29.6,
    message="It is damaged.",
)


def test_what_waits_and_what_is_in_memory(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    status = replace(STATUS, waiting=2, waiting_seconds=7.51, models=(BUSY, GONE))
    serve(lambda line: encode(done(status)))
    assert client.main("status", []) == 0
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "waiting:    2 utterances, 7.5 s of speech",
        (
            "models:     base on cuda:0, busy, in use, 0.46 s for the last utterance, 1 error, "
            "loaded 1 h 6 min ago"
        ),
        "            small on cpu, unavailable, is tried again in 30 s: It is damaged.",
    ]
    assert client.main("status", ["--json"]) == 0
    assert json.loads(capsys.readouterr().out)["models"][0]["last_latency_seconds"] == 0.456


def test_what_is_offered_and_that_no_trace_is_left_is_said() -> None:
    assert "offered" not in client.words(asdict(STATUS))
    assert "trace" not in client.words(asdict(STATUS))
    said = client.words(asdict(replace(STATUS, offered=2, leaves_no_trace=True)))
    assert "offered:    2 utterances that an earlier run did not deliver; see the window" in said
    assert "trace:      none; what is said is written nowhere" in said
    here = client.words(asdict(replace(STATUS, leaves_no_trace_here=True)))
    assert "trace:      none, in this application" in here.splitlines()
    both = replace(STATUS, leaves_no_trace=True, leaves_no_trace_here=True)
    assert "in this application" not in client.words(asdict(both))


def test_what_is_due_again_waits_for_somebody_to_speak() -> None:
    """Nothing is loaded for nobody, whatever the time."""
    words = client.model_words({**asdict(GONE), "retry_in_seconds": 0.0})
    assert words == "small on cpu, unavailable, is tried again when you speak: It is damaged."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h 0 min"),
        (86_399, "23 h 59 min"),
        (100_000, "1 d 3 h"),
    ],
)
def test_spans(seconds: float, words: str) -> None:
    assert client.span(seconds) == words


WELL = Checked(True, "whisper", "base", "cpu", 0.123, "", "")


def test_the_deep_check(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    server = serve(lambda line: encode(done(WELL)))
    assert client.main("status", ["--check"]) == 0
    assert capsys.readouterr().out == (
        "healthy: whisper base on cpu heard nothing in silence, as it should, in 0.12 s\n"
    )
    assert client.main("status", ["--check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "healthy": True,
        "engine": "whisper",
        "model": "base",
        "device": "cpu",
        "seconds": 0.123,
        "text": "",
        "message": "",
    }
    assert [decode(line) for line in server.requests] == [{"command": "check"}] * 2


def test_a_deep_check_that_finds_a_fault(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    ill = [replace(WELL, ok=False, text="Thank you."), replace(WELL, ok=False, message="It died.")]
    serve(lambda line: encode(done(ill.pop(0))))
    assert client.main("status", ["--check"]) == RecognitionError.exit_code
    assert "not healthy: whisper base on cpu: it heard in silence: Thank you." in (
        capsys.readouterr().out
    )
    assert client.main("status", ["--check", "--json"]) == RecognitionError.exit_code
    assert json.loads(capsys.readouterr().out)["message"] == "It died."


def test_a_deep_check_may_take_longer_than_an_answer(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PATIENCE_SECONDS", 0.0001)
    monkeypatch.setattr(client, "CHECK_SECONDS", 30.0)
    serve(lambda line: encode(done(WELL)))
    assert client.main("status", ["--check"]) == 0


@pytest.mark.parametrize("command", ["undo", "again", "copy"])
def test_what_reaches_into_windows_may_take_longer_than_an_answer(
    command: str, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the app says itself that it gives up."""
    monkeypatch.setattr(client, "PATIENCE_SECONDS", 0.0001)
    serve(lambda line: encode(done()))
    assert client.main(command, []) == 0
    assert max(ANSWER_MS, TYPING_ANSWER_MS) / 1000 < client.TYPING_SECONDS


def test_an_undo_that_never_ends(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TYPING_SECONDS", 0.1)
    serve(lambda line: None)
    with pytest.raises(SaysoError, match="does not answer"):
        client.main("undo", [])


@pytest.mark.parametrize("command", ["undo", "again", "copy"])
def test_what_cannot_be_taken_back_or_put_in(command: str, serve: Serve) -> None:
    serve(
        lambda line: encode(refused(InsertionError("It stands there no more; see for yourself.")))
    )
    with pytest.raises(
        SaysoError, match=r"^It stands there no more; see for yourself\.$"
    ) as caught:
        client.main(command, [])
    assert caught.value.exit_code == InsertionError.exit_code == 7


def test_a_request_may_have_fields(serve: Serve) -> None:
    server = serve(lambda line: encode(done()))
    client.ask("type", text="Größe\n🙂")
    assert [decode(line) for line in server.requests] == [{"command": "type", "text": "Größe\n🙂"}]


def test_a_deep_check_that_never_ends(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "CHECK_SECONDS", 0.1)
    serve(lambda line: None)
    with pytest.raises(SaysoError, match="does not answer"):
        client.main("status", ["--check"])


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
