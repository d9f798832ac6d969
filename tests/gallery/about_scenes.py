"""The window that says what the app is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fake_backend import FakeBackend
from PySide6.QtWidgets import QWidget
from scene import AtOnce, Scene

from sayso.desktop.about.window import AboutWindow


def _window(folder: Path, search: str = "") -> AboutWindow:
    made = AboutWindow(FakeBackend(folder), AtOnce())
    made._search.setText(search)
    return made


def _searched(search: str) -> Callable[[Path], QWidget]:
    return lambda folder: _window(folder, search)


def _diagnosed(folder: Path) -> QWidget:
    made = _window(folder)
    made._diagnosed("## Sayso")
    return made


SCENES: tuple[Scene, ...] = (
    Scene("about", _searched("")),
    Scene("about-found", _searched("silero")),
    Scene("about-nothing-found", _searched("no such thing")),
    Scene("about-diagnosis-copied", _diagnosed),
)
