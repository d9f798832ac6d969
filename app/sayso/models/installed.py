"""Which Whisper models lie on this machine. Looks at the disk only.

A model is a folder as CTranslate2 converts it: ``model.bin``, ``config.json``, ``tokenizer.json``
and a vocabulary. It is looked for in Sayso's models folder, one folder per model, and in the
Hugging Face hub's cache (``models--OWNER--REPO/snapshots/REVISION``), which other programs fill.
Folders whose names begin with a dot are never models: there, they come to be or are put aside.
"""

from __future__ import annotations

import functools
import json
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sayso.core.errors import ModelError
from sayso.models import catalog

log = logging.getLogger(__name__)

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


class MissingModel(ModelError):
    """A model that can be downloaded is not on this machine.

    name: to download it by: a known name or ``owner/repo``.
    """

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The Whisper model {name} is not on this machine: "
            f"get it with `sayso models download {name}`."
        )
        self.name = name

    def __reduce__(self) -> tuple[type[MissingModel], tuple[str]]:
        return (MissingModel, (self.name,))


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A complete model on this machine. ``bytes``: the size of its ``model.bin``."""

    name: str
    folder: Path
    bytes: int

    @property
    def multilingual(self) -> bool:
        """As published; else by OpenAI's naming: English-only models end in ``.en``."""
        if (model := catalog.known(self.name)) is not None:
            return model.multilingual
        return not self.name.endswith(".en")


def check_folder(folder: Path) -> None:
    """Whether the files of a model are there. Raises ModelError, which names the first at fault."""
    if folder.is_file():
        raise ModelError(f"{folder} is a file: give the folder that holds model.bin instead.")
    if not folder.is_dir():
        raise ModelError(f"The model folder {folder} does not exist: check its path.")
    for name in ("model.bin", "config.json", "tokenizer.json"):
        file = folder / name
        if not file.is_file():
            raise ModelError(_incomplete(folder, f"{name} is missing"))
        if file.stat().st_size == 0:
            raise ModelError(_incomplete(folder, f"{name} is empty"))
    if not any(file.is_file() for file in folder.glob("vocabulary.*")):
        raise ModelError(_incomplete(folder, "vocabulary.json (or vocabulary.txt) is missing"))


def is_complete(folder: Path) -> bool:
    """Whether :func:`check_folder` has nothing to say."""
    try:
        check_folder(folder)
    except (ModelError, OSError):
        return False
    return True


def folder_name(name: str) -> str:
    """What a model's folder in the models folder is called: ``owner/repo`` is ``owner--repo``."""
    return name.replace("/", "--")


def find_model(name_or_folder: str, *, models_folder: Path, hub_cache: Path) -> Path:
    """The folder of a model given as ``base``, ``owner/repo`` or a path; complete.

    Names are looked up in ``models_folder`` first. Raises ModelError: MissingModel where it is
    only not here yet.
    """
    wanted = name_or_folder.strip()
    if not wanted:
        raise ModelError("The model has no name: give a name as base, or a folder.")
    model = catalog.known(wanted)
    repo = model.repo if model is not None else None
    if model is None:
        path = Path(wanted).expanduser()
        if path.exists() or _looks_like_path(wanted):
            check_folder(path)
            return path.absolute()
        if _REPOSITORY.fullmatch(wanted):
            repo = wanted
    for folder in _own_folders(wanted, model, repo):
        if (models_folder / folder).is_dir():
            check_folder(models_folder / folder)
            return models_folder / folder
    if repo is None:
        raise ModelError(
            f"The Whisper model {wanted} is not on this machine: see `sayso models list`, "
            f"give its folder as the model, or copy it to {models_folder / wanted}."
        )
    if snapshots := _snapshots(hub_cache / f"models--{folder_name(repo)}"):
        for snapshot in snapshots:
            if is_complete(snapshot):
                return snapshot
        check_folder(snapshots[0])
    raise MissingModel(repo if model is None else model.name)


def installed_models(*, models_folder: Path, hub_cache: Path) -> list[InstalledModel]:
    """Every complete model, sorted by name, each name once; Sayso's own folder wins."""
    found: dict[str, InstalledModel] = {}
    for folder in _subfolders(models_folder):
        try:
            check_folder(folder)
        except ModelError as error:
            _say_once(f"Skipping a model: {error}")
            continue
        name = folder.name.replace("--", "/", 1)
        found.setdefault(name, _installed(name, folder))
    for repo_folder in _subfolders(hub_cache):
        if repo_folder.name.startswith("models--"):
            repo = repo_folder.name.removeprefix("models--").replace("--", "/", 1)
            for snapshot in _snapshots(repo_folder):
                if is_complete(snapshot) and is_whisper(snapshot):
                    model = catalog.known(repo)
                    name = repo if model is None else model.name
                    found.setdefault(name, _installed(name, snapshot))
                    break
    return sorted(found.values(), key=lambda model: model.name)


def _own_folders(wanted: str, model: catalog.KnownModel | None, repo: str | None) -> Iterator[str]:
    """What the folder may be called in ours: as people call the model, or as they copied it."""
    yield wanted
    if model is not None:
        yield model.name
    if repo is not None:
        yield folder_name(repo)
        yield repo.split("/")[1]


@functools.cache
def _say_once(sentence: str) -> None:
    """The lists are read again and again while a menu is open."""
    log.warning("%s", sentence)


def _incomplete(folder: Path, fault: str) -> str:
    return (
        f"The model in {folder} is incomplete, {fault}: "
        "copy the whole folder again, or remove it and download the model."
    )


def _looks_like_path(text: str) -> bool:
    separators = {os.sep, os.altsep or os.sep}
    return (
        text.startswith(("~", "."))
        or Path(text).is_absolute()
        or (any(mark in text for mark in separators) and not _REPOSITORY.fullmatch(text))
    )


def is_whisper(folder: Path) -> bool:
    """The hub's cache holds other people's models too; only Whisper's have these in config.json."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(config, dict) and not {"suppress_ids", "alignment_heads"}.isdisjoint(config)


def _installed(name: str, folder: Path) -> InstalledModel:
    return InstalledModel(name, folder, (folder / "model.bin").stat().st_size)


def _snapshots(repo_folder: Path) -> list[Path]:
    """The revision that ``main`` means first, then the others, newest first."""
    try:
        main = (repo_folder / "refs" / "main").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        main = ""
    return sorted(
        _subfolders(repo_folder / "snapshots"),
        key=lambda folder: (folder.name == main, folder.stat().st_mtime),
        reverse=True,
    )


def _subfolders(folder: Path) -> Iterator[Path]:
    try:
        children = sorted(folder.iterdir())
    except OSError:
        return
    yield from (child for child in children if child.is_dir() and child.name[0] != ".")
