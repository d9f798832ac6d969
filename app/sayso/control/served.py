"""Pure: what is told of the model that serves, and what is a fault of it."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.control.choices import AUTO
from sayso.core.errors import (
    DeviceError,
    DeviceFailed,
    EngineDied,
    EngineHung,
    ModelError,
    RegistryClosed,
    SaysoError,
)
from sayso.core.events import RecognizerChanged
from sayso.core.health import Health
from sayso.models.choosing import STARTER
from sayso.residency.model import ModelKey
from sayso.residency.vitals import Vitals
from sayso.settings.schema import Recognition

CARD_FAILED = (DeviceError, DeviceFailed, EngineDied, EngineHung)
"""What may go better on a processor. A driver that ends or stops its process is among them."""

ROUGH = (
    "No Whisper model is in use, so the built-in starter listens: it is rough, and knows only "
    "English. For far better text choose a model in the menu."
)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Sentences, or empty.

    excuse: why what serves is not what was asked for.
    complaint: why what was chosen last did not come, where what was there before serves on.
    why: why nothing serves.
    """

    excuse: str = ""
    complaint: str = ""
    why: str = ""


def served(key: ModelKey, vitals: Vitals, reasons: Reasons) -> RecognizerChanged:
    """What is told of the model that serves, or that comes next."""
    health, message = vitals.health, vitals.why
    if health.serves:
        if reasons.excuse:
            health = Health.DEGRADED
        rough = ROUGH if key == STARTER else ""
        message = reasons.excuse or reasons.complaint or message or rough
    elif health is Health.UNAVAILABLE:
        message = reasons.why or message
    elif health is Health.UNLOADED:
        message = reasons.complaint
    return RecognizerChanged(health, key.engine, key.model, key.place, message)


def refused(wanted: Recognition, error: SaysoError) -> RecognizerChanged:
    """Where the settings name nothing that could be loaded."""
    engine, model = ("" if it == AUTO else it for it in (wanted.engine, wanted.model))
    return RecognizerChanged(Health.UNAVAILABLE, engine, model, wanted.device, str(error))


def meanwhile(fault: SaysoError, key: ModelKey) -> str:
    """The excuse of a model that stands in."""
    called = f"{key.model} on the {'processor' if key.device == 'cpu' else key.place}"
    if key == STARTER:
        called = "the starter, which is rough,"
    return f"{fault} Meanwhile {called} listens."


def is_the_models(key: ModelKey, error: SaysoError) -> bool:
    """Whether another model would do better, and not just another try."""
    if isinstance(error, RegistryClosed):
        return False
    return isinstance(error, ModelError) or (key.device != "cpu" and isinstance(error, CARD_FAILED))
