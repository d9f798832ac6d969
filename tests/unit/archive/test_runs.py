"""Which runs live is known from locks that the system lets go of, however a process ends."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sayso.archive.runs import Run, dead, standing

_LIVES = """
import sys
from pathlib import Path
from sayso.archive.runs import Run
run = Run(Path(sys.argv[1]))
run.begin()
print(run.id, flush=True)
sys.stdin.read()
run.end(settled=False)
"""


@contextmanager
def living(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A run in another process, and its id."""
    process = subprocess.Popen(
        [sys.executable, "-c", _LIVES, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()


def test_a_run_that_was_killed_is_found_dead_and_not_before(tmp_path: Path) -> None:
    with living(tmp_path) as (name, process):
        assert standing(tmp_path) == {name}
        assert dead(tmp_path, own="") == []
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        [found] = dead(tmp_path, own="")
    assert found.id == name
    found.settle()
    assert standing(tmp_path) == frozenset()


def test_nobody_else_sees_to_a_dead_run_at_the_same_time(tmp_path: Path) -> None:
    with living(tmp_path) as (_, process):
        process.kill()
        process.wait(10)
    [ours] = dead(tmp_path, own="")
    assert dead(tmp_path, own="") == []
    ours.leave()
    [again] = dead(tmp_path, own="")
    again.settle()


def test_a_run_that_ended_in_order_leaves_nothing(tmp_path: Path) -> None:
    run = Run(tmp_path / "runs")
    run.end(settled=True)  # never begun
    run.begin()
    run.begin()
    assert standing(tmp_path / "runs") == {run.id}
    assert dead(tmp_path / "runs", own=run.id) == []
    run.end(settled=True)
    assert list((tmp_path / "runs").iterdir()) == []


def test_what_it_could_not_settle_is_left_for_the_next(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.begin()
    run.end(settled=False)
    [found] = dead(tmp_path, own="")
    assert found.id == run.id
    found.settle()


def test_other_files_are_no_runs(tmp_path: Path) -> None:
    (tmp_path / "notes.lock").touch()
    (tmp_path / f"{'0' * 32}.lock.bak").touch()
    assert standing(tmp_path) == frozenset()
    assert dead(tmp_path, own="") == []
    assert standing(tmp_path / "nowhere") == frozenset()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files")
def test_the_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        run = Run(tmp_path / "runs")
        run.begin()
    finally:
        os.umask(before)
    [path] = (tmp_path / "runs").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "runs").stat().st_mode) == 0o700
    run.end(settled=True)
