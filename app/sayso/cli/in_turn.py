"""A recognizer for file jobs: the graphics card, and the processor where the card fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from sayso.control.served import CARD_FAILED
from sayso.core.errors import SaysoError
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions, Recognizer
from sayso.core.speech import Samples, Transcript
from sayso.residency.model import ModelKey

log = logging.getLogger(__name__)


class InTurn:
    """A `sayso.core.ports.Recognizer` over keys of which the first that works is used.

    Goes on to the next only from a graphics card, says so once, and stays there.

    keys: at least one.
    make: makes a recognizer that is not loaded yet.
    say: takes the sentence.
    """

    def __init__(
        self,
        keys: Sequence[ModelKey],
        make: Callable[[ModelKey], Recognizer],
        say: Callable[[str], object],
    ) -> None:
        self._left = list(keys)
        self._make = make
        self._say = say
        self._report: Callable[[LoadProgress], None] = lambda progress: None
        self._current = make(self._left[0])

    @property
    def engine(self) -> str:
        return self._current.engine

    @property
    def model(self) -> str:
        return self._current.model

    @property
    def device(self) -> str:
        return self._current.device

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Raises ModelError."""
        self._report = report
        while True:
            try:
                self._current.load(report)
            except CARD_FAILED as error:
                self._next(error)
                continue
            return

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None:
        """Raises ModelError."""
        while True:
            try:
                self._current.warm_up(report)
            except CARD_FAILED as error:
                self._next(error)
                self.load(report)
                continue
            return

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        """The same audio again where a card failed. Raises ModelError, RecognitionError."""
        while True:
            try:
                return self._current.recognize(samples, options)
            except CARD_FAILED as error:
                self._next(error)
                self.load(self._report)

    def cancel(self, *, at_once: bool = True) -> None:
        self._current.cancel(at_once=at_once)

    def close(self) -> None:
        self._current.close()

    def _next(self, error: SaysoError) -> None:
        """Raises ``error`` where no other key may do better."""
        failed = self._left[0]
        if failed.device == "cpu" or len(self._left) < 2:
            raise error
        log.warning("%s on %s failed: %s", failed.model, failed.place, error)
        self._current.close()
        self._left.pop(0)
        self._current = self._make(self._left[0])
        reason = str(error).rstrip(".")
        self._say(f"{reason}; going on with {self._current.model} on {self._current.device}.")
