"""The Whisper models that people can choose, and which of them suits a machine. Touches no disk.

Figures are published ones, and None where none was found:

- *parameters, memory, relative speed* of OpenAI's models: the table "Available models and
  languages" in README.md of openai/whisper (commit 0033c7f): "Required VRAM" of its own PyTorch
  code, and speed relative to large for English speech on an A100. The three large models share
  its line "large"; English-only ones share the line of their size.
- *parameters, relative speed* of the distilled ones: the first table in README.md of
  huggingface/distil-whisper (commit cc96130), "Params / M" and "Rel. Latency", there relative to
  large-v3. distil-large-v3.5's parameters are on its model card, whose speed is relative to
  another model and so is left out. "Distil-Whisper is only available for English" (the same
  README).
- *licence*: both README.md files, "License" (MIT).
- *repositories and names*: ``faster_whisper/utils.py`` of SYSTRAN/faster-whisper, 1.2.1.

What a download really holds, its revision, sizes and SHA-256, is asked of the hub when it is
wanted, and remembered beside the model (:mod:`sayso.models.provenance`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, TypeVar

from sayso.residency.hardware import Gpu, Hardware

Languages: TypeAlias = Literal["en", "multilingual"]

STARTER_MODEL = "pocketsphinx en-us"
"""What the starter engine's own model is called."""

CPU_BYTES = 600_000_000
"""A model.bin up to this size is taken to be quick enough for dictation on a processor. Between
`small` and `medium` in half precision."""

RAM_SHARE = 0.25
"""A model on the processor may take so much of the machine's memory: the rest is for what people
dictate into. Our choice."""

RAM_PER_BYTE = 3.5
"""Memory of the process per byte of a half precision model.bin, on a processor. README.md of
SYSTRAN/faster-whisper (commit 65882ee), "Small model on CPU": 1477 MB at int8, of 244 million
parameters in two bytes each, is 3.0; rounded up."""

GPU_PER_BYTE = 2.0
"""Graphics memory per byte of a half precision model.bin. The same README, "Large-v2 model on
GPU": 4525 MB at fp16, of 1550 million parameters in two bytes each, is 1.5; the rest is for the
desktop, which draws on the same card."""

