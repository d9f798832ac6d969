"""`sayso history import`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sayso import paths
from sayso.archive.items import Clip, DictationKey, Item
from sayso.cli import history
from sayso.cli.history_open import DATABASE, now, opened
from sayso.cli.history_read import FindClip, read
from sayso.cli.say import say, show
from sayso.core.errors import HistoryDamaged, HistoryError, UsageError
from sayso.core.speech import SAMPLE_RATE

_EPILOG = """FILE is what `sayso history export --format json` has written. FOLDER is the folder
`history` of another machine, copied here; it is not changed, and its audio is copied. The audio of
a FILE is taken from a folder `recordings` beside it, if there is one.

What is here already is left as it is, so the same import may be done again. Nothing that comes in
is offered as undelivered, as it was said elsewhere.

--json prints one object: new, already (how many)."""

RECORDINGS = "recordings"

_LARGEST_FILE = 1_000_000_000
_MANY_SAMPLES = SAMPLE_RATE * 1_000_000


def main(arguments: Sequence[str]) -> int:
    """Raises HistoryError, UsageError."""
    parser = history.parser("import", _EPILOG)
    parser.add_argument("path", metavar="FILE|FOLDER", type=Path)
    parser.add_json()
    asked = parser.parse_args(arguments)
    from sayso.archive.export_formats import json_text
    from sayso.archive.log import log_to
    from sayso.cli.history_words import count

    log_to(paths.log_folder())
    path: Path = asked.path
    items = from_folder(path) if path.is_dir() else from_file(path)
    with opened() as here:
        new = here.add(items)
    already = len(items) - new
    if asked.json:
        show(json_text({"new": new, "already": already}) + "\n")
    else:
        show(f"{count(new)} imported, {already} {'was' if already == 1 else 'were'} here already\n")
    return 0


def from_file(file: Path) -> Sequence[Item]:
    """Of an export, the oldest first. Raises HistoryError."""
    try:
        with file.open("rb") as stream:
            data = stream.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise HistoryError(
            f"{file} cannot be read ({error.strerror}); name an export, or a folder."
        ) from error
    if len(data) > _LARGEST_FILE:
        raise HistoryError(f"{file} is larger than 1 GB; export it in parts, with --since.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HistoryError(
            f"{file} is no JSON, or damaged: byte {error.start} is no UTF-8; export it again."
        ) from None
    return read(text, str(file), clips_in(file.parent / RECORDINGS))


def from_folder(folder: Path) -> Sequence[Item]:
    """Of another machine's history, the oldest first. Raises HistoryError, UsageError."""
    from sayso.archive.database.leftovers import copy_in

    folder = _history_in(folder)
    if os.path.realpath(folder) == os.path.realpath(paths.history_folder()):
        raise UsageError(f"{folder} is the history of this machine; name that of another one.")
    try:
        paths.private_folder(paths.data_folder())
        with copy_in(paths.private_folder(paths.history_folder())) as copy:
            return _read_copy(folder, copy)
    except OSError as error:
        raise HistoryError(
            f"{folder} cannot be copied to be read ({error.strerror}); make room, or see to whose "
            "it is."
        ) from error


def clips_in(recordings: Path) -> FindClip:
    """What finds audio in that folder and nowhere else: no link leads there."""
    own = Path(os.path.realpath(recordings.parent), recordings.name)

    def find(name: str, key: DictationKey, start: int, samples: int) -> Clip | None:
        from sayso.archive.recording import key_of

        of = key_of(name)
        if of is None or of[0] != key:
            return None
        if not 0 <= start <= _MANY_SAMPLES or not 0 < samples <= _MANY_SAMPLES:
            return None
        path = own / name
        return Clip(path, start, samples) if _is_itself(path) else None

    return find


def _is_itself(path: Path) -> bool:
    try:
        return path.is_file() and Path(os.path.realpath(path)) == path
    except OSError:
        return False


def _history_in(folder: Path) -> Path:
    """Raises HistoryError."""
    for each in (folder, folder / "history", folder / "data" / "history"):
        if (each / DATABASE).is_file():
            return each
    raise HistoryError(f"There is no {DATABASE} in {folder}; name the folder of a history.")


def _read_copy(folder: Path, copy: Path) -> Sequence[Item]:
    """Opening it may migrate or mend it, which is for its owner to do."""
    from sayso.archive.history import History

    for ending in ("", "-wal"):
        if (source := folder / (DATABASE + ending)).is_file():
            shutil.copyfile(source, copy / source.name)
    _name_recordings(folder / RECORDINGS, copy / RECORDINGS)
    sentences: list[str] = []

    def items(damaged: bool = False) -> Sequence[Item]:
        other = History(copy, now=now, say=sentences.append, damaged=damaged)
        try:
            return other.items()
        finally:
            other.close()

    try:
        try:
            found = items()
        except HistoryDamaged:
            found = items(damaged=True)
    except HistoryError as error:
        raise HistoryError(str(error).replace(str(copy), str(folder))) from error
    if sentences:
        if not found:
            raise HistoryError(f"{folder / DATABASE} is damaged, and nothing of it can be read.")
        say(f"{folder / DATABASE} is damaged; what can be read of it is taken in.")
    find = clips_in(folder / RECORDINGS)
    return [_from_there(item, find) for item in reversed(found)]


def _name_recordings(there: Path, copy: Path) -> None:
    """Empty files: what has none has no audio, for the history. Raises OSError."""
    from sayso.archive.recording import key_of

    copy.mkdir()
    if there.is_dir():
        for path in there.iterdir():
            if key_of(path.name) is not None:
                (copy / path.name).touch()


def _from_there(item: Item, find: FindClip) -> Item:
    clip = item.clip
    if clip is not None:
        clip = find(clip.recording.name, item.key, clip.start, clip.samples)
    return replace(item, clip=clip, offered=True)
