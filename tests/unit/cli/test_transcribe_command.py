"""`sayso transcribe` in processes of its own, with the starter engine and with bad input."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from loopback_hub import LoopbackHub

import sayso
from sayso.core.speech import SAMPLE_RATE
from sayso.pipeline.capture.audio_file import read_audio

CLIPS = Path(__file__).parents[2] / "speech" / "starter"
WEATHER = "the weather will be cold and dry for the rest of the week"
CALL = "i will call you again tomorrow evening"

Transcribe = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def transcribe(tmp_path: Path) -> Transcribe:
    """In an empty home: no settings and no models."""
    home = tmp_path / "home"
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("SAYSO_", "HF_")) and "proxy" not in key.lower()
    }
    environment |= {
        "SAYSO_HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PYTHONPATH": str(Path(sayso.__file__).parents[1]),
        "HF_ENDPOINT": "http://127.0.0.1:9",  # nobody is there
    }

    def command(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sayso", "transcribe", *map(str, arguments)],
            env={**environment, **more},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=150,
            check=False,
        )

    return command


def put(path: Path, clip: Path, rate: int, channels: int) -> Path:
    """The clip as a WAV of this kind."""
    samples = read_audio(clip)
    count = len(samples) * rate // SAMPLE_RATE
    places = np.arange(count) * (SAMPLE_RATE / rate)
    other = np.interp(places, np.arange(len(samples)), samples)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat((other * 32767).astype("<i2"), channels).tobytes())
    return path


def sentences(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What was said on stderr, but for the starter's warning."""
    lines = done.stderr.splitlines()
    assert all(line.startswith("sayso: ") for line in lines), done.stderr
    return [line for line in lines if "rough" not in line]


def test_text_on_stdout_and_a_warning_on_stderr(transcribe: Transcribe) -> None:
    done = transcribe(CLIPS / "weather.flac")
    assert (done.returncode, done.stdout) == (0, f"{WEATHER}\n")
    assert done.stderr.count("rough") == 1
    assert sentences(done) == []


