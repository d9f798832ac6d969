"""The synthetic voices, which of them are kept for the examination, and how they speak."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Audio = npt.NDArray[np.float32]

SAMPLE_RATE = 16_000
NORMAL_SPEED = 160  # words a minute: flite's own pace, near enough
SPEECH_SHARE_OF_PEAK = 0.01  # what is fainter at either end is the voice's own silence


@dataclass(frozen=True)
class Voice:
    """A voice: the program that speaks (`espeak` or `flite`) and its name there."""

    program: str
    name: str


_VARIANTS = ("", "+m1", "+m2", "+m3", "+m4", "+m5", "+m6", "+f1", "+f2", "+f3", "+f5")


def _accent(name: str) -> tuple[Voice, ...]:
    return tuple(Voice("espeak", name + variant) for variant in _VARIANTS)


ESPEAK_TRAINING = (
    *_accent("en-us"),
    # espeak-ng 1.51 ignores variants of en-gb (the samples are the same), so it counts as often
    # as the other accents' voices together.
    *(Voice("espeak", "en-gb") for _ in _VARIANTS),
    *_accent("en-gb-scotland"),
    *_accent("en-029"),
)
FLITE_TRAINING = tuple(Voice("flite", name) for name in ("kal", "kal16", "slt", "awb"))
ESPEAK_HELD_OUT = tuple(
    Voice("espeak", name) for name in ("en-us+m7", "en-029+f4", "en-gb-x-rp+m7", "en-us+f4")
)
FLITE_HELD_OUT = (Voice("flite", "rms"),)


def _parse_wave(data: bytes) -> tuple[Audio, int]:
    # By hand, because espeak-ng writes a length of nearly 2 GiB when it writes to a pipe.
    body = data[data.index(b"data") + 8 :]
    sample_rate = int.from_bytes(data[24:28], "little")
    samples = np.frombuffer(body[: len(body) // 2 * 2], "<i2").astype(np.float32)
    return samples / np.float32(32768), sample_rate


def _synthesise(voice: Voice, text: str, speed: int, pitch: int) -> tuple[Audio, int]:
    if voice.program == "espeak":
        command = ["espeak-ng", "-v", voice.name, "-s", str(speed), "-p", str(pitch)]
        spoken = subprocess.run([*command, "--stdout", text], capture_output=True, check=True)
        return _parse_wave(spoken.stdout)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "spoken.wav")
        stretch = f"duration_stretch={NORMAL_SPEED / speed:.2f}"
        command = ["flite", "-voice", voice.name, "--setf", stretch, "-t", text, "-o", str(path)]
        subprocess.run(command, capture_output=True, check=True)
        return _parse_wave(path.read_bytes())


def _resample(audio: Audio, rate_in: float, rate_out: int) -> Audio:
    """By cutting or padding the spectrum; good enough for whole utterances with silent ends."""
    if rate_in == rate_out or not len(audio):
        return audio
    length = round(len(audio) * rate_out / rate_in)
    spectrum = np.fft.rfft(audio)
    wanted = np.zeros(length // 2 + 1, np.complex64)
    kept = min(len(wanted), len(spectrum))
    wanted[:kept] = spectrum[:kept]
    return (np.fft.irfft(wanted, length) * (length / len(audio))).astype(np.float32)


def _trim(audio: Audio) -> Audio:
    loud = np.flatnonzero(np.abs(audio) > SPEECH_SHARE_OF_PEAK * max(1e-6, np.abs(audio).max()))
    return audio[loud[0] : loud[-1] + 1] if len(loud) else audio


def speak(voice: Voice, text: str, speed: int, pitch: int, warp: float) -> Audio:
    """The text as 16 kHz mono float32, without silence around it.

    `speed` in words a minute, `pitch` 0..100 (espeak-ng only); `warp` above 1 makes the voice
    quicker and higher, as a tape played faster.
    """
    audio, sample_rate = _synthesise(voice, text, speed, pitch)
    return _trim(_resample(audio, sample_rate * warp, SAMPLE_RATE))
