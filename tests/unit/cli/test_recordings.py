"""Recordings through a recognizer that only counts: what is asked of it, and what comes of that.

The real engines are in test_transcribe_command.py.
"""

from __future__ import annotations

import json
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sayso.cli.recordings import Recordings
from sayso.core.errors import AudioFileError, EngineDied, ModelError
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples, Segment, Transcript
from sayso.settings.schema import Settings
from sayso.settings.store import with_values


class Loudness:
    """Stands in for the network, so that a test knows what is speech: everything that is loud."""

    def probability(self, samples: Samples) -> float:
        return float(np.max(np.abs(samples)) > 0.1)


class Counting:
    """A recognizer that hears its own count, and fails where it is told to."""

    model = "counting"

    def __init__(self, engine: str = "starter") -> None:
        self.engine = engine
        self.loads = 0
        self.asked: list[tuple[float, RecognizeOptions]] = []
        self.language: str | None = "de"
        self.fails: Callable[[int], Exception | None] = lambda number: None

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        report(LoadProgress("Loading", "counting", 1, 2))
        self.loads += 1

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        seconds = len(samples) / SAMPLE_RATE
        self.asked.append((seconds, options))
        number = len(self.asked)
        if (error := self.fails(number)) is not None:
            raise error
        text = f"text {number}"
        segments = (Segment(0.1, seconds + 9, text),)
        language = options.language or self.language
        return Transcript(text, segments, language, self.engine, self.model, seconds, 0.5)

    def close(self) -> None: ...


def put(path: Path, *parts: tuple[float, float]) -> Path:
    """A WAV of parts: seconds, amplitude."""
    samples = np.concatenate(
        [np.full(round(seconds * SAMPLE_RATE), level) for seconds, level in parts]
    )
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


class Bench:
    def __init__(self, engine: str = "starter", settings: Settings | None = None) -> None:
        self.recognizer = Counting(engine)
        self.written: list[str] = []
        self.said: list[str] = []
        self.ticks = iter(range(1000))
        self.work = Recordings(
            self.recognizer,
            lambda: Loudness,
            settings or Settings(),
            clock=lambda: float(next(self.ticks)),
            write=self.written.append,
            say=self.said.append,
        )


THREE = ((1, 0), (2, 0.5), (1, 0), (2, 0.5), (4, 0), (2, 0.5))


def test_utterances_become_one_transcript_in_the_time_of_the_file(tmp_path: Path) -> None:
    bench = Bench()
    assert bench.work.all([put(tmp_path / "a.wav", *THREE)], "json") is None
    found = json.loads(bench.written[0])
    assert found["text"] == "text 1 text 2 text 3"
    assert found["audio_seconds"] == 12.0
    assert found["taken_seconds"] == 1.0
    assert found["engine"] == "starter"
    starts = [part["start"] for part in found["segments"]]
    assert [round(start) for start in starts] == [1, 4, 10]
    # The recognizer said that each went on for nine seconds more than it was given.
    assert all(part["end"] <= 12.0 for part in found["segments"])
    assert found["segments"][0]["end"] < 3.5
    assert all(options.timestamps for _, options in bench.recognizer.asked)


def test_whisper_gets_neighbours_together(tmp_path: Path) -> None:
    bench = Bench("whisper")
    bench.work.all([put(tmp_path / "a.wav", *THREE)], "text")
    first, second = (seconds for seconds, _ in bench.recognizer.asked)
    assert 5 < first < 6
    assert 2 < second < 3
    assert bench.written == ["text 1 text 2\n"]


def test_the_language_is_listened_for_once_in_a_file(tmp_path: Path) -> None:
    bench = Bench()
    files = [put(tmp_path / name, *THREE) for name in ("a.wav", "b.wav")]
    bench.work.all(files, "json")
    asked = [options.language for _, options in bench.recognizer.asked]
    assert asked == [None, "de", "de", None, "de", "de"]
    assert [json.loads(line)["language"] for line in bench.written] == ["de", "de"]


def test_settings_reach_the_recognizer(tmp_path: Path) -> None:
    bench = Bench(settings=with_values(Settings(), {"language": "fr", "beam_size": 5}))
    bench.work.all([put(tmp_path / "a.wav", *THREE)], "text")
    assert {options for _, options in bench.recognizer.asked} == {RecognizeOptions("fr", 5, True)}


def test_silence_is_told_and_is_an_empty_text(tmp_path: Path) -> None:
    bench = Bench()
    file = put(tmp_path / "a.wav", (2, 0))
    assert bench.work.all([file], "text") is None
    assert bench.written == ["\n"]
    assert bench.said == [f"No speech was heard in {file}."]


def test_a_bad_file_does_not_keep_the_others(tmp_path: Path) -> None:
    bench = Bench()
    bad = tmp_path / "bad.wav"
    bad.write_bytes(b"nothing")
    good = put(tmp_path / "good.wav", *THREE)
    bench.recognizer.fails = lambda number: (
        EngineDied("It died; try again.") if number == 2 else None
    )
    error = bench.work.all([bad, good, good], "json")
    assert isinstance(error, AudioFileError)
    assert [json.loads(line)["file"] for line in bench.written] == [str(good)]
    assert len(bench.said) == 2
    assert bench.said[1] == "It died; try again."
    assert bench.work.written == 1


def test_a_model_that_cannot_be_had_ends_it_all(tmp_path: Path) -> None:
    bench = Bench()
    bench.recognizer.fails = lambda number: ModelError("It is gone; copy it again.")
    with pytest.raises(ModelError):
        bench.work.all([put(tmp_path / "a.wav", *THREE)] * 2, "text")
    assert bench.written == []


def test_nothing_is_loaded_for_files_that_cannot_be_read(tmp_path: Path) -> None:
    bench = Bench()
    bench.work.all([tmp_path / "no.wav", tmp_path], "text")
    assert bench.recognizer.loads == 0
    assert len(bench.said) == 2
