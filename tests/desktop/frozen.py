"""A program whose main thread asks the X server all the time, in calls of Qt's, while another one
presses keys with the server held.

``frozen.py N`` prints ``typed N`` and ends. With any further argument the main thread is not made
to stand still, and the program freezes, and the screen with it: that is what the test is against.
"""

from __future__ import annotations

import sys
import threading
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from sayso.core.ports import alone
from sayso.desktop.stillness import Stillness
from sayso.pipeline.type_out.x11.guarded import GuardedKeys
from sayso.pipeline.type_out.x11.thread import SelectionThread


def main(times: int) -> None:
    app = QApplication(["frozen"])
    edit = QPlainTextEdit()
    edit.show()
    asking = QTimer()
    asking.timeout.connect(lambda: [QCursor.pos() for _ in range(20)])
    asking.start(0)
    still = Stillness() if len(sys.argv) < 3 else alone
    thread = SelectionThread(time.monotonic, still=still)

    def press() -> None:
        for _ in range(times):
            thread.call(lambda it: GuardedKeys(it, time.monotonic, lambda: False).send(None, _look))
        print(f"typed {times}", flush=True)
        thread.close()
        QTimer.singleShot(0, app, app.quit)

    QTimer.singleShot(500, lambda: threading.Thread(target=press, daemon=True).start())
    app.exec()


def _look(_: object) -> None:
    """As long as a chord takes."""


if __name__ == "__main__":
    main(int(sys.argv[1]))
