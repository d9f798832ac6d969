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
        lines.append(f"    none; copy one into {found['models_folder']}")
    lines += ["", "Starter (setting: starter)"]
    starter = found["starter"]
    note = "rough, used while there is no Whisper model" if starter["allowed"] else "switched off"
    lines.append(_line(starter["used"], starter["name"], note))
    lines += ["", "Processors (setting: device)", *(f"    {each}" for each in found["devices"])]
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
    from sayso.composition.machine import load_settings
    from sayso.paths import hub_cache, models_folder
    from sayso.residency import catalog

    recognition = load_settings().settings.recognition
    folders = {"models_folder": models_folder(), "hub_cache": hub_cache()}
    installed = catalog.installed_models(**folders)
    try:
        chosen = catalog.choose_key(recognition, **folders)
    except ModelError as error:
        say(str(error))
        chosen = None
    models = [
        {
            "name": each.name,
            "folder": str(each.folder),
            "bytes": each.bytes,
            "used": chosen is not None and chosen.folder == each.folder,
        }
        for each in installed
    ]
    if chosen is not None and chosen.folder and not any(each["used"] for each in models):
        # A folder of the person's own, which the settings name.
        size = (chosen.folder / "model.bin").stat().st_size
        own = {"name": chosen.model, "folder": str(chosen.folder), "bytes": size, "used": True}
        models.append(own)
    return {
        "models": models,
        "models_folder": str(folders["models_folder"]),
        "starter": {
            "name": catalog.STARTER_MODEL,
            "allowed": recognition.starter or recognition.engine == "starter",
            "used": chosen is not None and chosen.engine == "starter",
        },
    }


def _processors() -> list[str]:
    """What the setting device takes. CUDA is there if CTranslate2 finds a card with its driver."""
    import logging

    import ctranslate2

    try:
        cards = int(ctranslate2.get_cuda_device_count())
    except RuntimeError as error:
        logging.getLogger(__name__).info("CUDA cannot be asked for its devices: %s", error)
        cards = 0
    return ["cpu", "cuda"] if cards else ["cpu"]
