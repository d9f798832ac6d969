"""What windows are filled with in several rooms' scenes."""

from __future__ import annotations

from collections.abc import Mapping

from sayso.control.choices import (
    device_choices,
    language_choices,
    microphone_choices,
    recognizer_choices,
)
from sayso.desktop.languages import arranged
from sayso.desktop.lists import Kind, ShownList
from sayso.residency.hardware import Gpu
from sayso.settings.schema import Recognition

MICROPHONES = (("Built-in Audio Analogue Stereo", True), ("Jabra Evolve2 65", False))
CARD = Gpu(0, "NVIDIA GeForce RTX 3060", 12 * 2**30, 8 * 2**30)


def fill(lists: Mapping[Kind, ShownList]) -> None:
    """The four lists of tray and window."""
    lists[Kind.MICROPHONE].fill(microphone_choices(MICROPHONES, "auto"), 0)
    lists[Kind.LANGUAGE].fill(*arranged(language_choices("auto"), "de"))
    lists[Kind.RECOGNIZER].fill(
        recognizer_choices(
            [("base.en", 145_000_000), ("small", 484_000_000)],
            "whisper",
            "base.en",
            Recognition(),
            offline=False,
        ),
        4,
    )
    lists[Kind.DEVICE].fill(device_choices([CARD], "auto"), 0)
