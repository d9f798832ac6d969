"""The canned Whisper, in the tiny shape, through the real faster-whisper."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from faster_whisper import WhisperModel
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sayso.bench import canned_whisper as subject
from sayso.bench.canned_text import CANNED_WORDS, VOCABULARY_SIZE, canned_vocabulary
from sayso.bench.canned_whisper import (
    SAMPLE_RATE,
    WINDOW_SECONDS,
    WORDS_PER_SECOND,
    canned_text,
    canned_whisper,
)

Samples = NDArray[np.float32]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return canned_whisper(tmp_path_factory.mktemp("models"), size="tiny")


@pytest.fixture(scope="module")
def whisper(folder: Path) -> WhisperModel:
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)


def _sound(kind: str, seconds: float) -> Samples:
    count = round(seconds * SAMPLE_RATE)
    noise = np.random.default_rng(7).normal(0, 0.2, count)
    time = np.arange(count) / SAMPLE_RATE
    sounds = {
        "digital silence": np.zeros(count),
        "faint noise": noise * 1e-3,
        "noise": noise,
        "full scale tone": np.sin(2 * np.pi * 440 * time),
        "bursts with pauses": noise * (time % 5 < 4),
    }
    return sounds[kind].astype(np.float32)


@pytest.mark.parametrize(
    ("kind", "seconds", "beam_size", "without_timestamps", "words"),
    [
        ("digital silence", 4.8, 1, True, 16),
        ("faint noise", 4.8, 5, True, 16),
        ("noise", 0.1, 1, True, 1),
        ("noise", 4.8, 1, False, 16),
        ("full scale tone", 10.0, 1, True, 33),
        ("bursts with pauses", 20.0, 1, True, 66),
        ("bursts with pauses", 20.0, 5, False, 66),
        ("noise", 30.0, 1, True, 99),
        ("noise", 32.0, 1, True, 99 + 7),
    ],
)
def test_says_as_many_words_as_fit_whatever_the_audio(
    whisper: WhisperModel,
    kind: str,
    seconds: float,
    beam_size: int,
    without_timestamps: bool,
    words: int,
) -> None:
    audio = _sound(kind, seconds)

    segments, _info = whisper.transcribe(
        audio,
        language="en",
        beam_size=beam_size,
        without_timestamps=without_timestamps,
        temperature=[0.0, 0.5],  # so that a fallback would show
        condition_on_previous_text=False,
    )
    said = list(segments)

    text = " ".join(segment.text.strip() for segment in said)
    assert text == canned_text(len(audio))
    assert len(text.split()) == words
    assert {segment.temperature for segment in said} == {0.0}
    assert min(segment.avg_logprob for segment in said) > -0.1
    assert max(segment.compression_ratio for segment in said) < 2.4


def test_speaks_english_when_asked_for_the_language(whisper: WhisperModel) -> None:
    assert whisper.model.is_multilingual

    _segments, info = whisper.transcribe(_sound("noise", 1.0), beam_size=1)

    assert info.language == "en"
    assert info.language_probability > 0.9


@given(st.integers(0, 70 * SAMPLE_RATE), st.integers(0, SAMPLE_RATE))
def test_more_audio_never_says_less(samples: int, more: int) -> None:
    shorter = canned_text(samples).split()
    longer = canned_text(samples + more).split()

    assert longer[: len(shorter)] == shorter
    assert len(shorter) >= 1


def test_words_come_at_a_speaking_pace() -> None:
    for seconds in range(1, WINDOW_SECONDS + 1):
        words = len(canned_text(seconds * SAMPLE_RATE).split())
        assert abs(words - seconds * WORDS_PER_SECOND) <= 0.6, seconds


def test_each_word_is_one_token_of_a_full_vocabulary() -> None:
    vocabulary = canned_vocabulary()

    assert len(CANNED_WORDS) == round(WINDOW_SECONDS * WORDS_PER_SECOND)
    assert len(set(vocabulary.tokens)) == len(vocabulary.tokens) == VOCABULARY_SIZE == 51865
    encoded = vocabulary.tokenizer.encode(" " + " ".join(CANNED_WORDS))
    assert tuple(encoded.ids) == vocabulary.words
    assert vocabulary.tokenizer.token_to_id("<|endoftext|>") == vocabulary.id_of("<|endoftext|>")
    assert vocabulary.tokens[vocabulary.id_of("<|notimestamps|>")] == "<|notimestamps|>"
    assert vocabulary.tokens[vocabulary.first_timestamp] == "<|0.00|>"
    assert vocabulary.tokens[-1] == "<|30.00|>"


def _contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_is_made_once_and_always_the_same(folder: Path, tmp_path: Path) -> None:
    parts: list[float] = []
    made = canned_whisper(tmp_path, size="tiny", progress=parts.append)
    assert parts[0] == 0.0
    assert parts[-1] == 1.0
    assert parts == sorted(parts)
    assert _contents(made) == _contents(folder)
    assert list(tmp_path.iterdir()) == [made]

    parts.clear()
    assert canned_whisper(tmp_path, size="tiny", progress=parts.append) == made
    assert parts == []


def test_is_made_again_when_a_file_is_missing(folder: Path, tmp_path: Path) -> None:
    damaged = tmp_path / folder.name
    shutil.copytree(folder, damaged)
    (damaged / "tokenizer.json").unlink()

    assert canned_whisper(tmp_path, size="tiny") == damaged

    assert _contents(damaged) == _contents(folder)


def test_leaves_nothing_behind_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_the_disk(unfinished: Path, *_rest: object) -> None:
        (unfinished / "model.bin").write_bytes(b"half")
        raise OSError("No space left on device")

    monkeypatch.setattr(subject, "_write", fill_the_disk)

    with pytest.raises(OSError, match="No space"):
        canned_whisper(tmp_path, size="tiny")

    assert list(tmp_path.iterdir()) == []


def test_uses_the_folder_of_a_process_that_was_faster(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def be_overtaken(unfinished: Path, *_rest: object) -> None:
        shutil.copytree(folder, tmp_path / folder.name)
        (unfinished / "model.bin").write_bytes(b"the slower one")

    monkeypatch.setattr(subject, "_write", be_overtaken)

    made = canned_whisper(tmp_path, size="tiny")

    assert _contents(made) == _contents(folder)
    assert list(tmp_path.iterdir()) == [made]
