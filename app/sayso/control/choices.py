"""The radio lists of tray and window. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

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
    models: Iterable[tuple[str, int]], engine: str, model: str, wanted: str
) -> Sequence[Choice]:
    """``models``: the name of each Whisper model on this machine and the size of it in bytes.

    engine, model: what is in use. wanted: the setting ``model``, which may name a folder anywhere;
    it stays in the list, so that there is a way back to it from the starter.
    """
    sizes = dict(models)
    lines = [
        Choice(
            name, f"Whisper {name}", f"{size / 1e6:.0f} MB", engine == "whisper" and name == model
        )
        for name, size in sizes.items()
    ]
    if wanted != AUTO and wanted not in sizes:
        name = PurePath(wanted).name
        lines.append(Choice(wanted, f"Whisper {name}", "", engine == "whisper" and name == model))
    return [*lines, Choice(STARTER, "Starter", "rough, English", engine == STARTER)]


def settings_of_recognizer(choice: str) -> dict[str, str | bool | int | float]:
    """The settings that stand for a line of the list."""
    if choice == STARTER:
        return {"engine": STARTER}
    return {"engine": "whisper", "model": choice}
