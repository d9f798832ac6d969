from __future__ import annotations

import logging
from pathlib import Path

import pytest

from sayso.desktop.once import done, due
from sayso.paths import first_run_file


def test_it_is_wanted_until_it_was_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "new"))
    assert due(first_run_file())
    done(first_run_file())
    assert not due(first_run_file())


def test_where_it_cannot_be_kept_the_log_tells(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data").write_text("a file in the folder's place")
    with caplog.at_level(logging.WARNING):
        done(tmp_path / "data" / "seen")
    assert "cannot be kept" in caplog.text
