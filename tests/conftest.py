"""For every test: no thread outlives it, and nothing reads or writes the person's own files."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from tqdm import tqdm

# Before anything reads it: each test process has a home of its own, and no setting from outside.
for _name in [name for name in os.environ if name.startswith("SAYSO_")]:
    del os.environ[_name]

# Nor does any test ask the real model hub: nothing listens on this port (RFC 863's "discard").
os.environ["HF_ENDPOINT"] = "http://127.0.0.1:9"

# faster-whisper would start a thread that watches its progress bars, and never ends.
tqdm.monitor_interval = 0

# A shell that runs the tests in the background has them ignore Ctrl+C, and so would every process
# that a test starts in order to press Ctrl+C there.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_SECONDS = 5.0
"""A thread that ends with its owner may take a moment to do so."""


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(autouse=True)
def _no_thread_outlives_its_test() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    # A dummy stands for a thread that is not Python's own (a QThread that logged); it has no end.
    left = [
        thread
        for thread in threading.enumerate()
        if thread not in before and not isinstance(thread, threading._DummyThread)
    ]
    for thread in left:
        thread._started.wait(_SECONDS)  # type: ignore[attr-defined]  one may be just beginning
        thread.join(_SECONDS)
    alive = [thread.name for thread in left if thread.is_alive()]
    assert not alive, f"these threads outlived the test: {alive}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The tables of tests/desktop/conftest.py. Only here is it heard in a run of all tests."""
    tables: dict[str, tuple[list[str], list[list[str]]]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) != "teardown":
                continue
            for key, value in report.user_properties:
                if key == "table":
                    for title, heads, row in json.loads(value):
                        tables.setdefault(title, (heads, []))[1].append(row)
    for title, (heads, rows) in sorted(tables.items()):
        terminalreporter.section(title)
        lines = [heads, *sorted(rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
        for line in lines:
            terminalreporter.write_line(
                "  ".join(
                    cell.ljust(width) for cell, width in zip(line, widths, strict=True)
                ).rstrip()
            )
