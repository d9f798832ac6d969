"""Models in the real app on the virtual desktop: loaded when it is time, given up, come back;
downloaded while something else listens; and what the command line says of all that.

The hub is one on loopback, that serves the tiny Whisper under the name of a published one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from loopback_hub import Cut, LoopbackHub, Stall
from rig import SPEECH, TINY_WHISPER, Clip, Rig
from targets import QtTarget, Target

HELLO = Clip.named("hello-world")
FOX = Clip.named("quick-brown-fox")
MEETING = Clip.named("meeting", SPEECH / "starter")

TINY = "Systran/faster-whisper-tiny"

STILL_LOADING = {"model": str(TINY_WHISPER), "language": "en", "warm_up": "full"}
"""For as long as can be, so that its engine can be stopped before it is ready."""


def _asked(rig: Rig, *arguments: str) -> dict[str, Any]:
    """What a command prints for programs."""
    told: dict[str, Any] = json.loads(rig.sayso(*arguments, "--json").stdout)
    return told


def _broken(folder: Path) -> Path:
    shutil.copytree(TINY_WHISPER, folder)
    (folder / "model.bin").write_bytes(b"cheese")
    return folder


# Loading strategies and times to live


def test_a_model_that_leaves_after_each_dictation_is_back_in_time() -> None:
    with (
        Rig(model=str(TINY_WHISPER), language="en", model_ttl_seconds="0") as rig,
        QtTarget(rig.screen) as window,
    ):
        rig.start(ready=False)
        window.focus()
        said = ""
        for clip in (HELLO, FOX):
            rig.wait(lambda status: status["health"] == "unloaded")
            assert rig.engines() == []
            rig.hold()
            # By the key alone, before a word was said.
            rig.wait(lambda status: status["health"] == "ready")
            [engine] = rig.engines()
            rig.say(clip)
            rig.release()
            said += f"{clip.words} "
            window.wait_for(said)
            status = rig.wait(lambda status: status["health"] == "unloaded")
            assert [model["engine"] for model in status["models"]] == ["silero"]
            psutil.wait_procs([engine], 10)
            assert not engine.is_running()


def test_lazy_loads_with_the_first_dictation() -> None:
    with (
        Rig(model=str(TINY_WHISPER), language="en", loading_strategy="lazy") as rig,
        QtTarget(rig.screen) as window,
    ):
        rig.start(ready=False)
        status = rig.wait(lambda status: status["health"] == "unloaded")
        assert status["model"] == TINY_WHISPER.name
        assert (status["models"], rig.engines()) == ([], [])
        assert status["message"] == ""
        window.focus()
        rig.dictate(HELLO)
        window.wait_for(f"{HELLO.words} ")
        assert rig.wait(lambda status: status["health"] == "ready")["models"]


def test_hybrid_listens_while_it_loads() -> None:
    with (
        Rig(**STILL_LOADING, loading_strategy="hybrid") as rig,
        QtTarget(rig.screen) as window,
    ):
        rig.start(ready=False)
        engine = rig.freeze_engine()
        window.focus()
        assert rig.status()["health"] in ("starting", "warming_up")
        assert rig.status()["state"] == "idle"
        rig.dictate(HELLO)
        status = rig.wait(lambda status: status["waiting"] == 1)
        assert status["waiting_seconds"] > 1.0
        assert status["health"] in ("starting", "warming_up")
        assert window.text() == ""
        engine.resume()
        window.wait_for(f"{HELLO.words} ")
        assert rig.wait_for_state("idle")["waiting"] == 0


def test_eager_listens_when_it_has_loaded() -> None:
    with (
        Rig(**STILL_LOADING, loading_strategy="eager") as rig,
        QtTarget(rig.screen) as window,
    ):
        rig.start(ready=False)
        engine = rig.freeze_engine()
        rig.sayso("start")
        status = rig.wait(lambda status: bool(status["message"]))
        assert status["state"] == "idle"
        assert "still loading" in status["message"]
        engine.resume()
        rig.wait(lambda status: status["health"] == "ready")
        window.focus()
        rig.dictate(HELLO)
        window.wait_for(f"{HELLO.words} ")


# What is told of a healthy app, and of one that is not


@pytest.fixture(scope="module")
def healthy() -> Iterator[tuple[Rig, Target]]:
    with (
        Rig(model=str(TINY_WHISPER), language="en") as rig,
        QtTarget(rig.screen) as window,
    ):
        rig.start()
        window.focus()
        rig.dictate(HELLO)
        window.wait_for(f"{HELLO.words} ")
        rig.wait_for_state("idle")
        yield rig, window


def test_status_tells_of_each_model_in_memory(healthy: tuple[Rig, Target]) -> None:
    rig, _ = healthy
    status = _asked(rig, "status")
    assert (status["health"], status["device"], status["message"]) == ("ready", "cpu", "")
    models = {model["engine"]: model for model in status["models"]}
    assert set(models) == {"whisper", "silero"}
    whisper = models["whisper"]
    assert whisper["model"] == TINY_WHISPER.name
    assert (whisper["health"], whisper["errors"], whisper["in_use"]) == ("ready", 0, 0)
    assert 0 < whisper["last_latency_seconds"] < 30
    assert 0 <= whisper["idle_seconds"] <= whisper["uptime_seconds"]
    assert whisper["retry_in_seconds"] is None


def test_the_deep_check_hears_nothing_in_silence(healthy: tuple[Rig, Target]) -> None:
    rig, _ = healthy
    checked = _asked(rig, "status", "--check")
    assert checked["healthy"]
    assert (checked["text"], checked["message"]) == ("", "")
    assert checked["model"] == TINY_WHISPER.name
    assert checked["seconds"] > 0


def test_the_doctor_finds_nothing_wrong_with_it(healthy: tuple[Rig, Target]) -> None:
    rig, _ = healthy
    found = _asked(rig, "doctor")
    assert found["ok"]
    assert not [check for check in found["checks"] if check["result"] == "failed"]


def test_a_killed_engine_leaves_it_healthy(healthy: tuple[Rig, Target]) -> None:
    rig, window = healthy
    before = rig.engine()
    rig.kill_engine()
    assert _asked(rig, "status", "--check")["healthy"]
    assert rig.engine().pid != before.pid
    already = window.text()
    rig.dictate(FOX)
    window.wait_for(f"{already}{FOX.words} ")
    status = rig.wait_for_state("idle")
    assert (status["health"], status["message"]) == ("ready", "")


def test_a_broken_model_and_nothing_that_stands_in(tmp_path: Path) -> None:
    """Audio waits; why, and when it is tried again, is told; the model is mended, and all is well
    with the choice."""
    folder = _broken(tmp_path / "broken")
    with Rig(model=str(folder), language="en", starter="false") as rig:
        rig.start(ready=False)
        status = rig.wait(lambda status: status["health"] == "unavailable")
        assert status["state"] == "error"
        assert "model.bin" in status["message"]
        [model] = [model for model in status["models"] if model["engine"] == "whisper"]
        assert model["health"] == "unavailable"
        assert 0 < model["retry_in_seconds"] <= 15
        done = rig.sayso("status", "--check", check=False)
        assert done.returncode == 5
        assert "model.bin" in done.stderr
        assert "Traceback" not in done.stderr
        # Said all the same, it gets its text when the model can be had: tried again by itself.
        with QtTarget(rig.screen) as window:
            window.focus()
            rig.dictate(HELLO)
            shutil.copy(TINY_WHISPER / "model.bin", folder / "model.bin")
            window.wait_until(lambda text: text == f"{HELLO.words} ", 40.0)
        rig.wait(lambda status: status["health"] == "ready" and not status["message"])


def test_a_broken_model_and_the_starter_stands_in(tmp_path: Path) -> None:
    with Rig(model=str(_broken(tmp_path / "broken")), language="en") as rig:
        rig.start(ready=False)
        status = rig.wait(lambda status: status["health"] == "degraded")
        assert status["engine"] == "starter"
        assert "model.bin" in status["message"]
        assert "starter" in status["message"]
        assert _asked(rig, "status", "--check")["healthy"]


# Models that come over the network


def test_the_starter_listens_until_the_model_is_there() -> None:
    with (
        LoopbackHub() as hub,
        Rig(engine="whisper", model="tiny", language="en") as rig,
        QtTarget(rig.screen) as window,
    ):
        hub.add(TINY, TINY_WHISPER)
        hub.misbehave("model.bin", Cut(500_000), Stall(200_000))
        rig.env["HF_ENDPOINT"] = hub.url
        rig.start(ready=False)
        hub.wait_stalled()
        status = rig.wait(lambda status: status["health"] == "degraded")
        assert status["engine"] == "starter"
        assert "tiny is being downloaded" in status["message"]
        listed = {model["name"]: model for model in _asked(rig, "models", "list")["models"]}
        assert listed["tiny"]["state"] == "available", "a part is no model"
        window.focus()
        rig.dictate(MEETING)
        heard = window.wait_until(lambda text: bool(text.strip()), 30.0)
        assert len(set(heard.lower().split()) & set(MEETING.words.lower().rstrip(".").split())) > 3
        hub.release()
        status = rig.wait(lambda status: status["health"] == "ready")
        assert (status["engine"], status["model"], status["message"]) == ("whisper", "tiny", "")
        ranges = [asked.range for asked in hub.asked_for("model.bin") if asked.method == "GET"]
        assert ranges == ["", "bytes=500000-"]
        rig.wait_for_state("idle")
        already = window.text()
        rig.dictate(HELLO)
        window.wait_for(f"{already}{HELLO.words} ")
        _sees_to_it_by_command(rig)


def _sees_to_it_by_command(rig: Rig) -> None:
    """`sayso models` about the one that was just downloaded."""
    [tiny] = [it for it in _asked(rig, "models", "list")["models"] if it["name"] == "tiny"]
    assert tiny["state"] == "used"
    assert tiny["bytes"] == (TINY_WHISPER / "model.bin").stat().st_size
    folder = Path(rig.sayso("models", "path", "tiny").stdout.strip())
    assert folder == rig.home / "data" / "models" / "tiny"
    verified = _asked(rig, "models", "verify", "tiny")
    assert verified["ok"]
    assert {file["file"] for file in verified["models"][0]["files"]} >= {"model.bin", "config.json"}
    whole = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert rig.sayso("models", "verify", "tiny", check=False).returncode == 5
    done = rig.sayso("models", "remove", "--yes", "tiny")
    assert "The running app uses tiny" in done.stderr
    assert not folder.exists()
    assert rig.status()["health"] == "ready", "what is in memory serves on"


def test_offline_is_one_sentence_and_the_starter() -> None:
    with (
        LoopbackHub() as hub,
        Rig(engine="whisper", model="tiny", language="en", offline="true") as rig,
    ):
        hub.add(TINY, TINY_WHISPER)
        rig.env["HF_ENDPOINT"] = hub.url
        rig.start(ready=False)
        status = rig.wait(lambda status: "offline" in status["message"])
        assert (status["health"], status["engine"]) == ("degraded", "starter")
        assert hub.asked == []
        done = rig.sayso("models", "download", "tiny", check=False)
        assert done.returncode == 5
        assert "offline" in done.stderr
        assert "Traceback" not in done.stderr
        assert hub.asked == []
