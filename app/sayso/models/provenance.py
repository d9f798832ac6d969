"""Where a model came from, remembered beside it in ``sayso-model.json``, and checked on demand.

What is remembered was seen: the repository and revision that the hub told, and the size and SHA-256
of each file, which at a download are those that the hub declared. No address of a hub is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from sayso.core.errors import ModelError
from sayso.core.events import LoadProgress

FILE = "sayso-model.json"

BLOCK = 4 * 1024 * 1024
"""Bytes read at a time when a file is summed."""


@dataclass(frozen=True, slots=True)
class FileSum:
    """A file of the model: its name, its size in bytes, its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Origin:
    """``repo`` and ``revision`` are empty for a model that was brought from elsewhere."""

    repo: str
    revision: str
    files: tuple[FileSum, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one file. ``why``: a sentence, empty where it is as it was."""

    file: str
    ok: bool
    why: str = ""


def remember(
    folder: Path, *, repo: str = "", revision: str = "", files: Iterable[FileSum] | None = None
) -> Origin:
    """Write down where ``folder`` came from; its files are summed now where no sums are given.

    Raises OSError.
    """
    if files is None:
        names = sorted(file.name for file in folder.iterdir() if file.is_file())
        files = [sum_file(folder / name) for name in names if name != FILE and name[0] != "."]
    origin = Origin(repo, revision, tuple(files))
    part = folder / f".{FILE}"
    with part.open("w", encoding="utf-8") as file:
        json.dump(asdict(origin), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / FILE)
    return origin


def recall(folder: Path) -> Origin | None:
    """What is remembered; None where nothing is. Raises ModelError where it cannot be read."""
    file = folder / FILE
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        files = tuple(
            FileSum(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in told["files"]
        )
        return Origin(str(told["repo"]), str(told["revision"]), files)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{file} cannot be read ({type(error).__name__}): download the model again."
        ) from error


def verify(
    folder: Path, report: Callable[[LoadProgress], None] = lambda progress: None
) -> list[Finding]:
    """Look at every remembered file again: its size, then its SHA-256.

    A model of which nothing is remembered gets the one finding that it is not known where it came
    from. ``report`` is told about each few megabytes. Raises ModelError where the memory itself
    cannot be read.
    """
    origin = recall(folder)
    if origin is None:
        return [Finding(FILE, False, "It is not known where this model came from.")]
    total = sum(file.size for file in origin.files)
    findings = []
    before = 0
    for file in origin.files:

        def read(count: int, before: int = before) -> None:
            report(LoadProgress("Checking", folder.name, before + count, total))

        findings.append(_look_at(folder, file, read))
        before += file.size
    return findings


def same_sizes(folder: Path) -> bool:
    """Whether the remembered files are all there in their sizes; true where nothing is known.

    Quick: reads none of them. Raises ModelError where the memory itself cannot be read.
    """
    origin = recall(folder)
    if origin is None:
        return True
    try:
        return all((folder / one.name).stat().st_size == one.size for one in origin.files)
    except OSError:
        return False


def sum_file(path: Path, read: Callable[[int], None] = lambda count: None) -> FileSum:
    """``read`` is told how many bytes were read so far. Raises OSError."""
    sha = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            sha.update(block)
            size += len(block)
            read(size)
    return FileSum(path.name, size, sha.hexdigest())


def _look_at(folder: Path, file: FileSum, read: Callable[[int], None]) -> Finding:
    # The names come from a file that anybody may have written.
    if Path(file.name).name != file.name:
        return Finding(file.name, False, f"{file.name} is not the name of a file in the folder.")
    path = folder / file.name
    try:
        size = path.stat().st_size
        if size != file.size:
            return Finding(
                file.name, False, f"{file.name} has {size:,} bytes instead of {file.size:,}."
            )
        same = sum_file(path, read).sha256 == file.sha256
    except FileNotFoundError:
        return Finding(file.name, False, f"{file.name} is missing.")
    except OSError as error:
        return Finding(file.name, False, f"{file.name} cannot be read ({error.strerror}).")
    return Finding(file.name, same, "" if same else f"{file.name} is not what it was: SHA-256.")
