"""Owns voice detection: lent to each dictation, and nobody who waits for it waits for ever."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from sayso.core.errors import RegistryClosed, SaysoError
from sayso.core.events import LoadProgress
from sayso.core.ports import VoiceDetector
from sayso.models.choosing import VOICE
from sayso.residency.registry import Lease, Registry

_log = logging.getLogger(__name__)


class VoiceNetwork(Protocol):
    """What detectors share: a model as the registry keeps them."""

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Raises ModelError."""

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None: ...

    def detector(self) -> VoiceDetector:
        """A fresh one, for one recording."""

    def close(self) -> None: ...


class Detection:
    """A dictation may begin before it is loaded: its audio waits. Where it cannot be loaded,
    everything counts as speech, so that nothing of what was said is lost."""

    def __init__(self, registry: Registry[VoiceNetwork], failed: Callable[[str], None]) -> None:
        """``failed`` is told in a sentence if it cannot be loaded."""
        self._registry = registry
        self._failed = failed

    def load(self) -> None:
        """Now, and not with the first dictation. A failure is told and not raised."""
        lease = self._lease()
        if lease is not None:
            lease.release()

    @contextmanager
    def detector(self) -> Iterator[VoiceDetector]:
        """A fresh one; blocks until that can be done. For the detector thread."""
        from sayso.pipeline.detect.silero import EverythingIsSpeech

        lease = self._lease()
        if lease is None:
            yield EverythingIsSpeech()
            return
        with lease:
            yield lease.model.detector()

    def _lease(self) -> Lease[VoiceNetwork] | None:
        try:
            return self._registry.lease(VOICE)
        except RegistryClosed:
            return None
        except SaysoError as error:
            self._failed(str(error))
            return None
