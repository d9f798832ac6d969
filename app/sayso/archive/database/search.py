"""How words are looked for. Pure.

A word is found anywhere in a text, as people expect of languages that are written without spaces.
SQLite's full-text search can do that with its trigram tokenizer (sqlite.org/fts5.html), for words
of three characters and more; shorter ones are looked for text by text.
"""

from __future__ import annotations

_SHORTEST = 3


def clean(text: str) -> str:
    """What UTF-8 cannot hold (half of a pair of surrogates) becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def plan(words: str, *, indexed: bool) -> tuple[str, tuple[str, ...]]:
    """An FTS5 expression, empty where there is none, and the words that it leaves over."""
    every = tuple(dict.fromkeys(clean(words).split()))
    # A NUL ends the expression for SQLite.
    by_index = [word for word in every if indexed and len(word) >= _SHORTEST and "\0" not in word]
    expression = " AND ".join('"' + word.replace('"', '""') + '"' for word in by_index)
    return expression, tuple(word for word in every if word not in by_index)


def searched(text: str, raw_text: str) -> str:
    """What the index is to hold of the two, which often differ in capitals and stops alone. No word
    reaches across the line between them."""
    return text if raw_text.lower() in text.lower() else f"{text}\n{raw_text}"


def has(text: object, raw_text: object, word: str) -> bool:
    """Whether ``word`` is in one of the two, in capitals or not."""
    word = word.lower()
    return any(isinstance(one, str) and word in one.lower() for one in (text, raw_text))
