"""`sayso doctor` on the history, with real folders and a real database."""

from __future__ import annotations

import os
from collections import namedtuple
from pathlib import Path

import pytest

from sayso import paths
from sayso.archive.items import DictationKey
from sayso.cli import checks_history, history_open
from sayso.cli.doctor import Result
from sayso.settings.schema import Settings
from sayso.settings.store import with_values

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path))
    monkeypatch.setattr(checks_history.shutil, "disk_usage", lambda path: Usage(0, 0, 10**12))
    return tmp_path


def test_where_nothing_was_kept_nothing_is_made(home: Path) -> None:
    finding = checks_history.history(Settings())
    assert finding.result is Result.OK
    assert finding.found == f"nothing is kept yet; it will be in {paths.history_folder()}"
    assert list(home.iterdir()) == []


def test_what_is_kept() -> None:
    with history_open.opened() as history:
        key = DictationKey("a" * 32, 1)
        history.begin(key, history_open.now(), "editor", None)
        history.heard(key, 0, start=0, samples=16_000)
    (paths.history_folder() / "recordings" / "one.flac").write_bytes(bytes(3_000_000))
    finding = checks_history.history(Settings())
    assert finding.result is Result.OK
    assert "and 3 MB of audio, the last of 20" in finding.found


def test_applications_of_which_nothing_is_kept() -> None:
    settings = with_values(Settings(), {"no_trace_in": "Signal, keepassxc"})
    assert checks_history.history(settings).found.endswith("; nothing of keepassxc, signal is kept")
    with history_open.opened():
        pass
    finding = checks_history.history(settings)
    assert finding.result is Result.OK
    assert finding.found == "0 MB of text and 0 MB of audio; nothing of keepassxc, signal is kept"


def test_no_trace() -> None:
    finding = checks_history.history(with_values(Settings(), {"leave_no_trace": True}))
    assert (finding.result, finding.advice) == (Result.OK, "")
    assert "nothing of what you say is kept" in finding.found


def test_a_disk_that_is_nearly_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks_history.shutil, "disk_usage", lambda path: Usage(0, 0, 10**7))
    finding = checks_history.history(Settings())
    assert finding.result is Result.WARN
    assert finding.found.startswith("10 MB are free")
    assert finding.advice


def test_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may do anything
    finding = checks_history.history(Settings())
    assert finding.result is Result.WARN
    assert "cannot be written to" in finding.found


def test_a_history_of_a_newer_sayso_has_failed() -> None:
    import sqlite3
    from contextlib import closing

    with history_open.opened():
        pass
    with closing(sqlite3.connect(paths.history_folder() / "history.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    finding = checks_history.history(Settings())
    assert finding.result is Result.FAILED
    assert finding.found
