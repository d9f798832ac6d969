"""Whisper through the real faster-whisper: the project's own tiny model, and a canned one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sayso.bench.canned_whisper import canned_text, canned_whisper
from sayso.core.errors import ModelError, RecognitionError
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples
from sayso.pipeline.recognize import whisper
from sayso.pipeline.recognize.whisper import MOST_THREADS, WhisperRecognizer, helpful_threads
from sayso.residency.model import ModelKey

ROOT = Path(__file__).parents[4]
TINY = ROOT / "tests" / "tiny_whisper" / "model"
# The long dictation is only exact utterance by utterance: tests/desktop has it.
CLIPS = sorted(
    clip for clip in (ROOT / "tests" / "speech").glob("*.flac") if clip.stem != "dictation-20s"
)
ENGLISH = RecognizeOptions(language="en")


def key_of(folder: Path, device: str = "cpu", compute_type: str = "auto") -> ModelKey:
    return ModelKey("whisper", folder.name, folder, device, compute_type)


def loaded(key: ModelKey) -> WhisperRecognizer:
    engine = WhisperRecognizer(key)
    engine.load(lambda progress: None)
    return engine


def read(file: Path) -> Samples:
    from faster_whisper.audio import decode_audio

    samples: Samples = decode_audio(str(file), sampling_rate=SAMPLE_RATE)
    return samples


def noise(seconds: float) -> Samples:
    count = round(seconds * SAMPLE_RATE)
    return np.random.default_rng(3).normal(0, 0.1, count).astype(np.float32)


@pytest.fixture(scope="module")
def canned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return canned_whisper(tmp_path_factory.mktemp("models"), size="tiny")


@pytest.fixture(scope="module")
def speaker(canned: Path) -> WhisperRecognizer:
    return loaded(key_of(canned))


@pytest.fixture
def broken(canned: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    folder = tmp_path / "broken"
    shutil.copytree(canned, folder)
    return folder


def load_error(key: ModelKey) -> str:
    with pytest.raises(ModelError) as caught:
        loaded(key)
    said = str(caught.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert ". " not in said
    return said


@pytest.fixture(scope="module")
def tiny() -> Iterator[WhisperRecognizer]:
    engine = loaded(key_of(TINY))
    yield engine
    engine.close()


def test_there_are_clips() -> None:
    assert CLIPS


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_the_exact_words(tiny: WhisperRecognizer, clip: Path) -> None:
    expected = clip.with_suffix(".txt").read_text(encoding="utf-8").strip()
    heard = tiny.recognize(read(clip), ENGLISH)
    assert heard.text == expected
    assert heard.language == "en"
    with_times = tiny.recognize(read(clip), RecognizeOptions(language="en", timestamps=True))
    assert with_times.text == expected
    assert all(0 <= part.start < part.end for part in with_times.segments)


def test_the_tiny_model_hears_nothing_in_silence(tiny: WhisperRecognizer) -> None:
    assert tiny.recognize(np.zeros(2 * SAMPLE_RATE, np.float32), ENGLISH).text == ""


def test_an_english_only_model_ignores_the_language(tiny: WhisperRecognizer) -> None:
    german = tiny.recognize(noise(1), RecognizeOptions(language="de"))
    assert german.language == "en"


@pytest.mark.parametrize("beam_size", [1, 5])
@pytest.mark.parametrize("timestamps", [False, True])
def test_every_option_gives_the_text(
    speaker: WhisperRecognizer, beam_size: int, timestamps: bool
) -> None:
    samples = noise(4.8)
    options = RecognizeOptions("en", beam_size, timestamps)
    heard = speaker.recognize(samples, options)
    assert heard.text == canned_text(len(samples))
    assert " ".join(part.text for part in heard.segments) == heard.text
    assert heard.segments[0].start == 0.0
    assert heard.audio_seconds == 4.8
    assert (heard.engine, heard.model, heard.language) == ("whisper", speaker.model, "en")


def test_the_language_is_found_out(speaker: WhisperRecognizer) -> None:
    assert speaker.recognize(noise(1), RecognizeOptions()).language is not None


def test_audio_longer_than_a_window(speaker: WhisperRecognizer) -> None:
    samples = noise(33)
    heard = speaker.recognize(samples, ENGLISH)
    assert heard.text == canned_text(len(samples))
    assert [round(part.start) for part in heard.segments] == [0, 30]


@pytest.mark.parametrize("count", [0, 1, 159, 160, 400])
def test_hardly_any_audio(speaker: WhisperRecognizer, count: int) -> None:
    heard = speaker.recognize(np.zeros(count, np.float32), ENGLISH)
    assert (heard.text == "") == (count < 160)
    assert heard.language == "en"


def test_an_unknown_language_is_named(speaker: WhisperRecognizer) -> None:
    with pytest.raises(RecognitionError, match="tlh is not a language"):
        speaker.recognize(noise(1), RecognizeOptions(language="tlh"))


def test_taken_seconds_are_the_clocks(canned: Path) -> None:
    ticks = iter([1.0, 1.25])
    engine = WhisperRecognizer(key_of(canned), clock=lambda: next(ticks))
    engine.load(lambda progress: None)
    assert engine.recognize(noise(0.2), ENGLISH).taken_seconds == 0.25


def test_it_must_be_loaded(canned: Path) -> None:
    engine = WhisperRecognizer(key_of(canned))
    with pytest.raises(RecognitionError, match="not loaded"):
        engine.recognize(noise(0.1), ENGLISH)
    engine.close()
    engine.close()


def test_progress_is_in_bytes_and_ends_at_the_end(canned: Path) -> None:
    told: list[LoadProgress] = []
    engine = WhisperRecognizer(key_of(canned))
    engine.load(told.append)
    reading = [progress for progress in told if progress.unit == "bytes" and progress.total]
    size = (canned / "model.bin").stat().st_size
    assert reading[-1].done == reading[-1].total == size
    assert [progress.done for progress in reading] == sorted(progress.done for progress in reading)
    assert [progress.step for progress in told[-2:]] == ["Loading the model", "Warming up"]
    assert engine.device == "cpu"


def test_no_network_is_ever_touched(canned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*arguments: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert loaded(key_of(canned)).recognize(noise(0.2), ENGLISH).text != ""


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_missing_file_is_named(broken: Path, name: str) -> None:
    (broken / name).unlink()
    assert name in load_error(key_of(broken))


@pytest.mark.parametrize("keep", [0.0, 0.0001, 0.5, 0.9999])
def test_a_truncated_model_is_named(broken: Path, keep: float) -> None:
    file = broken / "model.bin"
    os.truncate(file, int(file.stat().st_size * keep))
    said = load_error(key_of(broken))
    assert "model.bin" in said
    assert "again" in said


def test_a_model_of_something_else_is_named(broken: Path) -> None:
    (broken / "model.bin").write_bytes(b"no model at all" * 1000)
    assert "model.bin" in load_error(key_of(broken))


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "vocabulary.json"])
def test_a_damaged_file_is_named(broken: Path, name: str) -> None:
    file = broken / name
    os.truncate(file, file.stat().st_size // 2)
    assert f"{name} in {broken} is damaged" in load_error(key_of(broken))


def test_a_model_that_does_not_fit_its_features_fails_while_loading(broken: Path) -> None:
    """A large-v3 without its preprocessor_config.json gets 80 mel bands in place of 128."""
    (broken / "preprocessor_config.json").write_text('{"feature_size": 128}')
    assert "does not run on cpu" in load_error(key_of(broken))


def test_an_unsupported_arithmetic_names_the_others(canned: Path) -> None:
    said = load_error(key_of(canned, compute_type="int8_float16"))
    assert "int8_float16 does not work on cpu" in said
    assert "float32" in said


def test_no_folder_at_all() -> None:
    assert "folder as the model" in load_error(ModelKey("whisper", "base"))


def test_cuda_without_a_card(canned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 0)
    assert "graphics card" in load_error(key_of(canned, device="cuda"))


def test_cuda_with_a_driver_that_refuses(canned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise RuntimeError("CUDA driver version is insufficient for CUDA runtime version")

    monkeypatch.setattr("ctranslate2.get_cuda_device_count", refuse)
    assert "graphics card" in load_error(key_of(canned, device="cuda"))
    assert loaded(key_of(canned, device="auto")).device == "cpu"


def test_auto_takes_the_processor_where_cuda_fails(
    canned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a card whose libraries are missing: the count is right and everything else fails."""
    monkeypatch.setattr(whisper, "_cuda_devices", lambda: 1)
    monkeypatch.setattr(
        WhisperRecognizer,
        "_compute_type",
        lambda self, device: "float16" if device == "cuda" else "int8",
    )
    engine = WhisperRecognizer(key_of(canned, device="auto"))
    told: list[str] = []
    engine.load(lambda progress: told.append(progress.detail))
    assert engine.device == "cpu"
    assert any("cuda" in detail for detail in told)
    assert "cuda" in load_error(key_of(canned, device="cuda"))


def test_threads_are_bounded() -> None:
    assert 1 <= helpful_threads() <= MOST_THREADS


def test_finding_the_language_does_not_encode_twice(
    canned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import faster_whisper

    encoded: list[int] = []
    encode = faster_whisper.WhisperModel.encode

    def counted(self: Any, features: Any) -> Any:
        encoded.append(features.shape[-1])
        return encode(self, features)

    monkeypatch.setattr(faster_whisper.WhisperModel, "encode", counted)
    engine = loaded(key_of(canned))
    encoded.clear()
    heard = engine.recognize(noise(4.0), RecognizeOptions(language=None))
    assert heard.language == "en"
    assert encoded == [3000]
    engine.recognize(noise(5.0), RecognizeOptions(language=None))
    assert encoded == [3000, 3000]
    engine.close()
