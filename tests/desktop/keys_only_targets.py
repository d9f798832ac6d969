"""Windows that take what is typed and nothing that is pasted."""

from __future__ import annotations

import subprocess
import sys

from targets import QtTarget

_QT = """
import json, sys
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QPlainTextEdit

def tell(**facts):
    sys.stdout.write(json.dumps(facts) + "\\n")
    sys.stdout.flush()

class Edit(QPlainTextEdit):
    def keyPressEvent(self, event):
        if not event.matches(QKeySequence.StandardKey.Paste):
            super().keyPressEvent(event)
    def focusInEvent(self, event):
        super().focusInEvent(event)
        tell(focused=True)

app = QApplication([sys.argv[1]])
edit = Edit()
edit.resize(500, 300)
edit.textChanged.connect(lambda: tell(text=edit.toPlainText()))
edit.show()
tell(window=int(edit.winId()))
app.exec()
"""


class KeysOnly(QtTarget):
    """Shift+Insert and Ctrl+V do nothing in it."""

    name = "Qt without paste"
    _class = "stubborn"

    def _open(self) -> None:
        program = [sys.executable, "-c", _QT, self._class]
        self._process = self.screen.start(program, stdout=subprocess.PIPE)
        output = self._process.stdout
        assert output is not None
        self._listen(lambda: self._hear(output))


class RemoteViewer(KeysOnly):
    """To the desktop it is a viewer of another machine's screen, which passes keys on."""

    name = "remote viewer"
    _class = "vncviewer"
