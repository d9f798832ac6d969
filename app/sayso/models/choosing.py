"""What the settings mean on this machine: which model on which device, and what stands in for it.

Looks at the disk; the rest is given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sayso.core.errors import ModelError
from sayso.models import catalog
from sayso.models.installed import (
    InstalledModel,
    MissingModel,
    find_model,
    installed_models,
)
from sayso.residency.hardware import Hardware
from sayso.residency.model import ModelKey
from sayso.settings.schema import Recognition

STARTER = ModelKey(engine="starter", model=catalog.STARTER_MODEL)
"""The engine that brings its own model."""

VOICE = ModelKey(engine="silero", model="silero_vad_v6")
"""Voice detection, which brings its own too."""

_CPU_TYPES = ("auto", "int8", "int8_float32", "float32")
"""What a processor can be asked for (CTranslate2's documentation on quantization)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to load.

    wanted: what was asked for, best first: with ``device = auto`` a graphics card and then the
        processor. Empty while the model has to be downloaded.
    stand_ins: what listens instead, best first, while none of those can be had.
    missing: the name of a model that has to be downloaded, or empty.
    fault: why what was asked for cannot be had at all, as it is.
    why: why ``model = auto`` means this model, in a sentence; or empty.
    """

    wanted: tuple[ModelKey, ...]
    stand_ins: tuple[ModelKey, ...] = ()
    missing: str = ""
    fault: ModelError | None = None
    why: str = ""

    @property
    def keys(self) -> tuple[ModelKey, ...]:
        """All of them, in the order in which they are tried."""
        return self.wanted + self.stand_ins


def plan(
    recognition: Recognition, hardware: Hardware, *, models_folder: Path, hub_cache: Path
) -> Plan:
    """Raises ModelError where the settings name what cannot be, or nothing is there at all."""
    if recognition.engine == "starter":
        return Plan((STARTER,))
    hardware = _usable(hardware, recognition.device)
    installed = installed_models(models_folder=models_folder, hub_cache=hub_cache)
    if recognition.model != "auto":
        return _named(recognition, hardware, installed, models_folder, hub_cache)
    found = catalog.best(installed, hardware, recognition.language)
    if found is not None:
        model, why = found
        wanted = _wanted(recognition, hardware, model.name, model.folder)
        return Plan(wanted, _stand_ins(recognition, hardware, installed, wanted), why=why)
    if recognition.engine == "auto" and recognition.starter:
        return Plan((STARTER,), why="No Whisper model is on this machine.")
    advice = "" if recognition.engine == "whisper" else ", or set starter to true"
    better = catalog.recommend(hardware, recognition.language).model.name
    raise ModelError(
        f"There is no Whisper model on this machine: choose one in the menu, or get one with "
        f"`sayso models download {better}`{advice}."
    )


def recommended(recognition: Recognition, hardware: Hardware) -> catalog.Recommendation:
    """The model to get for this machine, on the device and for the language of the settings."""
    return catalog.recommend(_usable(hardware, recognition.device), recognition.language)


def _named(
    recognition: Recognition,
    hardware: Hardware,
    installed: list[InstalledModel],
    models_folder: Path,
    hub_cache: Path,
) -> Plan:
    name = recognition.model
    try:
        folder = find_model(name, models_folder=models_folder, hub_cache=hub_cache)
    except MissingModel as missing:
        return Plan((), _stand_ins(recognition, hardware, installed, ()), missing=missing.name)
    except ModelError as fault:
        return Plan((), _stand_ins(recognition, hardware, installed, ()), fault=fault)
    wanted = _wanted(recognition, hardware, _label(name, folder), folder)
    return Plan(wanted, _stand_ins(recognition, hardware, installed, wanted))


def _usable(hardware: Hardware, device: str) -> Hardware:
    """With the one graphics card that is to be used, if any: the largest with ``auto``."""
    if device == "auto":
        cards = sorted(hardware.gpus, key=lambda card: -card.total_bytes)
    else:
        cards = [card for card in hardware.gpus if _is_meant(device, card.index)]
    return replace(hardware, gpus=tuple(cards[:1]))


def _is_meant(device: str, index: int) -> bool:
    kind, _, number = device.partition(":")
    return kind == "cuda" and index == int(number or 0)


def _label(name: str, folder: Path) -> str:
    """The catalogue's name, so that another name for the same is the same; a folder's last part."""
    if (known := catalog.known(name)) is not None:
        return known.name
    return folder.name if Path(name).expanduser().exists() else name


def _wanted(
    recognition: Recognition, hardware: Hardware, name: str, folder: Path
) -> tuple[ModelKey, ...]:
    device, _, number = recognition.device.partition(":")
    on_processor = _whisper(recognition, name, folder)
    if device == "cuda":
        return (_whisper(recognition, name, folder, "cuda", int(number or 0)),)
    if device == "cpu" or not hardware.gpus:
        return (on_processor,)
    return (_whisper(recognition, name, folder, "cuda", hardware.gpus[0].index), on_processor)


def _stand_ins(
    recognition: Recognition,
    hardware: Hardware,
    installed: list[InstalledModel],
    wanted: tuple[ModelKey, ...],
) -> tuple[ModelKey, ...]:
    """The same model on the processor, another one that is there, the starter."""
    keys: list[ModelKey] = []
    if wanted and wanted[-1].device != "cpu" and (folder := wanted[-1].folder) is not None:
        keys.append(_whisper(recognition, wanted[-1].model, folder))
    folders = {key.folder for key in wanted}
    others = [model for model in installed if model.folder not in folders]
    without_cards = replace(hardware, gpus=())
    if (found := catalog.best(others, without_cards, recognition.language)) is not None:
        keys.append(_whisper(recognition, found[0].name, found[0].folder))
    if recognition.starter:
        keys.append(STARTER)
    return tuple(keys)


def _whisper(
    recognition: Recognition, name: str, folder: Path, device: str = "cpu", index: int = 0
) -> ModelKey:
    """With the arithmetic that the settings ask for, unless only a card can do it."""
    wanted = recognition.compute_type
    # Asked for in so many words, it is tried, and the error says what would do.
    fits = device != "cpu" or recognition.device == "cpu" or wanted in _CPU_TYPES
    return ModelKey(
        engine="whisper",
        model=name,
        folder=folder,
        device=device,
        device_index=index,
        compute_type=wanted if fits else "auto",
        threads=recognition.threads,
    )
