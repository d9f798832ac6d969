"""Whisper through the real faster-whisper: the project's own tiny model, and a canned one."""

from __future__ import annotations

import gc
import os
import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sayso.bench.canned_whisper import canned_text, canned_whisper
from sayso.core.errors import (
    DeviceError,
    DeviceFailed,
    ModelError,
    RecognitionCancelled,
    RecognitionError,
)
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples
from sayso.pipeline.recognize import cuda_libraries
from sayso.pipeline.recognize.whisper import MOST_THREADS, WhisperEngine, helpful_threads
from sayso.residency.model import ModelKey

ROOT = Path(__file__).parents[4]
TINY = ROOT / "tests" / "tiny_whisper" / "model"
# The long dictation is only exact utterance by utterance: tests/desktop has it.
CLIPS = sorted(
    clip for clip in (ROOT / "tests" / "speech").glob("*.flac") if clip.stem != "dictation-20s"
)
ENGLISH = RecognizeOptions(language="en")


def never() -> None: ...


def key_of(
    folder: Path, device: str = "cpu", compute_type: str = "auto", index: int = 0
) -> ModelKey:
    return ModelKey("whisper", folder.name, folder, device, index, compute_type)


def loaded(key: ModelKey) -> WhisperEngine:
    engine = WhisperEngine(key)
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
def speaker(canned: Path) -> WhisperEngine:
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
    assert not isinstance(caught.value, DeviceError)
    assert one_sentence(str(caught.value))
    return str(caught.value)


def one_sentence(said: str) -> bool:
    return said.endswith(".") and "\n" not in said and ". " not in said


@pytest.fixture(scope="module")
def tiny() -> Iterator[WhisperEngine]:
    engine = loaded(key_of(TINY))
    yield engine
    engine.close()


def test_there_are_clips() -> None:
    assert CLIPS


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_the_exact_words(tiny: WhisperEngine, clip: Path) -> None:
    expected = clip.with_suffix(".txt").read_text(encoding="utf-8").strip()
    heard = tiny.recognize(read(clip), ENGLISH, never)
    assert heard.text == expected
    assert heard.language == "en"
    with_times = tiny.recognize(read(clip), RecognizeOptions(language="en", timestamps=True), never)
    assert with_times.text == expected
    assert all(0 <= part.start < part.end for part in with_times.segments)


def test_the_tiny_model_hears_nothing_in_silence(tiny: WhisperEngine) -> None:
    assert tiny.recognize(np.zeros(2 * SAMPLE_RATE, np.float32), ENGLISH, never).text == ""


def test_an_english_only_model_ignores_the_language(tiny: WhisperEngine) -> None:
    german = tiny.recognize(noise(1), RecognizeOptions(language="de"), never)
    assert german.language == "en"


@pytest.mark.parametrize("beam_size", [1, 5])
@pytest.mark.parametrize("timestamps", [False, True])
def test_every_option_gives_the_text(
    speaker: WhisperEngine, beam_size: int, timestamps: bool
) -> None:
    samples = noise(4.8)
    options = RecognizeOptions("en", beam_size, timestamps)
    heard = speaker.recognize(samples, options, never)
    assert heard.text == canned_text(len(samples))
    assert " ".join(part.text for part in heard.segments) == heard.text
    assert heard.segments[0].start == 0.0
    assert heard.audio_seconds == 4.8
    assert (heard.engine, heard.model, heard.language) == ("whisper", speaker.model, "en")


def test_the_language_is_found_out(speaker: WhisperEngine) -> None:
    assert speaker.recognize(noise(1), RecognizeOptions(), never).language is not None


def test_audio_longer_than_a_window(speaker: WhisperEngine) -> None:
    samples = noise(33)
    heard = speaker.recognize(samples, ENGLISH, never)
    assert heard.text == canned_text(len(samples))
    assert [round(part.start) for part in heard.segments] == [0, 30]


@pytest.mark.parametrize("count", [0, 1, 159, 160, 400])
def test_hardly_any_audio(speaker: WhisperEngine, count: int) -> None:
    heard = speaker.recognize(np.zeros(count, np.float32), ENGLISH, never)
    assert (heard.text == "") == (count < 160)
    assert heard.language == "en"


