"""The real field that takes a key, in a window: prints what it captures, line by line."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from sayso.desktop.first_run.key_capture import KeyCapture


def main() -> None:
    app = QApplication(sys.argv)
    window = QWidget()
    capture = KeyCapture("linux", "right_ctrl")
    QVBoxLayout(window).addWidget(capture)

    def say(*words: str) -> None:
        print(*words, flush=True)

    def captured(hotkey: str) -> None:
        say("captured", hotkey)
        capture.record()

    capture.captured.connect(captured)
    capture.refused.connect(lambda sentence: say("refused"))

    def focused(state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            capture.setFocus()
            capture.record()
            say("ready")

    app.applicationStateChanged.connect(focused)
    window.show()
    app.exec()


if __name__ == "__main__":
    main()
