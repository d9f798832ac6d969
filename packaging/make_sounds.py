"""Make the short sounds that tell what happens: when listening begins and ends, and what failed.

    python3 packaging/make_sounds.py

Needs numpy. They are sums of sines under a soft envelope, so that nothing clicks, and the project's
own. Each is told from the others by its movement: start rises, stop falls, cancel knocks twice on
one tone, error sinks in three hollow steps. None lasts longer than 0.15 s, and none is taken for
speech by voice detection, which a test asks it.
"""

from __future__ import annotations

import sys
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
PEAK = 0.45  # of full scale, -6.9 dBFS
SOFT_SECONDS = 0.012  # attack and decay, as half a cosine

SOUNDS = Path(__file__).resolve().parents[1] / "resources" / "sounds"

Wave = NDArray[np.float64]


def tone(hertz: float, seconds: float, overtones: tuple[float, ...] = (1.0, 0.25)) -> Wave:
    """``overtones``: how strong each multiple of the frequency is, the first one first."""
    time = np.arange(round(seconds * RATE)) / RATE
    sound = np.zeros_like(time)
    for times, strength in enumerate(overtones, start=1):
        sound += strength * np.sin(2 * np.pi * hertz * times * time)
    soft = round(SOFT_SECONDS * RATE)
    slope = 0.5 - 0.5 * np.cos(np.pi * np.arange(soft) / soft)
    sound[:soft] *= slope
    sound[-soft:] *= slope[::-1]
    # It dies away, as what is struck does.
    return sound * np.exp(-4.0 * time / seconds * 0.5)


def silence(seconds: float) -> Wave:
    return np.zeros(round(seconds * RATE))


def sounds() -> dict[str, NDArray[np.int16]]:
    """Each by its name, of shape ``(n,)``."""
    hollow = (1.0, 0.0, 0.4)
    made = {
        "start": [tone(587.33, 0.055), tone(880.0, 0.075)],
        "stop": [tone(880.0, 0.055), tone(587.33, 0.075)],
        "cancel": [tone(659.25, 0.045), silence(0.02), tone(659.25, 0.045)],
        "error": [tone(hertz, 0.05, hollow) for hertz in (880.0, 739.99, 622.25)],
    }
    return {name: _whole(parts) for name, parts in made.items()}


def _whole(parts: list[Wave]) -> NDArray[np.int16]:
    sound = np.concatenate(parts)
    loud = sound / np.abs(sound).max() * PEAK
    whole: NDArray[np.int16] = np.round(loud * 32767).astype(np.int16)
    return whole


def main() -> int:
    SOUNDS.mkdir(parents=True, exist_ok=True)
    for name, samples in sounds().items():
        path = SOUNDS / f"{name}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.astype("<i2").tobytes())
        print(f"{path.name}: {len(samples) / RATE * 1000:.0f} ms, {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
