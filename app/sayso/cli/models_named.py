"""Models by the names that people type: where they lie, which to take, what was meant by a misspelt
one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from sayso import paths
from sayso.composition import machine
from sayso.core.errors import ModelError
from sayso.models import catalog
from sayso.models.download import damaged_folder, partial_folder
from sayso.models.importing import parts_of
from sayso.models.installed import folder_name, installed_models
from sayso.settings.schema import Recognition

_REPOSITORY = re.compile(r"\w[\w.-]*/\w[\w.-]*")


def canonical(name: str) -> str:
    """A name that can be downloaded: that of a known model, or ``owner/repo``. Raises
    ModelError."""
    model = catalog.known(name)
    if model is not None:
        return model.name
    if _REPOSITORY.fullmatch(name):
        return name
    raise no_such(name, (each.name for each in catalog.KNOWN))


def own_folders(name: str) -> Iterator[Path]:
    """Folders in Sayso's models folder that hold this model, whole or not."""
    folder = paths.models_folder()
    for each in _folder_names(name):
        if (folder / each).is_dir():
            yield folder / each


def unfinished(name: str) -> Iterator[Path]:
    """What downloads and imports of this model that were cut off left behind, and what a download
    put aside."""
    for each in _folder_names(name):
        for left in (partial_folder, damaged_folder):
            if (folder := left(each, paths.models_folder())).is_dir():
                yield folder
        yield from parts_of(each, paths.models_folder())


def _folder_names(name: str) -> Iterator[str]:
    """What the model's folder may be called, with us or where it was copied from."""
    names = [name]
    if (model := catalog.known(name)) is not None:
        names += [model.name, model.repo, model.repo.split("/")[1]]
    elif _REPOSITORY.fullmatch(name):
        names.append(name.split("/")[1])
    for each in dict.fromkeys(folder_name(each) for each in names):
        # A name is no path: neither "..", nor what hides there, nor a whole path.
        if each and not each.startswith(".") and Path(each).name == each:
            yield each


def recommended(recognition: Recognition) -> catalog.Recommendation:
    """For this machine, and the device and language of the settings."""
    about = machine.hardware()
    if recognition.device == "cpu":
        about = replace(about, gpus=())
    return catalog.recommend(about, recognition.language)


def no_such(name: str, names: Iterable[str] | None = None) -> ModelError:
    """The sentence for a name that nothing has.

    names: those that it may be a misspelling of; without, all that are known or there.
    """
    if names is None:
        there = installed_models(models_folder=paths.models_folder(), hub_cache=paths.hub_cache())
        names = [each.name for each in catalog.KNOWN] + [each.name for each in there]
    folded = {each.casefold(): each for each in names}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=1)
    hint = f" (did you mean {folded[close[0]]}?)" if close else ""
    return ModelError(f"There is no model {name}{hint}; see `sayso models list`.")
