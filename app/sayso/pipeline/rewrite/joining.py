"""How the texts of a dictation's utterances become one running text."""

from __future__ import annotations


def tidy(text: str) -> str:
    """One line, single spaces, nothing at the ends."""
    return " ".join(text.split())


def joined(text: str, *, first: bool, trailing_space: bool) -> str:
    """A tidy text with the space that keeps it apart from its neighbours.

    first: no text of this dictation came before.
    trailing_space: the space stands after each text, so that the next dictation is kept apart too.
    """
    if not text:
        return ""
    if trailing_space:
        return f"{text} "
    return text if first else f" {text}"
