"""The radio lists of tray and window. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from sayso.control.commands import LoadedModel
from sayso.core.health import Health
from sayso.models.catalog import KNOWN
from sayso.residency.hardware import Gpu
from sayso.settings.schema import LANGUAGES, Recognition

AUTO = "auto"
STARTER = "starter"


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of a radio list. ``detail`` is shown dimmed or in brackets; may be empty."""

    id: str
    label: str
    detail: str = ""
    chosen: bool = False


def microphone_choices(names: Iterable[tuple[str, bool]], wanted: str) -> Sequence[Choice]:
    """``names``: of each microphone, and whether it is the system's default.

    A microphone that is wanted and not there stays in the list, so that it can be seen why.
    """
    known = list(names)
    default = next((name for name, is_default in known if is_default), "")
    lines = [Choice(AUTO, "System default", default, wanted == AUTO)]
    lines += [Choice(name, name, "", wanted == name) for name, _ in known]
    if not any(line.chosen for line in lines):
        lines.append(Choice(wanted, wanted, "not there", chosen=True))
    return lines


def recognizer_choices(
    models: Iterable[tuple[str, int]],
    engine: str,
    model: str,
    wanted: Recognition,
    *,
    offline: bool,
    loaded: Collection[str] = (),
) -> Sequence[Choice]:
    """``models``: the name of each Whisper model on this machine and the size of it in bytes.

    engine, model: what is in use. wanted: the settings, whose model may be a folder anywhere; it
    stays in the list, so that there is a way back to it from the starter. Those that could be
    downloaded follow the starter, unless offline. loaded: what is in memory, models of Whisper by
    their names, and the starter by the engine's.
    """
    sizes = dict(models)
    automatic = wanted.model == AUTO and wanted.engine != STARTER

    def line(name: str, detail: str) -> Choice:
        used = engine == "whisper" and PurePath(name).name == PurePath(model).name
        return Choice(name, f"Whisper {PurePath(name).name}", detail, used and not automatic)

    best = f"Whisper {model}" if engine == "whisper" else "the starter"
    lines = [Choice(AUTO, "Automatic", best if automatic and engine else "", automatic)]
    lines += [
        line(name, f"{_size(size)}, {'loaded' if name in loaded else 'on disk'}")
        for name, size in sizes.items()
    ]
    to_come = [known for known in KNOWN if known.name not in sizes]
    asked = wanted.model
    if asked != AUTO and asked not in sizes and all(known.name != asked for known in to_come):
        lines.append(line(asked, "loaded" if PurePath(asked).name in loaded else ""))
    is_starter = engine == STARTER and not automatic
    starter = "rough, English, loaded" if STARTER in loaded else "rough, English"
    lines.append(Choice(STARTER, "Starter", starter, is_starter))
    if not offline:
        lines += [
            Choice(
                known.name,
                f"Whisper {known.name}",
                f"about {_size(known.download_bytes_about)}, to download",
            )
            for known in to_come
        ]
    return lines


def in_memory(models: Iterable[LoadedModel]) -> frozenset[str]:
    """As `recognizer_choices` takes it; of each model that could serve at once."""
    serving = [model for model in models if Health(model.health).serves]
    return frozenset(
        STARTER if model.engine == STARTER else PurePath(model.model).name for model in serving
    )


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def settings_of_recognizer(choice: str) -> dict[str, str | bool | int | float]:
    """The settings that stand for a line of the list."""
    if choice == AUTO:
        return {"engine": AUTO, "model": AUTO}
    if choice == STARTER:
        return {"engine": STARTER}
    return {"engine": "whisper", "model": choice}


def choices_of(recognition: Recognition) -> dict[str, str | bool | int | float]:
    """The settings that choosing a recognizer or a device changes, as they are."""
    return {
        "engine": recognition.engine,
        "model": recognition.model,
        "device": recognition.device,
    }


def device_choices(gpus: Sequence[Gpu], wanted: str) -> Sequence[Choice]:
    """``wanted``: the setting ``device``. A card that is wanted and not there stays in the list."""
    wanted = "cuda:0" if wanted == "cuda" else wanted
    card = gpus[0].name if gpus else ""
    lines = [
        Choice(AUTO, "Automatic", card or "processor", wanted == AUTO),
        Choice("cpu", "Processor", "", wanted == "cpu"),
    ]
    for gpu in gpus:
        place = f"cuda:{gpu.index}"
        detail = f"{place}, {gpu.total_bytes / 2**30:.0f} GB"
        lines.append(Choice(place, gpu.name, detail, wanted == place))
    if not any(line.chosen for line in lines):
        lines.append(Choice(wanted, wanted, "not there", chosen=True))
    return lines


def language_choices(wanted: str) -> Sequence[Choice]:
    """Codes; whoever shows them knows the names."""
    return [Choice(code, code, "", code == wanted) for code in (AUTO, *LANGUAGES)]
