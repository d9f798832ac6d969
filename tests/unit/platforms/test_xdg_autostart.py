from __future__ import annotations

import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from sayso.core.errors import SaysoError
from sayso.platforms.xdg_autostart import XdgAutostart, entry, starts

COMMAND = [sys.executable, "-m", "sayso", "run"]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    return tmp_path / "etc" / "autostart" / "sayso.desktop"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "config" / "autostart" / "sayso.desktop"


@pytest.fixture
def autostart(tmp_path: Path) -> XdgAutostart:
    environ = {
        "HOME": str(tmp_path / "home"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_CONFIG_DIRS": f"{tmp_path / 'etc'}:relative",
    }
    return XdgAutostart(COMMAND, environ)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_is_off_then_on_then_off_without_a_trace(autostart: XdgAutostart, own: Path) -> None:
    assert not autostart.enabled()
    autostart.set(False)
    autostart.set(True)
    assert autostart.enabled()
    assert [file.name for file in own.parent.iterdir()] == ["sayso.desktop"]
    autostart.set(False)
    assert not autostart.enabled()
    assert not own.exists()


def test_what_it_writes_is_an_entry(autostart: XdgAutostart, own: Path) -> None:
    autostart.set(True)
    parsed = ConfigParser(interpolation=None)
    parsed.read(own)
    values = parsed["Desktop Entry"]
    assert (values["Type"], values["Name"]) == ("Application", "Sayso")
    assert values["Exec"] == f"{sys.executable} -m sayso run"
    assert values["TryExec"] == sys.executable


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="not on this machine")
@pytest.mark.parametrize("hidden", [False, True])
def test_the_desktops_own_judge_has_nothing_to_say(tmp_path: Path, hidden: bool) -> None:
    file = tmp_path / "sayso.desktop"
    file.write_text(entry(["/opt/my apps/sayso 100%", "run"], hidden=hidden))
    judged = subprocess.run(
        ["desktop-file-validate", file], check=False, capture_output=True, text=True
    )
    assert (judged.returncode, judged.stdout) == (0, "")


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["/usr/bin/sayso", "run"], "Exec=/usr/bin/sayso run"),
        (["/opt/my apps/sayso"], 'Exec="/opt/my apps/sayso"'),
        (["/opt/100%/sayso"], "Exec=/opt/100%%/sayso"),
        (['/opt/$a`b"c/sayso'], 'Exec="/opt/\\\\$a\\\\`b\\\\"c/sayso"'),
        (["/opt/back\\slash/sayso"], 'Exec="/opt/back\\\\\\\\slash/sayso"'),
    ],
)
def test_paths_are_quoted(command: list[str], line: str) -> None:
    assert line in entry(command).splitlines()


@pytest.mark.parametrize(
    ("change", "on"),
    [
        ("", True),
        ("Hidden=true\n", False),
        ("Hidden=false\n", True),
        ("X-GNOME-Autostart-enabled=false\n", False),
        ("TryExec=/nowhere/sayso\n", False),
    ],
)
def test_what_the_desktops_own_tools_say_counts(change: str, on: bool) -> None:
    text = entry(COMMAND).replace(f"TryExec={sys.executable}\n", "") + change
    assert starts(text) is on


def test_one_of_the_whole_system_is_overruled(
    autostart: XdgAutostart, shared: Path, own: Path
) -> None:
    write(shared, entry(COMMAND))
    assert autostart.enabled()
    autostart.set(False)
    assert not autostart.enabled()
    assert "Hidden=true" in own.read_text().splitlines()
    autostart.set(True)
    assert autostart.enabled()


def test_a_broken_file_is_told_and_written_anew(autostart: XdgAutostart, own: Path) -> None:
    write(own, "no entry")
    with pytest.raises(SaysoError, match=r"cannot be read: delete it\."):
        autostart.enabled()
    autostart.set(True)
    assert autostart.enabled()


def test_a_folder_that_cannot_be_written_is_told(autostart: XdgAutostart, own: Path) -> None:
    write(own.parent, "a file in its place")
    with pytest.raises(SaysoError, match="check the permissions"):
        autostart.set(True)
