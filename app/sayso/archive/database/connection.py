"""How a database of ours is connected to."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sayso.archive.database.search import has, searched


def connect(path: Path, patience: float, how: str = "") -> sqlite3.Connection:
    """In autocommit mode; what cannot be decoded raises nothing. ``how``: as ``mode=ro``
    (sqlite.org/uri.html). Raises sqlite3.Error."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}" if how else path,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
        uri=bool(how),
    )
    connection.row_factory = sqlite3.Row
    connection.text_factory = _decoded
    connection.create_function("has", 3, has, deterministic=True)
    connection.create_function("searched", 2, searched, deterministic=True)
    return connection


def settle(connection: sqlite3.Connection) -> None:
    """How we use it. Raises sqlite3.Error."""
    for pragma in (
        "auto_vacuum = NONE",  # so that the first tables lie on the same pages everywhere
        "journal_mode = WAL",
        # A power cut may cost the last moments, and breaks nothing (sqlite.org/pragma.html).
        "synchronous = NORMAL",
        "secure_delete = ON",
        "foreign_keys = ON",
        "temp_store = MEMORY",  # nothing of what was said in a folder for temporary files
        "journal_size_limit = 4194304",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")
