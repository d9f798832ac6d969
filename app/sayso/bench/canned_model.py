"""The model that the bench makes for itself, and the settings that mean it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sayso import paths
from sayso.bench.canned_whisper import canned_whisper
from sayso.core.errors import SaysoError
from sayso.settings.schema import Settings


def bench_folder() -> Path:
    """Where the bench keeps what it makes."""
    return paths.cache_folder() / "bench"


def make_model(tell: Callable[[str], None]) -> Path:
    """The folder of the canned model, of Whisper base's size. Raises SaysoError."""
    folder = bench_folder()

    def report(part: float) -> None:
        if part == 0.0:  # else it is there from another time
            tell("making the model")

    try:
        return canned_whisper(folder, progress=report)
    except OSError as error:
        raise SaysoError(
            f"The bench's model cannot be written to {folder} ({error.strerror}); "
            "make room, or correct the folder's permissions."
        ) from error


def bench_settings(settings: Settings, model: Path, threads: int) -> Settings:
    """Beam 1, English, and the model to measure, on the processor."""
    recognition = replace(
        settings.recognition,
        engine="whisper",
        model=str(model),
        device="cpu",
        compute_type="int8",
        threads=threads,
        language="en",
        beam_size=1,
    )
    return replace(settings, recognition=recognition)
