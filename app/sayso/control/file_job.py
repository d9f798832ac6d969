"""What is known of a recording on its way to its text. Imports nothing slow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sayso.core.speech import Transcript


class FileState(StrEnum):
    WAITING = "waiting"
    DECODING = "decoding"
    """No speech was found in it yet."""
    RECOGNISING = "recognising"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_under_way(self) -> bool:
        return self in (FileState.DECODING, FileState.RECOGNISING)

    @property
    def is_over(self) -> bool:
        return self in (FileState.DONE, FileState.FAILED, FileState.CANCELLED)


@dataclass(frozen=True, slots=True)
class FileJob:
    """How far a file is.

    audio_seconds: its length; until it is read to its end, what it says of itself, or None.
    done_seconds: so much of it has its text, or has no speech in it.
    seconds_left: by the speed up to now, while nobody dictates; None: it cannot be told.
    sentence: what went wrong, and what to do.
    transcript: so far; the whole where it is done, of which the text is empty where nothing was
        said. A file that failed or was cancelled keeps what it has.
    """

    id: int
    path: Path
    state: FileState = FileState.WAITING
    audio_seconds: float | None = None
    done_seconds: float = 0.0
    seconds_left: float | None = None
    sentence: str = ""
    transcript: Transcript | None = None
