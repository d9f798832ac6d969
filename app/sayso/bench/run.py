"""One interleaved run of all measurements: each round measures everything once."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from sayso.bench.canned_model import bench_settings, make_model
from sayso.bench.dictation import RELEASE_AFTER_SECONDS, Dictating
from sayso.bench.floor import EngineFloor
from sayso.bench.main_thread import delays
from sayso.bench.report import Samples
from sayso.bench.speech import PAUSES, Spoken, long_dictation
from sayso.bench.startup import idle, running, virtual_display
from sayso.composition import machine
from sayso.control.app import App
from sayso.control.parts import Parts
from sayso.core.errors import DesktopError
from sayso.core.ports import RecognizeOptions, VoiceDetector
from sayso.core.speech import FRAME_SAMPLES
from sayso.pipeline.recognize.whisper import helpful_threads
from sayso.settings.schema import Settings

IDLE_SECONDS = 10.0
_OPTIONS = RecognizeOptions(language="en", beam_size=1)


def measure(rounds: int, tell: Callable[[str], None]) -> tuple[Samples, dict[str, Any]]:
    """All figures; ``tell`` is given a line before each long step. Raises SaysoError."""
    samples = Samples()
    model = make_model(tell)
    make_detector = machine.load_detection()
    speech = long_dictation(make_detector())
    threads = helpful_threads()
    floor = EngineFloor(model, threads=threads)
    settings = bench_settings(machine.load_settings().settings, model, threads)
    with tempfile.TemporaryDirectory(prefix="sayso-bench-") as home:

        def make_app(settings: Settings, parts: Parts) -> App:
            preferences = machine.preferences(settings, Path(home, "settings.toml"))
            return machine.make_app(preferences, parts, history=Path(home, "history"))

        parts = machine.parts(lambda: settings)
        dictating = Dictating(make_app, settings, parts, time.monotonic)
        try:
            dictating.start()
            dictating.await_loaded()
            # Once without counting: caches, clock speed and thread pools settle.
            floor.seconds(speech.samples, beam_size=1, clock=time.monotonic)
            dictating.whole_after_release(speech, _OPTIONS)
            for number in range(1, rounds + 1):
                tell(f"round {number} of {rounds}")
                _round(samples, floor, dictating, speech, make_detector())
                _start_once(samples, model, threads, Path(home), last=number == rounds)
        finally:
            dictating.close()
        tell("watching the main thread")
        _watch_main_thread(samples, model, speech)
    facts = {
        "model": model.name,
        "threads": threads,
        "rounds": rounds,
        "dictation_seconds": speech.seconds,
        "pauses": PAUSES,
        "release_after_speech_seconds": RELEASE_AFTER_SECONDS,
        "floor_tokens": floor.tokens,
    }
    return samples, facts


def _round(
    samples: Samples,
    floor: EngineFloor,
    dictating: Dictating,
    speech: Spoken,
    detector: VoiceDetector,
) -> None:
    samples.floor_seconds.append(floor.seconds(speech.samples, beam_size=1, clock=time.monotonic))
    samples.release_to_text_seconds.append(dictating.release_to_text(speech))
    samples.whole_after_release_seconds.append(dictating.whole_after_release(speech, _OPTIONS))
    frames = speech.samples[: len(speech.samples) // FRAME_SAMPLES * FRAME_SAMPLES]
    taken = []
    for frame in frames.reshape(-1, FRAME_SAMPLES):
        begun = time.perf_counter()
        detector.probability(frame)
        taken.append((time.perf_counter() - begun) * 1e6)
    samples.vad_microseconds_per_frame.append(float(np.median(taken)))


def _start_once(samples: Samples, model: Path, threads: int, home: Path, *, last: bool) -> None:
    """The app as a person starts it; the last time it is also watched while it idles."""
    chosen = {
        "SAYSO_ENGINE": "whisper",
        "SAYSO_MODEL": str(model),
        "SAYSO_DEVICE": "cpu",
        "SAYSO_COMPUTE_TYPE": "int8",
        "SAYSO_THREADS": str(threads),
    }
    try:
        with (
            _display() as environ,
            running({**environ, **chosen}, home, time.monotonic) as (started, process),
        ):
            samples.splash_seconds.append(started.splash)
            samples.ready_seconds.append(started.ready)
            if last:
                found = idle(process, IDLE_SECONDS, time.monotonic)
                samples.idle_cpu_percent.append(found.cpu_percent)
                samples.rss_mb.append(found.rss_mb)
    except DesktopError as error:
        if str(error) not in samples.notes:
            samples.notes.append(str(error))


def _watch_main_thread(samples: Samples, model: Path, speech: Spoken) -> None:
    try:
        with _display() as environ:
            samples.main_thread_delays.update(delays(environ, model, speech.samples))
    except DesktopError as error:
        if str(error) not in samples.notes:
            samples.notes.append(str(error))


@contextmanager
def _display() -> Iterator[Mapping[str, str]]:
    if machine.has_screen():
        yield os.environ
    else:
        with virtual_display(os.environ) as environ:
            yield environ
