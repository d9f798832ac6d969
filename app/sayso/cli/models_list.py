"""`sayso models list` and `sayso models path`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sayso.cli import models
from sayso.cli.say import say, show

if TYPE_CHECKING:
    from pathlib import Path

    from sayso.models.catalog import KnownModel, Recommendation
    from sayso.models.installed import InstalledModel
    from sayso.settings.schema import Settings

_EPILOG = """Size is that on disk, or about what a download takes. Memory is what OpenAI's own code
needs on a graphics card; Sayso's engine needs less. Speed is relative to OpenAI's large model.
Each is a published figure (?: none was found). * marks what the settings mean.

--json prints one object: models (name, repo, state, folder, bytes, download_bytes_about,
memory_gb, relative_speed, languages, licence, recommended), recommended, why, models_folder,
hub_cache. state is used, installed or available."""

_STATES = {"used": "in use", "installed": "on disk", "available": "can be downloaded"}


def main(arguments: Sequence[str]) -> int:
    """Raises SettingsError."""
    parser = models.parser("list", _EPILOG)
    parser.add_json()
    as_json: bool = parser.parse_args(arguments).json
    from sayso.archive.log import log_to
    from sayso.cli.models_named import recommended
    from sayso.composition import machine
    from sayso.models import catalog
    from sayso.models.installed import installed_models
    from sayso.paths import hub_cache, log_folder, models_folder

    log_to(log_folder())
    loaded = machine.load_settings()
    for complaint in loaded.complaints:
        say(complaint)
    suits = recommended(loaded.settings.recognition)
    installed = installed_models(models_folder=models_folder(), hub_cache=hub_cache())
    found = {
        "models": rows(catalog.KNOWN, installed, _used(loaded.settings), suits),
        "recommended": suits.model.name,
        "why": suits.why,
        "models_folder": str(models_folder()),
        "hub_cache": str(hub_cache()),
    }
    show((json.dumps(found, ensure_ascii=False) if as_json else words(found)) + "\n")
    return 0


def path(arguments: Sequence[str]) -> int:
    """Raises ModelError where the model is not there."""
    parser = models.parser("path")
    parser.add_json()
    parser.add_argument("name", metavar="NAME", help="as `sayso models list` prints it")
    asked = parser.parse_args(arguments)
    from sayso.cli.models_named import no_such
    from sayso.core.errors import ModelError
    from sayso.models import catalog
    from sayso.models.installed import MissingModel, find_model
    from sayso.paths import hub_cache, models_folder

    try:
        folder = find_model(asked.name, models_folder=models_folder(), hub_cache=hub_cache())
    except MissingModel:
        raise
    except ModelError:
        if catalog.known(asked.name) is None and not _is_here(asked.name):
            raise no_such(asked.name) from None
        raise
    answer = {"name": asked.name, "folder": str(folder)}
    show((json.dumps(answer, ensure_ascii=False) if asked.json else str(folder)) + "\n")
    return 0


def rows(
    known: Sequence[KnownModel],
    installed: Sequence[InstalledModel],
    used: Path | None,
    suits: Recommendation,
) -> list[dict[str, Any]]:
    """What is published and what is here, each model once; the unpublished ones at the end."""
    here = {model.name: model for model in installed}
    found: list[dict[str, Any]] = [
        {
            "name": model.name,
            "repo": model.repo,
            **_place(here.pop(model.name, None), used),
            "download_bytes_about": model.download_bytes_about,
            "memory_gb": model.memory_gb,
            "relative_speed": model.relative_speed,
            "languages": model.languages,
            "licence": model.licence,
            "recommended": model.name == suits.model.name,
        }
        for model in known
    ]
    found += [_unpublished(own.name, own.multilingual, _place(own, used)) for own in here.values()]
    if used is not None and all(row["folder"] != str(used) for row in found):
        # A folder of the person's own, which the settings name.
        size = (used / "model.bin").stat().st_size
        place = {"state": "used", "folder": str(used), "bytes": size}
        found.append(_unpublished(used.name, None, place))
    return found


def _unpublished(name: str, multilingual: bool | None, place: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "repo": name if "/" in name else None,
        **place,
        "download_bytes_about": None,
        "memory_gb": None,
        "relative_speed": None,
        "languages": {True: "multilingual", False: "en", None: None}[multilingual],
        "licence": None,
        "recommended": False,
    }


def words(found: dict[str, Any]) -> str:
    """For people: a line each, what the settings mean with a star."""
    table: list[tuple[str, ...]] = [
        (" ", "name", "size", "memory", "speed", "languages", "licence", "state")
    ]
    table += [_cells(row) for row in found["models"]]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]) - 1)]
    lines = ["Whisper models (setting: model)"]
    for row in table:
        cells = [f"{cell:{width}}" for cell, width in zip(row, [*widths, 0], strict=True)]
        lines.append(f"  {cells[0]} {'  '.join(cells[1:])}".rstrip())
    lines += ["", f"Recommended for this machine: {found['why']}"]
    if not any(row["recommended"] and row["bytes"] is not None for row in found["models"]):
        lines.append(f"Get it with: sayso models download {found['recommended']}")
    return "\n".join(lines)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    about = "" if row["bytes"] is not None else "about "
    memory, speed = row["memory_gb"], row["relative_speed"]
    state = [_STATES[row["state"]]]
    if row["recommended"]:
        state.append("recommended")
    if row["folder"]:
        state.append(row["folder"])
    return (
        "*" if row["state"] == "used" else "",
        row["name"],
        f"{about}{_size(row['download_bytes_about'] if about else row['bytes'])}",
        f"{memory:g} GB" if memory is not None else "?",
        f"× {speed:g}" if speed is not None else "?",
        {"en": "English", "multilingual": "many", None: "?"}[row["languages"]],
        row["licence"] or "?",
        ", ".join(state),
    )


def _size(count: int | None) -> str:
    from sayso.cli.progress import size

    return "?" if count is None else size(count)


def _place(there: InstalledModel | None, used: Path | None) -> dict[str, object]:
    if there is None:
        return {"state": "available", "folder": None, "bytes": None}
    state = "used" if there.folder == used else "installed"
    return {"state": state, "folder": str(there.folder), "bytes": there.bytes}


def _used(settings: Settings) -> Path | None:
    """The folder that the settings mean now; what is wrong with them is said."""
    from sayso.composition import machine
    from sayso.core.errors import ModelError

    try:
        plan = machine.plan(settings)
    except ModelError as error:
        if settings.recognition.model != "auto":
            say(str(error))
        return None
    if plan.fault is not None:
        say(str(plan.fault))
    elif plan.missing:
        say(
            f"The settings want {plan.missing}, which is not on this machine: get it with "
            f"`sayso models download {plan.missing}`."
        )
    return plan.wanted[0].folder if plan.wanted else None


def _is_here(name: str) -> bool:
    """Whether it is a folder of the person's, whose own fault says more than that it is unknown."""
    from pathlib import Path

    from sayso.cli.models_named import own_folders

    return Path(name).expanduser().exists() or any(True for _ in own_folders(name))
