"""``python -m sayso.bench.watched_app MODEL``: the desktop app loads, downloads and dictates, and a
probe in it watches the main thread. Prints the delays, as JSON.

The whole app as it is started from a menu, with three stand-ins: a recording for the microphone, a
list for the window that the text goes into, and no key.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from sayso.bench.canned_model import bench_settings
from sayso.bench.dictation import Held
from sayso.bench.speech import long_dictation
from sayso.composition import machine
from sayso.control.app import App
from sayso.control.commands import Command
from sayso.control.no_hotkey import NoHotkey
from sayso.core.errors import SaysoError
from sayso.core.events import DictationEnded, Event
from sayso.desktop import application
from sayso.desktop.lists import Kind
from sayso.desktop.loop_probe import LoopProbe
from sayso.desktop.session import Session
from sayso.pipeline.recognize.whisper import helpful_threads
from sayso.pipeline.type_out.printing import Printing

DOWNLOADED = "tiny"
"""What the hub on loopback serves is called; it is the model that is there already."""

_SECONDS_AT_MOST = 150.0


class Watched:
    """One run: load, download another model and load that, dictate; each step begins the next."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._speech = long_dictation(machine.load_detection()())
        self._app: App | None = None
        self._probe: LoopProbe | None = None
        self._session: Session | None = None
        self._phases = iter(("download", "dictation", ""))
        self.delays: dict[str, list[float]] = {}

    def make_backend(self) -> App:
        settings = bench_settings(machine.load_settings().settings, self._model, helpful_threads())
        parts = replace(
            machine.parts(lambda: settings),
            microphone=lambda name: Held(self._speech.samples, self._release),
            microphones=list,
            prepare=lambda: None,
            hotkey=lambda *_: NoHotkey(""),
            undo_key=lambda *_: NoHotkey(""),
            inserter=lambda *_: Printing(lambda text: None),
        )
        self._app = machine.make_app(machine.preferences(settings), parts)
        self._probe = LoopProbe(time.monotonic)
        self._probe.enter("load")
        return self._app

    def begun(self, session: Session) -> None:
        self._session = session
        session.come_forward()  # with the window there, more is drawn
        session.told.connect(self._heard)

    def reached(self, milestone: str) -> None:
        """``ready`` comes after the load, and after the download."""
        if milestone == "ready":
            self._next()

    def _heard(self, event: Event) -> None:
        if isinstance(event, DictationEnded):
            self._next()

    def _next(self) -> None:
        assert self._app is not None
        assert self._session is not None
        assert self._probe is not None
        phase = next(self._phases)
        self._probe.enter(phase)
        if phase == "download":
            self._session.pick(Kind.RECOGNIZER, DOWNLOADED)
        elif phase == "dictation":
            self._app.command(Command.START)
        else:
            self._probe.close()
            self.delays = self._probe.delays
            self._session.quit()

    def _release(self) -> None:
        assert self._app is not None
        self._app.command(Command.STOP)


def main(model: Path, say: Callable[[str], object] = sys.stdout.write) -> int:
    """Raises SaysoError."""
    watched = Watched(model)
    late = threading.Timer(_SECONDS_AT_MOST, partial(_give_up, watched))
    late.daemon = True
    late.start()
    code = application.run(
        watched.make_backend,
        check_display=lambda: None,
        clock=time.monotonic,
        reached=watched.reached,
        begun=watched.begun,
    )
    late.cancel()
    if not watched.delays:
        raise SaysoError("The watched app ended before it had dictated; see its log.")
    say(json.dumps(watched.delays) + "\n")
    return code


def _give_up(watched: Watched) -> None:
    """Whoever started this process sees that it prints nothing."""
    import os

    del watched
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
