"""What of what was said can be found in files."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

LETTERS = 5
"""Shorter words stand in files by chance."""

AUDIO = (b"fLaC", b"RIFF", b"OggS", b"ID3", b"caff", b".snd")
SQLITE = b"SQLite format 3\x00"

_State = tuple[int, int, int]


class Traces:
    """Of the time since it was made. Searches all files below some folders that are new or have
    changed since, and were regular files."""

    def __init__(self, *roots: Path) -> None:
        self._roots = roots
        self._before = self._states()

    def files(self) -> list[Path]:
        now = self._states()
        return sorted(path for path, state in now.items() if self._before.get(path) != state)

    def of(self, said: Iterable[str]) -> dict[str, list[Path]]:
        """Each longer word of ``said`` that was found, and where: in UTF-8 and UTF-16, in capitals
        or not."""
        found: dict[str, list[Path]] = {}
        words = {word for text in said for word in re.findall(r"[a-z]+", text.lower())}
        words = {word for word in words if len(word) >= LETTERS}
        assert words, "nothing that could be found was said"
        for path in self.files():
            data = path.read_bytes().lower()
            for word in words:
                if word.encode() in data or word.encode("utf-16-le") in data:
                    found.setdefault(word, []).append(path)
        return found

    def audio(self) -> list[Path]:
        return [path for path in self.files() if path.read_bytes().startswith(AUDIO)]

    def rows(self) -> dict[Path, Sequence[str]]:
        """Of each database, the tables that are not empty."""
        found: dict[Path, Sequence[str]] = {}
        for path in self.files():
            if path.read_bytes().startswith(SQLITE):
                found[path] = _filled(path)
        return found

    def _states(self) -> dict[Path, _State]:
        found = {}
        for root in self._roots:
            for path in root.rglob("*"):
                if path.is_file() and not path.is_symlink():
                    known = path.stat()
                    found[path] = (known.st_ino, known.st_size, known.st_mtime_ns)
        return found


def _filled(path: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [
            name
            for (name,) in tables.fetchall()
            if connection.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()
        ]
