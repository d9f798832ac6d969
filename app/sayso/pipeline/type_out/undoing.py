"""What was inserted, for as long as it can be taken back. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.core.target import Target

MOST_DICTATIONS = 20
"""Further back nobody remembers what was said, and other things stand behind it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One insertion. ``text``: as it went in; ``utterances``: the texts that it was made of."""

    dictation: int
    text: str
    utterances: tuple[str, ...]
    target: Target | None


class Inserted:
    """A stack of pieces."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []

    def add(
        self, dictation: int, text: str, utterances: Sequence[str], target: Target | None
    ) -> None:
        self._pieces.append(Piece(dictation, text, tuple(utterances), target))
        known = sorted({piece.dictation for piece in self._pieces})
        if len(known) > MOST_DICTATIONS:
            self._pieces = [piece for piece in self._pieces if piece.dictation > known[0]]

    def last_dictation(self) -> tuple[Piece, ...]:
        """Its pieces that went into the window of its last one, in order; empty: there are none."""
        if not self._pieces:
            return ()
        last = self._pieces[-1]
        pieces: list[Piece] = []
        for piece in reversed(self._pieces):
            if (piece.dictation, piece.target) != (last.dictation, last.target):
                break
            pieces.insert(0, piece)
        return tuple(pieces)

    def last_utterance(self) -> Piece | None:
        """The last utterance as a piece of its own; the whole piece where it cannot be told
        apart."""
        if not self._pieces:
            return None
        last = self._pieces[-1]
        said = last.utterances[-1]
        if len(last.utterances) > 1 and last.text.endswith(said):
            return Piece(last.dictation, said, (said,), last.target)
        return last

    def taken_back(self, piece: Piece) -> None:
        """``piece``, or the utterance at the end of it, stands there no more."""
        last = self._pieces.pop()
        if last != piece:
            rest = last.text.removesuffix(piece.text)
            self._pieces.append(Piece(last.dictation, rest, last.utterances[:-1], last.target))
