from __future__ import annotations

import sys

import pytest

import sayso
from sayso.composition import diagnosing
from sayso.core.errors import DesktopError


def test_the_system_is_told() -> None:
    facts = diagnosing.system()
    assert facts["Version"] == sayso.__version__
    assert facts["System"]
    assert facts["PySide6-Essentials"][0].isdigit()


def test_what_runs_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    assert diagnosing.command("run") == [sys.executable, "-m", "sayso", "run"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert diagnosing.command("doctor") == [sys.executable, "doctor"]


def _runs(monkeypatch: pytest.MonkeyPatch, *command: str) -> None:
    """In the place of the doctor, which takes its time."""
    monkeypatch.setattr(diagnosing, "command", lambda name: list(command))


def test_the_doctor_is_heard_whatever_it_exits_with(monkeypatch: pytest.MonkeyPatch) -> None:
    _runs(monkeypatch, sys.executable, "-c", "print('FAILED  tray'); exit(1)")
    assert diagnosing.doctor() == "FAILED  tray\n"


def test_a_doctor_that_hangs_or_cannot_be_had_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosing, "DOCTOR_SECONDS", 0.05)
    _runs(monkeypatch, sys.executable, "-c", "import threading; threading.Event().wait()")
    with pytest.raises(DesktopError, match="did not end"):
        diagnosing.doctor()
    _runs(monkeypatch, "/nowhere/sayso")
    with pytest.raises(DesktopError, match="cannot be started"):
        diagnosing.doctor()