def test_an_unknown_language_is_named(speaker: WhisperEngine) -> None:
    with pytest.raises(RecognitionError, match="tlh is not a language"):
        speaker.recognize(noise(1), RecognizeOptions(language="tlh"), never)


def test_taken_seconds_are_the_clocks(canned: Path) -> None:
    ticks = iter([1.0, 1.25])
    engine = WhisperEngine(key_of(canned), clock=lambda: next(ticks))
    engine.load(lambda progress: None)
    assert engine.recognize(noise(0.2), ENGLISH, never).taken_seconds == 0.25


def test_it_must_be_loaded(canned: Path) -> None:
    engine = WhisperEngine(key_of(canned))
    with pytest.raises(RecognitionError, match="not loaded"):
        engine.recognize(noise(0.1), ENGLISH, never)
    engine.close()
    engine.close()


def test_progress_is_in_bytes_and_ends_at_the_end(canned: Path) -> None:
    told: list[LoadProgress] = []
    engine = WhisperEngine(key_of(canned))
    engine.load(told.append)
    reading = [progress for progress in told if progress.unit == "bytes" and progress.total]
    size = (canned / "model.bin").stat().st_size
    assert reading[-1].done == reading[-1].total == size
    assert [progress.done for progress in reading] == sorted(progress.done for progress in reading)
    assert told[-1].step == "Loading the model"
    assert engine.device == "cpu"


def test_no_network_is_ever_touched(canned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*arguments: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert loaded(key_of(canned)).recognize(noise(0.2), ENGLISH, never).text != ""


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
    said = load_error(key_of(broken))
    assert "wants 80 mel bands" in said
    assert "128" in said


def test_an_unsupported_arithmetic_names_the_others(canned: Path) -> None:
    said = load_error(key_of(canned, compute_type="int8_float16"))
    assert "int8_float16 does not work on cpu" in said
    assert "float32" in said


def test_auto_on_a_processor_is_int8(canned: Path) -> None:
    told: list[LoadProgress] = []
    WhisperEngine(key_of(canned)).load(told.append)
    assert "int8 on cpu" in told[-1].detail


def test_no_folder_at_all() -> None:
    assert "folder as the model" in load_error(ModelKey("whisper", "base"))


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> Card:
    """A stand-in for CTranslate2 with a graphics card, which is nowhere near these tests: it
    answers questions as with one card, builds the model on the processor, and fails with
    CTranslate2's own words where it is told to."""
    import ctranslate2
    import faster_whisper

    made = Card()

    def model(folder: str, **options: Any) -> Any:
        made.options = options
        if made.fails_to_build is not None:
            raise made.fails_to_build
        options |= {"device": "cpu", "device_index": 0, "compute_type": "default"}
        built = real(folder, **options)
        encode = built.encode

        def failing(features: Any) -> Any:
            if made.fails_to_encode is not None:
                raise made.fails_to_encode
            return encode(features)

        built.encode = failing
        return built

    def usable(device: str, index: int = 0) -> set[str]:
        assert (device, index) == ("cuda", made.wanted)
        return made.usable

    real = faster_whisper.WhisperModel
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: made.count)
    monkeypatch.setattr(ctranslate2, "get_supported_compute_types", usable)
    monkeypatch.setattr(faster_whisper, "WhisperModel", model)
    monkeypatch.setattr(cuda_libraries, "make_loadable", lambda: made.prepared.append(True))
    return made


class Card:
    def __init__(self) -> None:
        self.count = 1
        self.wanted = 0
        self.usable = {"float32", "int8", "int8_float32", "float16", "int8_float16"}
        self.options: dict[str, Any] = {}
        self.fails_to_build: Exception | None = None
        self.fails_to_encode: Exception | None = None
        self.prepared: list[bool] = []


OUT_OF_MEMORY = RuntimeError("CUDA failed with error out of memory")
NO_CUBLAS = RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")


def device_error(key: ModelKey) -> str:
    with pytest.raises(DeviceError) as caught:
        loaded(key)
    assert one_sentence(str(caught.value))
    return str(caught.value)


