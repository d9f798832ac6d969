"""Owns voice detection: loaded once, and nobody who waits for it waits for ever."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from sayso.core.errors import SaysoError
from sayso.core.ports import VoiceDetector

_log = logging.getLogger(__name__)


class Detection:
    """A dictation may begin before it is loaded: its audio waits. Where it cannot be loaded,
    everything counts as speech, so that nothing of what was said is lost."""

    def __init__(
        self,
        network: Callable[[], Callable[[], VoiceDetector]],
        failed: Callable[[str], None],
    ) -> None:
        """``network`` loads, and gives a function that makes a detector; ``failed`` is told in a
        sentence if it cannot."""
        self._network = network
        self._failed = failed
        self._make: Callable[[], VoiceDetector] | None = None
        self._ready = threading.Event()

    @property
    def is_loaded(self) -> bool:
        """Or given up."""
        return self._ready.is_set()

    def load(self) -> None:
        try:
            self._make = self._network()
            self._ready.set()
        except Exception as error:  # noqa: BLE001 - told, and in full in the log
            self.give_up()
            if isinstance(error, SaysoError):
                self._failed(str(error))
            else:
                _log.exception("voice detection could not be loaded")
                self._failed(
                    f"Voice detection could not be loaded ({type(error).__name__}); see the log."
                )

    def give_up(self) -> None:
        """Go without, if it is not loaded."""
        if not self._ready.is_set():
            from sayso.pipeline.detect.silero import EverythingIsSpeech

            self._make = EverythingIsSpeech
            self._ready.set()

    def detector(self) -> VoiceDetector:
        """A fresh one; blocks until that can be done. For the detector thread."""
        self._ready.wait()
        assert self._make is not None
        return self._make()
