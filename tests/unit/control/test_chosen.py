"""The settings as they hold, and choices that are taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sayso.control.chosen import Chosen
from sayso.core.errors import SettingsError
from sayso.settings.schema import Settings, Value


class File:
    """Keeps what is written; a full disk where the test wants one."""

    def __init__(self) -> None:
        self.written: list[dict[str, Value]] = []
        self.full = False

    def write(self, values: dict[str, Value]) -> None:
        if self.full:
            raise SettingsError("The disk is full.")
        self.written.append(values)


def chosen(file: File) -> Chosen:
    settings = Settings()
    there = replace(settings.recognition, engine="whisper", model="base")
    it = Chosen(replace(settings, recognition=there), file.write)
    it.had(it.settings.recognition)
    return it


def test_a_change_holds_and_is_kept() -> None:
    file = File()
    it = chosen(file)
    it.change({"model": "small"})
    assert it.settings.recognition.model == "small"
    assert file.written == [{"model": "small"}]


def test_what_cannot_be_kept_does_not_hold() -> None:
    file = File()
    it = chosen(file)
    file.full = True
    with pytest.raises(SettingsError):
        it.change({"model": "small"})
    assert it.settings.recognition.model == "base"


def test_a_choice_that_failed_is_taken_back() -> None:
    file = File()
    it = chosen(file)
    it.change({"model": "small"})
    it.take_back(it.settings.recognition)
    assert it.settings.recognition.model == "base"
    assert file.written[1:] == [{"model": "base"}]


def test_not_where_another_choice_followed() -> None:
    file = File()
    it = chosen(file)
    it.change({"model": "small"})
    failed = it.settings.recognition
    it.change({"model": "tiny"})
    it.take_back(failed)
    assert it.settings.recognition.model == "tiny"


def test_before_anything_could_be_had_a_choice_stays() -> None:
    file = File()
    it = Chosen(Settings(), file.write)
    it.change({"model": "small"})
    it.take_back(it.settings.recognition)
    assert it.settings.recognition.model == "small"


def test_on_a_full_disk_it_is_taken_back_for_now(caplog: pytest.LogCaptureFixture) -> None:
    file = File()
    it = chosen(file)
    it.change({"model": "small"})
    file.full = True
    it.take_back(it.settings.recognition)
    assert it.settings.recognition.model == "base"
    assert "The disk is full." in caplog.text
