"""Loads, recognises and unloads, round after round, and prints what the app and its children take.

Run as a program, so that no test's memory is counted: MODEL ROUNDS. The app is the real one, with
a recording for its microphone; it loads with the key's going down and unloads after each dictation.
A line of JSON: ``before``, ``loaded`` and ``after``, in MB, ``tracker``, ``text`` and ``seconds``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import psutil
from rig import Clip
from spoken_app import SpokenApp, engine_processes, settings, silence

from sayso.archive.recording import Recording
from sayso.bench.memory import resident_mb
from sayso.core.events import UtteranceRecognized
from sayso.core.health import Health
from sayso.pipeline.capture.audio_file import read_audio

CLIP = Clip.named("hello-world-testing")


def main(model: str, rounds: int) -> None:
    process = psutil.Process()
    sound = read_audio(CLIP.audio)
    wanted = settings(
        model=model, loading_strategy="lazy", model_ttl_seconds=0.0, warm_up="minimal"
    )
    loaded: list[float] = []
    after: list[float] = []
    seconds: list[float] = []
    texts: list[str] = []
    with SpokenApp(wanted) as app:
        # With voice detection in memory, which stays: nothing is known of a model yet.
        app.dictate(silence(1.0))
        app.load()  # which is lazy: what it loads is the first dictation's
        app.app._looking_back.join()
        _know_how_to_record()
        before = _taken(process)

        def watch(event: object) -> None:
            if isinstance(event, UtteranceRecognized):
                loaded.append(_taken(process))

        app.watch = watch
        for _ in range(rounds):
            begun = time.monotonic()
            texts.append(app.dictate(sound))
            app.wait_for(Health.UNLOADED)
            psutil.wait_procs(engine_processes(), 60.0)
            after.append(_taken(process))
            seconds.append(time.monotonic() - begun)
            with app.changed:
                del app.events[:-1]  # which hold what was said
    print(
        json.dumps(
            {
                "tracker": resident_mb(process) - _taken(process),
                "before": before,
                "loaded": loaded,
                "after": after,
                "seconds": seconds,
                "text": sorted(set(texts)),
            }
        )
    )


def _know_how_to_record() -> None:
    """What an encoder brings along stays; a silence is over before the recorder begins with it."""
    with tempfile.TemporaryDirectory() as folder:
        recording = Recording(Path(folder, "silence.flac"))
        recording.write(silence(1.0))
        recording.close()


def _taken(process: psutil.Process) -> float:
    """In MB, by the app and its engines. Not by multiprocessing's own helper, a bare Python that
    comes with the first child that an app starts, and stays as long as the app: that is told apart.
    """
    return sum(_rss(each) for each in [process, *engine_processes()]) / 1e6


def _rss(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:  # ended since it was looked for
        return 0


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
