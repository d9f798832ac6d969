"""What was inserted, for as long as it can be taken back. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sayso.core.speech import Words
from sayso.core.target import Target

MOST_DICTATIONS = 20
"""Further back nobody remembers what was said, and other things stand behind it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One insertion. ``text``: as it went in; ``utterances``: the texts that it was made of;
    ``said``: the higher, the later."""

    dictation: int
    text: str
    utterances: tuple[Words, ...]
    target: Target | None
    said: int = 0


class Inserted:
    """A stack of pieces."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []

    def add(
        self,
        dictation: int,
        text: str,
        utterances: Sequence[Words],
        target: Target | None,
        said: int = 0,
    ) -> None:
        self._pieces.append(Piece(dictation, text, tuple(utterances), target, said))
        # By when they went in last: the numbers of some fall, and some waited for their window.
        known = list(dict.fromkeys(piece.dictation for piece in reversed(self._pieces)))
        if len(known) > MOST_DICTATIONS:
            self._pieces = [piece for piece in self._pieces if piece.dictation != known[-1]]

    @property
    def last(self) -> Piece | None:
        return self._pieces[-1] if self._pieces else None

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
        if len(last.utterances) > 1 and last.text.endswith(said.text):
            return replace(last, text=said.text, utterances=(said,))
        return last

    def taken_back(self, piece: Piece) -> None:
        """``piece``, or the utterance at the end of it, stands there no more."""
        last = self._pieces.pop()
        if last != piece:
            rest = last.text.removesuffix(piece.text)
            self._pieces.append(replace(last, text=rest, utterances=last.utterances[:-1]))
