"""Only the file is looked at: launchd, which reads it at login, is not here."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest

from sayso.core.errors import SaysoError
from sayso.platforms.launch_agent import LABEL, LaunchAgent

COMMAND = ["/Applications/Sayso & more.app/Contents/MacOS/sayso", "run"]


def test_is_off_then_on_then_off(tmp_path: Path) -> None:
    folder = tmp_path / "LaunchAgents"
    agent = LaunchAgent(COMMAND, folder)
    assert not agent.enabled()
    agent.set(False)
    agent.set(True)
    assert agent.enabled()
    (file,) = folder.iterdir()
    written = plistlib.loads(file.read_bytes())
    assert file.name == f"{written['Label']}.plist" == f"{LABEL}.plist"
    assert written["ProgramArguments"] == COMMAND
    assert written["RunAtLoad"] is True
    agent.set(False)
    assert not agent.enabled()
    assert list(folder.iterdir()) == []


def test_one_that_was_disabled_is_off(tmp_path: Path) -> None:
    agent = LaunchAgent(COMMAND, tmp_path)
    (tmp_path / f"{LABEL}.plist").write_bytes(
        plistlib.dumps({"Label": LABEL, "RunAtLoad": True, "Disabled": True})
    )
    assert not agent.enabled()
    agent.set(True)
    assert agent.enabled()


def test_a_broken_file_and_a_closed_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / f"{LABEL}.plist").write_text("<plist>")
    with pytest.raises(SaysoError, match=r"cannot be read: delete it\."):
        LaunchAgent(COMMAND, tmp_path).enabled()
    (tmp_path / "file").write_text("")
    with pytest.raises(SaysoError, match="check the permissions"):
        LaunchAgent(COMMAND, tmp_path / "file").set(True)
