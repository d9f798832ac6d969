"""What the recognition queue is given its recognizers by."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from sayso.core.errors import SaysoError
from sayso.core.ports import Recognizer
from sayso.residency.registry import Lease


class Supply(Protocol):
    """Where the recognizer comes from, lent anew for each utterance."""

    def lend(self) -> AbstractContextManager[Lease[Recognizer]]:
        """Raises ModelError."""

    def failed(self, error: SaysoError) -> bool:
        """What the recognizer, or lending it, raised. True if another one will take its place, to
        which the same audio is given: then `RecognitionQueue.use` will be called."""
