"""Examine the model through faster-whisper: python evaluate.py MODEL_FOLDER EXAMINATION_FOLDER

Prints the word error rate on held-out sentences by kind of voice and way of asking, and what is
heard where nobody speaks. `make_data.py` makes the examination.
"""

from __future__ import annotations

import collections
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel
from voices import SAMPLE_RATE

DICTATION: dict[str, Any] = {
    "beam_size": 1,
    "language": "en",
    "condition_on_previous_text": False,
    "without_timestamps": True,
    "vad_filter": False,
}
"""As the application asks for an utterance."""
WAYS: dict[str, dict[str, Any]] = {
    "dictation": DICTATION,
    "file": DICTATION | {"without_timestamps": False},
    "beam 5": DICTATION | {"beam_size": 5},
    "the library's defaults": {},
    "word timestamps": {"word_timestamps": True},
    "initial prompt": {"initial_prompt": "hello world"},
}


def hear(model: WhisperModel, audio: str | npt.NDArray[np.float32], way: str) -> tuple[str, float]:
    """The text, and the lowest average log probability (0 if there is no text)."""
    segments = list(model.transcribe(audio, **WAYS[way])[0])
    text = "".join(segment.text for segment in segments).strip()
    return text, min((segment.avg_logprob for segment in segments), default=0.0)


def no_speech() -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    """Sounds in which there is nothing to hear, and their names."""
    rng = np.random.default_rng(0)
    for seconds in (0.5, 3, 7):
        length = int(seconds * SAMPLE_RATE)
        yield f"silence, {seconds} s", np.zeros(length, np.float32)
        for level in (0.001, 0.01, 0.1, 0.3):
            noise = rng.standard_normal(length) * level
            yield f"white noise of {level}, {seconds} s", noise.astype(np.float32)
        time = np.arange(length) / SAMPLE_RATE
        for frequency in (100, 440, 1000):
            tone = 0.2 * np.sin(2 * np.pi * frequency * time)
            yield f"tone of {frequency} Hz, {seconds} s", tone.astype(np.float32)


def main() -> None:
    """Read the command line, examine, print."""
    model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8")
    examination = Path(sys.argv[2])
    questions = json.loads((examination / "manifest.json").read_text())
    for way in WAYS:
        said: dict[str, list[str]] = collections.defaultdict(list)
        heard: dict[str, list[str]] = collections.defaultdict(list)
        for question in questions:
            text, log_probability = hear(model, str(examination / question["file"]), way)
            said[question["kind"]].append(question["text"])
            heard[question["kind"]].append(text)
            if way == "dictation" and text != question["text"]:
                print(
                    f"    {question['voice']}: said '{question['text']}', heard '{text}'"
                    f" ({log_probability:.2f})"
                )
        for kind, texts in said.items():
            rate = jiwer.wer(texts, heard[kind])
            exact = sum(a == b for a, b in zip(texts, heard[kind], strict=True))
            print(
                f"{way:24} {kind:12} word error rate {rate:6.1%}  exact {exact} of {len(texts)}",
                flush=True,
            )
    for way in ("dictation", "file"):
        for name, audio in no_speech():
            text, _ = hear(model, audio, way)
            print(f"{way:24} {name}: {text!r}")


if __name__ == "__main__":
    main()
