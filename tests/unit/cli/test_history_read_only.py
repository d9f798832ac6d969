"""`sayso history` where the data folder is on a medium that cannot be written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from sayso import paths
from sayso.archive.history import History
from sayso.archive.items import DictationKey
from sayso.cli import history, type_text
from sayso.core.errors import HistoryReadOnly
from sayso.core.speech import Transcript

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system")

START = datetime(2026, 11, 20, 9, 30).astimezone()
RUN = "0123456789abcdef" * 2

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home() -> Iterator[Path]:
    """Two that were said and not delivered, and what a run of the app that crashed leaves."""
    folder = paths.history_folder()
    written = History(folder, now=lambda: START)
    key = DictationKey(RUN, 1)
    written.begin(key, START, "kate", None)
    for number, text in enumerate(("The weather", "is cold")):
        written.heard(key, number, start=number, samples=16_000)
        written.recognized(key, number, Transcript(text, (), "en", "e", "m", 1.0, 0.1), text)
    written.end(key)
    written.close()
    (folder / "runs").mkdir()
    (folder / "runs" / f"{RUN}.lock").touch()
    home = paths.home()
    assert home is not None
    _mount("--bind", str(home), str(home))
    try:
        _mount("-o", "remount,ro,bind", str(home))
        yield home
    finally:
        subprocess.run(["umount", str(home)], timeout=30, check=True)


def _mount(*arguments: str) -> None:
    try:
        done = subprocess.run(["mount", *arguments], capture_output=True, timeout=30, check=False)
    except OSError as error:
        pytest.skip(f"nothing can be mounted here: {error}")
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr!r}")


def everything(home: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.stat().st_mtime_ns) for path in home.rglob("*"))


def test_it_can_be_read(
    home: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(home)
    copied: list[str] = []
    monkeypatch.setattr(type_text, "put", lambda text, way: copied.append(text))
    monkeypatch.setattr(type_text, "checked", lambda text: text)
    assert history.main([]) == 0
    assert "The weather" in capsys.readouterr().out
    assert history.main(["list", "weather", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["items"]
    assert [(item["id"], item["text"], item["state"]) for item in found] == [
        (1, "The weather", "recognised")
    ]
    assert history.main(["show", "2"]) == 0
    assert "is cold" in capsys.readouterr().out
    file = tmp_path / "export.json"
    assert history.main(["export", "--output", str(file)]) == 0
    assert len(json.loads(file.read_text(encoding="utf-8"))["items"]) == 2
    capsys.readouterr()
    assert history.main(["copy"]) == 0
    told = capsys.readouterr()
    assert copied == ["The weather is cold"]
    assert told.out == "The last dictation copied, for you to paste\n"
    assert "may be offered again" in told.err
    assert everything(home) == before


@pytest.mark.parametrize("command", [["delete", "1", "--yes"], ["clear", "--yes"]])
def test_it_cannot_be_changed(home: Path, command: list[str]) -> None:
    before = everything(home)
    with pytest.raises(HistoryReadOnly, match="can only be read, because its folder") as caught:
        history.main(command)
    assert caught.value.exit_code == 11
    assert everything(home) == before
