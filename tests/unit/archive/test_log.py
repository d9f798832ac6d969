"""The log goes to a private file; a folder that cannot be written does not stop the app."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.archive.log import log_to


@pytest.fixture(autouse=True)
def _handlers_put_back() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    told = logging.raiseExceptions
    yield
    logging.raiseExceptions = told
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_it_writes_what_happened(tmp_path: Path) -> None:
    path = log_to(tmp_path / "log")
    logging.getLogger("sayso.test").info("something happened")
    assert "something happened" in path.read_text(encoding="utf-8")


def test_no_folder_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log").write_text("in the way")
    log_to(tmp_path / "log")
    logging.getLogger("sayso.test").warning("still heard")
    assert "still heard" in capsys.readouterr().err


def test_a_disk_that_is_full_later_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(record: object) -> bool:
        raise OSError(errno.ENOSPC, "No space left on device")

    log_to(tmp_path)
    monkeypatch.setattr(logging.getLogger().handlers[-1], "shouldRollover", full)
    logging.getLogger("sayso.test").warning("no room for this")
    assert capsys.readouterr().err == ""
