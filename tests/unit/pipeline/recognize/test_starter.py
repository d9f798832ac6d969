"""The starter on speech that it should understand, and on sounds that it should not."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.core.errors import ModelError, RecognitionError
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples, Segment
from sayso.pipeline.recognize import starter
from sayso.pipeline.recognize.starter import StarterRecognizer, phrases, pieces
from sayso.residency.catalog import starter_key

ROOT = Path(__file__).parents[4]
OWN = ROOT / "tests" / "speech" / "starter"
HUMAN = ROOT.parent / "shared" / "speech"


@pytest.fixture(scope="module")
def recognizer() -> StarterRecognizer:
    engine = StarterRecognizer(starter_key())
    engine.load(lambda progress: None)
    return engine


def read(file: Path) -> Samples:
    from faster_whisper.audio import decode_audio

    samples: Samples = decode_audio(str(file), sampling_rate=SAMPLE_RATE)
    return samples


def words(text: str) -> str:
    return " ".join(re.findall(r"[a-z']+", text.lower()))


def word_error_rate(recognizer: StarterRecognizer, folder: Path) -> float:
    """Of all clips together, without case and punctuation."""
    import jiwer

    clips = sorted(folder.glob("*.flac"))
    assert clips
    said = [words(clip.with_suffix(".txt").read_text(encoding="utf-8")) for clip in clips]
    heard = [words(recognizer.recognize(read(clip), RecognizeOptions()).text) for clip in clips]
    return float(jiwer.wer(said, heard))


def test_it_hears_the_projects_own_clips(recognizer: StarterRecognizer) -> None:
    assert word_error_rate(recognizer, OWN) <= 0.15


@pytest.mark.skipif(not HUMAN.is_dir(), reason=f"no human speech at {HUMAN}")
def test_it_hears_half_of_what_people_say(recognizer: StarterRecognizer) -> None:
    assert word_error_rate(recognizer, HUMAN) <= 0.5


def test_a_transcript_says_what_it_is(recognizer: StarterRecognizer) -> None:
    samples = read(min(OWN.glob("*.flac")))
    heard = recognizer.recognize(samples, RecognizeOptions(language="de"))
    assert (heard.engine, heard.model) == ("starter", "pocketsphinx en-us")
    assert heard.language == "en"
    assert heard.audio_seconds == len(samples) / SAMPLE_RATE
    assert heard.text == heard.text.lower().strip() != ""
    assert " ".join(segment.text for segment in heard.segments) == heard.text
    assert 0 <= heard.segments[0].start < heard.segments[-1].end <= heard.audio_seconds + 0.02


def test_taken_seconds_are_the_clocks() -> None:
    ticks = iter([10.0, 12.5])
    engine = StarterRecognizer(starter_key(), clock=lambda: next(ticks))
    engine.load(lambda progress: None)
    assert engine.recognize(np.zeros(0, np.float32), RecognizeOptions()).taken_seconds == 2.5


def test_the_same_audio_gives_the_same_text(recognizer: StarterRecognizer) -> None:
    samples = read(min(OWN.glob("*.flac")))
    first = recognizer.recognize(samples, RecognizeOptions())
    again = recognizer.recognize(samples, RecognizeOptions())
    assert first.segments == again.segments


@pytest.mark.parametrize("count", [0, 1, 100, 399, 400, SAMPLE_RATE, 5 * SAMPLE_RATE])
def test_silence_is_empty(recognizer: StarterRecognizer, count: int) -> None:
    heard = recognizer.recognize(np.zeros(count, np.float32), RecognizeOptions())
    assert (heard.text, heard.segments) == ("", ())


def test_audio_longer_than_a_piece(
    recognizer: StarterRecognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sentences with silence between are heard as they are when heard alone."""
    monkeypatch.setattr(starter, "LONGEST_SECONDS", 6.0)
    monkeypatch.setattr(starter, "_CUT_SECONDS", 3.0)
    clip = read(OWN / "call.flac")
    alone = recognizer.recognize(clip, RecognizeOptions()).text
    pause = np.zeros(2 * SAMPLE_RATE, np.float32)
    both = np.concatenate([clip, pause, clip])
    assert len(both) > 6 * SAMPLE_RATE
    heard = recognizer.recognize(both, RecognizeOptions())
    assert heard.text == f"{alone} {alone}"
    assert heard.segments[-1].start > (len(clip) + len(pause)) / SAMPLE_RATE


def test_overdriven_audio_does_not_wrap_around(recognizer: StarterRecognizer) -> None:
    samples = np.full(SAMPLE_RATE, 3.0, np.float32)
    assert recognizer.recognize(samples, RecognizeOptions()).text == ""


def test_it_must_be_loaded() -> None:
    engine = StarterRecognizer(starter_key())
    with pytest.raises(RecognitionError, match="not loaded"):
        engine.recognize(np.zeros(10, np.float32), RecognizeOptions())
    engine.load(lambda progress: None)
    engine.close()
    engine.close()
    with pytest.raises(RecognitionError, match="not loaded"):
        engine.recognize(np.zeros(10, np.float32), RecognizeOptions())


def test_without_its_model_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POCKETSPHINX_PATH", str(tmp_path))
    with pytest.raises(ModelError, match="install Sayso again"):
        StarterRecognizer(starter_key()).load(lambda progress: None)


@settings(deadline=None)
@given(st.integers(0, 200 * SAMPLE_RATE))
def test_pieces_are_the_audio_and_none_is_too_long(count: int) -> None:
    samples = np.zeros(count, np.float32)
    found = list(pieces(samples))
    ends = [start + len(piece) for start, piece in found]
    assert [start for start, _ in found] == ([0, *ends[:-1]] if found else [])
    assert (ends[-1] if ends else 0) == count
    longest = starter.LONGEST_SECONDS * SAMPLE_RATE
    assert all(0 < len(piece) <= longest for _, piece in found)


def test_pieces_are_cut_where_it_is_quiet() -> None:
    samples = np.random.default_rng(1).uniform(-1, 1, 40 * SAMPLE_RATE).astype(np.float32)
    samples[25 * SAMPLE_RATE : 25 * SAMPLE_RATE + 3200] = 0
    (_, first), (start, _) = pieces(samples)
    assert len(first) == start
    assert 25 * SAMPLE_RATE <= start <= 25 * SAMPLE_RATE + 3200


def test_phrases_begin_after_pauses() -> None:
    spoken = [Segment(0.0, 0.4, "one"), Segment(0.5, 0.9, "two"), Segment(1.4, 1.8, "three")]
    assert list(phrases(spoken)) == [Segment(0.0, 0.9, "one two"), Segment(1.4, 1.8, "three")]
    assert list(phrases([])) == []