def test_all_kinds_of_files_and_bad_ones_among_them(transcribe: Transcribe, tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.txt").write_text("This is no sound.")
    with wave.open(str(tmp_path / "header.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", "not compressed"))
    low = put(tmp_path / "low.wav", CLIPS / "weather.flac", 8_000, 1)
    stereo = put(tmp_path / "stereo.wav", CLIPS / "call.flac", 44_100, 2)
    done = transcribe(
        *("missing.wav", low, "empty.wav", stereo, "text.txt", "header.wav", tmp_path),
        *("--format", "json"),
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["file"] for each in found] == [str(low), str(stereo)]
    assert found[1]["text"] == CALL
    # The upper half of what the model was trained on is missing: some words, not all of them.
    assert len(set(found[0]["text"].split()) & set(WEATHER.split())) >= 4
    told = sentences(done)
    assert len(told) == 5
    for line, name in zip(
        told,
        ("missing.wav", "empty.wav", "text.txt", "header.wav", str(tmp_path)),
        strict=True,
    ):
        assert name in line
    assert done.returncode == 3


def test_json_is_exact_and_times_are_those_of_the_file(
    transcribe: Transcribe, tmp_path: Path
) -> None:
    done = transcribe(CLIPS / "call.flac", "--format", "json", "--engine", "starter")
    found = json.loads(done.stdout)
    assert list(found) == [
        *("text", "segments", "language", "engine", "model", "audio_seconds", "taken_seconds"),
    ]
    assert found["text"] == CALL
    assert " ".join(part["text"] for part in found["segments"]) == CALL
    assert found["engine"] == "starter"
    seconds = len(read_audio(CLIPS / "call.flac")) / SAMPLE_RATE
    assert found["audio_seconds"] == pytest.approx(seconds, abs=0.001)
    assert 0 <= found["segments"][0]["start"] < found["segments"][-1]["end"] <= seconds
    assert found["taken_seconds"] > 0


def test_subtitles_into_a_file(transcribe: Transcribe, tmp_path: Path) -> None:
    target = tmp_path / "out.srt"
    target.write_text("before")
    done = transcribe(CLIPS / "call.flac", "--format", "srt", "--output", target)
    assert (done.returncode, done.stdout) == (0, "")
    stamp = r"\d\d:\d\d:\d\d,\d{3}"
    pattern = rf"1\n{stamp} --> {stamp}\n{CALL}\n\n"
    assert re.fullmatch(pattern, target.read_text(encoding="utf-8"))
    assert {each.name for each in tmp_path.iterdir()} == {"home", "out.srt"}


def test_nothing_is_written_where_nothing_could_be_read(
    transcribe: Transcribe, tmp_path: Path
) -> None:
    done = transcribe("no.wav", "--output", tmp_path / "out.txt")
    assert done.returncode == 3
    assert {each.name for each in tmp_path.iterdir()} == {"home"}


def test_what_cannot_be_asked_for(transcribe: Transcribe, tmp_path: Path) -> None:
    recording = put(tmp_path / "a.wav", CLIPS / "call.flac", 16_000, 1)
    before = recording.read_bytes()
    for arguments, word in (
        ((), "required"),
        ((recording, recording, "--format", "srt"), "one file at a time"),
        ((recording, "--engine", "starter", "--model", "base"), "--model"),
        ((recording, "--format", "docx"), "docx"),
        ((recording, "--beam-size", "99"), "between 1 and 10"),
        ((recording, "--device", "gpu"), "cuda:N"),
        ((recording, "--output", recording), "is the recording itself"),
        ((recording, "--output", tmp_path / "no" / "out.txt"), "cannot be written"),
    ):
        done = transcribe(*arguments)
        assert done.returncode == 2, arguments
        (line,) = sentences(done)
        assert word in line
        assert done.stdout == ""
    assert recording.read_bytes() == before


def test_models_that_are_not_what_they_should_be(transcribe: Transcribe, tmp_path: Path) -> None:
    incomplete = tmp_path / "incomplete"
    incomplete.mkdir()
    (incomplete / "model.bin").write_bytes(b"weights")
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"):
        (damaged / name).write_bytes(b"{}" * 50)
    for model, word in (
        (tmp_path / "nowhere", "does not exist"),
        ("bsae", "not on this machine"),
        (incomplete, "config.json is missing"),
        (damaged, str(damaged)),
    ):
        done = transcribe(CLIPS / "call.flac", "--model", model)
        assert done.returncode == 5, done.stderr
        (line,) = sentences(done)
        assert word in line
        assert done.stdout == ""


WHISPER_CLIP = CLIPS.parent / "undo.flac"


def test_a_model_that_is_named_is_fetched_once(transcribe: Transcribe, tmp_path: Path) -> None:
    model = CLIPS.parents[1] / "tiny_whisper" / "model"
    with LoopbackHub() as hub:
        hub.add("own/words", model)
        named = ("--model", "own/words", "--language", "en")
        # Not for nothing, not offline, and never for a model that nobody named.
        assert transcribe("no.wav", *named, HF_ENDPOINT=hub.url).returncode == 3
        refused = transcribe(WHISPER_CLIP, *named, "--offline", HF_ENDPOINT=hub.url)
        assert (refused.returncode, refused.stdout) == (5, "")
        assert "offline" in sentences(refused)[-1]
        assert "sayso models download own/words" in sentences(refused)[-1]
        assert transcribe(CLIPS / "call.flac", HF_ENDPOINT=hub.url).stdout == f"{CALL}\n"
        assert hub.asked == []

        done = transcribe(WHISPER_CLIP, *named, HF_ENDPOINT=hub.url)
        text = WHISPER_CLIP.with_suffix(".txt").read_text(encoding="utf-8").strip()
        assert (done.returncode, done.stdout) == (0, f"{text}\n")
        assert any("Downloading" in line for line in sentences(done))
        asked = len(hub.asked)
        again = transcribe(WHISPER_CLIP, *named, HF_ENDPOINT=hub.url)
        assert (again.returncode, again.stdout, again.stderr) == (0, f"{text}\n", "")
        assert len(hub.asked) == asked


def test_a_graphics_card_that_is_not_there(transcribe: Transcribe) -> None:
    """The processor does it, and one sentence says so. No machine has a hundred of them."""
    model = CLIPS.parents[1] / "tiny_whisper" / "model"
    done = transcribe(WHISPER_CLIP, "--model", model, "--device", "cuda:99")
    text = WHISPER_CLIP.with_suffix(".txt").read_text(encoding="utf-8").strip()
    assert (done.returncode, done.stdout) == (0, f"{text}\n")
    (line,) = sentences(done)
    assert line.endswith("; going on with model on cpu.")


def test_the_real_whisper_engine(transcribe: Transcribe) -> None:
    """With the project's own tiny Whisper, which knows these words and few others."""
    speech = CLIPS.parent
    files = [speech / f"{name}.flac" for name in ("hello-world", "undo", "quick-brown-fox")]
    model = CLIPS.parents[1] / "tiny_whisper" / "model"
    done = transcribe(*files, "--model", model, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    expected = [file.with_suffix(".txt").read_text(encoding="utf-8").strip() for file in files]
    assert [each["text"] for each in found] == expected
    assert {(each["engine"], each["language"]) for each in found} == {("whisper", "en")}
    for each in found:
        assert " ".join(part["text"] for part in each["segments"]) == each["text"]
        assert 0 <= each["segments"][0]["start"] < each["segments"][-1]["end"]
        assert each["segments"][-1]["end"] <= each["audio_seconds"]


def test_file_jobs_step_back() -> None:
    """Dictation goes first; and who already runs at a lower priority is not raised."""
    program = """
import psutil
from sayso.cli.transcribe import step_back

before = psutil.Process().nice()
step_back()
step_back()
print(before != psutil.Process().nice(), psutil.Process().nice())
"""
    found = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(Path(sayso.__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    changed, nice = found.stdout.split(maxsplit=1)
    assert changed == "True" or int(nice) >= 10
