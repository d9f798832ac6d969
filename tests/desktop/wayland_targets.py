"""Windows on a Wayland desktop that text is put into: foot, Qt, GTK and Chromium.

Used as those of `targets`. Each has the keyboard when its ``focus`` returns, since sway gives it to
every new window.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import IO

import targets
from screen import end
from sway_screen import SwayScreen
from targets import Target

SYSTEM_PYTHON = "/usr/bin/python3"
"""Debian's python3-gi belongs to it."""


def has_gtk() -> bool:
    check = [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Gtk', '3.0')"]
    try:
        return subprocess.run(check, check=False, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


class WaylandTarget(Target):
    """``screen`` is a `SwayScreen`. window: sway's con_id."""

    screen: SwayScreen  # type: ignore[assignment]
    _process: subprocess.Popen[bytes] | None = None

    def focus(self) -> None:
        self._wait(lambda: self._focused, 10.0, "to get the keyboard")

    def stop(self, signal: int) -> None:
        """Send its process a signal."""
        assert self._process is not None
        self._process.send_signal(signal)

    def close(self) -> None:
        if self._process is not None:
            end(self._process)
        super().close()

    def _start_program(self, python: str, program: str, env: dict[str, str]) -> None:
        def start() -> subprocess.Popen[bytes]:
            process = self.screen.start([python, "-c", program], stdout=subprocess.PIPE, env=env)
            output = process.stdout
            assert output is not None
            self._listen(lambda: self._hear_lines(output))
            return process

        self._start_and_find(start)

    def _hear_lines(self, output: IO[bytes]) -> None:
        for line in output:
            self._changed(**json.loads(line))

    def _start_and_find(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        """sway is listened to before the program starts, so that its coming is not missed."""
        watch = ["swaymsg", "--raw", "--monitor", "--type", "subscribe", '["window"]']
        events = self.screen.start(watch, stdout=subprocess.PIPE)
        try:
            self._process = start()
            for line in events.stdout or ():
                event = json.loads(line)
                if event["change"] == "focus" and event["container"]["pid"]:
                    self._changed(window=event["container"]["id"])
                    break
        finally:
            end(events)


class WaylandQt(WaylandTarget):
    name = "Qt"

    def _open(self) -> None:
        # As the one for X11, but without the number of an X11 window.
        program = targets._QT.replace("tell(window=int(edit.winId()))", "")
        self._start_program(sys.executable, program, self.screen.env)


_PASSWORD = """
import json, sys
from PySide6.QtWidgets import QApplication, QLineEdit

app = QApplication(["target"])
edit = QLineEdit()
edit.setEchoMode(QLineEdit.EchoMode.Password)
edit.textChanged.connect(lambda text: print(json.dumps({"text": text}), flush=True))
app.focusChanged.connect(
    lambda _, now: print(json.dumps({"focused": now is edit}), flush=True))
edit.show()
app.exec()
"""


class PasswordTarget(WaylandTarget):
    """A field of Qt's that shows dots."""

    name = "password"

    def _open(self) -> None:
        self._start_program(sys.executable, _PASSWORD, self.screen.env)


_GTK = """
import json, sys
import gi
gi.require_version("Gtk", "3.0")
from gi.repository import Gtk

def tell(**facts):
    sys.stdout.write(json.dumps(facts) + "\\n")
    sys.stdout.flush()

window = Gtk.Window(title="GTK target")
view = Gtk.TextView()
buffer = view.get_buffer()
buffer.connect("changed", lambda b: tell(
    text=b.get_text(b.get_start_iter(), b.get_end_iter(), True)))
view.connect("focus-in-event", lambda *_: tell(focused=True))
view.connect("focus-out-event", lambda *_: tell(focused=False))
window.add(view)
window.set_default_size(500, 300)
window.show_all()
view.grab_focus()
Gtk.main()
"""


class GtkTarget(WaylandTarget):
    name = "GTK"

    def _open(self) -> None:
        env = self.screen.env | {"GDK_BACKEND": "wayland", "NO_AT_BRIDGE": "1"}
        self._start_program(SYSTEM_PYTHON, _GTK, env)


class FootTarget(WaylandTarget):
    """A terminal whose program takes every byte as it comes, and shows nothing of it."""

    name = "foot"
    _echo = "-echo"

    def _open(self) -> None:
        folder = tempfile.mkdtemp(prefix="foot-", dir=self.screen.env["XDG_RUNTIME_DIR"])
        path = Path(folder, "typed")
        os.mkfifo(path, 0o600)
        # Open for both, or opening would wait for foot and the end would come before the start.
        self._pipe = os.open(path, os.O_RDWR)
        self._listen(self._hear)
        script = f"stty raw {self._echo}; printf ready > {path}; exec cat > {path}"
        self._start_and_find(lambda: self.screen.start(["foot", "sh", "-c", script]))

    def _hear(self) -> None:
        held = b""
        while not held.endswith(b"\0"):
            held += os.read(self._pipe, 65536)
            _, ready, typed = held.partition(b"ready")
            self._changed(typed.decode(errors="replace"), focused=bool(ready))

    def close(self) -> None:
        if self._process is not None:
            end(self._process)
        os.write(self._pipe, b"\0")
        super().close()
        os.close(self._pipe)


class EchoingFoot(FootTarget):
    """What is typed is shown, so that the cursor moves, of which foot tells the compositor."""

    name = "foot, echoing"
    _echo = "echo"


class WaylandChromium(targets.ChromiumTarget):
    """With Chromium's own support for Wayland's text input, which it keeps behind a flag."""

    screen: SwayScreen  # type: ignore[assignment]

    def _open(self) -> None:
        self._server = server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._listen(lambda: server.serve_forever(0.05))
        # New each time: Chromium waits for whoever seems to use its folder already.
        profile = tempfile.mkdtemp(prefix="chromium-", dir=self.screen.env["HOME"])
        self._process = self.screen.start(
            [
                "chromium",
                *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update"),
                *("--disable-sync", "--disable-dev-shm-usage", "--password-store=basic"),
                *("--ozone-platform=wayland", "--enable-wayland-ime"),
                f"--user-data-dir={profile}",
                f"--app=http://127.0.0.1:{server.server_port}/",
            ]
        )
        self._wait(lambda: self._loaded, targets.START_SECONDS, "to load its page")
        self._changed(window=1)

    def focus(self) -> None:
        self._wait(lambda: self._focused, 10.0, "to get the keyboard")
