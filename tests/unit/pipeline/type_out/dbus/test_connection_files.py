"""Answers that carry files, and one that claims to."""

from __future__ import annotations

import array
import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jeepney import Header, HeaderFields, Message, MessageType
from jeepney.low_level import Endianness

from sayso.pipeline.type_out.dbus.connection import Bus, BusError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="D-Bus is Linux's")


def answer(number: int, signature: str, *body: object, error: str = "") -> bytes:
    fields = {HeaderFields.reply_serial: number, HeaderFields.signature: signature}
    kind = MessageType.error if error else MessageType.method_return
    if error:
        fields[HeaderFields.error_name] = error
    header = Header(Endianness.little, kind, 0, 1, -1, 1, fields)
    return bytes(Message(header, body).serialise())


def file_answer(number: int, index: int, files: int) -> bytes:
    """As a bus writes it: a file is a number in the list of those that come along."""
    fields = {HeaderFields.reply_serial: number, HeaderFields.signature: "u"}
    if files:
        fields[HeaderFields.unix_fds] = files
    header = Header(Endianness.little, MessageType.method_return, 0, 1, -1, 1, fields)
    whole = bytes(Message(header, (index & 0xFFFFFFFF,)).serialise())
    # "h" looks like "u" but for the body's signature.
    return whole.replace(b"g\x00\x01u\x00", b"g\x00\x01h\x00")


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """Lets a client in, names it, and does what it is told at its next call."""
    threads: list[threading.Thread] = []
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "bus"))
        server.listen()
        server.settimeout(10)

        def work(then: Callable[[socket.socket], None]) -> None:
            link, _ = server.accept()
            with link:
                link.settimeout(10)
                said = b""
                while b"BEGIN\r\n" not in said:
                    said += link.recv(65536)
                    if said.endswith(b"NEGOTIATE_UNIX_FD\r\n"):
                        link.sendall(b"AGREE_UNIX_FD\r\n")
                    elif b"AUTH" in said and said.endswith(b"\r\n") and b"BEGIN" not in said:
                        link.sendall(b"OK 1234\r\n")
                hello = said.partition(b"BEGIN\r\n")[2] or link.recv(65536)
                assert b"Hello" in hello
                link.sendall(answer(1, "s", ":1.9"))
                link.recv(65536)
                then(link)
                while link.recv(65536):
                    pass

        def start(then: Callable[[socket.socket], None]) -> str:
            threads.append(threading.Thread(target=work, args=(then,)))
            threads[-1].start()
            return f"unix:path={server.getsockname()}"

        yield start
        for thread in threads:
            thread.join(10)


def _call(bus: Bus, seconds: float = 5.0) -> tuple[object, ...]:
    return bus.call("org.example", "/", "org.example", "Open", seconds=seconds)


def test_a_file_comes_along(serve: Callable[[Callable[[socket.socket], None]], str]) -> None:
    reads, writes = os.pipe()

    def then(link: socket.socket) -> None:
        rights = array.array("i", [writes])
        link.sendmsg(
            [file_answer(2, 0, 1)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights.tobytes())]
        )
        os.close(writes)

    bus = Bus(serve(then), time.monotonic, fds=True)
    (file,) = _call(bus)
    with file:  # type: ignore[attr-defined]
        os.write(file.fileno(), b"through")  # type: ignore[attr-defined]
    with os.fdopen(reads, "rb") as pipe:
        assert pipe.read() == b"through"
    bus.close()


def test_an_answer_with_a_file_that_is_not_there_counts_as_not_sent(
    serve: Callable[[Callable[[socket.socket], None]], str],
) -> None:
    """xdg-desktop-portal 1.18.4, of a type that the clipboard has not: an error, and then this."""

    def then(link: socket.socket) -> None:
        link.sendall(answer(2, "s", "no such type", error="org.example.Failed"))
        link.sendall(file_answer(2, -1, 0))
        link.recv(65536)
        link.sendall(answer(3, "s", "still here"))

    bus = Bus(serve(then), time.monotonic, fds=True)
    with pytest.raises(BusError, match="no such type"):
        _call(bus)
    assert _call(bus) == ("still here",)
    bus.close()
    assert struct.pack("<i", -1) in file_answer(2, -1, 0)
