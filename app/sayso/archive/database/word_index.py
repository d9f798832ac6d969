"""The full-text index beside the tables, where this Python's SQLite can have one.

It is kept in step by code, not by triggers: a database that was made with it can be written by a
build without FTS5, which leaves a note, and the next one that can builds it anew. It has its own
copy of the texts: an index without one is corrupted by deleting what is not in it.
"""

from __future__ import annotations

import sqlite3

from sayso.archive.database.search import searched

_TABLE = "CREATE VIRTUAL TABLE words USING fts5 (said, tokenize = 'trigram')"
_STALE = "index is stale"


def available(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.probe USING fts5 (x, tokenize = 'trigram')")
    except sqlite3.OperationalError as error:
        if "no such module" in str(error) or "tokenizer" in str(error):
            return False
        raise
    connection.execute("DROP TABLE temp.probe")
    return True


def is_kept_in_step(connection: sqlite3.Connection) -> bool:
    """Whether no build without an index has written since it was made."""
    return not connection.execute("SELECT 1 FROM facts WHERE name = ?", (_STALE,)).fetchall()


class WordIndex:
    """Of one connection. Raises sqlite3.Error. All but `usable` belongs in a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.usable = available(connection)

    def is_current(self) -> bool:
        if not self.usable:
            return True
        there = self._connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'words'"
        ).fetchone()
        return there is not None and is_kept_in_step(self._connection)

    def build(self) -> None:
        """Anew, from the tables."""
        execute = self._connection.execute
        execute("DROP TABLE IF EXISTS words")
        execute(_TABLE)
        execute(
            "INSERT INTO words (rowid, said) SELECT id, searched(text, raw_text) FROM utterances"
            " WHERE raw_text IS NOT NULL"
        )
        execute("DELETE FROM facts WHERE name = ?", (_STALE,))

    def put(self, utterance: int, text: str, raw_text: str) -> None:
        if not self._usable_or_stale():
            return
        execute = self._connection.execute
        execute("DELETE FROM words WHERE rowid = ?", (utterance,))
        execute(
            "INSERT INTO words (rowid, said) VALUES (?, ?)", (utterance, searched(text, raw_text))
        )

    def drop(self, ids: list[int]) -> None:
        """Of texts that the tables hold no more, and their terms too, which FTS5 else keeps until
        it merges what it has written. (Its option secure-delete is not for SQLite before 3.42, and
        makes the index unreadable there.)"""
        if not ids or not self._usable_or_stale():
            return
        execute = self._connection.execute
        if len(ids) > execute("SELECT count(*) FROM words").fetchone()[0] / 2:
            self.build()
            return
        self._connection.executemany("DELETE FROM words WHERE rowid = ?", [(one,) for one in ids])
        execute("INSERT INTO words (words) VALUES ('optimize')")

    def _usable_or_stale(self) -> bool:
        if not self.usable:
            self._connection.execute(
                "INSERT OR REPLACE INTO facts (name, value) VALUES (?, 1)", (_STALE,)
            )
        return self.usable
