"""The models in memory: recognizers, voice detection, and the sweeper that keeps both in bounds."""

from __future__ import annotations

from collections.abc import Callable

from sayso.control.commands import LoadedModel
from sayso.control.detection import VoiceNetwork
from sayso.control.status import in_memory
from sayso.core.ports import Clock, Recognizer
from sayso.residency.model import ModelKey
from sayso.residency.policy import Limits, Pressure
from sayso.residency.registry import Registry
from sayso.residency.sweeper import Sweeper
from sayso.residency.vitals import Vitals
from sayso.settings.schema import Residency

PRESSURE_EVERY_SECONDS = 5.0
"""How often the memory is looked at while an idle model could be given up for it. A look is one
read of a file of the system's."""


class ResidentModels:
    """recognizers: in child processes. networks: of voice detection, in this process."""

    def __init__(
        self,
        residency: Residency,
        *,
        recognizer: Callable[[ModelKey], Recognizer],
        network: Callable[[], VoiceNetwork],
        pressure: Callable[[bool], Pressure],
        clock: Clock,
        changed: Callable[[ModelKey, Vitals], None],
    ) -> None:
        """``changed`` is told of recognizers."""
        self._clock = clock
        self.recognizers: Registry[Recognizer] = Registry(
            recognizer,
            _limits(residency),
            clock=clock,
            changed=self._changed,
        )
        self.networks: Registry[VoiceNetwork] = Registry(
            lambda key: network(),
            _voice_limits(residency),
            clock=clock,
            changed=lambda key, vitals: self._sweeper.nudge(),
        )
        self._tell = changed
        self._sweeper = Sweeper(
            [self.recognizers, self.networks],
            lambda: pressure(self._uses_cards()),
            clock=clock,
            every_seconds=PRESSURE_EVERY_SECONDS,
        )

    def start(self) -> None:
        """The sweeper. Once."""
        self._sweeper.start()

    def set_limits(self, residency: Residency) -> None:
        """What they do not let stay goes at once, or when it is given back."""
        self.recognizers.set_limits(_limits(residency))
        self.networks.set_limits(_voice_limits(residency))
        self._sweeper.nudge()

    def in_memory(self) -> tuple[LoadedModel, ...]:
        """Every recognizer, and voice detection."""
        now = self._clock()
        standing = (*self.recognizers.census(), *self.networks.census())
        return tuple(in_memory(each, now) for each in standing)

    def close(self) -> None:
        """Ends what still runs."""
        self._sweeper.close()
        self.recognizers.close(0.0)
        self.networks.close(0.0)

    def _uses_cards(self) -> bool:
        return any(
            each.key.device != "cpu" and each.vitals.loaded_at is not None
            for each in self.recognizers.census()
        )

    def _changed(self, key: ModelKey, vitals: Vitals) -> None:
        self._sweeper.nudge()
        self._tell(key, vitals)


def _limits(residency: Residency) -> Limits:
    return Limits(residency.max_models, residency.model_ttl_seconds, residency.memory_limit_percent)


def _voice_limits(residency: Residency) -> Limits:
    """It is a few megabytes, so it goes by its time to live alone."""
    return Limits(1, residency.voice_ttl_seconds, 100.0)
