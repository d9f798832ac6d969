"""The splash in its states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from fake_backend import DOWNLOAD
from PySide6.QtWidgets import QWidget
from scene import Scene

from sayso.core.events import LoadProgress
from sayso.desktop.splash import Splash

_DETECTION = (LoadProgress("Voice detection"), LoadProgress("Voice detection", "", 1, 1, ""))

_READING = LoadProgress("Reading the model", "model.bin", 95e6, 145e6, "bytes")

_STEPS = {
    "voice-detection": _DETECTION[:1],
    "downloading": (*_DETECTION, replace(DOWNLOAD, detail="small · file 2 of 5")),
    "reading-the-model": (_DETECTION[0], _READING),
    "warming-up": (*_DETECTION, _READING, LoadProgress("Warming up", "small", 1, 3, "passes")),
}
"""What is told, in order."""


def _starting(folder: Path) -> QWidget:
    splash = Splash()
    splash.appear()
    return splash


def _steps(steps: Sequence[LoadProgress]) -> Callable[[Path], QWidget]:
    def build(folder: Path) -> QWidget:
        splash = Splash()
        splash.appear()
        for progress in steps:
            splash.show_progress(progress)
        return splash

    return build


def _failed(folder: Path) -> QWidget:
    splash = Splash()
    splash.appear()
    splash.say(
        "No Whisper model is in use, so the built-in starter listens: it is rough, and knows only"
        " English. For far better text choose a model in the menu."
    )
    return splash


SCENES = (
    Scene("splash-starting", _starting),
    *(Scene(f"splash-{name}", _steps(steps)) for name, steps in _STEPS.items()),
    Scene("splash-sentence", _failed),
)
