"""The window that says what the app is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fake_backend import FakeBackend
from PySide6.QtWidgets import QWidget
from scene import Scene

from sayso.desktop.about.window import AboutWindow
from sayso.desktop.aside import Aside


def _window(folder: Path, search: str = "") -> AboutWindow:
    made = AboutWindow(FakeBackend(folder), Aside())
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
