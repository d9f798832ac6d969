"""A journal for tests that look at windows only."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.core.ports import Insertion
from sayso.core.speech import Samples, Transcript, Utterance, UtteranceId
from sayso.core.state import State
from sayso.core.target import Target


class NoJournal:
    """A `sayso.core.ports.Journal` that keeps nothing."""

    def begin(self, dictation: int, target: Target | None) -> None: ...

    def frame(self, dictation: int, samples: Samples) -> None: ...

    def heard(self, utterance: Utterance) -> None: ...

    def recognized(self, utterance: Utterance, transcript: Transcript, text: str) -> None: ...

    def failed(self, utterance: Utterance, reason: str) -> str:
        return reason

    def inserting(self, of: Sequence[UtteranceId]) -> None: ...

    def inserted(self, of: Sequence[UtteranceId], insertion: Insertion) -> None: ...

    def mark(self, of: Sequence[UtteranceId], state: State, reason: str = "") -> None: ...

    def cancel(self, dictation: int) -> None: ...

    def end(self, dictation: int) -> None: ...
