"""How the app is wired on a desktop."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from sayso.composition import desktop


def test_what_nobody_foresaw_in_a_thread_is_in_the_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path))
    monkeypatch.setattr("sayso.archive.log.log_to", lambda folder: folder)
    for module in (sys, threading):
        monkeypatch.setattr(module, "excepthook", module.excepthook)
    desktop._backend()
    thread = threading.Thread(target=lambda: 1 / 0, name="unlucky")
    thread.start()
    thread.join()
    assert "ZeroDivisionError" in caplog.text
    assert caplog.records[-1].threadName == "unlucky"
