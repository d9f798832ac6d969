"""An hour of speech in one dictation, faster than anybody speaks: does the memory stay flat?"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sayso.archive.history import History
from sayso.bench.apart import Apart
from sayso.bench.canned_model import bench_settings, make_model
from sayso.bench.hour_report import Hour, Minute
from sayso.bench.speech import one_utterance, silence
from sayso.composition import machine
from sayso.control.commands import Command
from sayso.control.no_hotkey import NoHotkey
from sayso.core.errors import SaysoError
from sayso.core.events import BacklogChanged, DictationEnded, Event, UtteranceRecognized
from sayso.core.ports import AudioSource
from sayso.core.state import State
from sayso.pipeline.capture.audio_file import AudioFileSource
from sayso.pipeline.recognize.whisper import helpful_threads
from sayso.pipeline.type_out.printing import Printing
from sayso.settings.schema import Settings

SECONDS = 3600.0
PACE = 10.0

_SENTENCE_SECONDS = 5.0
_SENTENCES = 4
_BREATH_SECONDS = 0.15
_PAUSE_SECONDS = 1.5
"""Utterances of 20 s: an engine that works on windows of 30 s keeps up with ten times the pace, if
they are full."""

_ROUND_SECONDS = _SENTENCES * (_SENTENCE_SECONDS + _BREATH_SECONDS) + _PAUSE_SECONDS

_LOOKS = 6
"""In a minute of speech; the highest counts, for an engine takes memory and gives it back."""

_BEHIND_SECONDS = 120.0
"""After the last word, for what still waits."""


class Progress(NamedTuple):
    """recognised: utterances, as long as they came in order."""

    recognised: int
    waiting_seconds: float
    ended: bool


class Latched:
    """An app that dictates hands-free. Its methods are asked for by `Apart`."""

    def __init__(self, settings: Settings, history: Path, times: int, pace: float) -> None:
        detector = machine.load_detection()
        sentence = one_utterance(detector(), _SENTENCE_SECONDS).samples
        sound = np.concatenate(
            [*(sentence, silence(_BREATH_SECONDS)) * _SENTENCES, silence(_PAUSE_SECONDS)]
        )
        self._sound = partial(AudioFileSource, sound, pace=pace, times=times, name="bench")
        parts = replace(
            machine.parts(lambda: settings),
            microphone=self._microphone,
            prepare=lambda: None,
            hotkey=lambda failed: NoHotkey(""),
            undo_key=lambda failed: NoHotkey(""),
            inserter=lambda still: Printing(lambda text: None),
        )
        self._app = machine.make_app(machine.preferences(settings), parts, history=history)
        self._lock = threading.Lock()
        self._recognised = 0
        self._waiting = 0.0
        self._ended = False

    def begin(self) -> None:
        """Raises SaysoError."""
        self._app.start(self._publish)
        self._app.load(lambda progress: None)
        self._app.command(Command.START)

    def progress(self) -> Progress:
        with self._lock:
            return Progress(self._recognised, self._waiting, self._ended)

    def close(self) -> None:
        self._app.close()

    def _microphone(self, name: str) -> AudioSource:
        return self._sound()

    def _publish(self, event: Event) -> None:
        with self._lock:
            match event:
                case UtteranceRecognized(utterance) if utterance.number == self._recognised:
                    self._recognised += 1
                case BacklogChanged(seconds=seconds):
                    self._waiting = seconds
                case DictationEnded():
                    self._ended = True


def measure(tell: Callable[[str], None], *, seconds: float = SECONDS, pace: float = PACE) -> Hour:
    """Takes ``seconds / pace``. Raises SaysoError."""
    times = max(1, round(seconds / _ROUND_SECONDS))
    model = make_model(tell)
    settings = bench_settings(machine.load_settings().settings, model, helpful_threads())
    with tempfile.TemporaryDirectory(prefix="sayso-bench-") as home:
        history = Path(home, "history")
        with Apart(Latched, settings, history, times, pace) as apart:
            apart.ask("begin")
            minutes = _watch(apart, tell, times, pace)
            recognised = apart.ask("progress").recognised
        texts = _kept(history)
        recorded = sum(file.stat().st_size for file in (history / "recordings").iterdir())
    return Hour(
        minutes=tuple(minutes),
        seconds=times * _ROUND_SECONDS,
        pace=pace,
        spoken=times,
        recognised=recognised,
        kept=texts,
        recorded_mb=recorded / 1e6,
        model=model.name,
    )


def _watch(apart: Apart, tell: Callable[[str], None], times: int, pace: float) -> list[Minute]:
    begun = time.monotonic()
    minutes: list[Minute] = []
    look = threading.Event()
    last = times * _ROUND_SECONDS / pace + _BEHIND_SECONDS
    while time.monotonic() - begun < last:
        app = engine = 0.0
        for part in range(1, _LOOKS + 1):
            due = begun + (len(minutes) + part / _LOOKS) * 60 / pace
            look.wait(max(0.0, due - time.monotonic()))
            now = apart.resident_apart_mb()
            app, engine = max(app, now[0]), max(engine, now[1])
        progress: Progress = apart.ask("progress")
        if progress.ended:
            return minutes
        minutes.append(Minute(len(minutes) + 1, app, engine, progress.waiting_seconds))
        if len(minutes) % 10 == 0:
            tell(f"minute {len(minutes)}: {app + engine:.0f} MB")
    raise SaysoError("The hour did not end; see bench.log, and measure again.")


def _kept(folder: Path) -> int:
    history = History(folder, now=machine.now)
    try:
        items = history.items()
    finally:
        history.close()
    return sum(item.state is State.INSERTED and bool(item.text) for item in items)
