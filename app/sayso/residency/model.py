"""The name under which a loaded model is known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ModelKey:
    """Two equal keys mean the same loaded model.

    engine: ``whisper`` or ``starter``.
    model: what people call it.
    folder: where its files lie; None where the engine brings its own.
    device: ``auto``, ``cpu`` or ``cuda``.
    compute_type: CTranslate2's word for the arithmetic, or ``auto``.
    threads: processor threads for one inference; 0 lets the engine choose.
    """

    engine: str
    model: str
    folder: Path | None = None
    device: str = "auto"
    compute_type: str = "auto"
    threads: int = 0
