"""`sayso demo`: the real pipeline, with a recording for a microphone and no window."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sayso import paths
from sayso.composition import machine
from sayso.control.commands import Command
from sayso.control.no_hotkey import NoHotkey
from sayso.control.parts import Parts
from sayso.core.events import DictationEnded, Event, LoadProgress
from sayso.core.ports import Publish
from sayso.settings.schema import History, Settings


def run_demo(
    settings: Settings,
    publish: Publish,
    *,
    speech: Path | None = None,
    report: Callable[[LoadProgress], None] = lambda progress: None,
) -> None:
    """The whole pipeline on a recording in the microphone's place, at real pace; blocks to its end.

    No screen, no microphone; the texts are published and go nowhere. Raises ModelError,
    AudioFileError.
    """
    from sayso.pipeline.capture.audio_file import AudioFileSource
    from sayso.pipeline.type_out.printing import Printing

    recording = AudioFileSource(speech or paths.resource("speech", "demo.flac"))
    stand_ins = Parts(
        microphone=lambda name: recording,
        microphones=lambda: [(recording.name, True)],
        recognizer=lambda key, restarted: machine.make_recognizer(key, settings, restarted),
        network=machine.make_network,
        hardware=machine.hardware,
        pressure=lambda cards: machine.pressure(cards=cards),
        fetch=lambda name: machine.make_fetch(name, settings),
        prepare=lambda: None,
        hotkey=lambda failed: NoHotkey("The demonstration needs no key."),
        undo_key=lambda failed: NoHotkey("The demonstration needs no key."),
        inserter=lambda still: Printing(lambda text: None),
        clock=time.monotonic,
        local_time=machine.now,
    )
    ended = threading.Event()

    def watch(event: Event) -> None:
        publish(event)
        if isinstance(event, DictationEnded):
            ended.set()

    # A demonstration is nothing that its viewer has said.
    preferences = machine.preferences(replace(settings, history=History(leave_no_trace=True)))
    app = machine.make_app(preferences, stand_ins)
    app.start(watch)
    try:
        app.load(report)
        app.command(Command.START)
        ended.wait()
    finally:
        app.close()
