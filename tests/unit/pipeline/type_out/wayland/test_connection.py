"""A compositor that is missing, or hangs."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.core.errors import InsertionError, WayUnavailable
from sayso.pipeline.type_out.wayland import connection as connections
from sayso.pipeline.type_out.wayland.connection import Connection, Stop, Stopped
from sayso.pipeline.type_out.wayland.copy_command import copy_by_command
from sayso.pipeline.type_out.wayland.data_control import WaylandCopy, WaylandPaste
from sayso.pipeline.type_out.wayland.input_method import WaylandInputMethod
from sayso.pipeline.type_out.wayland.virtual_keyboard import WaylandKeys

WAYS = (WaylandInputMethod, WaylandKeys, WaylandPaste)


@pytest.fixture
def hanging(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A socket that takes connections, and says nothing."""
    pytest.importorskip("pywayland", reason="it has no wheel for this machine")
    monkeypatch.setattr(connections, "ANSWER_SECONDS", 0.05)
    path = tmp_path_factory.mktemp("w") / "wayland"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        yield path


@pytest.mark.parametrize("kind", WAYS)
def test_a_compositor_that_hangs(hanging: Path, kind: type) -> None:
    way = kind(time.monotonic, address=str(hanging))
    began = time.monotonic()
    with pytest.raises(WayUnavailable, match="does not answer"):
        way.insert("text", None)
    assert time.monotonic() - began < 2
    way.close()
    way.close()


@pytest.mark.parametrize("kind", [*WAYS, WaylandCopy])
def test_without_pywayland(monkeypatch: pytest.MonkeyPatch, kind: type) -> None:
    monkeypatch.setitem(sys.modules, "pywayland.client", None)
    monkeypatch.setenv("PATH", "")
    way = kind(time.monotonic)
    with pytest.raises(WayUnavailable, match=r"pywayland|wl-clipboard"):
        way.insert("text", None)
    way.close()


def test_stopping_ends_a_wait(hanging: Path) -> None:
    stop = Stop()
    stop.set()
    stop.set()
    with pytest.raises(WayUnavailable):
        Connection(time.monotonic, str(hanging), stop)
    with pytest.raises(Stopped):
        stop.enter()


def test_a_way_that_was_closed_leaves_nothing_open(
    hanging: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # wl-copy would wait for the compositor, too

    def used() -> None:
        for kind in (*WAYS, WaylandCopy):
            way = kind(time.monotonic, address=str(hanging))
            with pytest.raises(InsertionError):
                way.insert("text", None)
            way.close()

    used()  # what is imported meanwhile may open files for good
    before = len(list(Path("/proc/self/fd").iterdir()))
    used()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_it_stays_open_for_as_long_as_somebody_waits() -> None:
    stop = Stop()
    stop.enter()
    stop.enter()
    stop.set()
    stop.leave()
    assert os.read(stop.reads, 1) == b""
    stop.leave()
    with pytest.raises(OSError, match="descriptor"):
        os.read(stop.reads, 1)


def test_after_closing_nothing_is_typed(hanging: Path) -> None:
    paste = WaylandPaste(time.monotonic, address=str(hanging))
    paste.close()
    with pytest.raises(InsertionError, match="ending"):
        paste.insert("text", None)


def test_wl_copy_is_given_the_text_and_nothing_else_sees_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    command = tmp_path / "wl-copy"
    command.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\ncat > {tmp_path}/text\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    copy_by_command("sécret", None)
    assert (tmp_path / "text").read_text() == "sécret"
    assert (tmp_path / "arguments").read_text() == "--type text/plain;charset=utf-8\n"


def test_wl_copy_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("wl-copy", 5)

    monkeypatch.setattr("shutil.which", lambda _: "/bin/wl-copy")
    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(InsertionError, match="failed"):
        copy_by_command("text", None)
