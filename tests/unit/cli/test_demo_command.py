"""`sayso demo`, `doctor` and `devices` in processes of their own, on a machine that has nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jiwer
import pytest

import sayso
from sayso import paths


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """No screen, no sound server, no model, no settings."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("SAYSO_", "HF_", "PULSE_", "XDG_", "DBUS_"))
        and key not in ("DISPLAY", "WAYLAND_DISPLAY")
    }
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    return {
        **kept,
        "SAYSO_HOME": str(tmp_path / "home"),
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(runtime),
        "PULSE_SERVER": f"unix:{runtime}/nobody",
        "PYTHONPATH": str(Path(sayso.__file__).parents[1]),
    }


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sayso", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=150,
        check=False,
    )


def words(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalpha() or c in " '")


def test_the_demonstration_is_heard(bare: dict[str, str]) -> None:
    done = run(bare, "demo", "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert list(found) == ["utterances", "text", "audio_seconds", "engine", "model"]
    spoken = paths.resource("speech", "demo.txt").read_text(encoding="utf-8").splitlines()
    said = words(" ".join(spoken[: len(found["utterances"])]))
    assert jiwer.wer(said, words(found["text"])) <= 0.15
    assert len(found["utterances"]) >= 5
    assert found["engine"] == "starter"
    assert found["audio_seconds"] > 15
    for each in found["utterances"]:
        assert list(each) == [
            *("text", "start", "audio_seconds", "recognize_seconds", "delay_seconds")
        ]
        assert each["delay_seconds"] >= 0 < each["recognize_seconds"]
    starts = [each["start"] for each in found["utterances"]]
    assert starts == sorted(set(starts))
    assert "rough" in done.stderr


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="always has a display")
def test_the_doctor_says_what_is_missing(bare: dict[str, str]) -> None:
    done = run(bare, "doctor", "--json")
    assert done.returncode == 1
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert found["ok"] is False
    by_name = {each.pop("name"): each for each in found["checks"]}
    assert list(by_name) == [
        *("app", "settings", "microphone", "voice", "memory", "graphics card", "models"),
        *("recognizer", "history", "hotkey", "insertion", "focus", "accessibility", "tray"),
    ]
    results = {name: each["result"] for name, each in by_name.items()}
    assert results["app"] == results["settings"] == results["voice"] == "ok"
    assert results["recognizer"] == results["hotkey"] == results["tray"] == "warn"
    assert results["models"] == "warn"
    assert "sayso models download" in by_name["models"]["advice"]
    assert "GB" in by_name["memory"]["found"]
    assert results["insertion"] == "failed"
    assert results["focus"] == results["accessibility"] == "ok"
    for each in by_name.values():
        assert list(each) == ["result", "found", "advice"]
        assert each["advice"] or each["result"] != "failed"


def test_devices_are_listed(bare: dict[str, str]) -> None:
    done = run(bare, "devices", "--json")
    assert done.returncode in (0, 4)  # 4: this machine has no microphone
    found = json.loads(done.stdout)
    assert list(found) == ["microphones", "models", "models_folder", "starter", "devices"]
    assert found["models"] == []
    assert found["starter"] == {"name": "pocketsphinx en-us", "allowed": True, "used": True}
    assert list(found["devices"][0]) == ["device", "name", "memory_bytes"]
    assert found["devices"][0]["device"] == "cpu"
