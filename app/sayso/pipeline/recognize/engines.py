"""The engines by name. Called in the child process, so that nothing slow is imported elsewhere."""

from __future__ import annotations

import logging

from sayso.core.errors import ModelError
from sayso.pipeline.recognize.child import Engine
from sayso.residency.model import ModelKey

LOW_PRIORITY = 10
"""Of Unix's 19: a dictation that goes on meanwhile comes first, and an idle machine is used in
full."""


def make_behind(key: ModelKey) -> Engine:
    """As `make`, in a process that gives way to all others from now on."""
    import psutil

    # Windows counts in classes, which psutil has there alone.
    wanted = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", LOW_PRIORITY)
    try:
        psutil.Process().nice(wanted)
    except (OSError, psutil.Error) as error:
        logging.getLogger(__name__).info("The priority stays as it is: %s", error)
    return make(key)


def make(key: ModelKey) -> Engine:
    """The engine for a key, not loaded yet. Raises ModelError."""
    if key.engine == "whisper":
        from sayso.pipeline.recognize.whisper import WhisperEngine

        return WhisperEngine(key)
    if key.engine == "starter":
        from sayso.pipeline.recognize.starter import StarterEngine

        return StarterEngine(key)
    raise ModelError(f"There is no engine called {key.engine}: choose whisper or starter.")
