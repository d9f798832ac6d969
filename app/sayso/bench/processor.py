"""What the thing is called that a model runs on."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path

from sayso.residency.hardware import Gpu
from sayso.residency.model import ModelKey


def processor_name(key: ModelKey, cards: Sequence[Gpu], cpuinfo: Path) -> str:
    """The graphics card's, or the processor's; ``unknown`` where nobody says.

    cpuinfo: Linux' ``/proc/cpuinfo``, where its processors tell their name; elsewhere there is no
        such file, and Python is asked.
    """
    if key.device != "cpu":
        return next((card.name for card in cards if card.index == key.device_index), "unknown")
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or platform.machine() or "unknown"
