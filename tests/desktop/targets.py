"""Windows that text is put into: Qt, GTK, xterm, Chromium. Each tells what it holds as it changes.

``with QtTarget(screen) as window: window.focus(); …; window.wait_for("text")``. Chromium takes two
seconds or so to start; the others half a second.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from screen import Screen, end, wait_for_x
from Xlib import X
from Xlib.ext import xfixes

START_SECONDS = 60.0


class Target:
    """A window under test. What it holds comes in from outside, by `_changed`.

    window: its X11 id. changed_at: time.monotonic() of the last change, as heard here.
    """

    name = ""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.window = 0
        self.changed_at = 0.0
        self._text = ""
        self._focused = False
        self._condition = threading.Condition()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        try:
            self._open()
            self._wait(lambda: self.window != 0, START_SECONDS, "to show its window")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def text(self) -> str:
        """All that it holds, as far as it has told."""
        with self._condition:
            return self._text

    def wait_until(self, fits: Callable[[str], bool], seconds: float = 10.0) -> str:
        """The text, as soon as it fits. Raises TimeoutError that says how far it came."""
        self._wait(lambda: fits(self._text), seconds, "to hold the text")
        return self.text()

    def wait_for(self, text: str, seconds: float = 10.0) -> None:
        """Until it holds exactly ``text``."""
        self.wait_until(lambda held: held == text, seconds)

    def focus(self) -> None:
        """Bring it to the front and wait until it has the keyboard."""
        window = str(self.window)
        self.screen.xdotool("windowactivate", "--sync", window)
        self._wait(lambda: self._focused, 10.0, "to get the keyboard")

    def close(self) -> None:
        for thread in self._threads:
            thread.join(10)

    def _open(self) -> None:
        raise AssertionError("each target opens its own window")

    def _wait(self, until: Callable[[], bool], seconds: float, what: str) -> None:
        with self._condition:
            if not self._condition.wait_for(until, seconds):
                held = f"{len(self._text)} characters: {self._text[:80]!r}…{self._text[-80:]!r}"
                raise TimeoutError(f"{self.name} took too long {what}; it holds {held}")

    def _changed(
        self, text: str | None = None, *, window: int = 0, focused: bool | None = None
    ) -> None:
        with self._condition:
            if text is not None:
                self._text = text
                self.changed_at = time.monotonic()
            if window:
                self.window = window
            if focused is not None:
                self._focused = focused
            self._condition.notify_all()

    def _listen(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name=self.name, daemon=True)
        self._threads.append(thread)
        thread.start()


_QT = """
import json, sys
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QPlainTextEdit

def tell(**facts):
    sys.stdout.write(json.dumps(facts) + "\\n")
    sys.stdout.flush()

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            tell(focused=event.type() == QEvent.Type.FocusIn)
        return False

app = QApplication(["target"])
edit = QPlainTextEdit()
edit.setUndoRedoEnabled(False)
edit.setWindowTitle("Qt target")
edit.resize(500, 300)
edit.textChanged.connect(lambda: tell(text=edit.toPlainText()))
watch = Watch()
edit.installEventFilter(watch)
edit.show()
tell(window=int(edit.winId()))
app.exec()
"""


class QtTarget(Target):
    """A QPlainTextEdit in a process of its own."""

    name = "Qt"
    _process: subprocess.Popen[bytes] | None = None

    def _open(self) -> None:
        self._process = self.screen.start([sys.executable, "-c", _QT], stdout=subprocess.PIPE)
        output = self._process.stdout
        assert output is not None
        self._listen(lambda: self._hear(output))

    def _hear(self, output: IO[bytes]) -> None:
        for line in output:
            self._changed(**json.loads(line))

    def close(self) -> None:
        if self._process is not None:
            self._process.terminate()
        super().close()
        if self._process is not None:
            end(self._process)


_GTK = """
import json, sys
import gi
gi.require_version("Gtk", "3.0")
gi.require_version("GdkX11", "3.0")
from gi.repository import Gdk, GdkX11, GLib, Gtk

def tell(**facts):
    sys.stdout.write(json.dumps(facts) + "\\n")
    sys.stdout.flush()

