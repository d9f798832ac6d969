"""The checks that need no machine, and how they are run and told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from sayso.cli import checks, checks_machine, checks_typing, tray
from sayso.cli.doctor import Check, Checked, Finding, Result, examine, split, words
from sayso.core.errors import (
    MicrophoneError,
    ModelError,
    NotRunning,
    SaysoError,
)
from sayso.core.speech import SAMPLE_RATE
from sayso.core.target import Target
from sayso.models.choosing import STARTER, Plan
from sayso.residency.hardware import Gpu, Hardware
from sayso.residency.model import ModelKey
from sayso.residency.policy import Pressure
from sayso.settings.schema import Settings
from sayso.settings.store import with_values


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def raising(error: Exception) -> NoReturn:
    raise error


def test_each_check_is_run_whatever_becomes_of_the_others(gate: threading.Event) -> None:
    def hang() -> Finding:
        gate.wait()
        return Finding(Result.OK, "too late")

    lines = list(
        examine(
            [
                Check("good", 5, lambda: Finding(Result.WARN, "so so", "Do better.")),
                Check("bad", 5, lambda: raising(MicrophoneError("None found; plug one in."))),
                Check("slow", 0.05, hang),
                Check("last", 5, lambda: Finding(Result.OK, "fine")),
            ]
        )
    )
    assert [line for line, _ in lines] == [
        Checked("good", Result.WARN, "so so", "Do better."),
        Checked("bad", Result.FAILED, "None found", "Plug one in."),
        Checked(
            "slow",
            Result.FAILED,
            "no answer within 0 s",
            "See whether the machine is overloaded, and try again.",
        ),
        Checked("last", Result.OK, "fine", ""),
    ]
    assert [in_time for _, in_time in lines] == [True, True, False, True]


def test_what_nobody_foresaw_fails_one_check_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path))
    (line, in_time), (after, _) = examine(
        [
            Check("broken", 5, lambda: raising(ZeroDivisionError("the bug"))),
            Check("after", 5, lambda: Finding(Result.OK, "fine")),
        ]
    )
    assert line.result is Result.FAILED
    assert "sayso.log" in line.found
    assert in_time
    assert after.result is Result.OK


def test_lines_for_people() -> None:
    assert words(Checked("voice", Result.OK, "fine", "")) == "ok      voice          fine\n"
    assert words(Checked("tray", Result.FAILED, "none", "Get one.")) == (
        "FAILED  tray           none\n                       → Get one.\n"
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It is gone; copy it again.", ("It is gone", "Copy it again.")),
        ("The model a: b is gone: copy it.", ("The model a: b is gone", "Copy it.")),
        ("Nothing to be done.", ("Nothing to be done.", "")),
    ],
)
def test_a_sentence_is_what_is_wrong_and_what_to_do(
    sentence: str, expected: tuple[str, str]
) -> None:
    assert split(sentence) == expected


@pytest.mark.parametrize(
    ("amplitude", "result", "word"),
    [
        (0.0, Result.WARN, "silent"),
        (0.0005, Result.WARN, "silent"),
        (0.01, Result.OK, ""),
        (1.0, Result.WARN, "too loud"),
    ],
)
def test_level(amplitude: float, result: Result, word: str) -> None:
    finding = checks.level("Mic", np.full(SAMPLE_RATE, amplitude, np.float32))
    assert finding.result is result
    assert word in finding.advice
    assert finding.found.startswith("Mic: ")


def test_decibels() -> None:
    assert checks.decibels(1.0) == "0 dB"
    assert checks.decibels(0.001) == "-60 dB"
    assert checks.decibels(0.0) == "no sound at all"


def test_share_of_the_words() -> None:
    assert checks.share("Keep your finger here.", "keep YOUR finger, here") == 1.0
    assert checks.share("one two three four", "four one") == 0.5
    assert checks.share("one", "") == 0.0


def test_the_running_app() -> None:
    assert checks.app(NotRunning("x")).result is Result.OK
    assert checks.app(SaysoError("It hangs.")) == Finding(Result.FAILED, "It hangs.")
    status = {"pid": 7, "state": "idle", "message": "", "microphone": "Mic"}
    assert checks.app(status) == Finding(Result.OK, "running (process 7), idle")
    assert checks.app({**status, "message": "Hm."}).result is Result.WARN
    assert "Mic: left to the running app" in checks.microphone_in_use(status).found


WELL = {
    "ok": True,
    "healthy": True,
    "engine": "whisper",
    "model": "base",
    "device": "cpu",
    "seconds": 0.2,
    "text": "",
    "message": "",
}


@pytest.mark.parametrize(
    ("health", "answer", "result", "words"),
    [
        ("ready", WELL, Result.OK, "ready; the running app's deep check: healthy: whisper base"),
        ("degraded", WELL, Result.WARN, "degraded; "),
        ("ready", {**WELL, "healthy": False, "message": "It died."}, Result.FAILED, "It died."),
        ("unloaded", {**WELL, "healthy": False, "text": "you"}, Result.FAILED, "silence: you"),
    ],
)
def test_a_running_app_checks_its_own_recognizer(
    monkeypatch: pytest.MonkeyPatch,
    health: str,
    answer: dict[str, object],
    result: Result,
    words: str,
) -> None:
    asked: list[str] = []

    def ask(request: str, seconds: float | None = None) -> dict[str, object]:
        asked.append(request)
        return answer

    monkeypatch.setattr(checks.client, "ask", ask)
    finding = checks.recognizer_in_use({"health": health, "message": "It stands in."})
    assert finding.result is result
    assert words in finding.found
    assert asked == ["check"]
    if result is Result.WARN:
        assert finding.advice == "It stands in."


CARD = Gpu(0, "Some Card", 8 * 2**30, 6 * 2**30)


@pytest.mark.parametrize(
    ("cards", "usable", "cublas", "device", "result", "words"),
    [
        ((), 0, False, "auto", Result.OK, "the processor does the work"),
        ((), 0, False, "cuda:1", Result.WARN, "device is cuda:1: set it to auto"),
        ((CARD,), 1, True, "auto", Result.OK, "cuda:0 Some Card (8 GB, 6 GB free); CTranslate2"),
        ((CARD,), 1, True, "cpu", Result.OK, "not used, as device is cpu"),
        ((CARD,), 1, False, "auto", Result.WARN, "pip install nvidia-cublas-cu12"),
        ((CARD,), 0, True, "auto", Result.WARN, "Install NVIDIA's current driver"),
        ((), 1, True, "auto", Result.OK, "1 that tell nothing of themselves"),
    ],
)
def test_graphics_cards(
    monkeypatch: pytest.MonkeyPatch,
    cards: tuple[Gpu, ...],
    usable: int,
    cublas: bool,
    device: str,
    result: Result,
    words: str,
) -> None:
    """No card is here; what a machine with one answers is made up."""
    here = Hardware(4, 16 * 2**30, cards)
    monkeypatch.setattr(checks_machine.machine, "hardware", lambda: here)
    monkeypatch.setattr(checks_machine, "_usable_cards", lambda: (usable, ""))
    monkeypatch.setattr(checks_machine, "_cublas_loads", lambda: cublas)
    finding = checks_machine.graphics_card(with_values(Settings(), {"device": device}))
    assert finding.result is result
    assert words in f"{finding.found} {finding.advice}"


@pytest.mark.parametrize(("full", "result"), [(50.0, Result.OK), (95.0, Result.WARN)])
def test_memory(monkeypatch: pytest.MonkeyPatch, full: float, result: Result) -> None:
    monkeypatch.setattr(checks_machine.machine, "pressure", lambda cards: Pressure(full))
    finding = checks_machine.memory()
    assert finding.result is result
    assert f"{full:.0f} % in use" in finding.found


@pytest.mark.parametrize(
    ("plan", "result", "words"),
    [
        (Plan((STARTER,)), Result.WARN, "Get one with: sayso models download"),
        (Plan((), missing="base"), Result.WARN, "Get it with: sayso models download base"),
        (
            Plan((ModelKey("whisper", "base"),), why="base is the largest."),
            Result.OK,
            "base on cpu, of 0 on this machine: base is the largest",
        ),
        (Plan((ModelKey("whisper", "base"),)), Result.OK, "as the settings say"),
        (
            Plan((ModelKey("whisper", "mine", folder=Path("/my/own")),)),
            Result.OK,
            f"mine on cpu, in {Path('/my/own')}, as the settings say",
        ),
    ],
)
def test_models(
    monkeypatch: pytest.MonkeyPatch, plan: Plan, result: Result, words: str, tmp_path: Path
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(checks_machine.machine, "plan", lambda settings: plan)
    finding = checks_machine.models(Settings())
    assert finding.result is result
    assert words in f"{finding.found} {finding.advice}"


def test_a_model_that_is_at_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = ModelError("It is damaged; copy it again.")
    monkeypatch.setattr(checks_machine.machine, "plan", lambda settings: Plan((), fault=fault))
    with pytest.raises(ModelError):
        checks_machine.models(Settings())


def test_no_tray_where_there_is_no_screen() -> None:
    assert tray.host("none") == ""
    assert tray.host("native")


def test_a_bus_is_asked_and_never_started() -> None:
    assert tray.bus_environment({})["DBUS_SESSION_BUS_ADDRESS"] == "disabled:"
    runtime = {"XDG_RUNTIME_DIR": "/run/user/1"}
    assert tray.bus_environment(runtime)["DBUS_SESSION_BUS_ADDRESS"] == "unix:path=/run/user/1/bus"
    own = {**runtime, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}
    assert tray.bus_environment(own) == own


class Aims:
    """A made-up desktop, which tells ``target``."""

    def __init__(self, target: Target | None) -> None:
        self._target = target
        self.closed = False

    def aim(self) -> Target | None:
        return self._target

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (None, "not told which window"),
        (Target("7", "org.gnome.TextEditor"), "it is Texteditor that has the keyboard"),
    ],
)
def test_whether_the_focus_is_told(
    monkeypatch: pytest.MonkeyPatch, target: Target | None, words: str
) -> None:
    inserter = Aims(target)
    monkeypatch.setattr(checks_typing.machine, "make_inserter", lambda settings: inserter)
    finding = checks_typing.focus(Settings())
    assert finding.result is Result.OK
    assert words in finding.found
    assert inserter.closed


def test_accessibility_that_is_not_wanted() -> None:
    finding = checks_typing.accessibility(
        with_values(Settings(), {"read_back": False}), lambda: 0.0
    )
    assert finding == Finding(Result.OK, "not asked, as read_back is false")


def test_exceptions_by_application_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path))
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text('[typing]\ntyping_for = "kitty=magic"')
    finding = checks.settings_file()
    assert finding.result is Result.WARN
    assert "'magic' for kitty" in finding.advice
    assert str(tmp_path) in finding.found


def test_an_exception_by_application_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path))
    monkeypatch.setenv("SAYSO_TYPING_FOR", "kitty=magic")
    finding = checks.settings_file()
    assert (finding.result, finding.found) == (Result.WARN, "the environment has faults")
    assert "'magic' for kitty" in finding.advice
