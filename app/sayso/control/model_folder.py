"""A folder that the person says holds a Whisper model. Looks at the disk only."""

from __future__ import annotations

from pathlib import Path

from sayso.core.errors import ModelError
from sayso.models.importing import is_transformers
from sayso.models.installed import check_folder, is_whisper


def usable_model(folder: Path) -> str:
    """What to put into the setting ``model`` for it. Raises ModelError, in whose sentence it says
    what is wrong with it."""
    folder = folder.expanduser().absolute()
    inner = _whole_snapshot(folder)
    if inner is not None:
        folder = inner
    if is_transformers(folder):
        raise ModelError(
            f"{folder} holds a Whisper model as Transformers saves it, which has to be converted:"
            f' run `sayso models import "{folder}"`.'
        )
    try:
        check_folder(folder)
        whisper = is_whisper(folder)
    except OSError as error:
        raise ModelError(
            f"{folder} cannot be read ({error.strerror}): check its permissions."
        ) from error
    if not whisper:
        raise ModelError(f"{folder} holds a model, but no Whisper: choose another folder.")
    return str(folder)


def _whole_snapshot(folder: Path) -> Path | None:
    """Of a hub's cache people give the folder with the model's name; the files lie deeper."""
    for snapshot in sorted(folder.glob("snapshots/*")):
        if (snapshot / "model.bin").is_file():
            return snapshot
    return None
