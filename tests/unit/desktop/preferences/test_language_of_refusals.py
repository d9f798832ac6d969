"""Why something is refused is told in the language of the windows, whoever says it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_backend import FakeBackend
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sayso.control import chord
from sayso.core.errors import SettingsError
from sayso.core.events import TrialEnded
from sayso.desktop import translation
from sayso.desktop.aside import Aside
from sayso.desktop.preferences.at_login import AtLogin
from sayso.desktop.preferences.key import Key
from sayso.desktop.preferences.microphone import MicrophonePick


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    translation.install("de")
    yield
    translation.install("en")


def test_a_microphone_that_fails(qtbot: QtBot, backend: FakeBackend) -> None:
    pick = MicrophonePick(backend.trial)
    qtbot.addWidget(pick.widget)
    told: list[str] = []
    pick.refused.connect(told.append)
    pick.button.setChecked(True)
    pick.happened(TrialEnded("Sayso is ending."))
    assert told == ["Sayso wird beendet."]


def test_a_key_that_can_be_none(qtbot: QtBot, backend: FakeBackend) -> None:
    key = Key("hotkey", backend.keys)
    qtbot.addWidget(key.widget)
    told: list[str] = []
    key.refused.connect(told.append)
    key.capture.record()
    qtbot.keyClick(key.capture, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    with pytest.raises(SettingsError) as english:
        chord.parse("shift+a", backend.keys.default)
    assert len(told) == 1
    assert told != [str(english.value)]


def test_a_start_at_login_that_cannot_be_had(
    qtbot: QtBot, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> bool:
        raise SettingsError("This cannot be read here.")

    monkeypatch.setattr(backend.autostart, "enabled", broken)
    monkeypatch.setattr("sayso.desktop.preferences.at_login.said", str.upper)
    aside = Aside()
    row = AtLogin(backend.autostart, aside)
    qtbot.addWidget(row)
    row.ask()
    qtbot.waitUntil(lambda: row.refusal.text() == "⚠ THIS CANNOT BE READ HERE.")
    aside.close()
