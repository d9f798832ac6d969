"""Accessibility on a private screen, and windows with several kinds of fields in them.

``with AtSpiBus(screen):`` runs what D-Bus would start in a session: at-spi2-core's launcher, which
runs the accessibility bus and its registry.

The windows (`QtFields`, `GtkFields`, `ChromiumFields`) have a text, a line and a password, each set
by `put`, with the caret where it is wanted.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self

from screen import Screen, end
from targets import ChromiumTarget, QtTarget, Target

from sayso.pipeline.type_out.dbus.connection import Bus, BusError

LAUNCHER = "/usr/libexec/at-spi-bus-launcher"

START_SECONDS = 20.0

_A11Y = ("org.a11y.Bus", "/org/a11y/bus")


class AtSpiBus:
    """As D-Bus activation makes it. address: of the accessibility bus."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self.address = ""

    def __enter__(self) -> Self:
        self._process = self._screen.start([LAUNCHER, "--launch-immediately"])
        self._session = Bus(self._screen.env["DBUS_SESSION_BUS_ADDRESS"], time.monotonic)
        try:
            # Activation waits for the launcher that runs already, if it was the quicker one.
            (self.address,) = self._session.call(
                *_A11Y, "org.a11y.Bus", "GetAddress", seconds=START_SECONDS
            )
        except BusError:
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

    def enable(self, on: bool) -> None:
        """What a screen reader, or the person's settings, switch on."""
        self._session.call(
            *_A11Y,
            "org.freedesktop.DBus.Properties",
            "Set",
            "ssv",
            "org.a11y.Status",
            "IsEnabled",
            ("b", on),
            seconds=START_SECONDS,
        )

    def close(self) -> None:
        self._session.close()
        end(self._process)


class Fields(Target):
    """A window whose fields are ``text`` (several lines), ``line`` and ``password``.

    `text` tells what the field holds that was last `put`.
    """

    _done = 0
    _asked = 0

    def put(self, field: str, text: str, caret: int | None = None, selected: int = 0) -> None:
        """Give the field the keyboard and the text, and put the caret (at the end, or after so many
        characters), with so many characters selected before it. Waits until it is so."""
        self._asked += 1
        caret = len(text) if caret is None else caret
        self._tell(
            {
                "number": self._asked,
                "field": field,
                "text": text,
                # Where Qt and the web count: in UTF-16. GTK counts as Python does.
                "from": len(text[: caret - selected].encode("utf-16-le")) // 2,
                "to": len(text[:caret].encode("utf-16-le")) // 2,
                "from_character": caret - selected,
                "to_character": caret,
            }
        )
        self._wait(lambda: self._done >= self._asked, 20.0, "to take the text")
        self.wait_for(text)

    def _tell(self, wanted: dict[str, Any]) -> None:
        raise AssertionError("each window is told in its own way")

    def _heard(self, done: int) -> None:
        with self._condition:
            self._done = max(self._done, done)
            self._condition.notify_all()


class _ByPipe(Fields, QtTarget):
    """Told by its standard input, tells by its standard output."""

    _program: tuple[str, ...] = ()
    _extra: tuple[tuple[str, str], ...] = ()

    def _open(self) -> None:
        self._process = self.screen.start(
            self._program,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self.screen.env | dict(self._extra),
        )
        output = self._process.stdout
        assert output is not None
        self._listen(lambda: self._hear(output))

    def _changed(self, *arguments: Any, done: int = 0, **facts: Any) -> None:
        super()._changed(*arguments, **facts)
        self._heard(done)

    def _tell(self, wanted: dict[str, Any]) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(wanted).encode() + b"\n")
        self._process.stdin.flush()


_QT = """
import json, os, sys
from PySide6.QtCore import QEvent, QObject, QSocketNotifier
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

def tell(**facts):
    sys.stdout.write(json.dumps(facts) + "\\n")
    sys.stdout.flush()

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            tell(focused=event.type() == QEvent.Type.FocusIn)
        return False

app = QApplication(["fields"])
window = QWidget()
window.setWindowTitle("Qt fields")
window.resize(500, 300)
layout = QVBoxLayout(window)
fields = {"text": QPlainTextEdit(), "line": QLineEdit(), "password": QLineEdit()}
fields["password"].setEchoMode(QLineEdit.EchoMode.Password)
watch = Watch()
current = "text"
def changed(name):
    if name == current:
        edit = fields[name]
        tell(text=edit.toPlainText() if name == "text" else edit.text())
for name, edit in fields.items():
    layout.addWidget(edit)
    edit.installEventFilter(watch)
    edit.textChanged.connect(lambda *_, name=name: changed(name))
def do(line):
    global current
    wanted = json.loads(line)
    current = wanted["field"]
    edit = fields[current]
    edit.setFocus()
    if current == "text":
        edit.setPlainText(wanted["text"])
        cursor = edit.textCursor()
        cursor.setPosition(wanted["from"])
        cursor.setPosition(wanted["to"], QTextCursor.MoveMode.KeepAnchor)
        edit.setTextCursor(cursor)
    else:
        edit.setText(wanted["text"])
        edit.setCursorPosition(wanted["to"])
        if wanted["from"] != wanted["to"]:
            edit.setSelection(wanted["from"], wanted["to"] - wanted["from"])
    changed(current)
    tell(done=wanted["number"])
read = b""
def ready():
    global read
    read += os.read(0, 1 << 20)
    *lines, read = read.split(b"\\n")
    for line in lines:
        do(line)
notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
notifier.activated.connect(ready)
window.show()
tell(window=int(window.winId()))
app.exec()
"""


