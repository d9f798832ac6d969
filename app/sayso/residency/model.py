"""The name under which a loaded model is known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ModelKey:
    """Two equal keys mean the same loaded model.

    engine: ``whisper``, ``starter`` or ``silero``.
    model: what people call it.
    folder: where its files lie; None where the engine brings its own.
    device: ``cpu`` or ``cuda``.
    device_index: which of several graphics cards.
    compute_type: CTranslate2's word for the arithmetic; ``auto`` is the best for the device.
    threads: processor threads for one inference; 0 lets the engine choose.
    workers: inferences that may run side by side.
    """

    engine: str
    model: str
    folder: Path | None = None
    device: str = "cpu"
    device_index: int = 0
    compute_type: str = "auto"
    threads: int = 0
    workers: int = 1

    @property
    def place(self) -> str:
        """Device and index in one word: ``cpu``, ``cuda:1``."""
        return self.device if self.device == "cpu" else f"{self.device}:{self.device_index}"