QUICK_CORES = 4
"""Processor cores from which `small` is recommended; with fewer, `base`. Our choice."""


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A published model.

    repo: where the hub has its conversion to CTranslate2.
    parameters_millions: published size.
    memory_gb: published need of graphics memory, of OpenAI's own code; faster-whisper needs less.
    relative_speed: how many times as quick as OpenAI's large model, published.
    languages: ``en`` hears English only.
    """

    name: str
    repo: str
    parameters_millions: int
    memory_gb: float | None
    relative_speed: float | None
    languages: Languages
    licence: str = "MIT"

    @property
    def download_bytes_about(self) -> int:
        """Derived: two bytes for each parameter.

        The conversions' cards say that they were made with ``--quantization float16``
        (Systran/faster-whisper-small and its like, mobiuslabsgmbh/faster-whisper-large-v3-turbo).
        """
        return self.parameters_millions * 2_000_000

    @property
    def multilingual(self) -> bool:
        return self.languages == "multilingual"


def _systran(
    name: str, millions: int, memory_gb: float | None, speed: float | None, languages: Languages
) -> KnownModel:
    prefix = "faster-distil-whisper-" if name.startswith("distil-") else "faster-whisper-"
    repo = f"Systran/{prefix}{name.removeprefix('distil-')}"
    return KnownModel(name, repo, millions, memory_gb, speed, languages)


KNOWN: tuple[KnownModel, ...] = (
    _systran("tiny.en", 39, 1, 10, "en"),
    _systran("tiny", 39, 1, 10, "multilingual"),
    _systran("base.en", 74, 1, 7, "en"),
    _systran("base", 74, 1, 7, "multilingual"),
    _systran("distil-small.en", 166, None, 5.6, "en"),
    _systran("small.en", 244, 2, 4, "en"),
    _systran("small", 244, 2, 4, "multilingual"),
    _systran("distil-medium.en", 394, None, 6.8, "en"),
    _systran("distil-large-v2", 756, None, 5.8, "en"),
    _systran("distil-large-v3", 756, None, 6.3, "en"),
    KnownModel("distil-large-v3.5", "distil-whisper/distil-large-v3.5-ct2", 756, None, None, "en"),
    _systran("medium.en", 769, 5, 2, "en"),
    _systran("medium", 769, 5, 2, "multilingual"),
    KnownModel(
        "large-v3-turbo",
        "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
        809,
        6,
        8,
        "multilingual",
    ),
    _systran("large-v1", 1550, 10, 1, "multilingual"),
    _systran("large-v2", 1550, 10, 1, "multilingual"),
    _systran("large-v3", 1550, 10, 1, "multilingual"),
)
"""From small to large."""

ALIASES = {"large": "large-v3", "turbo": "large-v3-turbo"}
"""Further names that faster-whisper takes."""

_BY_NAME = {model.name: model for model in KNOWN}
_BY_REPO = {model.repo: model for model in KNOWN}


def known(name: str) -> KnownModel | None:
    """By its name, an alias, or its repository (``owner/repo``)."""
    return _BY_NAME.get(ALIASES.get(name, name)) or _BY_REPO.get(name)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """``why``: one sentence for people."""

    model: KnownModel
    why: str


def recommend(hardware: Hardware, language: str = "auto") -> Recommendation:
    """The model to get for dictation on this machine.

    On a graphics card large-v3-turbo, which README.md of openai/whisper calls an optimised
    large-v3 "with a minimal degradation in accuracy", at eight times its speed. The names ``.en``
    where English is spoken: the same README says that they "tend to perform better".

    language: as in the settings; ``auto`` or an ISO 639-1 code.
    """
    english = ".en" if language == "en" else ""
    if (gpu := _largest(hardware)) is not None:
        for name in ("large-v3-turbo", f"small{english}"):
            model = _BY_NAME[name]
            if _fits_card(model.download_bytes_about, gpu):
                why = f"{name} fits the graphics card {_card(gpu)} and is quick on it."
                return Recommendation(model, why)
    size = "base" if hardware.cores < QUICK_CORES else "small"
    for fallback in (size, "base", "tiny"):
        model = _BY_NAME[fallback + english]
        if _fits_memory(model.download_bytes_about, hardware) or fallback == "tiny":
            break
    machine = f"{_cores(hardware.cores)} and {_gb(hardware.memory_bytes)} of memory"
    why = f"{model.name} is the largest that {machine} run fast enough for dictation."
    return Recommendation(model, why)


class Candidate(Protocol):
    """A model on this machine. ``bytes``: the size of its model.bin."""

    @property
    def name(self) -> str: ...

    @property
    def bytes(self) -> int: ...

    @property
    def multilingual(self) -> bool: ...


C = TypeVar("C", bound=Candidate)


def best(
    installed: Iterable[C], hardware: Hardware, language: str = "auto"
) -> tuple[C, str] | None:
    """The model for ``model = auto`` and why, in a sentence; None where nothing is installed.

    The largest that a graphics card holds, else the largest that the processor bears
    (:data:`CPU_BYTES`, :data:`RAM_SHARE`), else the smallest. English-only models count as equals
    if English is what is spoken, else only for want of others.

    hardware: without its graphics cards where the settings say ``device = cpu``.
    """
    models = list(installed)
    if language != "en":
        models = [model for model in models if model.multilingual] or models
    if not models:
        return None

    def size(model: C) -> tuple[int, bool, str]:
        # Of two of one size in English the English-only model hears better.
        return (model.bytes, not model.multilingual, model.name)

    gpu = _largest(hardware)
    if gpu is not None and (held := [one for one in models if _fits_card(one.bytes, gpu)]):
        chosen = max(held, key=size)
        return (
            chosen,
            f"{chosen.name} is the largest here that fits the graphics card {_card(gpu)}.",
        )
    bearable = [
        one for one in models if one.bytes <= CPU_BYTES and _fits_memory(one.bytes, hardware)
    ]
    if bearable:
        chosen = max(bearable, key=size)
        return (
            chosen,
            f"{chosen.name} is the largest here that a processor runs fast enough for dictation.",
        )
    chosen = min(models, key=lambda model: (model.bytes, model.name))
    return chosen, f"{chosen.name} is the smallest here, and still a large one for this machine."


def _largest(hardware: Hardware) -> Gpu | None:
    return max(hardware.gpus, key=lambda gpu: gpu.total_bytes, default=None)


def _fits_card(model_bytes: int, gpu: Gpu) -> bool:
    # All of the card's memory: what is free just now may be short because of our own model.
    return model_bytes * GPU_PER_BYTE <= gpu.total_bytes


def _fits_memory(model_bytes: int, hardware: Hardware) -> bool:
    return model_bytes * RAM_PER_BYTE <= hardware.memory_bytes * RAM_SHARE


def _card(gpu: Gpu) -> str:
    return f"{gpu.name} ({_gb(gpu.total_bytes)})"


def _cores(count: int) -> str:
    return "one processor core" if count == 1 else f"{count} processor cores"


def _gb(count: int) -> str:
    return f"{count / 2**30:.0f} GB"