def test_a_card_is_used_as_the_key_says(canned: Path, card: Card) -> None:
    card.count, card.wanted = 2, 1
    key = ModelKey("whisper", "canned", canned, "cuda", 1, threads=3, workers=2)
    engine = loaded(key)
    assert engine.device == "cuda:1"
    assert card.options["num_workers"] == 2
    assert card.options["cpu_threads"] == 3
    assert card.prepared == [True]
    engine.warm_up(0.5)
    assert engine.recognize(noise(0.2), ENGLISH, never).text


@pytest.mark.parametrize(
    ("usable", "chosen"),
    [
        ({"float32", "int8", "int8_float32", "float16", "int8_float16"}, "float16"),
        ({"float32", "int8", "int8_float32", "int8_float16"}, "int8_float16"),
        ({"float32", "int8", "int8_float32"}, "int8_float32"),
        ({"float32"}, "float32"),
    ],
)
def test_auto_takes_the_best_that_a_card_supports(
    canned: Path, card: Card, usable: set[str], chosen: str
) -> None:
    card.usable = usable
    told: list[LoadProgress] = []
    WhisperEngine(key_of(canned, "cuda")).load(told.append)
    assert told[-1].detail.endswith(f"{chosen} on cuda:0")


def test_a_processor_needs_none_of_nvidias_libraries(
    canned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cuda_libraries, "make_loadable", lambda: pytest.fail("for a processor"))
    loaded(key_of(canned)).warm_up(0.1)


def test_arithmetic_that_a_card_does_not_do(canned: Path, card: Card) -> None:
    card.usable = {"float32"}
    said = device_error(key_of(canned, "cuda", "float16"))
    assert "float16 does not work on cuda:0" in said


def test_cuda_without_a_card(canned: Path, card: Card) -> None:
    card.count = 0
    assert "No NVIDIA graphics card" in device_error(key_of(canned, "cuda"))


def test_cuda_without_the_stand_in(canned: Path) -> None:
    """The real CTranslate2, whatever is in this machine."""
    import ctranslate2

    if ctranslate2.get_cuda_device_count() > 0:
        pytest.skip("there is a graphics card")
    assert "No NVIDIA graphics card" in device_error(key_of(canned, "cuda"))


@pytest.mark.parametrize(("count", "others"), [(1, "cuda:0"), (2, "cuda:0 to cuda:1")])
def test_no_such_card(canned: Path, card: Card, count: int, others: str) -> None:
    card.count = count
    said = device_error(key_of(canned, "cuda", index=3))
    assert "no graphics card cuda:3" in said
    assert others in said


