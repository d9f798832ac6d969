"""Whoever writes the settings file, the app hears of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from sayso.control.preferences import Preferences
from sayso.core.errors import SettingsError
from sayso.core.events import Level, Notice
from sayso.desktop.aside import Aside
from sayso.desktop.settings_watch import SettingsWatch


class _Read:
    """In the place of the preferences: only how often they were asked to read again."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.times = 0
        self.complaints: list[str] = []
        self.error: Exception | None = None

    def read_again(self) -> list[str]:
        self.times += 1
        if self.error is not None:
            raise self.error
        return self.complaints


@pytest.fixture
def read(tmp_path: Path) -> _Read:
    folder = tmp_path / "config"
    folder.mkdir()
    return _Read(folder / "settings.toml")


@pytest.fixture
def watch(read: _Read, qtbot: QtBot) -> Iterator[SettingsWatch]:
    aside = Aside()
    watch = SettingsWatch(cast(Preferences, read), aside)
    yield watch
    watch.close()
    aside.close()


def test_a_new_file_a_change_in_place_and_one_put_in_its_place(
    read: _Read, watch: SettingsWatch, qtbot: QtBot
) -> None:
    read.file.write_text("[look]\n")
    qtbot.waitUntil(lambda: read.times == 1)
    with read.file.open("a") as file:
        file.write("sounds = false\n")
    qtbot.waitUntil(lambda: read.times == 2)
    for number in (3, 4):  # as editors do, and the second time it is another file that is watched
        other = read.file.with_name("settings.toml.new")
        other.write_text("# " + "x" * number)
        os.replace(other, read.file)
        qtbot.waitUntil(lambda number=number: read.times == number)
    read.file.unlink()
    qtbot.waitUntil(lambda: read.times == 5)


def test_a_folder_that_comes_with_the_first_change(
    read: _Read, tmp_path: Path, qtbot: QtBot
) -> None:
    read.file = tmp_path / "not yet" / "there" / "settings.toml"
    aside = Aside()
    watch = SettingsWatch(cast(Preferences, read), aside)
    read.file.parent.mkdir(parents=True)
    read.file.write_text("[look]\n")
    qtbot.waitUntil(lambda: read.times == 1)
    with read.file.open("a") as file:
        file.write("sounds = false\n")
    qtbot.waitUntil(lambda: read.times == 2)
    watch.close()
    aside.close()


def test_other_files_do_not_matter(read: _Read, watch: SettingsWatch, qtbot: QtBot) -> None:
    read.file.with_name("other").write_text("x")
    read.file.write_text("[look]\n")
    qtbot.waitUntil(lambda: read.times == 1)
    read.file.with_name("another").write_text("x")
    with qtbot.waitSignal(watch._settled.timeout):
        pass
    assert read.times == 1


def test_what_could_not_be_used_is_told(read: _Read, watch: SettingsWatch, qtbot: QtBot) -> None:
    read.complaints = ["There is no setting x.", "The file is kept."]
    with qtbot.waitSignal(watch.complained) as told:
        read.file.write_text("x = 1")
    assert told.args == [Notice(Level.WARNING, "There is no setting x. The file is kept.")]
    read.error = SettingsError("It cannot be read.")
    with qtbot.waitSignal(watch.complained) as told:
        read.file.write_text("x = 12")
    assert told.args == [Notice(Level.WARNING, "It cannot be read.")]
