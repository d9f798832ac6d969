"""Which Whisper models lie on this machine, and which of them to use. Looks at the disk only.

A model is a folder as CTranslate2 converts it: ``model.bin``, ``config.json``, ``tokenizer.json``
and a vocabulary. It is looked for in Sayso's models folder, one folder per model, and in the
Hugging Face hub's cache (``models--OWNER--REPO/snapshots/REVISION``), which other programs fill.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sayso.core.errors import ModelError
from sayso.residency.model import ModelKey
from sayso.settings.schema import Recognition

log = logging.getLogger(__name__)

REPOS = {
    "tiny.en": "Systran/faster-whisper-tiny.en",
    "tiny": "Systran/faster-whisper-tiny",
    "base.en": "Systran/faster-whisper-base.en",
    "base": "Systran/faster-whisper-base",
    "small.en": "Systran/faster-whisper-small.en",
    "small": "Systran/faster-whisper-small",
    "medium.en": "Systran/faster-whisper-medium.en",
    "medium": "Systran/faster-whisper-medium",
    "large-v1": "Systran/faster-whisper-large-v1",
    "large-v2": "Systran/faster-whisper-large-v2",
    "large-v3": "Systran/faster-whisper-large-v3",
    "large": "Systran/faster-whisper-large-v3",
    "distil-small.en": "Systran/faster-distil-whisper-small.en",
    "distil-medium.en": "Systran/faster-distil-whisper-medium.en",
    "distil-large-v2": "Systran/faster-distil-whisper-large-v2",
    "distil-large-v3": "Systran/faster-distil-whisper-large-v3",
    "distil-large-v3.5": "distil-whisper/distil-large-v3.5-ct2",
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
}
"""The names that faster-whisper gives to models, and the hub's repository of each. Of two names
for one repository the first is the one that is shown."""

CPU_BYTES = 600_000_000
"""A model.bin up to this size is taken to be quick enough for dictation on a processor. Between
`small` and `medium` in half precision: OpenAI's model card gives them 244 and 769 million
parameters, of two bytes each."""

STARTER_MODEL = "pocketsphinx en-us"

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_HOW_TO_GET = "give its folder as the model, or copy it to"


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A complete model on this machine. ``bytes``: the size of its ``model.bin``."""

    name: str
    folder: Path
    bytes: int

    @property
    def multilingual(self) -> bool:
        """By OpenAI's naming: English-only models end in ``.en``."""
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


def find_model(name_or_folder: str, *, models_folder: Path, hub_cache: Path) -> Path:
    """The folder of a model given as ``base``, ``owner/repo`` or a path; complete.

    Names are looked up in ``models_folder`` first. Raises ModelError.
    """
    wanted = name_or_folder.strip()
    if not wanted:
        raise ModelError("The model has no name: give a name as base, or a folder.")
    repo = REPOS.get(wanted)
    if repo is None:
        path = Path(wanted).expanduser()
        if path.exists() or _looks_like_path(wanted):
            check_folder(path)
            return path.absolute()
        if _REPOSITORY.fullmatch(wanted):
            repo = wanted
    own = [models_folder / wanted]
    if repo is not None:
        own.append(models_folder / repo.split("/")[1])
    for folder in own:
        if folder.is_dir():
            check_folder(folder)
            return folder
    if repo is not None and (snapshots := _snapshots(_repo_folder(hub_cache, repo))):
        for snapshot in snapshots:
            if _is_complete(snapshot):
                return snapshot
        check_folder(snapshots[0])
    raise ModelError(f"The Whisper model {wanted} is not on this machine: {_HOW_TO_GET} {own[0]}.")


