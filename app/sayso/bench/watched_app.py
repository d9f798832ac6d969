"""``python -m sayso.bench.watched_app MODEL SPEECH``: the desktop app loads, downloads and speaks,
and a probe in it watches the main thread from the splash on. Prints the delays, as JSON.

The whole app as it is started from a menu, with three stand-ins: a recording for the microphone, a
list for the window that the text goes into, and no key. Nothing is imported here that the app
imports later.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.composition.desktop import prepare
from sayso.desktop import application
from sayso.desktop.loop_probe import LoopProbe

if TYPE_CHECKING:
    from sayso.control.app import App
    from sayso.core.events import Event
    from sayso.core.speech import Samples
    from sayso.desktop.session import Session

DOWNLOADED = "tiny"
"""What the hub on loopback serves is called; it is the model that is there already."""

_SECONDS_AT_MOST = 150.0


class Watched:
    """One run: load, download another model and load that, dictate; each step begins the next."""

    def __init__(self, model: Path, speech: Path) -> None:
        self._model = model
        self._speech_file = speech
        self._speech: Samples | None = None
        self._app: App | None = None
        self._probe: LoopProbe | None = None
        self._session: Session | None = None
        self._phases = iter(("download", "dictation", ""))
        self.delays: dict[str, list[float]] = {}

    def prepare(self) -> None:
        """What is not the app's is done here, too, and so beside the main thread."""
        prepare()
        import numpy as np

        from sayso.bench import canned_model, dictation
        from sayso.pipeline.recognize.whisper import helpful_threads

        del canned_model, dictation, helpful_threads
        self._speech = np.load(self._speech_file)

    def make_backend(self) -> App:
        from dataclasses import replace

        from sayso.bench.canned_model import bench_settings
        from sayso.bench.dictation import Held
        from sayso.composition import machine
        from sayso.control.no_hotkey import NoHotkey
        from sayso.pipeline.recognize.whisper import helpful_threads
        from sayso.pipeline.type_out.printing import Printing

        speech = self._speech
        assert speech is not None
        settings = bench_settings(machine.load_settings().settings, self._model, helpful_threads())
        preferences = machine.preferences(settings)
        parts = replace(
            machine.parts(lambda: preferences.settings),
            microphone=lambda name: Held(speech, self._release),
            microphones=list,
            prepare=lambda: None,
            hotkey=lambda *_: NoHotkey(""),
            undo_key=lambda *_: NoHotkey(""),
            inserter=lambda still: Printing(lambda text: None),
        )
        self._app = machine.make_app(preferences, parts)
        return self._app

    def begun(self, session: Session) -> None:
        self._session = session
        session.told.connect(self._heard)

    def reached(self, milestone: str) -> None:
        """``ready`` comes after the load, and after the download."""
        if milestone == "splash":  # what comes now, the person sees
            self._probe = LoopProbe(time.monotonic)
            self._probe.enter("load")
        elif milestone == "ready":
            self._next()

    def _heard(self, event: Event) -> None:
        from sayso.core.events import DictationEnded

        if isinstance(event, DictationEnded):
            self._next()

    def _next(self) -> None:
        from sayso.control.commands import Command
        from sayso.desktop.lists import Kind

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
        from sayso.control.commands import Command

        assert self._app is not None
        self._app.command(Command.STOP)


def main(model: Path, speech: Path) -> int:
    """The exit code."""
    watched = Watched(model, speech)
    # Whoever started this process sees that it prints nothing.
    late = threading.Timer(_SECONDS_AT_MOST, os._exit, (1,))
    late.daemon = True
    late.start()
    code = application.run(
        watched.make_backend,
        check_display=lambda: None,
        clock=time.monotonic,
        prepare=watched.prepare,
        reached=watched.reached,
        begun=watched.begun,
    )
    late.cancel()
    if not watched.delays:
        return 1
    sys.stdout.write(json.dumps(watched.delays) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
