"""Clips to learn from: sentences with pauses, breath, noise and loudness; and no speech at all."""

from __future__ import annotations

import random
from typing import NamedTuple

import numpy as np
from voices import SAMPLE_RATE, Audio, Voice, speak

WINDOW_SECONDS = 8  # what the encoder is given (`chunk_length` in preprocessor_config.json)
LONGEST_SECONDS = WINDOW_SECONDS - 0.1

LEAD_SECONDS = TAIL_SECONDS = (0.1, 0.8)  # room around speech, as a segmenter leaves it
LONG_LEAD_SHARE, LONG_LEAD_SECONDS = 0.15, (0.0, 2.0)  # as in a file that was not segmented
BREATH_SHARE, BREATH_SECONDS = 0.12, (0.15, 0.6)  # inside a sentence
PAUSE_SECONDS = (0.7, 1.5)  # between sentences
PEAK_DECIBELS = (-20, -1)
NOISE_SHARE, NOISE_DECIBELS = 0.7, (15, 50)  # signal to noise


class Spoken(NamedTuple):
    """A sentence in a clip, in seconds; `end` is None when the window ends before it does."""

    text: str
    start: float
    end: float | None


def _decibels(value: float) -> float:
    return float(10 ** (value / 20))


def _silence(seconds: float) -> Audio:
    return np.zeros(int(seconds * SAMPLE_RATE), np.float32)


def _as_16_bit(audio: Audio) -> Audio:
    rounded = np.clip(np.round(audio * 32767), -32768, 32767) / 32767
    return rounded.astype(np.float32)


def _noise(rng: random.Random, length: int) -> Audio:
    """Noise of standard deviation 1: white, or falling with frequency."""
    noise = np.random.default_rng(rng.getrandbits(32)).standard_normal(length).astype(np.float32)
    if rng.random() < 0.5:
        spectrum = np.fft.rfft(noise)
        spectrum /= np.arange(1, len(spectrum) + 1) ** rng.uniform(0.2, 1.0)
        noise = np.fft.irfft(spectrum, length).astype(np.float32)
    return noise / (np.std(noise) + 1e-9)


def _sentence(
    rng: random.Random, voice: Voice, text: str, manner: tuple[int, int, float], breath: bool
) -> Audio:
    words = text.split()
    parts = [words]
    if breath and 2 <= len(words) <= 6 and rng.random() < BREATH_SHARE:
        cut = rng.randint(1, len(words) - 1)
        parts = [words[:cut], words[cut:]]
    pieces: list[Audio] = []
    for part in parts:
        if pieces:
            pieces.append(_silence(rng.uniform(*BREATH_SECONDS)))
        pieces.append(speak(voice, " ".join(part), *manner))
    return np.concatenate(pieces)


def make_speech(
    rng: random.Random, voice: Voice, sentences: list[str], augment: bool = True
) -> tuple[Audio, list[Spoken]]:
    """One window of speech: 16 kHz mono float32, at most `WINDOW_SECONDS`, and what is said when.

    Several sentences stand for a piece of a long recording: it is cut where the window ends,
    in the middle of a word if need be. `augment` adds breath, tape speed and long leads.
    """
    speed, pitch = rng.randint(120, 200), rng.randint(30, 70)
    manner = speed, pitch, rng.uniform(0.92, 1.08) if augment else 1.0
    lead, tail = rng.uniform(*LEAD_SECONDS), rng.uniform(*TAIL_SECONDS)
    if augment and rng.random() < LONG_LEAD_SHARE:
        lead = rng.uniform(*LONG_LEAD_SECONDS)
    pieces: list[Audio] = []
    said: list[Spoken] = []
    now = 0.0
    for text in sentences:
        speech = _sentence(rng, voice, text, manner, breath=augment)
        length = len(speech) / SAMPLE_RATE
        if said:
            gap = _silence(rng.uniform(*PAUSE_SECONDS))
        else:
            if LONGEST_SECONDS - length < lead + tail:
                lead = tail = max(0.02, (LONGEST_SECONDS - length) * 0.4)
            gap = _silence(lead)
        pieces += [gap, speech]
        start = now + len(gap) / SAMPLE_RATE
        now = start + length
        said.append(Spoken(text, start, now))
        if now > LONGEST_SECONDS:
            break
    audio = np.concatenate([*pieces, _silence(tail)])
    if len(sentences) > 1 and len(audio) > WINDOW_SECONDS * SAMPLE_RATE:
        audio, said = _cut_at_window(audio, said)
    crest = np.sqrt(np.mean(speech**2)) / (np.abs(speech).max() + 1e-9)
    peak = _decibels(rng.uniform(*PEAK_DECIBELS))
    audio *= peak / (np.abs(audio).max() + 1e-9)
    if rng.random() < NOISE_SHARE:
        noise = _noise(rng, len(audio))
        audio = audio + noise * crest * peak * _decibels(-rng.uniform(*NOISE_DECIBELS))
    return _as_16_bit(audio), said


def _cut_at_window(audio: Audio, said: list[Spoken]) -> tuple[Audio, list[Spoken]]:
    last = said[-1]
    if last.end is not None and last.end > WINDOW_SECONDS - 0.02:
        # With less than that of it left nobody could tell that something began.
        audible = last.start <= WINDOW_SECONDS - 0.15
        said = [*said[:-1], *([last._replace(end=None)] if audible else [])]
    return audio[: WINDOW_SECONDS * SAMPLE_RATE], said


def make_no_speech(rng: random.Random) -> Audio:
    """Silence, noise, or noise with a hum: 16 kHz mono float32, 0.3 s to a window long."""
    length = int(rng.uniform(0.3, LONGEST_SECONDS) * SAMPLE_RATE)
    kind = rng.random()
    if kind < 0.25:
        return _silence(length / SAMPLE_RATE)
    audio = _noise(rng, length) * _decibels(rng.uniform(-80, -10))
    if kind > 0.85:
        time = np.arange(length) / SAMPLE_RATE
        level, frequency = rng.uniform(0.001, 0.3), rng.uniform(50, 3000)
        audio = audio * 0.1 + level * np.sin(2 * np.pi * frequency * time)
    return _as_16_bit(audio)
