"""`run` as a whole process, since it owns signals, the lock and the interpreter's end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fake_backend
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sayso.control.commands import decode, encode
from sayso.core.errors import DesktopError, SettingsError
from sayso.desktop.application import run

SECONDS = 30.0
"""How long to wait for what has to come; only ever needed on a machine that is very busy."""


class Program:
    """The desktop over a fake backend, in a process of its own."""

    def __init__(self, path: str, *wishes: str) -> None:
        self.path = path
        self.process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", fake_backend.__file__, path, *wishes],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_LOGGING_RULES": "qt.qpa*=false",
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
        )

    def ask(self, request: str) -> dict[str, Any]:
        """As soon as it answers."""
        give_up = time.monotonic() + SECONDS
        while True:
            with socket.socket(socket.AF_UNIX) as door:
                door.settimeout(SECONDS)
                try:
                    door.connect(self.path)
                    door.sendall(encode({"command": request}))
                    return decode(door.makefile("rb").readline())
                except (FileNotFoundError, ConnectionRefusedError):
                    assert self.process.poll() is None, self.process.communicate()
                    assert time.monotonic() < give_up
                    threading.Event().wait(0.02)

    def end(self) -> tuple[int, str, str]:
        """Exit code and what was written."""
        out, errors = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, out, errors


@pytest.fixture
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("s") / "control.sock")


@pytest.fixture
def start(path: str) -> Iterator[Callable[..., Program]]:
    programs: list[Program] = []

    def make(*wishes: str) -> Program:
        programs.append(Program(path, *wishes))
        return programs[-1]

    yield make
    for program in programs:
        if program.process.poll() is None:
            program.process.kill()
        program.process.communicate()


def test_starts_answers_and_quits(start: Callable[..., Program], path: str) -> None:
    first = start()
    assert first.ask("status")["state"] == "idle"
    assert first.ask("quit") == {"ok": True}
    code, out, errors = first.end()
    assert (code, out) == (0, "")
    assert [
        line for line in errors.splitlines() if "This plugin does not support" not in line
    ] == []
    assert not Path(path).exists()


def test_a_second_start_says_so_and_ends_well(start: Callable[..., Program]) -> None:
    first = start()
    first.ask("status")
    code, out, _ = start().end()
    assert code == 0
    assert "already running" in out
    assert first.ask("status")["ok"]


def test_of_many_starts_at_once_one_runs(start: Callable[..., Program]) -> None:
    programs = [start() for _ in range(3)]
    programs[0].ask("status")
    give_up = time.monotonic() + SECONDS
    while sum(program.process.poll() is None for program in programs) > 1:
        assert time.monotonic() < give_up
        threading.Event().wait(0.05)
    programs[0].ask("quit")
    ends = [program.end() for program in programs]
    assert [code for code, _, _ in ends] == [0, 0, 0]
    assert sum("already running" in out for _, out, _ in ends) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("wish", ["", "slow-load"])
def test_signals_end_it_cleanly(
    start: Callable[..., Program], path: str, number: signal.Signals, wish: str
) -> None:
    first = start(wish)
    first.ask("status")
    first.process.send_signal(number)
    code, _, errors = first.end()
    assert code == 0
    assert "Traceback" not in errors
    assert not Path(path).exists()


def test_what_a_killed_one_left_behind_is_no_hindrance(start: Callable[..., Program]) -> None:
    first = start()
    first.ask("status")
    first.process.kill()
    first.end()
    second = start()
    assert second.ask("quit") == {"ok": True}
    assert second.end()[0] == 0


def test_no_display_is_one_sentence(path: str) -> None:
    def check() -> None:
        raise DesktopError("There is no display; start Sayso from a desktop session.")

    with pytest.raises(DesktopError, match="no display"):
        run(_no_backend, check_display=check, clock=time.monotonic, socket_path=path)
    assert not Path(path + ".lock").exists()


def test_a_backend_that_cannot_be_made_comes_out_as_it_is(
    qtbot: QtBot, qapp: QApplication, path: str
) -> None:
    def broken() -> fake_backend.FakeBackend:
        raise SettingsError("The settings are unreadable; remove them.")

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(SettingsError, match="unreadable"):
        run(broken, check_display=lambda: None, clock=time.monotonic, socket_path=path)
    assert signal.getsignal(signal.SIGINT) is before
    assert not Path(path).exists()
    assert not Path(path + ".lock").exists()


def _no_backend() -> fake_backend.FakeBackend:
    raise AssertionError("nothing may be made without a display")


def test_nothing_slow_comes_before_the_splash() -> None:
    code = "import sys; from sayso.desktop import application; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
