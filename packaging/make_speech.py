"""Speak the bundled demonstration, and the starter's test clips, with flite.

    python3 packaging/make_speech.py

Needs numpy, and flite and sox on PATH. Made with flite 2.2 (Debian 12), its built-in voice
`awb` (16 kHz; Carnegie Mellon University, a BSD-style licence), and sox 14.4.2; the same versions
give the same samples again. The sentences are the project's own. They were chosen because the
starter (PocketSphinx with the English model in its wheel) hears every one of them word for
word, at half volume and over faint noise too: so the demonstration works on a machine without
a model, and a test may expect exact words.
"""

from __future__ import annotations

import io
import subprocess
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

VOICE = "awb"
SAMPLE_RATE = 16_000
PAUSE_SECONDS = 0.9  # longer than the segmenter's hangover: a sentence is an utterance
ROOM_SECONDS = 0.3  # before the first word and after the last
SPEECH_LEVEL = 300  # of 32768: below it a sample counts as flite's own lead and tail

ROOT = Path(__file__).resolve().parents[1]
SPEECH = ROOT / "resources" / "speech"
TEST_CLIPS = ROOT / "tests" / "speech" / "starter"

DEMONSTRATION = (
    "This is a demonstration of dictation on your own computer.",
    "Keep your finger on the key while you speak.",
    "When you stop to think, the last sentence is already being written.",
    "The words are written in the window where you were working.",
    "Nothing you say will ever leave this computer.",
    "Please send the report to my office before five o'clock this afternoon.",
)
CLIPS = {
    "call": "I will call you again tomorrow evening.",
    "letter": "Good morning, and thank you for the letter you sent last week.",
    "meeting": "The meeting will begin at ten o'clock on Monday morning.",
    "weather": "The weather will be cold and dry for the rest of the week.",
}

Samples = npt.NDArray[np.int16]


def speak(sentence: str) -> Samples:
    """The sentence in flite's voice, 16 kHz mono, without the silence around it."""
    command = ["flite", "-voice", VOICE, "-t", sentence, "-o", "/dev/stdout"]
    spoken = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(spoken)) as file:
        assert (file.getframerate(), file.getnchannels()) == (SAMPLE_RATE, 1)
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > SPEECH_LEVEL)
    margin = SAMPLE_RATE // 50  # 20 ms, so that a soft last consonant stays
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]


def silence(seconds: float) -> Samples:
    """Digital silence of that length, 16 kHz mono."""
    return np.zeros(round(seconds * SAMPLE_RATE), np.int16)


def write(sentences: tuple[str, ...], path: Path) -> None:
    """Write the sentences with pauses between them to `path` (FLAC) and their text beside it."""
    pieces = [silence(ROOM_SECONDS)]
    for sentence in sentences:
        pieces += [speak(sentence), silence(PAUSE_SECONDS)]
    pieces[-1] = silence(ROOM_SECONDS)
    raw = f"-t raw -r {SAMPLE_RATE} -e signed -b 16 -c 1 -L -".split()
    samples = np.concatenate(pieces).astype("<i2")
    subprocess.run(["sox", *raw, "-C", "8", str(path)], input=samples.tobytes(), check=True)
    path.with_suffix(".txt").write_text("\n".join(sentences) + "\n", encoding="utf-8")


def main() -> None:
    """Write everything again."""
    write(DEMONSTRATION, SPEECH / "demo.flac")
    TEST_CLIPS.mkdir(parents=True, exist_ok=True)
    for name, sentence in CLIPS.items():
        write((sentence,), TEST_CLIPS / f"{name}.flac")


if __name__ == "__main__":
    main()