GLib.set_prgname("gtk-target")
Gdk.set_program_class("Gtk-target")
window = Gtk.Window(title="GTK target")
window.set_default_size(500, 300)
if sys.argv[1] == "entry":
    edit = held = Gtk.Entry()
    text = held.get_text
else:
    edit = Gtk.TextView()
    held = edit.get_buffer()
    text = lambda: held.get_property("text")
held.connect("changed", lambda *_: tell(text=text()))
edit.connect("focus-in-event", lambda *_: tell(focused=True))
edit.connect("focus-out-event", lambda *_: tell(focused=False))
window.add(edit)
window.show_all()
tell(window=window.get_window().get_xid())
Gtk.main()
"""


class GtkTarget(QtTarget):
    """A Gtk.TextView (GTK 3) in a process of its own, run by the system's Python, which has gi."""

    name = "GTK"
    _widget = "text"

    def _open(self) -> None:
        command = ["/usr/bin/python3", "-c", _GTK, self._widget]
        self._process = self.screen.start(command, stdout=subprocess.PIPE)
        output = self._process.stdout
        assert output is not None
        self._listen(lambda: self._hear(output))


class GtkEntryTarget(GtkTarget):
    """A Gtk.Entry: one line, whose whole text is selected when it gets the keyboard by a key."""

    name = "GTK entry"
    _widget = "entry"


_TERMINAL = """
import os, socket, sys, tty
tty.setraw(0)
link = socket.socket(socket.AF_UNIX)
link.connect(sys.argv[1])
link.sendall(os.environ["WINDOWID"].encode() + b"\\n")
while data := os.read(0, 65536):
    link.sendall(data)
"""


class XtermTarget(Target):
    """An xterm whose program takes every byte as it comes."""

    name = "xterm"
    _process: subprocess.Popen[bytes] | None = None
    _server: socket.socket | None = None

    def _open(self) -> None:
        path = self.screen.runtime / f"xterm-{id(self):x}"
        path.unlink(missing_ok=True)  # of one that is gone, whose place in memory this one has
        self._server = server = socket.socket(socket.AF_UNIX)
        server.bind(str(path))
        server.listen()
        self._listen(lambda: self._hear(server))
        program = [sys.executable, "-c", _TERMINAL, str(path)]
        self._process = self.screen.start(["xterm", "-title", "xterm target", "-e", *program])

    def _hear(self, server: socket.socket) -> None:
        try:
            link, _ = server.accept()
        except OSError:  # closed before it came
            return
        with link, link.makefile("rb", buffering=0) as lines:
            self._changed(window=int(lines.readline()))
            held = b""
            while data := lines.read(65536):
                held += data
                self._changed(held.decode(errors="replace"))

    def focus(self) -> None:
        """Keys go where the X server's focus is; xterm itself says only when that changes."""
        display = self.screen.connect()
        try:
            window = display.create_resource_object("window", self.window)
            window.change_attributes(event_mask=X.FocusChangeMask)
            display.sync()
            self.screen.xdotool("windowactivate", "--sync", str(self.window))
            wait_for_x(display, lambda: display.get_input_focus().focus == window, 10.0)
        finally:
            display.close()

    def close(self) -> None:
        if self._process is not None:
            end(self._process)
        if self._server is not None:
            try:
                self._server.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # nobody came; accept ends by the close
            self._server.close()
        super().close()


_PAGE = b"""<!doctype html><meta charset=utf-8><title>web target</title>
<textarea autofocus style="width:90vw;height:80vh"></textarea>
<script>
const area = document.querySelector("textarea");
let order = 0;
const tell = () => fetch("/held", {method: "POST", body: JSON.stringify({order: ++order,
  text: area.value, focused: document.hasFocus() && document.activeElement === area})});
area.addEventListener("input", tell);
area.addEventListener("focus", tell);
area.addEventListener("blur", tell);
window.addEventListener("focus", () => area.focus());
addEventListener("load", tell);
</script>"""


