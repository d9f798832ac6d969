"""Speak the test clips in tests/speech again: python make_clips.py

Needs sox beside espeak-ng and flite. The sentences, voices and manners were chosen because the
committed model hears each exactly in every way that `check_clips.py` tries. A new model needs a
new choice.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple

import numpy as np
from voices import SAMPLE_RATE, Audio, Voice, speak

SPEECH = Path(__file__).resolve().parents[2] / "speech"
ROOM_SECONDS = 0.3  # before the first word and after the last
PEAK = 0.5  # of full scale


class Take(NamedTuple):
    """A sentence in a manner of speaking: words a minute, pitch 0..100."""

    voice: Voice
    text: str
    speed: int
    pitch: int


CLIPS: dict[str, Take] = {
    "hello": Take(Voice("espeak", "en-us+m7"), "hello", 164, 59),
    "undo": Take(Voice("espeak", "en-gb"), "undo", 153, 51),
    "hello-world": Take(Voice("espeak", "en-gb"), "hello world", 132, 42),
    "thank-you": Take(Voice("espeak", "en-us+m7"), "thank you", 157, 59),
    "no-thank-you": Take(Voice("espeak", "en-gb"), "no thank you", 150, 55),
    "save-the-file": Take(Voice("espeak", "en-gb-x-rp+m7"), "save the file", 154, 40),
    "new-file": Take(Voice("espeak", "en-us+f4"), "new file", 131, 60),
    "close-the-file": Take(Voice("espeak", "en-029+f5"), "close the file", 135, 40),
    "seven-eight-nine": Take(Voice("espeak", "en-gb"), "seven eight nine", 165, 46),
    "good-morning-world": Take(Voice("espeak", "en-gb-x-rp+m7"), "good morning world", 147, 43),
    "testing-one-two-three": Take(
        Voice("espeak", "en-gb-scotland+f5"), "testing one two three", 168, 53
    ),
    "jumps-over-the-lazy-dog": Take(
        Voice("espeak", "en-029+f1"), "jumps over the lazy dog", 165, 58
    ),
    "hello-world-testing": Take(
        Voice("espeak", "en-gb+m1"), "hello world testing one two three", 146, 51
    ),
    "quick-brown-fox": Take(
        Voice("espeak", "en-gb"), "the quick brown fox jumps over the lazy dog", 130, 48
    ),
}

DICTATION_PAUSES = (1.0, 1.2, 0.9)  # seconds, between the utterances
DICTATION = (
    Take(Voice("espeak", "en-gb"), "thank you start testing the quick brown fox", 123, 49),
    Take(Voice("espeak", "en-gb"), "testing one two three jumps over the lazy dog", 106, 44),
    Take(Voice("espeak", "en-029+f3"), "yes please the quick brown fox jumps over", 106, 43),
    Take(Voice("espeak", "en-gb"), "the quick brown fox jumps over the lazy dog", 107, 52),
)


def _say(take: Take) -> Audio:
    audio = speak(take.voice, take.text, take.speed, take.pitch, warp=1.0)
    return audio * np.float32(PEAK / np.abs(audio).max())


def _silence(seconds: float) -> Audio:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def write(name: str, takes: tuple[Take, ...], pauses: tuple[float, ...] = ()) -> None:
    """Write tests/speech/`name`.flac, and .txt with an utterance a line."""
    pieces = [_silence(ROOM_SECONDS)]
    for take, pause in zip(takes, (*pauses, ROOM_SECONDS), strict=True):
        pieces += [_say(take), _silence(pause)]
    samples = np.round(np.concatenate(pieces) * 32767).astype("<i2")
    raw = f"-t raw -r {SAMPLE_RATE} -e signed -b 16 -c 1 -L -".split()
    target = SPEECH / f"{name}.flac"
    subprocess.run(["sox", *raw, "-C", "8", str(target)], input=samples.tobytes(), check=True)
    text = "".join(f"{take.text}\n" for take in takes)
    target.with_suffix(".txt").write_text(text, encoding="utf-8")


def main() -> None:
    """Write every clip."""
    SPEECH.mkdir(exist_ok=True)
    for name, take in CLIPS.items():
        write(name, (take,))
    write("dictation-20s", DICTATION, DICTATION_PAUSES)


if __name__ == "__main__":
    main()
