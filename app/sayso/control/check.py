"""The deep check: a model that answers is not yet a model that works."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import TimeoutError as NoAnswer

import numpy as np

from sayso.control.commands import Checked, Status
from sayso.core.errors import ModelError, RecognitionError, SaysoError
from sayso.core.health import Health
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Transcript
from sayso.pipeline.recognize.queue import RecognitionQueue

SILENCE_SECONDS = 0.5

ANSWER_SECONDS = 45.0
"""With a load, of a large model from a slow disk, in it."""


def deep_check(queue: RecognitionQueue, status: Callable[[], Status]) -> Checked:
    """Half a second of silence, which must come back empty. Blocks, behind whatever is dictated.

    Raises ModelError where no recognizer can be had.
    """
    now = status()
    if now.health == Health.UNAVAILABLE:
        raise ModelError(now.message or "No recognizer is available: choose another model.")
    silence = np.zeros(round(SILENCE_SECONDS * SAMPLE_RATE), np.float32)
    future = queue.submit(silence, RecognizeOptions())
    found: Transcript | SaysoError
    try:
        found = future.result(ANSWER_SECONDS)
    except NoAnswer:
        queue.withdraw(future)
        found = RecognitionError(
            f"No answer came within {ANSWER_SECONDS:.0f} seconds: the model still loads or hangs, "
            "and is started again if it does, so check again in a minute."
        )
    except SaysoError as error:
        found = error
    return _checked(found, status())


def _checked(found: Transcript | SaysoError, status: Status) -> Checked:
    if isinstance(found, Transcript):
        text, seconds = found.text, round(found.taken_seconds, 3)
        message = f"It hears words in silence: {text}" if text else ""
    else:
        text, seconds, message = "", 0.0, str(found)
    return Checked(
        ok=not message,
        engine=status.engine,
        model=status.model,
        device=status.device,
        seconds=seconds,
        text=text,
        message=message,
    )
