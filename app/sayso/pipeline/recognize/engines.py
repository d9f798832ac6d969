"""The engines by name. Called in the child process, so that nothing slow is imported elsewhere."""

from __future__ import annotations

from sayso.core.errors import ModelError
from sayso.core.ports import Recognizer
from sayso.residency.model import ModelKey


def make(key: ModelKey) -> Recognizer:
    """The recognizer for a key, not loaded yet. Raises ModelError."""
    if key.engine == "whisper":
        from sayso.pipeline.recognize.whisper import WhisperRecognizer

        return WhisperRecognizer(key)
    if key.engine == "starter":
        from sayso.pipeline.recognize.starter import StarterRecognizer

        return StarterRecognizer(key)
    raise ModelError(f"There is no engine called {key.engine}: choose whisper or starter.")
