"""Buses that are not there, do not answer or talk nonsense. A real one: tests/desktop."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.pipeline.type_out.dbus.connection import Bus, BusGone, BusTimeout


@pytest.fixture
def server(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "bus"))
        server.listen()
        server.settimeout(10)
        yield server


def address(server: socket.socket) -> str:
    return f"unix:path={server.getsockname()}"


@pytest.mark.parametrize("where", ["", "nonsense", "tcp:host=localhost,port=1", "unix:path=/no"])
def test_no_bus(where: str) -> None:
    with pytest.raises(BusGone):
        Bus(where, time.monotonic)


def test_a_bus_that_says_nothing_at_all(server: socket.socket) -> None:
    with pytest.raises(BusTimeout):
        Bus(address(server), time.monotonic, seconds=0.05)


def serve(server: socket.socket, *answers: bytes) -> threading.Thread:
    """To each thing that is said, the next answer; then nothing, until the other side goes."""

    def work() -> None:
        link, _ = server.accept()
        with link:
            link.settimeout(10)
            for answer in answers:
                link.recv(65536)
                link.sendall(answer)
            while link.recv(65536):
                pass

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_bus_that_lets_us_in_and_hangs(server: socket.socket) -> None:
    # To the first byte, which is a message of its own, and to the name there may be one answer.
    thread = serve(server, b"OK 1234\r\n")
    try:
        with pytest.raises(BusTimeout):
            Bus(address(server), time.monotonic, seconds=0.3)
    finally:
        thread.join(10)


def test_nonsense_in_place_of_messages(server: socket.socket) -> None:
    thread = serve(server, b"OK 1234\r\n", b"HTTP/1.1 200 OK\r\n" * 9)
    try:
        with pytest.raises(BusGone):
            Bus(address(server), time.monotonic, seconds=5)
    finally:
        thread.join(10)
