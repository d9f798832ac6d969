from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile

from sayso.core.errors import DesktopError
from sayso.desktop.instance import is_first, lock_for

pytestmark = pytest.mark.usefixtures("qapp")


class Time:
    """Seconds go by with every look at the clock."""

    def __init__(self, step: float = 1.0) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@pytest.fixture
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("s") / "control.sock")


@pytest.fixture
def held(path: str) -> Iterator[QLockFile]:
    """The lock of the first app."""
    lock = lock_for(path)
    assert is_first(lock, path, Time())
    yield lock
    lock.unlock()


FIRST_APP = r"""
import socket, sys

server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
print(flush=True)
client, _ = server.accept()
assert client.recv(1000) == b'{"command": "show"}\n'
client.sendall(sys.argv[2].encode())
client.close()
"""


@contextmanager
def _answering(path: str, answer: str) -> Iterator[None]:
    """A first app as a second one sees it. A process, since waiting for a socket keeps Python's
    other threads waiting, too."""
    with subprocess.Popen(
        [sys.executable, "-c", FIRST_APP, path, answer], stdout=subprocess.PIPE
    ) as first:
        assert first.stdout is not None
        first.stdout.readline()
        yield
        assert first.wait(10) == 0


def test_the_second_brings_the_first_forward(held: QLockFile, path: str) -> None:
    with _answering(path, '{"ok": true}\n'):
        assert not is_first(lock_for(path), path, Time())


@pytest.mark.parametrize("answer", ['{"ok": false}\n', "rubbish\n", ""])
def test_one_that_does_not_answer_is_told(held: QLockFile, path: str, answer: str) -> None:
    with _answering(path, answer), pytest.raises(DesktopError, match="does not answer"):
        is_first(lock_for(path), path, Time(step=5.0))


def test_the_second_takes_over_where_the_first_is_just_ending(held: QLockFile, path: str) -> None:
    class Ending(Time):
        def __call__(self) -> float:
            held.unlock()
            return super().__call__()

    second = lock_for(path)
    assert is_first(second, path, Ending())
    second.unlock()


def test_the_lock_of_a_process_that_is_gone_does_not_count(path: str) -> None:
    program = """
import os, sys
from sayso.desktop.instance import lock_for

lock = lock_for(sys.argv[1])
assert lock.tryLock(0)
os._exit(0)  # as a crash: nothing is tidied up
"""
    subprocess.run([sys.executable, "-c", program, path], check=True, timeout=60)
    assert Path(path + ".lock").exists()
    lock = lock_for(path)
    assert is_first(lock, path, Time())
    lock.unlock()


def test_the_lock_of_a_pipe_lies_where_files_can_lie() -> None:
    lock = lock_for(r"\\.\pipe\sayso-0123")
    assert Path(lock.fileName()).name == "sayso-0123.lock"
    assert Path(lock.fileName()).is_absolute()


def test_a_lock_that_cannot_be_written_is_no_other_app(path: str) -> None:
    lock = QLockFile(str(Path(path).parent / "no such folder" / "lock"))
    with pytest.raises(DesktopError, match="cannot be written"):
        is_first(lock, path, Time())