def installed_models(*, models_folder: Path, hub_cache: Path) -> list[InstalledModel]:
    """Every complete model, sorted by name, each name once; Sayso's own folder wins."""
    found: dict[str, InstalledModel] = {}
    for folder in _subfolders(models_folder):
        try:
            check_folder(folder)
        except ModelError as error:
            log.warning("Skipping a model: %s", error)
            continue
        found.setdefault(folder.name, _installed(folder.name, folder))
    names = {repo: name for name, repo in reversed(REPOS.items())}
    for repo_folder in _subfolders(hub_cache):
        repo = repo_folder.name.removeprefix("models--").replace("--", "/", 1)
        if repo_folder.name.startswith("models--"):
            for snapshot in _snapshots(repo_folder):
                if _is_complete(snapshot) and _is_whisper(snapshot):
                    name = names.get(repo, repo)
                    found.setdefault(name, _installed(name, snapshot))
                    break
    return sorted(found.values(), key=lambda model: model.name)


def best(installed: Iterable[InstalledModel], language: str = "auto") -> InstalledModel | None:
    """The model for ``model = auto``, or None where nothing is installed.

    The largest that a processor bears (:data:`CPU_BYTES`), else the smallest of the larger ones.
    English-only models count as equals if English is what is spoken, else only for want of others.
    """
    models = list(installed)
    if language != "en":
        models = [model for model in models if model.multilingual] or models
    bearable = [model for model in models if model.bytes <= CPU_BYTES]
    if bearable:
        # Of two of one size in English the English-only model hears better.
        return max(bearable, key=lambda model: (model.bytes, not model.multilingual, model.name))
    return min(models, key=lambda model: (model.bytes, model.name), default=None)


def choose_key(recognition: Recognition, *, models_folder: Path, hub_cache: Path) -> ModelKey:
    """What to load, by the settings and by what is on this machine.

    ``engine = auto`` is whisper where a model is present, else the starter if it is allowed. A
    model that is named must be there. Raises ModelError.
    """
    if recognition.engine == "starter":
        return starter_key()
    if recognition.model != "auto":
        folder = find_model(recognition.model, models_folder=models_folder, hub_cache=hub_cache)
        known = recognition.model in REPOS or not Path(recognition.model).expanduser().exists()
        return whisper_key(recognition, recognition.model if known else folder.name, folder)
    model = best(
        installed_models(models_folder=models_folder, hub_cache=hub_cache), recognition.language
    )
    if model is not None:
        return whisper_key(recognition, model.name, model.folder)
    if recognition.engine == "auto" and recognition.starter:
        return starter_key()
    advice = "" if recognition.engine == "whisper" else ", or set starter to true"
    raise ModelError(
        f"There is no Whisper model on this machine: give a folder as the model, "
        f"or copy a model into {models_folder}{advice}."
    )


def whisper_key(recognition: Recognition, name: str, folder: Path) -> ModelKey:
    """The key of a Whisper model, with the arithmetic that the settings ask for."""
    return ModelKey(
        engine="whisper",
        model=name,
        folder=folder,
        device=recognition.device,
        compute_type=recognition.compute_type,
        threads=recognition.threads,
    )


def starter_key() -> ModelKey:
    """The engine that brings its own model."""
    return ModelKey(engine="starter", model=STARTER_MODEL, device="cpu")


def _incomplete(folder: Path, fault: str) -> str:
    return f"The model in {folder} is incomplete, {fault}: copy the whole folder again."


def _looks_like_path(text: str) -> bool:
    separators = {os.sep, os.altsep or os.sep}
    return (
        text.startswith(("~", "."))
        or Path(text).is_absolute()
        or (any(mark in text for mark in separators) and not _REPOSITORY.fullmatch(text))
    )


def _is_complete(folder: Path) -> bool:
    try:
        check_folder(folder)
    except ModelError:
        return False
    return True


def _is_whisper(folder: Path) -> bool:
    """The hub's cache holds other people's models too; only Whisper's have these in config.json."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(config, dict) and not {"suppress_ids", "alignment_heads"}.isdisjoint(config)


def _installed(name: str, folder: Path) -> InstalledModel:
    return InstalledModel(name, folder, (folder / "model.bin").stat().st_size)


def _repo_folder(hub_cache: Path, repo: str) -> Path:
    return hub_cache / f"models--{repo.replace('/', '--')}"


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
