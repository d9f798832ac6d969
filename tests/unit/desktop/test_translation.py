from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sayso.desktop import translation
from sayso.desktop.wording import translate


@pytest.fixture(autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    yield
    translation.install("en")


@pytest.mark.parametrize(
    ("setting", "system", "language"),
    [
        ("de", ["en-GB"], "de"),
        ("en", ["de-DE"], "en"),
        ("auto", ["de-AT", "en"], "de"),
        ("auto", ["fr-FR", "de"], "de"),
        ("auto", ["en-US", "de"], "en"),
        ("auto", ["de_CH"], "de"),
        ("auto", ["sv-SE"], "en"),
        ("auto", [], "en"),
    ],
)
def test_which_language(setting: str, system: list[str], language: str) -> None:
    assert translation.chosen(setting, system) == language


def test_german() -> None:
    assert translation.install("de") == translation.language() == "de"
    assert translate("Sayso", "Ready") == "Bereit"
    assert QLocale().language() is QLocale.Language.German
    assert QLocale().toString(1.5, "f", 1) == "1,5"


def test_texts_of_qt_itself() -> None:
    translation.install("de")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_english_again() -> None:
    translation.install("de")
    assert translation.install("en") == "en"
    assert translate("Sayso", "Ready") == "Ready"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_windows_are_told(qtbot: QtBot) -> None:
    class Watch(QObject):
        told = 0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            self.told += event.type() is QEvent.Type.LanguageChange
            return False

    window, watch = QWidget(), Watch()
    qtbot.addWidget(window)
    window.installEventFilter(watch)
    translation.install("de")
    qtbot.waitUntil(lambda: watch.told > 0)


def test_direction(qapp: QApplication) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    translation.install("de")
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_without_a_file_it_is_english(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert translation.install("de", tmp_path) == "en"
    assert "sayso_de" in caplog.text
    assert translate("Sayso", "Ready") == "Ready"
