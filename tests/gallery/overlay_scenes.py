"""The pill in each state, with a plain window for a stage: it is painted by the same code."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget
from scene import Scene

from sayso.core.events import (
    Activity,
    DictationEnded,
    Event,
    Level,
    Notice,
    SpeechLevel,
    TextInserted,
    UtteranceRecognized,
)
from sayso.core.health import Health
from sayso.core.speech import Transcript, Utterance
from sayso.core.spot import Spot
from sayso.desktop.aside import Aside
from sayso.desktop.overlay.overlay import Overlay
from sayso.desktop.overlay.pill_window import PillWindow
from sayso.desktop.shown import Shown, after
from sayso.settings.schema import Look

_HERE = Shown(health=Health.READY, engine="whisper", model="base.en", device="cpu")
_LISTENING = replace(_HERE, activity=Activity.LISTENING)
_HANDS_FREE = replace(_LISTENING, hands_free=True)
_RECOGNIZING = replace(_HERE, activity=Activity.RECOGNIZING)
_WORDS = (
    "Thank you for the report. I have read it with my colleagues, and we agree with most of it;"
    " what is missing is the table of last year's costs."
)
_LONG = (
    "Das Mikrofon „USB-Konferenzmikrofon mit Rauschunterdrückung“ liefert seit zwei Sekunden keinen"
    " Ton mehr. Prüfen Sie das Kabel, oder wählen Sie in den Einstellungen ein anderes Mikrofon;"
    " was bis dahin gesprochen wurde, ist im Verlauf erhalten und kann dort noch einmal erkannt"
    " werden."
)

_COPIED = "The text could not be typed. The text is on the clipboard: paste it where it belongs."
_NO_MICROPHONE = (
    "No microphone was found; plug one in, or switch it on in the system's sound settings."
)
_TAKEN = "Another program took the clipboard at the same moment; copy the text from Sayso's window."


class _Stage:
    """A `Stage` that shows the pill where the gallery wants it."""

    asks = False

    def __init__(self, paint: Callable[[QPainter], None]) -> None:
        self.window = PillWindow(paint)

    def widest(self, look: Look, spot: Spot) -> float:
        return 1200.0

    def show(self, size: QSize, look: Look, spot: Spot) -> None:
        self.window.setFixedSize(size)

    def update_part(self, part: QRectF) -> None:
        self.window.update()

    def hide(self) -> None: ...

    def tell(self, words: str) -> None:
        self.window.setAccessibleName(words)

    def announce(self, words: str) -> None: ...

    def close(self) -> None: ...


class _Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _said(text: str) -> UtteranceRecognized:
    return UtteranceRecognized(Utterance.__new__(Utterance), Transcript.__new__(Transcript), text)


def _scene(
    name: str,
    *states: Shown | Event,
    seconds: float = 7.0,
    words: str = "",
    look: Look = Look(),  # noqa: B008  frozen
) -> Scene:
    def build(folder: Path) -> QWidget:
        time = _Time()
        stages: list[_Stage] = []

        def stage(paint: Callable[[QPainter], None]) -> _Stage:
            stages.append(_Stage(paint))
            return stages[0]

        overlay = Overlay(look, lambda caret: Spot(), Aside(), clock=time, stage=stage)
        shown = Shown()
        for state in states:
            if isinstance(state, Shown):
                shown = replace(state, spoken=words)
            else:
                shown = after(shown, state) if isinstance(state, Notice) else shown
            overlay.show_state(shown)
            if not isinstance(state, Shown):
                overlay.happened(state)
            elif words and state.activity is Activity.LISTENING:
                overlay.happened(_said(words))
            time.now += seconds
            for frame in range(64):
                loud = 0.1 * abs(math.sin(frame / 5.0)) * abs(math.sin(frame / 1.7)) + 0.0005
                overlay.happened(SpeechLevel(loud, 1.0))
        stages[0].window.setProperty("overlay", overlay)  # it is to live as long
        return stages[0].window

    return Scene(f"overlay-{name}", build, lambda widget: widget.property("overlay").close())


SCENES = (
    _scene("listening", _LISTENING),
    _scene("listening-preview", _LISTENING, words=_WORDS),
    _scene("listening-still", _LISTENING, look=Look(reduce_motion="yes")),
    _scene("listening-no-trace", replace(_LISTENING, leaves_no_trace=True), seconds=754.0),
    _scene("listening-loading", replace(_LISTENING, health=Health.STARTING)),
    _scene("hands-free", _HANDS_FREE, words=_WORDS[:60]),
    _scene(
        "listening-warning",
        _LISTENING,
        Notice(
            Level.WARNING,
            "The microphone USB PnP gives no sound; check that it is plugged in and switched on, or"
            " choose another as `sayso devices` lists them.",
        ),
        words=_WORDS,
    ),
    _scene("recognising", _LISTENING, _RECOGNIZING, words=_WORDS),
    _scene("recognising-short", _LISTENING, _RECOGNIZING),
    _scene("recognising-backlog", replace(_RECOGNIZING, waiting=3, waiting_seconds=41.0)),
    _scene("waiting-for-model", replace(_RECOGNIZING, health=Health.STARTING)),
    _scene("waiting-for-window", replace(_RECOGNIZING, waits="It can wait.")),
    _scene("inserted", _LISTENING, TextInserted(1, _WORDS, "keys", True), _HERE, words=_WORDS),
    _scene("copied", _LISTENING, TextInserted(1, "Hello", "copy", False, copied=True), _HERE),
    _scene("discarded", _LISTENING, DictationEnded(1, True), _HERE),
    _scene("nothing-heard", _LISTENING, _HERE),
    _scene("information", _LISTENING, Notice(Level.INFO, _COPIED), _HERE),
    _scene("error", _HERE, Notice(Level.ERROR, _NO_MICROPHONE)),
    _scene("error-long", _HERE, Notice(Level.ERROR, _LONG)),
    _scene("warning", _HERE, Notice(Level.WARNING, _TAKEN)),
)
