"""Choices that could not be had are taken back, in the settings and in their file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sayso.control.preferences import Preferences
from sayso.core.errors import SettingsError
from sayso.core.events import Event, SettingsChanged
from sayso.settings import store
from sayso.settings.schema import Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def chosen(file: Path) -> Preferences:
    settings = Settings()
    there = replace(settings.recognition, engine="whisper", model="base")
    it = Preferences(replace(settings, recognition=there), file)
    it.had(it.settings.recognition)
    return it


def in_file(file: Path) -> str:
    return store.read(file).settings.recognition.model


def test_a_change_holds_and_is_kept(file: Path) -> None:
    it = chosen(file)
    it.change({"model": "small"})
    assert it.settings.recognition.model == "small"
    assert in_file(file) == "small"


def test_what_cannot_be_kept_does_not_hold(file: Path) -> None:
    it = chosen(file)
    file.mkdir()
    with pytest.raises(SettingsError):
        it.change({"model": "small"})
    assert it.settings.recognition.model == "base"


def test_a_choice_that_failed_is_taken_back_and_that_is_told(file: Path) -> None:
    it = chosen(file)
    it.change({"model": "small"})
    told: list[Event] = []
    it.follow(lambda before, after: pytest.fail("it serves already"), told.append)
    it.take_back(it.settings.recognition)
    assert it.settings.recognition.model == "base"
    assert in_file(file) == "base"
    assert told == [SettingsChanged(frozenset({"model"}))]


def test_not_where_another_choice_followed(file: Path) -> None:
    it = chosen(file)
    it.change({"model": "small"})
    failed = it.settings.recognition
    it.change({"model": "tiny"})
    it.take_back(failed)
    assert it.settings.recognition.model == "tiny"


def test_before_anything_could_be_had_a_choice_stays(file: Path) -> None:
    it = Preferences(Settings(), file)
    it.change({"model": "small"})
    it.take_back(it.settings.recognition)
    assert it.settings.recognition.model == "small"


def test_on_a_full_disk_it_is_taken_back_for_now(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    it = chosen(file)
    it.change({"model": "small"})
    file.unlink()
    file.mkdir()
    it.take_back(it.settings.recognition)
    assert it.settings.recognition.model == "base"
    assert "stays in the settings" in caplog.text
