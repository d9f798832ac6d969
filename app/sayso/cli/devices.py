"""`sayso devices`: what can be chosen on this machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sayso.cli.overview import COMMANDS
from sayso.cli.parser import Parser
from sayso.cli.say import say, show
from sayso.core.errors import MicrophoneError, ModelError


def main(arguments: Sequence[str]) -> int:
    """Raises SettingsError. Where the sound system does not answer, the rest is listed."""
    parser = Parser(
        "devices",
        f"{COMMANDS['devices'].capitalize()}. The names are what the settings take.",
    )
    parser.add_json()
    as_json: bool = parser.parse_args(arguments).json
    from sayso.archive.log import log_to
    from sayso.paths import log_folder

    log_to(log_folder())
    microphones, trouble = _microphones()
    found = {"microphones": microphones, **_recognizers(), "devices": _processors()}
    show((json.dumps(found, ensure_ascii=False) if as_json else words(found)) + "\n")
    if trouble is not None:
        say(str(trouble))
        return trouble.exit_code
    return 0


def words(found: dict[str, Any]) -> str:
    """For people; what is used now has a star."""
    lines = ["Microphones (setting: microphone)"]
    for each in found["microphones"]:
        notes = [
            note
            for note, holds in (("default", each["default"]), ("muted", each["muted"]))
            if holds
        ]
        lines.append(_line(each["used"], each["name"], ", ".join(notes)))
    if not found["microphones"]:
        lines.append("    none was found")
    lines += ["", "Whisper models (setting: model)"]
    for each in found["models"]:
        size = f"{each['bytes'] / 1e6:.0f} MB, {each['folder']}"
        lines.append(_line(each["used"], each["name"], size))
    if not found["models"]:
        lines.append("    none; `sayso models` lists what can be downloaded")
    lines += ["", "Starter (setting: starter)"]
    starter = found["starter"]
    note = "rough, used while there is no Whisper model" if starter["allowed"] else "switched off"
    lines.append(_line(starter["used"], starter["name"], note))
    lines += ["", "Processors (setting: device)"]
    for each in found["devices"]:
        memory = f"{each['memory_bytes'] / 2**30:.0f} GB"
        lines.append(_line(False, each["device"], f"{each['name']}, {memory} of memory"))
    return "\n".join(lines)


def _line(used: bool, name: str, notes: str) -> str:
    return f"  {'*' if used else ' '} {name}{f'  ({notes})' if notes else ''}"


def _microphones() -> tuple[list[dict[str, object]], MicrophoneError | None]:
    from sayso.composition.machine import load_settings
    from sayso.pipeline.capture.devices import find_microphone, list_microphones

    try:
        there = list_microphones()
    except MicrophoneError as error:
        return [], error
    trouble = None
    used = None
    try:
        used = find_microphone(there, load_settings().settings.microphone.microphone)
    except MicrophoneError as error:
        trouble = error
    return [
        {
            "name": each.name,
            "id": each.id,
            "default": each.is_default,
            "muted": each.muted,
            "used": each is used,
        }
        for each in there
    ], trouble


def _recognizers() -> dict[str, object]:
    from sayso.composition import machine
    from sayso.models.choosing import STARTER
    from sayso.models.installed import installed_models
    from sayso.paths import hub_cache, models_folder

    settings = machine.load_settings().settings
    recognition = settings.recognition
    chosen = None
    try:
        plan = machine.plan(settings)
    except ModelError as error:
        say(str(error))
    else:
        # What is wanted, or what listens in its place.
        chosen = next(iter(plan.keys), None)
        if plan.fault is not None:
            say(str(plan.fault))
        elif plan.missing:
            say(
                f"The model {plan.missing} is not on this machine: get it with "
                f"`sayso models download {plan.missing}`."
            )
    models = [
        {
            "name": each.name,
            "folder": str(each.folder),
            "bytes": each.bytes,
            "used": chosen is not None and chosen.folder == each.folder,
        }
        for each in installed_models(models_folder=models_folder(), hub_cache=hub_cache())
    ]
    if chosen is not None and chosen.folder and not any(each["used"] for each in models):
        # A folder of the person's own, which the settings name.
        size = (chosen.folder / "model.bin").stat().st_size
        own = {"name": chosen.model, "folder": str(chosen.folder), "bytes": size, "used": True}
        models.append(own)
    return {
        "models": models,
        "models_folder": str(models_folder()),
        "starter": {
            "name": STARTER.model,
            "allowed": recognition.starter or recognition.engine == "starter",
            "used": chosen is not None and chosen.engine == "starter",
        },
    }


def _processors() -> list[dict[str, object]]:
    """What the setting device takes: the processor, and each graphics card."""
    from sayso.composition import machine

    about = machine.hardware()
    cores = f"{about.cores} core{'' if about.cores == 1 else 's'}"
    processor = {"device": "cpu", "name": cores, "memory_bytes": about.memory_bytes}
    cards = [
        {"device": f"cuda:{gpu.index}", "name": gpu.name, "memory_bytes": gpu.total_bytes}
        for gpu in about.gpus
    ]
    return [processor, *cards]
