"""Run as a program: the overlay alone, told on standard input what happens, a line each.

``listen``, ``loud``, ``recognize``, ``idle``, ``error SENTENCE``, ``quit``. After each it answers
with a line of JSON: where its window is and whether it has the focus; null where there is no
window. Arguments: the setting ``overlay``, and the caret as ``x,y,width,height`` if there is one.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from sayso.core.events import Activity, Level, Notice, SpeechLevel
from sayso.core.health import Health
from sayso.core.spot import Rect, Spot
from sayso.desktop.aside import Aside
from sayso.desktop.overlay.overlay import Overlay
from sayso.desktop.overlay.stages import WindowStage
from sayso.desktop.shown import Shown
from sayso.settings.schema import Look

_READY = Shown(health=Health.READY)
_ACTIVITIES = {
    "listen": Activity.LISTENING,
    "recognize": Activity.RECOGNIZING,
    "idle": Activity.IDLE,
}


def main() -> None:
    app = QApplication(["sayso"])
    app.setDesktopFileName("sayso")
    app.setQuitOnLastWindowClosed(False)
    caret = Rect(*map(int, sys.argv[2].split(","))) if len(sys.argv) > 2 else None
    aside = Aside()
    look = Look(overlay=sys.argv[1], reduce_motion="no")
    overlay = Overlay(look, lambda wanted: Spot(caret if wanted else None), aside)
    overlay.unavailable.connect(lambda sentence: print(json.dumps({"told": sentence}), flush=True))

    def answer() -> None:
        stage = overlay.stage
        window = stage.window if isinstance(stage, WindowStage) else None
        told = None
        if window is not None and window.isVisible():
            told = {"place": window.geometry().getRect(), "focus": window.isActiveWindow()}
        print(json.dumps(told), flush=True)

    def hear() -> None:
        word, _, rest = sys.stdin.readline().strip().partition(" ")
        match word:
            case "loud":
                for _ in range(48):
                    overlay.happened(SpeechLevel(0.1, 1.0))
            case "error":
                overlay.happened(Notice(Level.ERROR, rest))
            case "" | "quit":
                overlay.close()
                aside.close()
                app.quit()
                return
            case _:
                overlay.show_state(replace(_READY, activity=_ACTIVITIES[word]))
        QTimer.singleShot(60 if caret else 0, answer)  # the caret is asked for on a thread

    notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
    notifier.activated.connect(hear)
    app.exec()


if __name__ == "__main__":
    main()
