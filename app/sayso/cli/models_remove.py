"""`sayso models remove`."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from sayso.cli import models
from sayso.cli.say import say, show
from sayso.core.errors import ModelError, SaysoError, UsageError

_EPILOG = """Only models in Sayso's own models folder are removed, and what downloads that were cut
off left there. What other programs keep in the Hugging Face cache is left alone.

--json prints one object: removed (name, folder, bytes)."""

_GOING = ".removed-"


def main(arguments: Sequence[str]) -> int:
    """Raises ModelError, UsageError."""
    parser = models.parser("remove", _EPILOG)
    parser.add_json()
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    asked = parser.parse_args(arguments)
    from sayso.archive.log import log_to
    from sayso.paths import log_folder

    log_to(log_folder())
    doomed = [(name, _folders(name)) for name in dict.fromkeys(asked.names)]
    used = _in_use()
    for name, folders in doomed:
        if not used.isdisjoint({name, *(folder.name for folder in folders)}):
            say(f"The running app uses {name}: choose another model there, or it will miss it.")
    if not asked.yes and not _sure(doomed):
        say("Nothing was removed.")
        return 0
    _end_earlier_removals()
    removed = []
    for name, folders in doomed:
        for folder in folders:
            count = _bytes(folder)
            _remove(name, folder)
            removed.append({"name": name, "folder": str(folder), "bytes": count})
            if not asked.json:
                show(f"{folder} is removed\n")
    if asked.json:
        show(json.dumps({"removed": removed}, ensure_ascii=False) + "\n")
    return 0


def _folders(name: str) -> list[Path]:
    """The model's own, and what was left of attempts to get it. Raises ModelError where there is
    nothing of it in the models folder."""
    from sayso import paths
    from sayso.cli.models_named import no_such, own_folders, unfinished
    from sayso.models import catalog
    from sayso.models.installed import MissingModel, find_model

    if found := [*own_folders(name), *unfinished(name)]:
        return found
    try:
        folder = find_model(name, models_folder=paths.models_folder(), hub_cache=paths.hub_cache())
    except MissingModel as missing:
        raise ModelError(
            f"The model {missing.name} is not on this machine, so nothing needs to be removed."
        ) from None
    except ModelError:
        if catalog.known(name) is None:
            raise no_such(name) from None
        raise
    if folder.is_relative_to(paths.hub_cache().absolute()):
        raise ModelError(
            f"{name} lies in the cache that other programs use too, which Sayso leaves alone: "
            f"delete {folder.parent.parent} if none of them needs it."
        )
    raise ModelError(
        f"{folder} is not in Sayso's models folder, so Sayso leaves it alone: delete it yourself."
    )


def _in_use() -> set[str]:
    """What the running app has in memory, by name; nothing where none runs."""
    from sayso.cli import client

    try:
        status = client.ask("status")
    except SaysoError:
        return set()  # none runs, or it cannot say
    names = {str(status.get("model") or "")}
    names.update(str(each.get("model") or "") for each in status.get("models") or ())
    return names - {""}


def _sure(doomed: Sequence[tuple[str, Sequence[Path]]]) -> bool:
    """Asks. Raises UsageError where nobody could answer."""
    from sayso.cli.progress import size

    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("Nobody can be asked here whether to remove it; say so with --yes.")
    for name, folders in doomed:
        for folder in folders:
            print(f"{name}: {folder}, {size(_bytes(folder))}", file=sys.stderr)
    print("Remove it? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _bytes(folder: Path) -> int:
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file())


def _end_earlier_removals() -> None:
    """Of which Ctrl+C was the end, say: nobody can name these folders any more."""
    from sayso.paths import models_folder

    for folder in models_folder().glob(f"{_GOING}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _remove(name: str, folder: Path) -> None:
    """Raises ModelError. Put aside first, so that nothing half removed is taken for a model."""
    if folder.is_symlink():
        folder.unlink()  # what it leads to is somebody else's
        return
    going = folder.with_name(f"{_GOING}{folder.name}")
    try:
        shutil.rmtree(going, ignore_errors=True)
        folder.rename(going)
        shutil.rmtree(going)
    except OSError as error:
        raise ModelError(
            f"{name} cannot be removed from {folder} ({error.strerror}): quit Sayso and whatever "
            "else uses it, and try again."
        ) from error