class QtFields(_ByPipe):
    name = "Qt"
    _program = (sys.executable, "-c", _QT)


class QtFieldsAlwaysOn(QtFields):
    """It speaks to the accessibility bus whether anybody listens or not."""

    _extra = (("QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "1"),)


_GTK = """
import json, os, sys
import gi
gi.require_version("Gtk", "3.0")
gi.require_version("GdkX11", "3.0")
from gi.repository import GdkX11, GLib, Gtk

def tell(**facts):
    sys.stdout.write(json.dumps(facts) + "\\n")
    sys.stdout.flush()

window = Gtk.Window(title="GTK fields")
window.set_default_size(500, 300)
box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
window.add(box)
fields = {"text": Gtk.TextView(wrap_mode=Gtk.WrapMode.WORD_CHAR), "line": Gtk.Entry(),
          "password": Gtk.Entry(visibility=False)}
current = "text"
def held(name):
    edit = fields[name]
    return edit.get_buffer().get_property("text") if name == "text" else edit.get_text()
def changed(name):
    if name == current:
        tell(text=held(name))
for name, edit in fields.items():
    if name == "text":
        scrolled = Gtk.ScrolledWindow()
        scrolled.add(edit)
        box.pack_start(scrolled, True, True, 0)
    else:
        box.pack_start(edit, False, False, 0)
    source = edit.get_buffer() if name == "text" else edit
    source.connect("changed", lambda *_, name=name: changed(name))
    edit.connect("focus-in-event", lambda *_: tell(focused=True))
    edit.connect("focus-out-event", lambda *_: tell(focused=False))
def do(line):
    global current
    wanted = json.loads(line)
    current = wanted["field"]
    edit = fields[current]
    edit.grab_focus()
    if current == "text":
        buffer = edit.get_buffer()
        buffer.set_text(wanted["text"])
        buffer.select_range(buffer.get_iter_at_offset(wanted["to_character"]),
                            buffer.get_iter_at_offset(wanted["from_character"]))
    else:
        edit.set_text(wanted["text"])
        edit.select_region(wanted["from_character"], wanted["to_character"])
    changed(current)
    tell(done=wanted["number"])
read = b""
def ready(*_):
    global read
    data = os.read(0, 1 << 20)
    read += data
    *lines, read = read.split(b"\\n")
    for line in lines:
        do(line)
    return bool(data)
GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, ready)
window.show_all()
tell(window=window.get_window().get_xid())
Gtk.main()
"""


class GtkFields(_ByPipe):
    name = "GTK"
    _program = ("/usr/bin/python3", "-c", _GTK)


_PAGE = b"""<!doctype html><meta charset=utf-8><title>web target</title>
<textarea id=text autofocus style="width:90vw;height:60vh"></textarea>
<p><input id=line></p><p><input id=password type=password></p>
<div id=rich contenteditable style="white-space:pre-wrap"></div>
<p id=prose>Some other words with <a href="#">a link</a>.</p>
<script>
let order = 0, current = document.getElementById("text");
const held = (field) => field.value ?? [...field.children].map((p) => p.textContent).join("\\n");
const fill = (field, text, from, to) => {
  field.focus();
  if (field.value !== undefined) {
    field.value = text;
    field.setSelectionRange(from, to);
    return;
  }
  const paragraph = (line) => {
    const p = document.createElement("p");
    p.textContent = line;
    return p;
  };
  field.replaceChildren(...text.split("\\n").map(paragraph));
  getSelection().selectAllChildren(field.lastChild);
  getSelection().collapseToEnd();
};
const tell = (done) => fetch("/held", {method: "POST", body: JSON.stringify({order: ++order,
  done: done || 0, text: held(current),
  focused: document.hasFocus() && document.activeElement === current})});
for (const field of document.querySelectorAll("input, textarea, #rich"))
  for (const what of ["input", "focus", "blur"])
    field.addEventListener(what, () => tell());
window.addEventListener("focus", () => current.focus());
addEventListener("load", () => {
  tell();
  const orders = new EventSource("/do");
  orders.onmessage = (message) => {
    const wanted = JSON.parse(message.data);
    current = document.getElementById(wanted.field);
    fill(current, wanted.text, wanted.from, wanted.to);
    tell(wanted.number);
  };
});
</script>"""


class ChromiumFields(Fields, ChromiumTarget):
    """A page in Chromium, which is told and tells by a server of this process. One more field:
    ``rich``, of paragraphs, where the caret is always put at the end."""

    _flags = ("--force-renderer-accessibility",)

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._wanted: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._listens = threading.Event()

    def _open(self) -> None:
        super()._open()
        self._wait(self._listens.is_set, 20.0, "to listen")

    def _page(self, path: str) -> bytes:
        return _PAGE if path == "/" else b""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        base, wanted, listens = super()._handler(), self._wanted, self._now_listens

        class Handler(base):  # type: ignore[misc, valid-type]
            timeout = 2  # for connections that the browser makes in advance, and leaves idle

            def do_GET(self) -> None:
                if self.path != "/do":
                    super().do_GET()
                    return
                # One request for all that it is told: each has a thread, which tests look for.
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                listens()
                while (order := wanted.get()) is not None:
                    self.wfile.write(b"data: " + json.dumps(order).encode() + b"\n\n")

        return Handler

    def _now_listens(self) -> None:
        with self._condition:
            self._listens.set()
            self._condition.notify_all()

    def close(self) -> None:
        self._wanted.put(None)
        super().close()

    def _hear(self, report: dict[str, Any]) -> None:
        super()._hear(report)
        self._heard(int(report["done"]))

    def _tell(self, wanted: dict[str, Any]) -> None:
        self._wanted.put(wanted)
