from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from sayso.pipeline.type_out.dbus.restore_token import RestoreToken


def test_none_at_first(tmp_path: Path) -> None:
    token = RestoreToken(tmp_path / "state" / "token")
    assert token.read() == ""
    token.forget()


def test_each_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    token = RestoreToken(tmp_path / "state" / "token")
    token.keep("one")
    token.keep("two")
    assert RestoreToken(tmp_path / "state" / "token").read() == "two"
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["token"]


@pytest.mark.skipif(sys.platform == "win32", reason="the portal is Linux's")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("of an older version")
    file.chmod(0o644)
    RestoreToken(file).keep("one")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_not_to_be_remembered_is_forgotten(tmp_path: Path) -> None:
    token = RestoreToken(tmp_path / "token")
    token.keep("one")
    token.keep("")
    assert token.read() == ""


def test_a_disk_that_does_not_take_it_only_means_another_question(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    token = RestoreToken(tmp_path / "file" / "token")
    token.keep("one")
    assert token.read() == ""
    token.forget()
    assert "could not be kept" in caplog.text


def test_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "token").mkdir()
    token = RestoreToken(tmp_path / "token")
    assert token.read() == ""
    token.keep("one")
    token.forget()
    assert token.read() == ""


def test_a_file_with_nonsense_in_it(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"\xff\xfe")
    assert RestoreToken(tmp_path / "token").read() == ""
