"""The engines by name. Called in the child process, so that nothing slow is imported elsewhere."""

from __future__ import annotations

from sayso.core.errors import ModelError
from sayso.pipeline.recognize.child import Engine
from sayso.residency.model import ModelKey


def make(key: ModelKey) -> Engine:
    """The engine for a key, not loaded yet. Raises ModelError."""
    if key.engine == "whisper":
        from sayso.pipeline.recognize.whisper import WhisperEngine

        return WhisperEngine(key)
    if key.engine == "starter":
        from sayso.pipeline.recognize.starter import StarterEngine

        return StarterEngine(key)
    raise ModelError(f"There is no engine called {key.engine}: choose whisper or starter.")
