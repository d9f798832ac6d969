"""`sayso models download`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sayso.cli import models
from sayso.cli.say import say, show
from sayso.core.errors import ModelError
from sayso.settings.schema import Settings

_EPILOG = """NAME is one of `sayso models list`, or owner/repo: a repository on the Hugging Face hub
with a Whisper model in CTranslate2's format. Ctrl+C stops; the same command goes on from there. A
mirror is used if HF_ENDPOINT names one.

A model that cannot be fetched is told on stderr; the others are, and the exit code is that of the
first one that was not. --json prints an object a line: name, folder, already (whether it was there
before)."""


def main(arguments: Sequence[str]) -> int:
    """Raises ModelError for a name that nothing has, SettingsError; the rest is told one by one."""
    parser = models.parser("download", _EPILOG)
    parser.add_json()
    parser.add_argument("names", nargs="+", metavar="NAME")
    asked = parser.parse_args(arguments)
    from sayso.archive.log import log_to
    from sayso.cli.models_named import canonical
    from sayso.composition.machine import load_settings
    from sayso.paths import log_folder

    log_to(log_folder())
    settings = load_settings().settings
    # A misspelling in the second is told before the first is fetched.
    names = dict.fromkeys(canonical(name) for name in asked.names)
    first: ModelError | None = None
    for name in names:
        try:
            answer = _one(name, settings)
        except ModelError as error:
            say(str(error))
            first = first or error
            continue
        if asked.json:
            show(json.dumps(answer, ensure_ascii=False) + "\n")
        else:
            there = "is on this machine already, in" if answer["already"] else "is now in"
            show(f"{answer['name']} {there} {answer['folder']}\n")
    return first.exit_code if first else 0


def download(name: str, settings: Settings) -> Path:
    """The folder of a model that is not on this machine yet. Raises ModelError, and
    KeyboardInterrupt."""
    from sayso.cli.fetching import fetch
    from sayso.composition.machine import make_fetch

    return fetch(make_fetch(name, settings), name, say)


def _one(name: str, settings: Settings) -> dict[str, Any]:
    from sayso.models.installed import find_model
    from sayso.models.provenance import same_sizes
    from sayso.paths import hub_cache, models_folder

    try:
        folder = find_model(name, models_folder=models_folder(), hub_cache=hub_cache())
        whole = same_sizes(folder)
    except ModelError:  # it is missing, or not whole
        whole = False
    if not whole:
        return {"name": name, "folder": str(download(name, settings)), "already": False}
    return {"name": name, "folder": str(folder), "already": True}
