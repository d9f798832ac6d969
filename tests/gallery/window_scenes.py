"""The small window in its states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from fake_backend import DOWNLOAD, OFFERED, RECOGNISED, WHY
from PySide6.QtWidgets import QWidget
from scene import Scene
from values import fill

from sayso.core.events import Activity, Level, Notice
from sayso.core.health import Health
from sayso.desktop.shown import Shown
from sayso.desktop.window import Window

READY = Shown(health=Health.READY, engine="whisper", model="base.en", device="cpu")
SPOKEN = replace(
    READY,
    spoken="Dear Ada, thank you for the plans. I have read them twice, and I agree with every one.",
    spoken_in=1,
    standing=((1, "Dear Ada, thank you for the plans. "),),
)
LONG_NOTICE = Notice(
    Level.ERROR,
    "The microphone Built-in Audio Analogue Stereo went away in mid-dictation; check that it is"
    " plugged in and switched on, and dictate the rest again.",
)

_STATES = {
    "starting": Shown(),
    "downloading": replace(Shown(), loading=DOWNLOAD),
    "ready": SPOKEN,
    "listening": replace(SPOKEN, activity=Activity.LISTENING, meter=0.6, voice=True),
    "hands-free-without-a-trace": replace(
        READY,
        activity=Activity.LISTENING,
        hands_free=True,
        meter=0.4,
        leaves_no_trace=True,
        leaves_no_trace_here=True,
    ),
    "recognizing": replace(
        SPOKEN, activity=Activity.RECOGNIZING, waiting=3, waiting_seconds=21.4, latency=0.8
    ),
    "text-waits": replace(
        SPOKEN, waits="It can wait until Monday. ", why=Notice(Level.WARNING, WHY)
    ),
    "offer": replace(READY, offered=OFFERED),
    "offer-recognised": replace(READY, offered=RECOGNISED),
    "long-notice": replace(SPOKEN, notice=LONG_NOTICE),
    "taken-back": replace(SPOKEN, spoken="Dear Ada,", taken_back="thank you for the plans."),
    "everything-at-once": replace(
        SPOKEN,
        loading=DOWNLOAD,
        waits="It can wait until Monday. ",
        why=Notice(Level.WARNING, WHY),
        offered=OFFERED,
        notice=LONG_NOTICE,
    ),
}


def _window(state: Shown) -> Callable[[Path], QWidget]:
    def build(folder: Path) -> QWidget:
        window = Window(Shown())
        fill(window.lists)
        window.show_state(state)
        window.say_what_closing_does(quits=False)
        return window

    return build


SCENES = tuple(Scene(f"window-{name}", _window(state)) for name, state in _STATES.items())
