"""The starter on speech that it should understand, and on sounds that it should not."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.core.errors import ModelError, RecognitionCancelled, RecognitionError
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples, Segment
from sayso.pipeline.recognize import starter
from sayso.pipeline.recognize.starter import StarterEngine, phrases, pieces
from sayso.residency.model import ModelKey

ROOT = Path(__file__).parents[4]
OWN = ROOT / "tests" / "speech" / "starter"
HUMAN = ROOT.parent / "shared" / "speech"
KEY = ModelKey("starter", "pocketsphinx en-us")


def never() -> None: ...


@pytest.fixture(scope="module")
def engine() -> StarterEngine:
    made = StarterEngine(KEY)
    made.load(lambda progress: None)
    return made


def read(file: Path) -> Samples:
    from faster_whisper.audio import decode_audio

    samples: Samples = decode_audio(str(file), sampling_rate=SAMPLE_RATE)
    return samples


def words(text: str) -> str:
    return " ".join(re.findall(r"[a-z']+", text.lower()))


def word_error_rate(engine: StarterEngine, folder: Path) -> float:
    """Of all clips together, without case and punctuation."""
    import jiwer

    clips = sorted(folder.glob("*.flac"))
    assert clips
    said = [words(clip.with_suffix(".txt").read_text(encoding="utf-8")) for clip in clips]
    heard = [words(engine.recognize(read(clip), RecognizeOptions(), never).text) for clip in clips]
    return float(jiwer.wer(said, heard))


def test_it_hears_the_projects_own_clips(engine: StarterEngine) -> None:
    assert word_error_rate(engine, OWN) <= 0.15


@pytest.mark.skipif(not HUMAN.is_dir(), reason=f"no human speech at {HUMAN}")
def test_it_hears_half_of_what_people_say(engine: StarterEngine) -> None:
    assert word_error_rate(engine, HUMAN) <= 0.5


def test_a_transcript_says_what_it_is(engine: StarterEngine) -> None:
    samples = read(min(OWN.glob("*.flac")))
    heard = engine.recognize(samples, RecognizeOptions(language="de"), never)
    assert (heard.engine, heard.model) == ("starter", "pocketsphinx en-us")
    assert heard.language == "en"
    assert heard.audio_seconds == len(samples) / SAMPLE_RATE
    assert heard.text == heard.text.lower().strip() != ""
    assert " ".join(segment.text for segment in heard.segments) == heard.text
    assert 0 <= heard.segments[0].start < heard.segments[-1].end <= heard.audio_seconds + 0.02


def test_taken_seconds_are_the_clocks() -> None:
    ticks = iter([10.0, 12.5])
    engine = StarterEngine(KEY, clock=lambda: next(ticks))
    engine.load(lambda progress: None)
    assert engine.recognize(np.zeros(0, np.float32), RecognizeOptions(), never).taken_seconds == 2.5


def test_the_same_audio_gives_the_same_text(engine: StarterEngine) -> None:
    samples = read(min(OWN.glob("*.flac")))
    first = engine.recognize(samples, RecognizeOptions(), never)
    again = engine.recognize(samples, RecognizeOptions(), never)
    assert first.segments == again.segments


@pytest.mark.parametrize("count", [0, 1, 100, 399, 400, SAMPLE_RATE, 5 * SAMPLE_RATE])
def test_silence_is_empty(engine: StarterEngine, count: int) -> None:
    heard = engine.recognize(np.zeros(count, np.float32), RecognizeOptions(), never)
    assert (heard.text, heard.segments) == ("", ())


def test_audio_longer_than_a_piece(engine: StarterEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sentences with silence between are heard as they are when heard alone."""
    monkeypatch.setattr(starter, "LONGEST_SECONDS", 6.0)
    monkeypatch.setattr(starter, "_CUT_SECONDS", 3.0)
    clip = read(OWN / "call.flac")
    alone = engine.recognize(clip, RecognizeOptions(), never).text
    pause = np.zeros(2 * SAMPLE_RATE, np.float32)
    both = np.concatenate([clip, pause, clip])
    assert len(both) > 6 * SAMPLE_RATE
    heard = engine.recognize(both, RecognizeOptions(), never)
    assert heard.text == f"{alone} {alone}"
    assert heard.segments[-1].start > (len(clip) + len(pause)) / SAMPLE_RATE


def test_it_stops_between_pieces(engine: StarterEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starter, "LONGEST_SECONDS", 2.0)
    monkeypatch.setattr(starter, "_CUT_SECONDS", 1.0)
    asked: list[int] = []

    def go_on() -> None:
        asked.append(1)
        if len(asked) == 2:
            raise RecognitionCancelled("Enough.")

    with pytest.raises(RecognitionCancelled):
        engine.recognize(np.zeros(5 * SAMPLE_RATE, np.float32), RecognizeOptions(), go_on)
    assert len(asked) == 2
    clip = read(OWN / "call.flac")
    assert engine.recognize(clip, RecognizeOptions(), never).text


def test_warming_up_changes_no_text(engine: StarterEngine) -> None:
    clip = read(OWN / "call.flac")
    before = engine.recognize(clip, RecognizeOptions(), never).text
    for seconds in (0.0, 0.1, 1.0, 4.0):
        engine.warm_up(seconds)
    assert engine.recognize(clip, RecognizeOptions(), never).text == before != ""


def test_overdriven_audio_does_not_wrap_around(engine: StarterEngine) -> None:
    samples = np.full(SAMPLE_RATE, 3.0, np.float32)
    assert engine.recognize(samples, RecognizeOptions(), never).text == ""


def test_it_must_be_loaded() -> None:
    engine = StarterEngine(KEY)
    with pytest.raises(ModelError, match="not loaded"):
        engine.warm_up(1.0)
    with pytest.raises(RecognitionError, match="not loaded"):
        engine.recognize(np.zeros(10, np.float32), RecognizeOptions(), never)
    engine.load(lambda progress: None)
    engine.close()
    engine.close()
    with pytest.raises(RecognitionError, match="not loaded"):
        engine.recognize(np.zeros(10, np.float32), RecognizeOptions(), never)


def test_without_its_model_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POCKETSPHINX_PATH", str(tmp_path))
    with pytest.raises(ModelError, match="install Sayso again"):
        StarterEngine(KEY).load(lambda progress: None)


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
