"""Speak the training clips and the examination: python make_data.py FOLDER [CLIPS]

Writes FOLDER/features.npy (80 x all frames, float16: the log-mel spectrum as faster-whisper
computes it, clip after clip), FOLDER/clips.json (frames and sentences of each clip) and
FOLDER/examination/ (WAV files with manifest.json), for `train.py` and `evaluate.py`.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sys
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt
from clips import WINDOW_SECONDS, Spoken, make_no_speech, make_speech
from faster_whisper.feature_extractor import FeatureExtractor
from voices import (
    ESPEAK_HELD_OUT,
    ESPEAK_TRAINING,
    FLITE_HELD_OUT,
    FLITE_TRAINING,
    SAMPLE_RATE,
    Audio,
    Voice,
)
from words import HELD_OUT, WORDS, training_sentence

CLIPS = 16_000
FIRST_SEED = 1000
NO_SPEECH_SHARE = 0.07
LONG_RECORDING_SHARE, LONG_RECORDING_SENTENCES = 0.12, 5
ESPEAK_SHARE = 0.75
EXAMINED_PER_KIND = 60
FRAMES_PER_SECOND = 100

Features = npt.NDArray[np.float16]

_extractor = FeatureExtractor(chunk_length=WINDOW_SECONDS)


def _features(audio: Audio) -> Features:
    # Without the last frame, as faster-whisper's generate_segments drops it.
    spectrum: Audio = _extractor(audio)[:, :-1]
    return spectrum[:, : WINDOW_SECONDS * FRAMES_PER_SECOND].astype(np.float16)


def make_clip(number: int) -> tuple[Features, list[Spoken]]:
    """The training clip of that number, the same every time: 80 x frames, and what is said."""
    rng = random.Random(FIRST_SEED + number)
    if rng.random() < NO_SPEECH_SHARE:
        return _features(make_no_speech(rng)), []
    sentences = [training_sentence(rng)]
    if rng.random() < LONG_RECORDING_SHARE:
        sentences += [training_sentence(rng) for _ in range(LONG_RECORDING_SENTENCES - 1)]
    voices = ESPEAK_TRAINING if rng.random() < ESPEAK_SHARE else FLITE_TRAINING
    audio, said = make_speech(rng, rng.choice(voices), sentences)
    return _features(audio), said


def _write_wave(path: Path, audio: Audio) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes())


def make_examination(folder: Path) -> None:
    """Sentences held out of training, in held-out voices of both programs and in known ones."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds: dict[str, tuple[Voice, ...]] = {
        "held_espeak": ESPEAK_HELD_OUT,
        "held_flite": FLITE_HELD_OUT,
        "seen_voice": ESPEAK_TRAINING + FLITE_TRAINING * 6,
    }
    manifest = []
    for kind, voices in kinds.items():
        for number in range(EXAMINED_PER_KIND):
            rng = random.Random(f"{kind}{number}")
            text = HELD_OUT[rng.randrange(len(HELD_OUT))] if number % 6 else rng.choice(WORDS)
            seen = kind == "seen_voice"
            voice = rng.choice(voices) if seen else voices[number % len(voices)]
            audio, _ = make_speech(rng, voice, [text], augment=False)
            name = f"{kind}_{number}.wav"
            _write_wave(folder / name, audio)
            manifest.append({"file": name, "kind": kind, "voice": voice.name, "text": text})
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=0))


def main() -> None:
    """Read the command line and write everything."""
    folder = Path(sys.argv[1])
    clips = int(sys.argv[2]) if len(sys.argv) > 2 else CLIPS
    make_examination(folder / "examination")
    features, said = [], []
    with multiprocessing.Pool(os.cpu_count()) as pool:
        for number, (spectrum, sentences) in enumerate(pool.imap(make_clip, range(clips), 16)):
            features.append(spectrum)
            said.append(sentences)
            if number % 2000 == 0:
                print(f"{number} of {clips} clips", flush=True)
    np.save(folder / "features.npy", np.concatenate(features, axis=1))
    lengths = [spectrum.shape[1] for spectrum in features]
    (folder / "clips.json").write_text(json.dumps({"frames": lengths, "said": said}))


if __name__ == "__main__":
    main()
