"""What the app and the child process that downloads say to each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sayso.core.errors import SaysoError
from sayso.models.provenance import FileSum

_SMALL_HASH = 12


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """What the hub declares of a file: its size in bytes and a hash, in hexadecimal.

    sha256: of a file in Git LFS, else empty.
    blob_id: git's name for the content, a SHA-1 over a header and the bytes; of the other files.
    """

    name: str
    size: int
    sha256: str
    blob_id: str

    @property
    def part(self) -> str:
        """What its beginning is called."""
        return f"{self.name}.{(self.sha256 or self.blob_id)[:_SMALL_HASH]}.part"


@dataclass(frozen=True, slots=True)
class Plan:
    """What the hub says that the model holds at ``revision``; small files first."""

    revision: str
    files: tuple[RemoteFile, ...]

    @property
    def total(self) -> int:
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class Task:
    """To the child, as it starts.

    name: what people call the model.
    folder: ``.partial-NAME``.
    revision: a branch, tag or commit, or None for the newest.
    plan: of an earlier try.
    free_bytes: room on the disk.
    """

    repo: str
    name: str
    folder: Path
    revision: str | None
    plan: Plan | None
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Alive:
    """From the child: it is at work."""


@dataclass(frozen=True, slots=True)
class Planned:
    """From the child: the hub has answered."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Progress:
    """From the child, about the file of that index.

    done: bytes of all files together.
    received: bytes that came over the network in this try.
    checking: the file is being read again, not fetched.
    """

    file: int
    done: int
    received: int
    checking: bool


@dataclass(frozen=True, slots=True)
class Fetched:
    """From the child, last: all files are whole, and safe on the disk. It still holds the lock."""

    files: tuple[FileSum, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """From the child, last.

    retry: another try may do better, if this one had come to an answer of the hub.
    busy: the hub asks to be asked again later.
    trace: for the log.
    """

    error: SaysoError
    retry: bool = False
    busy: bool = False
    trace: str = ""


Message: TypeAlias = Alive | Planned | Progress | Fetched | Failed
