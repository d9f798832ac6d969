"""The settings window: each page, and what a search shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fake_backend import FakeBackend
from PySide6.QtWidgets import QApplication, QWidget
from scene import AtOnce, Scene

from sayso.core.events import TrialLevel
from sayso.desktop.preferences.fields import NumberBox
from sayso.desktop.preferences.microphone import MicrophonePick
from sayso.desktop.preferences.pages import Page
from sayso.desktop.preferences.window import PreferencesWindow

_CHANGED = {
    "tap_seconds": 0.5,
    "typing": "paste",
    "audio_days": 30.0,
    "sounds": False,
    "typing_for": "firefox=keys, keepassxc=never",
}


def _window(folder: Path) -> PreferencesWindow:
    backend = FakeBackend(folder)
    backend.preferences.change(_CHANGED)
    backend.preferences.fixed = {"device": "SAYSO_DEVICE"}
    window = PreferencesWindow(backend, AtOnce())
    backend.publish = window.happened
    return window


def _complete(window: PreferencesWindow) -> None:
    while not window.content.is_complete:
        window.content.make_some()


def _page(page: Page) -> Callable[[Path], QWidget]:
    def build(folder: Path) -> QWidget:
        window = _window(folder)
        window.show_page(page)
        _complete(window)
        return window

    return build


def _found(text: str) -> Callable[[Path], QWidget]:
    def build(folder: Path) -> QWidget:
        window = _window(folder)
        window.search.setFocus()
        window.search.setText(text)
        _complete(window)
        return window

    return build


def _changed(folder: Path) -> QWidget:
    window = _window(folder)
    _complete(window)
    row = window.content.row("tap_seconds")
    assert row is not None
    row.control.entered.emit({"tap_seconds": 0.8})
    return window


def _refused(folder: Path) -> QWidget:
    window = _window(folder)
    _complete(window)
    row = window.content.row("tap_seconds")
    assert row is not None
    box = row.control.focus
    assert isinstance(box, NumberBox)
    box.field.setText("20")
    box.settle()
    return window


def _tried(folder: Path) -> QWidget:
    window = _window(folder)
    window.show_page(Page.MICROPHONE)
    row = window.content.row("microphone")
    assert row is not None
    assert isinstance(row.control, MicrophonePick)
    row.control.button.setChecked(True)
    window.happened(TrialLevel(0.1, 0.9, heard=True))
    return window


def _imported(folder: Path) -> QWidget:
    window = _window(folder)
    _complete(window)
    file = folder / "other.toml"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text("[trigger]\ntap_seconds = 0.2\nspeed = 3\n", encoding="utf-8")
    window.changes.import_from(file)
    QApplication.sendPostedEvents()
    return window


SCENES = (
    *(Scene(f"settings-{page.value}", _page(page)) for page in Page),
    Scene("settings-search", _found("sound")),
    Scene("settings-search-nothing", _found("espresso")),
    Scene("settings-changed", _changed),
    Scene("settings-refused", _refused),
    Scene("settings-microphone-tried", _tried),
    Scene("settings-imported", _imported),
)
