"""Try whether a model hears the clips in tests/speech exactly: python check_clips.py MODEL_FOLDER

Each utterance alone, with 0.1 to 0.6 s of room around it, with and without timestamps, at half and
quarter volume, over faint noise, and after a way through 48 kHz. Prints the lowest average log
probability of each, and whatever was heard wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import av
import numpy as np
from evaluate import hear
from faster_whisper import WhisperModel, decode_audio
from make_clips import SPEECH
from voices import SAMPLE_RATE, Audio

ROOMS = ((0.25, 0.25), (0.1, 0.1), (0.2, 0.5), (0.3, 0.3), (0.5, 0.2), (0.5, 0.6), (0.33, 0.41))
GAINS = (0.5, 0.25)
NOISES = (0.001, 0.003, 0.005)  # standard deviation, of full scale; the clips' peak is 0.5
SHORTEST_PAUSE = 0.7  # seconds
WAYS = ("dictation", "file")


def utterances(audio: Audio) -> Iterator[Audio]:
    """The speech between pauses of digital silence, without room."""
    loud = np.flatnonzero(np.abs(audio) > 0.001)
    breaks = np.flatnonzero(np.diff(loud) > SHORTEST_PAUSE * SAMPLE_RATE)
    starts = [loud[0], *loud[breaks + 1]]
    ends = [*loud[breaks], loud[-1]]
    for start, end in zip(starts, ends, strict=True):
        yield audio[start : end + 1]


def _resample(audio: Audio, rate_in: int, rate_out: int) -> Audio:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=rate_out)
    frame = av.AudioFrame.from_ndarray(audio[None], format="flt", layout="mono")
    frame.rate = rate_in
    resampled = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([piece.to_ndarray()[0] for piece in resampled]).astype(np.float32)


def variants(speech: Audio) -> Iterator[tuple[str, Audio]]:
    """The utterance as it may reach the recognizer, and what was done to it."""
    rng = np.random.default_rng(0)
    for lead, tail in ROOMS:
        room = [np.zeros(round(seconds * SAMPLE_RATE), np.float32) for seconds in (lead, tail)]
        audio = np.concatenate([room[0], speech, room[1]])
        name = f"room {lead} and {tail} s"
        yield name, audio
        for gain in GAINS:
            yield f"{name}, gain {gain}", audio * np.float32(gain)
        for level in NOISES:
            noise = rng.standard_normal(len(audio)).astype(np.float32)
            yield f"{name}, noise {level}", audio + noise * np.float32(level)
        there_and_back = _resample(_resample(audio, SAMPLE_RATE, 48_000), 48_000, SAMPLE_RATE)
        yield f"{name}, through 48 kHz", there_and_back


def main() -> int:
    """Read the command line, try every clip; the exit status is 1 if anything was wrong."""
    model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8")
    wrong = 0
    for path in sorted(SPEECH.glob("*.flac")):
        lines = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
        for text, speech in zip(lines, utterances(decode_audio(str(path))), strict=True):
            lowest, tried = 0.0, 0
            for name, audio in variants(speech):
                for way in WAYS:
                    heard, log_probability = hear(model, audio, way)
                    lowest, tried = min(lowest, log_probability), tried + 1
                    if heard != text:
                        wrong += 1
                        print(f"    {path.stem}, {name}, {way}: '{text}', heard '{heard}'")
            seconds = len(speech) / SAMPLE_RATE
            print(f"{path.stem:24} {seconds:.2f} s  {lowest:.3f} of {tried}  {text}", flush=True)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
