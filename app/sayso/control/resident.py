"""Owns the recognizer that is in memory: loads it, puts another in its place, gives it back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from sayso.control.choices import AUTO, STARTER
from sayso.core.errors import ModelError, SaysoError
from sayso.core.events import Health, LoadProgress, RecognizerChanged
from sayso.core.ports import Publish, Recognizer
from sayso.pipeline.recognize.queue import RecognitionQueue
from sayso.residency import catalog
from sayso.residency.catalog import InstalledModel
from sayso.residency.model import ModelKey
from sayso.settings.schema import Recognition

_log = logging.getLogger(__name__)

ROUGH = (
    "No Whisper model is on this machine, so the built-in starter listens: it is rough, and knows "
    "only English. Copy a model into {folder} for far better text."
)


class LoadedRecognizer(Recognizer, Protocol):
    @property
    def device(self) -> str:
        """What it came to run on."""


class ResidentRecognizer:
    """One at a time, but for the moment in which another takes its place: the one before goes on
    until the new one is ready, and stays if that fails."""

    def __init__(
        self,
        make: Callable[[ModelKey, float, Callable[[str], None]], LoadedRecognizer],
        queue: RecognitionQueue,
        *,
        models_folder: Path,
        hub_cache: Path,
        publish: Publish,
    ) -> None:
        """``make`` is given the key, the time limit for an utterance, and whom to tell in a
        sentence that the engine had to be started again."""
        self._make = make
        self._queue = queue
        self._models_folder = models_folder
        self._hub_cache = hub_cache
        self._publish = publish
        self._loading = threading.Lock()
        self._current: LoadedRecognizer | None = None
        self._coming: LoadedRecognizer | None = None  # while it loads
        self._closed = False

    @property
    def is_there(self) -> bool:
        return self._current is not None

    def installed(self) -> list[InstalledModel]:
        """The Whisper models that could be chosen."""
        return catalog.installed_models(
            models_folder=self._models_folder, hub_cache=self._hub_cache
        )

    def load(self, wanted: Recognition, report: Callable[[LoadProgress], None]) -> None:
        """Blocks. Raises ModelError; EngineDied if it was closed meanwhile."""
        with self._loading:
            engine, model = ("" if it == AUTO else it for it in (wanted.engine, wanted.model))
            changed = RecognizerChanged(Health.STARTING, engine, model, wanted.device)
            try:
                key = catalog.choose_key(
                    wanted, models_folder=self._models_folder, hub_cache=self._hub_cache
                )
                changed = RecognizerChanged(Health.STARTING, key.engine, key.model, key.device)
                self._publish(changed)
                self._use(self._loaded(key, wanted.recognition_timeout_seconds, report))
            except SaysoError as error:
                self._go_on_without(changed, error)
                raise
            except Exception as error:
                _log.exception("the recognizer could not be loaded")
                known = ModelError(
                    f"The recognizer could not be loaded ({type(error).__name__}); see the log."
                )
                self._go_on_without(changed, known)
                raise known from error

    def close(self) -> None:
        """Ends a call and a load that are under way at once. From any thread."""
        self._closed = True
        # In this order: what is coming becomes the current one first, and then comes no more.
        for recognizer in (self._coming, self._current):
            if recognizer is not None:
                recognizer.close()

    def _loaded(
        self, key: ModelKey, timeout_seconds: float, report: Callable[[LoadProgress], None]
    ) -> LoadedRecognizer:
        self._coming = recognizer = self._make(key, timeout_seconds, self._restarted)
        try:
            if self._closed:
                recognizer.close()  # `close` looked before it was there; its load ends at once
            recognizer.load(report)
        except BaseException:
            recognizer.close()
            self._coming = None
            raise
        return recognizer

    def _use(self, recognizer: LoadedRecognizer) -> None:
        before, self._current = self._current, recognizer
        self._coming = None
        self._queue.use(recognizer)
        if before is not None:
            before.close()
        rough = recognizer.engine == STARTER
        self._tell_ready(recognizer, ROUGH.format(folder=self._models_folder) if rough else "")

    def _go_on_without(self, failed: RecognizerChanged, error: SaysoError) -> None:
        if self._current is not None:
            self._tell_ready(self._current, str(error))
            return
        self._queue.unavailable()
        self._publish(replace(failed, health=Health.UNAVAILABLE, message=str(error)))

    def _tell_ready(self, it: LoadedRecognizer, message: str) -> None:
        self._publish(RecognizerChanged(Health.READY, it.engine, it.model, it.device, message))

    def _restarted(self, reason: str) -> None:
        _log.warning("The engine was started again: %s", reason)
