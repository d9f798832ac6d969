"""What there is to choose from, what is chosen, and which model that means on this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sayso.control.choices import (
    Choice,
    device_choices,
    in_memory,
    language_choices,
    microphone_choices,
    recognizer_choices,
    settings_of_recognizer,
)
from sayso.control.commands import LoadedModel, Status
from sayso.control.parts import Folders, Parts
from sayso.control.preferences import Preferences
from sayso.core.errors import ModelError
from sayso.models.catalog import Recommendation
from sayso.models.choosing import Plan, plan, recommended
from sayso.models.installed import installed_models
from sayso.residency.hardware import Hardware
from sayso.settings.schema import Recognition


class Selection:
    """Callable from any thread; the lists may take their time."""

    def __init__(
        self,
        preferences: Preferences,
        parts: Parts,
        folders: Folders,
        *,
        status: Callable[[], Status],
        loaded: Callable[[], Sequence[LoadedModel]],
    ) -> None:
        """``loaded``: the models in memory."""
        self._preferences = preferences
        self._parts = parts
        self._folders = folders
        self._status = status
        self._loaded = loaded
        self._known_hardware: Hardware | None = None

    def microphones(self) -> Sequence[Choice]:
        """Raises MicrophoneError where the sound system does not answer."""
        wanted = self._preferences.settings.microphone.microphone
        return microphone_choices(self._parts.microphones(), wanted)

    def recognizers(self) -> Sequence[Choice]:
        status, settings = self._status(), self._preferences.settings
        installed = installed_models(
            models_folder=self._folders.models, hub_cache=self._folders.hub_cache
        )
        return recognizer_choices(
            [(model.name, model.bytes) for model in installed],
            status.engine,
            status.model,
            settings.recognition,
            offline=settings.residency.offline,
            loaded=in_memory(self._loaded()),
        )

    def recommended(self) -> Recommendation:
        return recommended(self._preferences.settings.recognition, self.hardware())

    def devices(self) -> Sequence[Choice]:
        wanted = self._preferences.settings.recognition.device
        return device_choices(self.hardware().gpus, wanted)

    def languages(self) -> Sequence[Choice]:
        return language_choices(self._preferences.settings.recognition.language)

    def choose_recognizer(self, choice: str) -> None:
        """Raises SettingsError."""
        self._preferences.change(settings_of_recognizer(choice))

    def choose_language(self, choice: str) -> bool:
        """True if another model suits it better. Raises SettingsError."""
        before = self.meant(self._preferences.settings.recognition)
        self._preferences.change({"language": choice})
        return self.meant(self._preferences.settings.recognition) != before

    def plan(self, recognition: Recognition) -> Plan:
        """Raises ModelError."""
        return plan(
            recognition,
            self.hardware(),
            models_folder=self._folders.models,
            hub_cache=self._folders.hub_cache,
        )

    def meant(self, recognition: Recognition) -> tuple[object, ...]:
        """To be compared: equal where the same model is meant."""
        try:
            plan = self.plan(recognition)
        except ModelError:
            return ()
        return (plan.keys, plan.missing)

    def hardware(self) -> Hardware:
        """Asked for late: a graphics card's driver may take its time."""
        if self._known_hardware is None:
            self._known_hardware = self._parts.hardware()
        return self._known_hardware
