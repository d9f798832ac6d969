"""Typed into a viewer of another machine's screen, text arrives exactly in the windows there."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import pytest
from desk import Desk
from screen import Screen, end, wait_for_x
from targets import GtkTarget, QtTarget, Target, XtermTarget, clipboard, set_clipboard

TEXTS = {
    "us": "Say: 'Hello', <world> & {more} ~ 100% \\ | Yes; \"no\" - x_y. ",
    "de": "Größe: Café, à la carte, Crêpe `x` ^ ÁÉ [a] {b} @ € ß? ",
    "es": "¿Qué pasó mañana? Él comió pingüino, ÁÉÍÓÚ; ¡así! `x` ^ [a] @ € ",
}
"""By layout, which both machines have."""

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xtigervnc") and shutil.which("xtigervncviewer")),
    reason="needs tigervnc-standalone-server and tigervnc-viewer",
)


class RemoteScreen(Screen):
    """Another machine: a VNC server's screen, without a window manager. Nothing listens on the
    network: its socket is a file.

    python-xlib is not for it: one process of that cannot speak to two kinds of servers.
    """

    def _start_window_manager(self) -> None:
        """Instead of Xvfb's, which is ended; windows get the keyboard by `give_keyboard`."""
        end(self.servers[0])
        self.socket = str(self.runtime / "vnc")
        server = ["Xtigervnc", "-geometry", "800x500", "-depth", "24", "-SecurityTypes", "None"]
        listen = ["-rfbport", "0", "-rfbunixpath", self.socket, "-nolisten", "tcp", "-noreset"]
        self.display = ":" + self._start_and_read([*server, *listen, "-displayfd"], "{}")
        self.env["DISPLAY"] = self.display

    def give_keyboard(self, window: Target) -> None:
        self.xdotool("windowfocus", "--sync", str(window.window))


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture(scope="module")
def remote() -> Iterator[RemoteScreen]:
    with RemoteScreen() as remote:
        yield remote


@pytest.fixture(scope="module")
def viewer(screen: Screen, remote: RemoteScreen) -> Iterator[subprocess.Popen[bytes]]:
    viewer = screen.start(["xtigervncviewer", "-SecurityTypes=None", remote.socket])
    window = screen.xdotool("search", "--sync", "--onlyvisible", "--name", "TigerVNC").split()[0]
    display = screen.connect()
    try:
        screen.xdotool("windowactivate", "--sync", window)
        wait_for_x(display, lambda: display.get_input_focus().focus.id == int(window), 10.0)
    finally:
        display.close()
    yield viewer
    end(viewer)


@pytest.mark.parametrize("kind", [QtTarget, GtkTarget, XtermTarget])
def test_a_text_arrives_on_the_other_machine(
    screen: Screen,
    remote: RemoteScreen,
    viewer: subprocess.Popen[bytes],
    kind: type[Target],
) -> None:
    set_clipboard(screen, "clipboard", "copied before")
    with kind(remote) as window, Desk(screen) as desk:
        remote.give_keyboard(window)
        expected = ""
        for layout, text in TEXTS.items():
            for one in (screen, remote):
                one.run("setxkbmap", layout)
            target = desk.begin()
            assert target is not None
            assert target.process == viewer.pid
            desk.deliver(text)
            assert desk.inserted is not None
            assert "key" in desk.inserted.way
            expected += text
            window.wait_for(expected)
    assert clipboard(screen, "clipboard", "UTF8_STRING") == b"copied before"
