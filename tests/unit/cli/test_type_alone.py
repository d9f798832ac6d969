"""Both ends of the process that types where no app runs, with an inserter that only takes note."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from typing import Any, cast

import pytest

from sayso.cli import type_child
from sayso.cli.type_alone import child_command, type_alone
from sayso.control.commands import encode
from sayso.core.errors import InsertionError, Refused, SaysoError, SettingsError
from sayso.core.ports import Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.placing import Placing

WINDOW = Target("7", "xterm")


class Noting:
    """What `serve` calls of a Placing, in order. A fake, because a real one types."""

    def __init__(self, error: Exception | None = None) -> None:
        self.done: list[object] = []
        self._error = error

    def aim(self) -> Target:
        return WINDOW

    def insert(self, text: str, target: Target | None) -> Insertion:
        self.done.append((text, target))
        if self._error is not None:
            raise self._error
        return Insertion("clipboard paste", confirmed=True, target=WINDOW)

    def copy(self, text: str) -> None:
        self.done.append(("copied", text))

    def wait_until_released(self, seconds: float | None) -> None:
        self.done.append(("held", seconds))

    def close(self) -> None:
        self.done.append("closed")


def serve(noting: Noting, question: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers, which come before the waiting."""
    told: list[dict[str, Any]] = []

    def tell(answer: dict[str, Any]) -> None:
        noting.done.append("told")
        told.append(answer)

    def make(way: str | None) -> Placing:
        noting.done.append(way)
        return cast(Placing, noting)

    type_child.serve(encode(question), make, tell)
    return told


def test_it_answers_before_it_waits_for_the_clipboard() -> None:
    noting = Noting()
    assert serve(noting, {"text": "hällo", "way": "keys"}) == [
        {
            "ok": True,
            "way": "clipboard paste",
            "confirmed": True,
            "copied": False,
            "application": "xterm",
        }
    ]
    assert noting.done == ["keys", ("hällo", WINDOW), "told", ("held", None), "closed"]


def test_the_clipboard_needs_no_window() -> None:
    noting = Noting()
    (answer,) = serve(noting, {"text": "hällo", "way": type_child.CLIPBOARD})
    assert answer["copied"] is True
    assert noting.done == [None, ("copied", "hällo"), "told", ("held", None), "closed"]


@pytest.mark.parametrize("error", [InsertionError("No way in."), Refused("Not there.")])
def test_what_went_wrong_is_told_and_the_clipboard_still_held(error: InsertionError) -> None:
    noting = Noting(error)
    assert serve(noting, {"text": "x", "way": None}) == [
        {"ok": False, "error": str(error), "exit_code": 7}
    ]
    assert noting.done[-3:] == ["told", ("held", None), "closed"]


def test_what_nobody_foresaw_is_a_sentence_without_the_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    noting = Noting(ZeroDivisionError("the bug"))
    (answer,) = serve(noting, {"text": "my secret words", "way": None})
    assert answer["exit_code"] == 1
    assert "sayso.log" in answer["error"]
    assert noting.done[-1] == "closed"
    assert "the bug" in caplog.text
    assert "secret" not in caplog.text


def test_settings_that_cannot_be_used() -> None:
    told: list[dict[str, Any]] = []

    def make(way: str | None) -> Placing:
        raise SettingsError("typing_for has 'x'.")

    type_child.serve(encode({"text": "x", "way": None}), make, told.append)
    assert told == [{"ok": False, "error": "typing_for has 'x'.", "exit_code": 2}]


@pytest.mark.parametrize("line", [b"", b"\n", b"{}\n", b"hello\n"])
def test_it_is_not_for_people(line: bytes) -> None:
    told: list[dict[str, Any]] = []

    def make(way: str | None) -> Placing:
        raise AssertionError("nothing was asked")

    type_child.serve(line, make, told.append)
    assert told[0]["exit_code"] == 2
    assert "`sayso type --help`" in told[0]["error"]


def python(code: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code, *arguments)


ANSWERS_AND_STAYS = """
import json, os, socket, sys
from sayso.cli import type_child
asked = json.loads(sys.stdin.readline())
door = socket.socket(socket.AF_UNIX)
door.connect(sys.argv[1])
type_child._tell({"ok": True, "way": asked["text"][::-1], "argv": sys.argv[2:], "as": asked["way"]})
door.sendall(json.dumps([os.getpid(), os.getsid(0), os.getcwd()]).encode())
door.recv(1)
"""


@pytest.mark.skipif(os.name == "nt", reason="has other sessions and sockets")
def test_the_child_stays_when_the_answer_is_there() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="sayso-") as folder,
        socket.socket(socket.AF_UNIX) as server,
    ):
        path = f"{folder}/s"
        server.bind(path)
        server.listen()
        server.settimeout(30)
        told = type_alone("äbc" * 100_000, "keys", 30, python(ANSWERS_AND_STAYS, path))
        assert told["way"] == "cbä" * 100_000
        assert told["as"] == "keys"
        assert told["argv"] == []
        link, _ = server.accept()
        with link:
            link.settimeout(30)
            pid, session, cwd = json.loads(link.recv(1000))
            assert session == pid != os.getsid(0)  # the end of our terminal is not for it
            assert cwd == "/"
            assert os.waitpid(pid, os.WNOHANG) == (0, 0)  # it still runs
            link.sendall(b".")
        assert os.waitpid(pid, 0) == (pid, 0)


def test_a_child_that_ends_without_a_word() -> None:
    with pytest.raises(InsertionError, match="ended"):
        type_alone("x" * 1_000_000, None, 30, python("raise SystemExit(3)"))


def test_a_child_that_refuses() -> None:
    answer = {"ok": False, "error": "No display; log in.", "exit_code": 7}
    code = f"import sys; sys.stdin.readline(); print({json.dumps(json.dumps(answer))})"
    with pytest.raises(SaysoError, match=r"^No display; log in\.$") as caught:
        type_alone("x", None, 30, python(code))
    assert caught.value.exit_code == 7


def test_a_child_that_hangs_is_ended() -> None:
    with pytest.raises(InsertionError, match="not typed within 0 seconds"):
        type_alone("x", None, 0.1, python("import threading; threading.Event().wait()"))


def test_nothing_to_start() -> None:
    with pytest.raises(SaysoError, match="No process could be started"):
        type_alone("x", None, 1, ("/no/such/program",))


def test_the_command_has_nothing_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    assert child_command() == (sys.executable, "-P", "-m", "sayso", "type-child")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == (sys.executable, "type-child")


TYPES_FOR_EVER = """
import sys, threading
from sayso.__main__ import main
from sayso.cli import type_child
class Slow:
    def aim(self): return None
    def insert(self, text, target):
        print("typing", file=sys.stderr, flush=True)
        threading.Event().wait()
    def close(self): print("closed", file=sys.stderr, flush=True)
type_child._make = lambda way: Slow()
sys.exit(main(["type-child"]))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
def test_asked_to_end_it_lets_go_in_good_order() -> None:
    with subprocess.Popen(
        python(TYPES_FOR_EVER),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        child.stdin.write(encode({"text": "x", "way": None}))
        child.stdin.close()
        guard = threading.Timer(60, child.kill)
        guard.start()
        assert child.stderr.readline() == b"typing\n"
        child.send_signal(signal.SIGTERM)
        assert child.stderr.read() == b"closed\n"
        assert child.wait() == 130
        guard.cancel()
        guard.join()
