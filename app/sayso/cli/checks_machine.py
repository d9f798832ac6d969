"""What `sayso doctor` says of memory, graphics cards and models: what there is, not what runs."""

from __future__ import annotations

import ctypes
import logging

from sayso.cli.doctor import Finding, Result
from sayso.cli.models_named import recommended
from sayso.composition import machine
from sayso.models.installed import installed_models
from sayso.paths import hub_cache, models_folder
from sayso.pipeline.recognize import cuda_libraries
from sayso.residency.hardware import Gpu
from sayso.settings.schema import Settings

log = logging.getLogger(__name__)

FULL_PERCENT = 90.0
"""As the setting memory_limit_percent has it by default: from there on models are unloaded."""

_CUBLAS = ("libcublas.so.12", "cublas64_12.dll")
"""Linux and Windows. What CTranslate2 opens when it first multiplies on a card."""


def memory() -> Finding:
    """How much there is, and how full it is."""
    full = machine.pressure(cards=False).ram_percent
    total = machine.hardware().memory_bytes
    found = f"{total / 2**30:.0f} GB, {full:.0f} % in use"
    if full < FULL_PERCENT:
        return Finding(Result.OK, found)
    return Finding(
        Result.WARN, found, "Close other programs, or choose a smaller model: `sayso models`."
    )


def graphics_card(settings: Settings) -> Finding:
    """Which there are, and whether CTranslate2 can compute on them."""
    cards = machine.hardware().gpus
    wanted = settings.recognition.device
    usable, fault = _usable_cards()
    if not cards and not usable:
        found = "none that NVIDIA's driver knows of; the processor does the work"
        if wanted.startswith("cuda"):
            return Finding(
                Result.WARN, found, f"device is {wanted}: set it to auto, or install the driver."
            )
        return Finding(Result.OK, found)
    named = ", ".join(map(_named, cards)) or f"{usable} that tell nothing of themselves"
    if not usable:
        why = f" ({fault})" if fault else ""
        return Finding(
            Result.WARN,
            f"{named}; CTranslate2 cannot use it{why}",
            "Install NVIDIA's current driver; until then the processor does the work.",
        )
    if not _cublas_loads():
        return Finding(
            Result.WARN,
            f"{named}; cuBLAS 12, which CTranslate2 needs to use it, is missing",
            f"Run {cuda_libraries.HOW_TO_GET} in the environment of Sayso.",
        )
    if wanted == "cpu":
        return Finding(Result.OK, f"{named}; not used, as device is cpu")
    return Finding(Result.OK, f"{named}; CTranslate2 can use it")


def models(settings: Settings) -> Finding:
    """What the settings mean, and why. Raises ModelError."""
    plan = machine.plan(settings)
    if plan.fault is not None:
        raise plan.fault
    if plan.missing:
        return Finding(
            Result.WARN,
            f"{plan.missing}, which the settings name, is not on this machine",
            f"Get it with: sayso models download {plan.missing}",
        )
    key = plan.wanted[0]
    if key.engine == "starter":
        if settings.recognition.engine == "starter":
            return Finding(Result.OK, "the built-in starter, as the settings say")
        return Finding(
            Result.WARN,
            "no Whisper model is on this machine, so the built-in starter listens",
            f"Get one with: sayso models download {recommended(settings.recognition).model.name}",
        )
    there = installed_models(models_folder=models_folder(), hub_cache=hub_cache())
    why = f": {plan.why.rstrip('.')}" if plan.why else ", as the settings say"
    where = f"of {len(there)} on this machine"
    if key.folder is not None and key.folder not in [each.folder for each in there]:
        where = f"in {key.folder}"  # one that the settings name by its folder
    return Finding(Result.OK, f"{key.model} on {key.place}, {where}{why}")


def _named(card: Gpu) -> str:
    total, free = card.total_bytes / 2**30, card.free_bytes / 2**30
    return f"cuda:{card.index} {card.name} ({total:.0f} GB, {free:.0f} GB free)"


def _usable_cards() -> tuple[int, str]:
    """How many CTranslate2 finds, and why that failed where it did."""
    import ctranslate2

    try:
        return int(ctranslate2.get_cuda_device_count()), ""
    except RuntimeError as error:
        log.info("CUDA cannot be asked for its devices: %s", error)
        return 0, str(error)


def _cublas_loads() -> bool:
    """As the engine's process will do it: from pip's wheels, else from the system."""
    if any("cublas" in file.name for file in cuda_libraries.make_loadable()):
        return True
    for name in _CUBLAS:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue  # not this system's name for it, or not there
        return True
    return False
