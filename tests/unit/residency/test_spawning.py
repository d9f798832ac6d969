"""A child process ends when it is told to, and when its pipe does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from sayso.residency.spawning import Child, deaf_to_interrupts, end_with_the_app


def test_a_child_that_is_done() -> None:
    child = Child(end_with_the_app, name="done")
    assert child.pid is not None
    with pytest.raises(EOFError):
        child.pipe.recv()
    assert child.manner_of_death() == "exit code 0"
    child.end()
    child.end()


@pytest.mark.skipif(os.name != "posix", reason="the signal is POSIX's")
def test_a_child_that_is_killed() -> None:
    child = Child(end_with_the_app, name="killed")
    child.kill()
    assert child.manner_of_death() == "signal 9"
    child.end()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks the kernel's /proc")
def test_a_child_is_born_deaf_to_interrupts() -> None:
    child = Child(end_with_the_app, name="deaf")
    assert child.pid is not None
    blocked = Path(f"/proc/{child.pid}/status").read_text().split("SigBlk:")[1].split()[0]
    assert int(blocked, 16) & 0b10  # SIGINT is 2
    child.end()
    assert not psutil.pid_exists(child.pid)


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_ctrl_c_is_no_traceback_of_a_child_that_just_begins() -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('went on')"

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            timeout=60.0,
            check=False,
        )

    with deaf_to_interrupts():
        deaf = run()
    assert (deaf.stdout, deaf.stderr) == ("went on\n", "")
    assert run().returncode == -signal.SIGINT