def test_cuda_with_a_driver_that_refuses(
    canned: Path, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> int:
        raise RuntimeError("CUDA driver version is insufficient for CUDA runtime version")

    monkeypatch.setattr("ctranslate2.get_cuda_device_count", refuse)
    assert "driver" in device_error(key_of(canned, "cuda"))


def test_a_model_too_large_for_the_card(canned: Path, card: Card) -> None:
    card.fails_to_build = OUT_OF_MEMORY
    assert "memory of the graphics card cuda:0 is full" in device_error(key_of(canned, "cuda"))


def test_a_damaged_model_is_no_fault_of_the_card(broken: Path, card: Card) -> None:
    os.truncate(broken / "model.bin", 1000)
    said = load_error(key_of(broken, "cuda"))
    assert "model.bin" in said


def test_missing_libraries_show_in_the_first_pass(canned: Path, card: Card) -> None:
    engine = loaded(key_of(canned, "cuda"))
    card.fails_to_encode = NO_CUBLAS
    with pytest.raises(DeviceError) as caught:
        engine.warm_up(1.0)
    assert one_sentence(str(caught.value))
    assert "libcublas.so.12" in str(caught.value)
    assert "pip install nvidia-cublas-cu12 nvidia-cudnn-cu12" in str(caught.value)
    with pytest.raises(DeviceFailed, match=r"libcublas\.so\.12"):
        engine.recognize(noise(1), ENGLISH, never)


def test_a_card_that_fails_in_the_middle(canned: Path, card: Card) -> None:
    engine = loaded(key_of(canned, "cuda"))
    card.fails_to_encode = OUT_OF_MEMORY
    with pytest.raises(DeviceFailed, match="cuda:0 is full"):
        engine.recognize(noise(1), ENGLISH, never)
    card.fails_to_encode = None
    assert engine.recognize(noise(1), ENGLISH, never).text


def test_the_computers_own_memory_is_no_fault_of_the_card(canned: Path, card: Card) -> None:
    engine = loaded(key_of(canned, "cuda"))
    card.fails_to_encode = MemoryError("std::bad_alloc")
    with pytest.raises(RecognitionError, match="smaller model") as caught:
        engine.recognize(noise(1), ENGLISH, never)
    assert not isinstance(caught.value, DeviceFailed)
    with pytest.raises(ModelError, match="smaller model") as loading:
        engine.warm_up(1.0)
    assert not isinstance(loading.value, DeviceError)


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
    heard = engine.recognize(noise(4.0), RecognizeOptions(language=None), never)
    assert heard.language == "en"
    assert encoded == [3000]
    engine.recognize(noise(5.0), RecognizeOptions(language=None), never)
    assert encoded == [3000, 3000]
    engine.close()


@pytest.mark.parametrize("language", ["en", None])
def test_nothing_of_the_audio_is_kept(
    canned: Path, monkeypatch: pytest.MonkeyPatch, language: str | None
) -> None:
    import faster_whisper

    windows: list[weakref.ref[Any]] = []
    encode = faster_whisper.WhisperModel.encode

    def watched(self: Any, features: Any) -> Any:
        windows.append(weakref.ref(features))
        return encode(self, features)

    monkeypatch.setattr(faster_whisper.WhisperModel, "encode", watched)
    engine = loaded(key_of(canned))
    engine.recognize(noise(1.0), RecognizeOptions(language), never)
    gc.collect()
    assert [window() for window in windows] == [None]


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.1, 1.0, 4.0, 30.0, 60.0])
def test_warming_up_with_any_length(speaker: WhisperEngine, seconds: float) -> None:
    speaker.warm_up(seconds)
    assert speaker.recognize(noise(1), ENGLISH, never).text == canned_text(SAMPLE_RATE)


def test_the_tiny_model_has_a_shorter_window(tiny: WhisperEngine) -> None:
    tiny.warm_up(30.0)


def test_warming_up_needs_a_loaded_model(canned: Path) -> None:
    with pytest.raises(ModelError, match="not loaded"):
        WhisperEngine(key_of(canned)).warm_up(1.0)


class Patience:
    """A ``go_on`` that has enough after so many steps."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def __call__(self) -> None:
        if self.left == 0:
            raise RecognitionCancelled("Enough.")
        self.left -= 1


@pytest.mark.parametrize("steps", range(6))
def test_a_cancel_is_heeded_between_steps(speaker: WhisperEngine, steps: int) -> None:
    """61 s are three windows, and each of them is encoded and decoded."""
    samples = noise(61)
    with pytest.raises(RecognitionCancelled):
        speaker.recognize(samples, ENGLISH, Patience(steps))
    assert speaker.recognize(noise(0.2), ENGLISH, never).text


def test_steps_are_no_more_than_windows(speaker: WhisperEngine) -> None:
    patience = Patience(6)
    assert speaker.recognize(noise(61), ENGLISH, patience).text
    assert patience.left == 0


def test_a_cancel_is_heeded_before_each_temperature(
    canned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a threshold that no decoding reaches, faster-whisper goes through all six."""
    import faster_whisper

    transcribe = faster_whisper.WhisperModel.transcribe

    def strict(self: Any, *arguments: Any, **options: Any) -> Any:
        return transcribe(
            self, *arguments, **options, log_prob_threshold=1.0, no_speech_threshold=None
        )

    monkeypatch.setattr(faster_whisper.WhisperModel, "transcribe", strict)
    engine = loaded(key_of(canned))
    patience = Patience(10)
    engine.recognize(noise(1), ENGLISH, patience)
    assert patience.left == 10 - 7
    with pytest.raises(RecognitionCancelled):
        engine.recognize(noise(1), ENGLISH, Patience(3))
