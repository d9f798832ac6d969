"""What is made of the settings."""

from __future__ import annotations

import pytest

from sayso.composition import machine
from sayso.control.no_hotkey import NoHotkey
from sayso.core.errors import HotkeyError, SettingsError
from sayso.core.ports import HotkeySource
from sayso.pipeline.recognize.host import HostedRecognizer
from sayso.platforms.session import Session
from sayso.residency.model import ModelKey
from sayso.settings.schema import Settings, Trigger
from sayso.settings.store import with_values


@pytest.fixture(autouse=True)
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "session", lambda: Session.NONE)


def test_what_is_made_goes_by_the_settings_as_they_are_then() -> None:
    now = Settings()
    parts = machine.parts(lambda: now)
    recognizer = parts.recognizer(ModelKey("starter", "en-us"), lambda reason: None)
    assert isinstance(recognizer, HostedRecognizer)
    assert recognizer._timeout() == 60.0
    now = with_values(
        now, {"recognition_timeout_seconds": 5.0, "undo_hotkey": "auto", "hotkey": "ctrl+alt+z"}
    )
    assert recognizer._timeout() == 5.0
    with pytest.raises(SettingsError, match="the key that you dictate with"):
        parts.undo_key(lambda error: None)
    recognizer.close()


def test_a_fault_that_no_range_can_tell_costs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYSO_TYPING_FOR", "firefox=magic")
    monkeypatch.setenv("SAYSO_HOTKEY", "q")
    loaded = machine.load_settings()
    assert loaded.settings == Settings()
    assert [complaint.endswith("is used in its place.") for complaint in loaded.complaints] == [
        True,
        True,
    ]
    preferences = machine.preferences(loaded.settings)
    assert preferences.fixed == {"typing_for": "SAYSO_TYPING_FOR", "hotkey": "SAYSO_HOTKEY"}


def undo_key(hotkey: str, undo_hotkey: str) -> HotkeySource:
    failures: list[HotkeyError] = []
    source = machine.make_undo_key(Trigger(hotkey=hotkey, undo_hotkey=undo_hotkey), failures.append)
    assert failures == []
    return source


@pytest.mark.parametrize(
    ("hotkey", "undo_hotkey"), [("F9", "f9"), ("ctrl+alt+h", "Alt+Ctrl+H"), ("right_alt", "altgr")]
)
def test_the_key_to_dictate_with_takes_nothing_back(hotkey: str, undo_hotkey: str) -> None:
    with pytest.raises(SettingsError, match="undo_hotkey is the key that you dictate with"):
        undo_key(hotkey, undo_hotkey)


@pytest.mark.parametrize(
    ("hotkey", "undo_hotkey"), [("F9", "F10"), ("no key", "F10"), ("F9", "none"), ("auto", "auto")]
)
def test_another_key_does(hotkey: str, undo_hotkey: str) -> None:
    assert isinstance(undo_key(hotkey, undo_hotkey), NoHotkey)


def test_what_is_no_key_is_told_by_the_name_of_the_setting() -> None:
    with pytest.raises(SettingsError, match=r"^undo_hotkey: 'q' as the hotkey"):
        undo_key("F9", "q")
