"""An utterance that waits to be recognised, and whose sound need not be in memory for that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sayso.core.speech import Samples, Utterance

_NO_SAMPLES: Samples = np.zeros(0, np.float32)


class Waiting:
    """utterance: without its samples once they were left.

    seconds: of its audio, left or not.
    """

    def __init__(self, utterance: Utterance) -> None:
        self.utterance = utterance
        self.seconds = utterance.seconds
        self._fetch: Callable[[], Samples] | None = None

    @property
    def dictation(self) -> int:
        return self.utterance.dictation

    @property
    def seconds_in_memory(self) -> float:
        return self.seconds if self._fetch is None else 0.0

    def leave(self, fetch: Callable[[], Samples]) -> None:
        """Its samples are forgotten; ``fetch`` gets them, or raises SaysoError."""
        self._fetch = fetch
        self.utterance = replace(self.utterance, samples=_NO_SAMPLES)

    def whole(self) -> Utterance:
        """With its samples. Raises SaysoError where they are not to be had any more."""
        if self._fetch is None:
            return self.utterance
        return replace(self.utterance, samples=self._fetch())
