"""What could not be delivered is kept on disk, for its owner's eyes alone."""

from __future__ import annotations

import os
import wave
from datetime import datetime
from itertools import count
from pathlib import Path

import numpy as np

from sayso.core.speech import SAMPLE_RATE, Samples


def keep_audio(samples: Samples, folder: Path, now: datetime) -> Path:
    """Write a WAV file (16 kHz mono, 16 bit) named after the time. Raises OSError."""
    pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2")
    handle, path = _new_file(folder, now, ".wav")
    with os.fdopen(handle, "wb") as file:
        writer = wave.open(file, "wb")  # noqa: SIM115 - closing it writes the header's length
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(SAMPLE_RATE)
        writer.writeframes(pcm.tobytes())
        writer.close()
        file.flush()
        os.fsync(file.fileno())
    return path


def keep_text(text: str, folder: Path, now: datetime) -> Path:
    """Write a text file named after the time. Raises OSError."""
    handle, path = _new_file(folder, now, ".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def _new_file(folder: Path, now: datetime, ending: str) -> tuple[int, Path]:
    """A file that nobody else has made, open for writing."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stem = now.strftime("%Y-%m-%d_%H.%M.%S")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    for number in count():
        path = folder / f"{stem}{f'-{number}' if number else ''}{ending}"
        try:
            return os.open(path, flags, 0o600), path
        except FileExistsError:
            continue
    raise AssertionError("numbers do not end")
