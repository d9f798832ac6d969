"""Twenty switches by clicks in the tray's menu, while somebody speaks without end: the words stand
in the window whole, once and in order. Everything is the real thing: app, microphone, engines,
window, and the menu on the session bus.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle

import psutil
from panel import Panel
from rig import SECONDS, TINY_WHISPER, Clip, Rig
from spoken_app import silence
from targets import QtTarget

from sayso.pipeline.capture.audio_file import read_audio

SWITCHES = 20
PAUSE = silence(0.9)
CLIPS = [Clip.named(name) for name in ("hello-world", "good-morning-world", "close-the-file")]
"""In turn: what was said before leaves a trace in voice detection, and so in where the next begins,
which so small a model may hear."""


@contextmanager
def _talking(rig: Rig, said: list[str]) -> Iterator[None]:
    """Clip after clip, at the pace of speech, until the end of the block."""
    hushed = threading.Event()

    def talk() -> None:
        for clip in cycle(CLIPS):
            if hushed.is_set():
                return
            said.append(clip.words)
            for sound in (PAUSE, read_audio(clip.audio)):
                rig.sound.play_samples(sound)

    thread = threading.Thread(target=talk, name="talker")
    thread.start()
    try:
        yield
    finally:
        hushed.set()
        thread.join()


def test_twenty_switches_by_the_menu_lose_no_word() -> None:
    said: list[str] = []
    engines: dict[int, psutil.Process] = {}
    with Rig() as rig, QtTarget(rig.screen) as window:
        # In the file: what a variable sets, no menu can change.
        file = rig.home / "config" / "settings.toml"
        file.parent.mkdir(parents=True)
        file.write_text('[recognition]\nmodel = "ear"\nlanguage = "en"\n')
        for name in ("ear", "spare"):
            shutil.copytree(TINY_WHISPER, rig.home / "data" / "models" / name)
        panel = Panel(rig.screen)
        panel.start_panel()
        rig.start()
        panel.await_item()
        window.focus()
        rig.tap()
        rig.wait(lambda status: bool(status["hands_free"]))
        most = 0
        with _talking(rig, said):
            for number in range(SWITCHES):
                name = ("spare", "ear")[number % 2]
                if number % 4 == 1:
                    already = window.text()
                    window.wait_until(lambda text, already=already: text != already)
                panel.click("_Engine and model", f"Whisper {name} …")

                def serves(status: dict[str, object], name: str = name) -> bool:
                    nonlocal most
                    there = {engine.pid: engine for engine in rig.engines()}
                    engines.update(there)
                    most = max(most, len(there))
                    is_it = status["model"] == name and status["health"] in ("ready", "busy")
                    return is_it and len(there) == 1

                rig.wait(serves)
        rig.tap()
        status = rig.wait_for_state("idle")
        window.wait_for("".join(f"{words} " for words in said))
        assert (status["model"], status["message"]) == ("ear", "")
        assert not list((rig.home / "data").glob("kept/*"))
        [last] = rig.engines()
        psutil.wait_procs([it for pid, it in engines.items() if pid != last.pid], SECONDS)
        assert [it.pid for it in engines.values() if it.is_running()] == [last.pid]
        assert len(engines) == SWITCHES + 1
        assert most <= 2
        print(f"\n{SWITCHES} switches by the menu, {len(said)} utterances, at most {most} engines")