class ChromiumTarget(Target):
    """A textarea in Chromium, which reports to a server of this process on the loopback."""

    name = "Chromium"
    _flags: tuple[str, ...] = ()
    _process: subprocess.Popen[bytes] | None = None
    _server: ThreadingHTTPServer | None = None
    _order = 0
    _loaded = False

    def _open(self) -> None:
        self._server = server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._listen(lambda: server.serve_forever(0.05))
        profile = self.screen.home / f"chromium-{id(self):x}"
        self._process = self.screen.start(
            [
                "chromium",
                *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update"),
                *("--disable-sync", "--disable-dev-shm-usage", "--password-store=basic"),
                f"--user-data-dir={profile}",
                *self._flags,
                f"--app=http://127.0.0.1:{server.server_port}/",
            ]
        )
        self._wait(lambda: self._loaded, START_SECONDS, "to load its page")
        found = self.screen.xdotool("search", "--sync", "--onlyvisible", "--name", "web target")
        self._changed(window=int(found.split()[0]))

    def _hear(self, report: dict[str, object]) -> None:
        with self._condition:
            order = int(str(report["order"]))
            if order <= self._order:
                return  # requests may overtake each other
            self._order = order
            self._loaded = True
            text = str(report["text"])
            self._changed(
                text if text != self._text else None,
                focused=bool(report["focused"]),
            )

    def _page(self, path: str) -> bytes:
        return _PAGE if path == "/" else b""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hear, page = self._hear, self._page

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(page(self.path))

            def do_POST(self) -> None:
                hear(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self._answer(b"")

            def _answer(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def close(self) -> None:
        if self._process is not None:
            end(self._process)
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        super().close()


_OWNER = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

app = QGuiApplication(["owner"])
for selection, files in json.loads(sys.argv[1]).items():
    data = QMimeData()
    for kind, path in files.items():
        data.setData(kind, Path(path).read_bytes())
    mode = QClipboard.Mode.Clipboard if selection == "clipboard" else QClipboard.Mode.Selection
    app.clipboard().setMimeData(data, mode)
app.processEvents()
sys.stdout.write("ready\\n")
sys.stdout.flush()
app.exec()
"""


class ClipboardOwner:
    """A program that owns ``{"clipboard": {"text/html": b"…"}, "primary": {…}}``, through Qt."""

    def __init__(self, screen: Screen, content: dict[str, dict[str, bytes]]) -> None:
        self._screen = screen
        self._content = content

    def __enter__(self) -> Self:
        files: dict[str, dict[str, str]] = {}
        for selection, kinds in self._content.items():
            for number, (kind, data) in enumerate(kinds.items()):
                path = self._screen.home / f"owned-{selection}-{number}"
                path.write_bytes(data)
                files.setdefault(selection, {})[kind] = str(path)
        command = [sys.executable, "-c", _OWNER, json.dumps(files)]
        self.process = self._screen.start(command, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        if self.process.stdout.readline() != b"ready\n":
            raise RuntimeError("the clipboard's owner did not start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        end(self.process)


def clipboard(screen: Screen, selection: str, target: str) -> bytes | None:
    """What ``selection`` (``clipboard``, ``primary``) holds, by a reader that is not ours (xclip).

    None where there is nothing of that kind.
    """
    try:
        return screen.run("xclip", "-selection", selection, "-t", target, "-o", seconds=10)
    except subprocess.CalledProcessError:
        return None


def forms(screen: Screen, selection: str) -> dict[str, bytes | None]:
    """Everything that ``selection`` holds, by target."""
    listed = (clipboard(screen, selection, "TARGETS") or b"").decode().split()
    control = {"TARGETS", "MULTIPLE", "TIMESTAMP", "SAVE_TARGETS", "DELETE"}
    return {name: clipboard(screen, selection, name) for name in listed if name not in control}


def set_clipboard(screen: Screen, selection: str, text: str) -> None:
    """By xclip, which offers it until somebody else takes the selection or the screen goes."""
    path = Path(screen.home) / f"set-{selection}"
    path.write_text(text)
    display = screen.connect()
    try:
        display.xfixes_query_version()
        atom = display.get_atom(selection.upper())
        display.xfixes_select_selection_input(
            display.screen().root, atom, xfixes.XFixesSetSelectionOwnerNotifyMask
        )
        before = display.get_selection_owner(atom)
        screen.start(["xclip", "-quiet", "-selection", selection, "-i", str(path)])
        wait_for_x(display, lambda: display.get_selection_owner(atom) != before, 10.0)
    finally:
        display.close()
