"""The app as what is measured: in a process of its own, with a clock and a memory to be told."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sayso.bench.apart import Apart
from sayso.bench.dictation import Dictating
from sayso.bench.speech import Spoken
from sayso.composition import machine
from sayso.control.app import App
from sayso.control.parts import Folders, Parts
from sayso.core.health import Health
from sayso.residency.policy import Pressure
from sayso.settings.schema import Settings


class Started(NamedTuple):
    """Seconds since the app was made."""

    listens: float
    ready: float


class Switched(NamedTuple):
    """Seconds: from choosing until the new model serves; then from a release to its first text."""

    serves: float
    text: float


class Subject:
    """Its methods are asked for by `Apart`."""

    def __init__(self, settings: Settings, folder: Path, *, voice_known: bool) -> None:
        """``folder``: with models in it, by name; files that the app keeps go there too.

        voice_known: load voice detection's library at once, so that it does not count as memory
            that the first dictation takes.
        """
        self._folder = folder
        self._ahead = 0.0
        self._pressure = Pressure()
        if voice_known:
            network = machine.make_network()
            network.load(lambda progress: None)
            network.warm_up(lambda progress: None)
            network.close()
        parts = replace(
            machine.parts(lambda: settings),
            clock=lambda: time.monotonic() + self._ahead,
            pressure=lambda cards: self._pressure,
        )
        self._dictating = Dictating(self._make_app, settings, parts, time.monotonic)

    def start(self) -> float:
        """Seconds until it listens. Raises SaysoError."""
        self._dictating.start()
        self._dictating.await_listening()
        return self._dictating.listens_at - self._dictating.begun_at

    def settle(self) -> None:
        """Until what the start loads is loaded. Raises ModelError."""
        self._dictating.await_loaded()

    def dictate(self, speech: Spoken) -> float:
        """Seconds from release to text. Raises SaysoError."""
        return self._dictating.release_to_text(speech)

    def ready(self) -> float:
        """Seconds from the start until the model was ready for the first time."""
        self._dictating.await_health(lambda health: health.serves)
        return self._dictating.ready_at - self._dictating.begun_at

    def await_unloaded(self) -> None:
        self._dictating.await_health(lambda health: health is Health.UNLOADED)

    def switch(self, name: str, speech: Spoken) -> Switched:
        """To another model, and say something. Raises SaysoError."""
        begun = time.monotonic()
        self._dictating.app.choose_recognizer(name)
        self._dictating.app.load(lambda progress: None)
        serves = time.monotonic() - begun
        return Switched(serves, self._dictating.release_to_text(speech))

    def go_ahead(self, seconds: float) -> None:
        """So much time has passed for the app."""
        self._ahead += seconds

    def run_short(self) -> float:
        """Of memory, by what the app reads; seconds until the model is unloaded."""
        begun = time.monotonic()
        self._pressure = Pressure(ram_percent=99.0)
        self.await_unloaded()
        taken = time.monotonic() - begun
        self._pressure = Pressure()
        return taken

    def close(self) -> None:
        self._dictating.close()

    def _make_app(self, settings: Settings, parts: Parts) -> App:
        """With no file of the user's."""
        here = self._folder
        preferences = machine.preferences(settings, here / "settings.toml")
        return App(preferences, parts, Folders(here, here, here, here / "history"))


def subject(
    settings: Settings,
    folder: Path,
    *,
    strategy: str,
    ttl_seconds: float = -1.0,
    max_models: int = 1,
    voice_known: bool = False,
) -> Apart:
    """An app that goes by these, not started yet."""
    residency = replace(
        settings.residency,
        loading_strategy=strategy,
        model_ttl_seconds=ttl_seconds,
        max_models=max_models,
        memory_limit_percent=90.0,
        warm_up="minimal",
        offline=True,
    )
    return Apart(_make, replace(settings, residency=residency), folder, voice_known)


def _make(settings: Settings, folder: Path, voice_known: bool) -> Subject:
    return Subject(settings, folder, voice_known=voice_known)
