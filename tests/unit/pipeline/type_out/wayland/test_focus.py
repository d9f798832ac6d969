"""Which window has the keyboard, by sockets of a sway and a Hyprland that are not there: sway's own
is asked in tests/desktop; Hyprland runs on no machine of ours."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sayso.core.errors import FocusMoved
from sayso.core.target import Target
from sayso.pipeline.type_out.wayland.focus import WaylandFocus, check

EDITOR = Target("0x5581", "code", 77)


class FakeHyprland:
    """Answers as Hyprland's socket does: one question a connection, then it hangs up."""

    def __init__(self, runtime: Path) -> None:
        folder = runtime / "hypr" / "abc"
        folder.mkdir(parents=True)
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(folder / ".socket.sock"))
        self._server.listen()
        self.active = "0x5581"
        self.keeps = False
        self.asked: list[str] = []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                link, _ = self._server.accept()
            except OSError:
                return
            with link:
                link.sendall(self._answer(link.recv(4096).decode()).encode())

    def _answer(self, question: str) -> str:
        self.asked.append(question)
        windows = {
            "0x5581": {"address": "0x5581", "class": "Code", "pid": 77},
            "0x99": {"address": "0x99", "class": "foot", "pid": 78},
        }
        if question == "j/activewindow":
            return json.dumps(windows.get(self.active, {}))
        if question == "j/clients":
            return json.dumps(list(windows.values()))
        wanted = question.removeprefix("dispatch focuswindow address:")
        if wanted not in windows:
            return "No such window found"
        if not self.keeps:
            self.active = wanted
        return "ok"

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()


@pytest.fixture
def hyprland(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeHyprland, Path]]:
    runtime = tmp_path_factory.mktemp("h")
    server = FakeHyprland(runtime)
    yield server, runtime
    server.close()


def on_hyprland(runtime: Path) -> WaylandFocus:
    return WaylandFocus(
        time.monotonic,
        {"HYPRLAND_INSTANCE_SIGNATURE": "abc", "XDG_RUNTIME_DIR": str(runtime)},
    )


def test_hyprland_tells(hyprland: tuple[FakeHyprland, Path]) -> None:
    server, runtime = hyprland
    focus = on_hyprland(runtime)
    assert focus.tells
    assert focus.focused() == EDITOR
    assert focus.exists(EDITOR)
    assert not focus.exists(Target("0x1", "gone"))
    server.active = ""
    assert focus.focused() is None


def test_hyprland_gives_it_back(hyprland: tuple[FakeHyprland, Path]) -> None:
    server, runtime = hyprland
    focus = on_hyprland(runtime)
    server.active = "0x99"
    assert focus.bring_back(EDITOR)
    assert server.active == "0x5581"
    assert not focus.bring_back(Target("0x1", "gone"))
    assert not focus.bring_back(Target("0x1; exec rm", "odd"))
    assert all("rm" not in question for question in server.asked)
    server.active, server.keeps = "0x99", True  # another in full screen keeps it
    assert not focus.bring_back(EDITOR)


@pytest.mark.parametrize("variables", [{}, {"SWAYSOCK": ""}, {"XDG_RUNTIME_DIR": "/run/user/1"}])
def test_elsewhere_it_cannot_be_told(variables: dict[str, str]) -> None:
    focus = WaylandFocus(time.monotonic, variables)
    assert not focus.tells
    assert focus.focused() is None
    assert focus.exists(EDITOR)
    assert not focus.bring_back(EDITOR)


class Listener:
    """A socket that takes a connection and does ``what`` with it."""

    def __init__(self, path: Path, what: Callable[[socket.socket], None]) -> None:
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(path))
        self._server.listen()
        self._what = what
        self._links: list[socket.socket] = []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                link, _ = self._server.accept()
            except OSError:
                return
            self._links.append(link)
            self._what(link)

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()
        for link in self._links:
            link.close()


def _hangs(_link: socket.socket) -> None: ...


def _hangs_up(link: socket.socket) -> None:
    link.shutdown(socket.SHUT_RDWR)


def _talks_nonsense(link: socket.socket) -> None:
    link.sendall(b"HTTP/1.1 200 fine\r\n")


def _sends_nonsense(link: socket.socket) -> None:
    link.sendall(struct.pack("=6sII", b"i3-ipc", 3, 4) + b"{{{")


@pytest.mark.parametrize("what", [_hangs, _hangs_up, _talks_nonsense, _sends_nonsense])
def test_a_sway_that_does_not_answer(
    tmp_path_factory: pytest.TempPathFactory, what: Callable[[socket.socket], None]
) -> None:
    path = tmp_path_factory.mktemp("s") / "sway"
    server = Listener(path, what)
    focus = WaylandFocus(time.monotonic, {"SWAYSOCK": str(path)})
    began = time.monotonic()
    assert focus.focused() is None
    assert focus.exists(Target("5", "foot"))
    assert not focus.bring_back(Target("5", "foot"))
    assert not focus.bring_back(Target("5] kill", "foot"))
    assert time.monotonic() - began < 2
    server.close()


class Asked:
    def __init__(self, *answers: Target | None) -> None:
        self._answers = list(answers)

    def focused(self) -> Target | None:
        return self._answers.pop(0)


def test_the_check_before_anything_is_sent() -> None:
    check(None, EDITOR)
    check(Asked(), None)  # type: ignore[arg-type]
    check(Asked(EDITOR), EDITOR)  # type: ignore[arg-type]
    check(Asked(None, EDITOR), EDITOR)  # type: ignore[arg-type]
    with pytest.raises(FocusMoved, match="Code"):
        check(Asked(Target("0x99", "foot")), EDITOR)  # type: ignore[arg-type]
    with pytest.raises(FocusMoved):
        check(Asked(None, None), EDITOR)  # type: ignore[arg-type]
