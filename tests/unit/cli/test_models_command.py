"""`sayso models` in processes of its own, with the project's own tiny Whisper on a loopback hub."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from loopback_hub import LoopbackHub, Stall

import sayso
from sayso.cli.models import ACTIONS

TINY = Path(__file__).parents[2] / "tiny_whisper" / "model"
REPO = "own/tiny-words"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def hub() -> Iterator[LoopbackHub]:
    with LoopbackHub() as hub:
        hub.add(REPO, TINY)
        hub.add("Systran/faster-whisper-tiny", TINY)
        yield hub


@pytest.fixture
def environment(tmp_path: Path, hub: LoopbackHub) -> dict[str, str]:
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("SAYSO_", "HF_", "COVERAGE")) and "proxy" not in key.lower()
    }
    return {
        **kept,
        "SAYSO_HOME": str(tmp_path / "home"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "HF_ENDPOINT": hub.url,
        "PYTHONPATH": str(Path(sayso.__file__).parents[1]),
    }


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "home" / "data" / "models"


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str]) -> Run:
    def command(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sayso", *map(str, arguments)],
            env={**environment, **more},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return command


def _wait_for_part(models: Path) -> None:
    """Until there is something on the disk to go on from."""
    look = threading.Event()
    for _ in range(6000):
        if any(part.stat().st_size for part in models.glob(".partial-*/model.bin.*.part")):
            return
        look.wait(0.01)
    raise AssertionError("nothing came")


def fails(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """With this exit code, and one sentence at the end that has these words."""
    assert done.returncode == code, done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("sayso: ")
    assert last.endswith((".", "`"))
    for word in words:
        assert word in last


def told(done: subprocess.CompletedProcess[str]) -> object:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("action", ACTIONS)
def test_each_has_help_and_refuses_what_it_does_not_know(run: Run, action: str) -> None:
    done = run("models", action, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: sayso models {action}")
    fails(run("models", action, "--nonsense"), 2, f"`sayso models {action} --help`")


def test_what_is_nothing_to_be_done_with_models(run: Run) -> None:
    fails(run("models", "lst"), 2, "models lst (did you mean list?)", "`sayso models --help`")


def test_names_that_nothing_has(run: Run, hub: LoopbackHub) -> None:
    fails(run("models", "download", REPO, "bsae"), 5, "no model bsae (did you mean base?)")
    fails(run("models", "path", "Large-V3"), 5, "no model Large-V3 (did you mean large-v3?)")
    for action in ("remove", "path", "verify"):
        fails(run("models", action, "bsae"), 5, "no model bsae (did you mean base?)")
    fails(run("models", "remove", "../config", "--yes"), 5)
    fails(run("models", "path", "base"), 5, "`sayso models download base`")
    fails(run("models", "remove", "base"), 5, "nothing needs to be removed")
    assert hub.asked == []


def test_from_the_hub_to_the_bin(run: Run, models: Path, hub: LoopbackHub) -> None:
    done = run("models", "download", "tiny")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"tiny is now in {models / 'tiny'}\n"
    assert all(line.startswith("sayso: ") for line in done.stderr.splitlines())
    asked = len(hub.asked)
    again = told(run("models", "download", "Systran/faster-whisper-tiny", "--json"))
    assert again == {"name": "tiny", "folder": str(models / "tiny"), "already": True}
    assert len(hub.asked) == asked

    assert run("models", "path", "tiny").stdout == f"{models / 'tiny'}\n"
    found = told(run("models", "--json"))
    rows = {row["name"]: row for row in found["models"]}
    assert rows["tiny"]["state"] == "used"
    assert rows["tiny"]["folder"] == str(models / "tiny")
    assert rows["tiny"]["bytes"] == (TINY / "model.bin").stat().st_size
    assert rows["base"]["state"] == "available"
    assert rows["base"]["folder"] is None
    assert [name for name, row in rows.items() if row["recommended"]] == [found["recommended"]]
    assert found["why"]

    said = run("models", "list").stdout
    assert "\n  * tiny " in said
    assert "in use" in said
    assert found["why"] in said

    verified = told(run("models", "verify", "--json"))
    assert verified["ok"] is True
    assert {file["file"] for file in verified["models"][0]["files"]} >= {
        file.name for file in TINY.iterdir()
    }

    fails(run("models", "remove", "tiny"), 2, "--yes")
    assert (models / "tiny").is_dir()
    removed = told(run("models", "remove", "tiny", "--yes", "--json"))
    assert [each["folder"] for each in removed["removed"]] == [str(models / "tiny")]
    assert list(models.iterdir()) == []


def test_one_that_is_not_what_it_was_is_fetched_again(run: Run, models: Path) -> None:
    assert run("models", "download", "tiny").returncode == 0
    with (models / "tiny" / "model.bin").open("ab") as file:
        file.write(b"more")
    assert run("models", "verify", "tiny").returncode == 5
    assert "is now in" in run("models", "download", "tiny").stdout
    assert run("models", "verify", "tiny").returncode == 0


def test_one_that_the_hub_does_not_have_does_not_keep_the_others(run: Run, models: Path) -> None:
    done = run("models", "download", "own/nothing", REPO, "--json")
    assert done.returncode == 5
    assert "own/nothing" in done.stderr
    assert json.loads(done.stdout)["name"] == REPO
    listed = told(run("models", "--json"))
    assert [row["state"] for row in listed["models"] if "tiny-words" in row["name"]] == ["used"]


def test_offline(run: Run, hub: LoopbackHub) -> None:
    fails(run("models", "download", "tiny", SAYSO_OFFLINE="true"), 5, "offline")
    assert hub.asked == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_ctrl_c_and_on_from_there(
    run: Run, models: Path, hub: LoopbackHub, environment: dict[str, str]
) -> None:
    hub.misbehave("model.bin", Stall(500_000))
    with subprocess.Popen(
        [sys.executable, "-m", "sayso", "models", "download", REPO],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        hub.wait_stalled()
        _wait_for_part(models)  # what was sent may still be on its way
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert err.splitlines()[-1] == (
        f"sayso: The download of {REPO} was stopped; the next one goes on from there."
    )
    hub.release()
    assert run("models", "path", REPO).returncode == 5
    (part,) = models.iterdir()
    assert part.name.startswith(".partial-")
    assert run("models", "download", REPO).returncode == 0
    begun, goes_on = (asked.range for asked in hub.asked_for("model.bin"))
    assert begun == ""
    assert goes_on.startswith("bytes=")
    assert run("models", "path", REPO).returncode == 0
    assert not part.exists()


def test_what_a_broken_download_left_goes_with_the_model(run: Run, models: Path) -> None:
    part = models / ".partial-tiny"
    part.mkdir(parents=True)
    (part / "model.bin").write_bytes(b"some")
    assert run("models", "remove", "tiny", "--yes").stdout == f"{part} is removed\n"
    assert list(models.iterdir()) == []


def test_what_was_put_aside_as_damaged_goes_with_the_model(run: Run, models: Path) -> None:
    aside = models / ".damaged-tiny"
    aside.mkdir(parents=True)
    assert run("models", "remove", "tiny", "--yes").stdout == f"{aside} is removed\n"
    assert list(models.iterdir()) == []


def test_a_removal_that_was_cut_off_is_ended_by_the_next(run: Run, models: Path) -> None:
    (models / ".removed-large-v3").mkdir(parents=True)
    (models / ".removed-large-v3" / "model.bin").write_bytes(b"some")
    shutil.copytree(TINY, models / "mine")
    assert run("models", "remove", "mine", "--yes").stdout == f"{models / 'mine'} is removed\n"
    assert list(models.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo terminals like these")
@pytest.mark.parametrize(("answer", "gone"), [("n\n", False), ("\n", False), ("y\n", True)])
def test_on_a_terminal_remove_asks(
    run: Run, models: Path, environment: dict[str, str], answer: str, gone: bool
) -> None:
    import pty

    shutil.copytree(TINY, models / "mine")
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    try:
        done = subprocess.run(
            [sys.executable, "-m", "sayso", "models", "remove", "mine"],
            env=environment,
            stdin=theirs,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 0
    assert f"mine: {models / 'mine'}, 2 MB" in done.stderr
    assert ("Nothing was removed." in done.stderr) is not gone
    assert (models / "mine").exists() is not gone


def test_verify_tells_each_file(run: Run, models: Path) -> None:
    assert run("models", "verify").stdout == "There is no model in Sayso's models folder.\n"
    assert run("models", "import", TINY, "--name", "mine").returncode == 0
    with (models / "mine" / "model.bin").open("r+b") as file:
        file.write(b"x")
    (models / "mine" / "tokenizer.json").unlink()
    shutil.copytree(TINY, models / "copied")
    done = run("models", "verify")
    assert done.returncode == 5
    lines = done.stdout.splitlines()
    assert "ok      mine/config.json" in lines
    assert "FAILED  mine/model.bin: model.bin is not what it was: SHA-256." in lines
    assert "FAILED  mine/tokenizer.json: tokenizer.json is missing." in lines
    fails(done, 5, "`sayso models remove mine`", "download or import it again")
    (line,) = (line for line in lines if "copied" in line)
    assert line.startswith("?       copied: nothing is known")
    assert run("models", "verify", "copied").returncode == 5  # it was asked for, and cannot be told
    shutil.rmtree(models / "mine")
    assert run("models", "verify").returncode == 0


def test_import(run: Run, models: Path, tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "mine")
    answer = told(run("models", "import", "mine", "--json"))
    assert answer == {"name": "mine", "folder": str(models / "mine")}
    fails(run("models", "import", "mine"), 5, "There is a model mine already", "--replace")
    assert run("models", "import", "mine", "--replace").stdout == f"mine is now in {models}/mine\n"
    fails(run("models", "import", "nowhere"), 5, "does not exist")
    fails(run("models", "import", "mine", "--name", "../x"), 5, "cannot be the name")
    assert [file.name for file in models.iterdir()] == ["mine"]


def test_what_other_programs_have_is_left_alone(run: Run, tmp_path: Path) -> None:
    repo = tmp_path / "cache" / "huggingface" / "hub" / "models--own--theirs"
    shutil.copytree(TINY, repo / "snapshots" / "abc")
    assert run("models", "path", "own/theirs").stdout == f"{repo / 'snapshots' / 'abc'}\n"
    fails(run("models", "remove", "own/theirs", "--yes"), 5, "leaves alone", f"delete {repo}")
    shutil.copytree(TINY, tmp_path / "elsewhere")
    fails(run("models", "remove", "./elsewhere", "--yes"), 5, "not in Sayso's models folder")
    assert (repo / "snapshots" / "abc" / "model.bin").exists()
    assert (tmp_path / "elsewhere" / "model.bin").exists()
