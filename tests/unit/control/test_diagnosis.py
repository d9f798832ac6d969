from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.control.commands import LoadedModel, Status
from sayso.control.diagnosis import LOG_LINES, Diagnosis, changed, told, without_names
from sayso.control.status import initial
from sayso.core.errors import DesktopError, MicrophoneError
from sayso.core.health import Health
from sayso.residency.hardware import Gpu, Hardware
from sayso.settings.schema import Settings

SETTINGS = replace(
    Settings(),
    typing=replace(Settings().typing, typing_for="secretbank=keys"),
    history=replace(Settings().history, no_trace_in="secretdiary"),
    updates=replace(Settings().updates, update_feed="https://me:pass@example.org/feed"),
    recognition=replace(Settings().recognition, model="/home/ada/models/mine"),
)


def status() -> Status:
    model = LoadedModel(
        "whisper", "/home/ada/models/mine", "cpu", Health.READY, 0, 1.5, None, 0.2, 0, None, ""
    )
    return replace(initial("Headset", "auto"), models=(model,))


def system() -> Mapping[str, str]:
    return {"Version": "1.2.3", "System": "Debian"}


def diagnosis(log: Path | None = None) -> Diagnosis:
    return Diagnosis(
        settings=lambda: SETTINGS,
        status=status,
        microphones=lambda: [("Headset", True), ("Built-in", False)],
        hardware=lambda: Hardware(4, 8 << 30, (Gpu(0, "RTX", 12 << 30, 8 << 30),)),
        system=system,
        doctor=lambda: "ok      app            running\n",
        log=log,
    )


def test_tells_how_the_app_and_its_machine_are(tmp_path: Path) -> None:
    log = tmp_path / "sayso.log"
    log.write_text("".join(f"line {number}\n" for number in range(LOG_LINES + 2)))
    text = diagnosis(log).text()
    for line in (
        "Version: 1.2.3",
        "health: starting",
        "Headset (default)",
        "4 cores, 8 GB of memory",
        "RTX, 12 GB",
        "ok      app            running",
        "line 51",
        "line 2",
    ):
        assert line in text.splitlines()
    assert "line 1" not in text.splitlines()


def test_of_what_is_private_only_that_it_is_set() -> None:
    assert changed(SETTINGS) == {
        "model": "/home/ada/models/mine",
        "typing_for": "(set)",
        "no_trace_in": "(set)",
        "update_feed": "(set)",
    }
    text = diagnosis().text()
    for secret in ("secretbank", "secretdiary", "example.org"):
        assert secret not in text


def test_nothing_names_the_person_or_the_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ada"))
    monkeypatch.setattr("getpass.getuser", lambda: "ada")
    monkeypatch.setattr("socket.gethostname", lambda: "difference-engine")
    made = Diagnosis(
        settings=lambda: SETTINGS,
        status=status,
        microphones=lambda: [("Ada's headset", True)],
        hardware=lambda: Hardware(4, 8 << 30, ()),
        system=lambda: {"System": "Linux difference-engine"},
        doctor=lambda: "ok  settings  /home/ada/.config/sayso/settings.toml\n/mnt/ada/x",
        log=None,
    )
    text = made.text()
    assert "ada" not in text.lower().replace("adapter", "")
    assert "difference-engine" not in text
    assert "model: ~/models/mine" in text.splitlines()
    assert "~/.config/sayso/settings.toml" in text


def test_a_name_is_not_taken_out_of_other_words() -> None:
    assert without_names("Al, al/x, normal, Al.", Path("/"), [("al", "(user)")]) == (
        "(user), (user)/x, normal, (user)."
    )
    assert without_names("a b", Path("/"), [("a", "(user)"), ("", "(none)")]) == "a b"


def test_a_part_that_cannot_be_had_does_not_cost_the_others(tmp_path: Path) -> None:
    def no_sound() -> list[tuple[str, bool]]:
        raise MicrophoneError("The sound system does not answer; restart it.")

    def no_doctor() -> str:
        raise DesktopError("Sayso's doctor did not end: run sayso doctor in a terminal.")

    made = Diagnosis(
        settings=Settings,
        status=status,
        microphones=no_sound,
        hardware=lambda: Hardware(4, 8 << 30, ()),
        system=system,
        doctor=no_doctor,
        log=tmp_path,  # a folder in its place
    )
    text = made.text()
    assert text.count("could not be told: ") == 3
    assert "4 cores" in text


def test_a_status_is_told_in_lines() -> None:
    lines = told(status())
    assert lines["model 1"].startswith("engine whisper, model /home/ada/models/mine, device cpu")
    assert "last_transcript_at" not in lines


def test_a_sentence_about_a_window_is_left_out() -> None:
    there = replace(status(), health=Health.READY, message="Secretdiary has not the keyboard.")
    assert "message" not in told(there)
    missing = replace(there, health=Health.UNAVAILABLE, message="No model is on this machine.")
    assert told(missing)["message"] == "No model is on this machine."
