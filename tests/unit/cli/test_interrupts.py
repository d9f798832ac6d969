"""Ctrl+C waits for an import to be done, and is Ctrl+C everywhere else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sayso.cli.interrupts import between_imports

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no timer that signals")

INTERRUPTED_MODULE = """
import signal

signal.raise_signal(signal.SIGINT)
for _ in range(1000):
    import json
finished = True
"""


def test_an_import_is_not_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "interrupted_module.py").write_text(INTERRUPTED_MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(KeyboardInterrupt), between_imports():  # noqa: PT012
        import interrupted_module  # type: ignore[import-not-found]

        threading.Event().wait(60.0)  # until it comes again
    assert interrupted_module.finished


def test_elsewhere_it_comes_at_once() -> None:
    reached = []
    with pytest.raises(KeyboardInterrupt), between_imports():  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        reached.append("behind it")
    assert not reached


def test_everything_is_as_before_afterwards() -> None:
    signals = [signal.Signals[name] for name in ("SIGINT", "SIGALRM")]
    before = [signal.getsignal(each) for each in signals]
    with between_imports():
        assert [signal.getsignal(each) for each in signals] != before
    assert [signal.getsignal(each) for each in signals] == before


def test_who_ignores_it_goes_on_ignoring_it() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with between_imports():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_nothing_is_changed() -> None:
    program = """
import threading
from sayso.cli.interrupts import between_imports

def run():
    with between_imports():
        print("ran")

thread = threading.Thread(target=run)
thread.start()
thread.join()
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert (done.stdout, done.stderr) == ("ran\n", "")
