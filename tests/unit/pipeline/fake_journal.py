"""A journal in memory that watches over what it is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from sayso.core.ports import Insertion
from sayso.core.speech import Samples, Transcript, Utterance, UtteranceId, Words
from sayso.core.state import State, may_become
from sayso.core.target import Target

_TOO_LATE = frozenset({State.CANCELLED})
"""What comes when the opposite is done already, and is none: that is what `may_become` is for."""


class FakeJournal:
    """Stands for `sayso.archive.journal`: nothing is written to a disk, and so none waits for one.

    states: by utterance. past: the states that each has been in, in order.
    calls: what was called, but for `frame`, with the utterances or the dictation that it was for.
    wrong: changes that the rules (`sayso.core.state`) forbid and no race explains, and calls that
        cannot be: empty in every test.
    on_write: called before and after each change, when the app may crash.
    on_inserting: called while `inserting` waits.
    """

    def __init__(self) -> None:
        self.states: dict[UtteranceId, State] = {}
        self.past: dict[UtteranceId, list[State]] = {}
        self.reasons: dict[UtteranceId, str] = {}
        self.texts: dict[UtteranceId, str] = {}
        self.targets: dict[int, Target | None] = {}
        self.frames: dict[int, list[Samples]] = {}
        self.ended: list[int] = []
        self.insertions: list[Insertion] = []
        self.calls: list[tuple[Any, ...]] = []
        self.wrong: list[str] = []
        self.on_write: Callable[[], None] = lambda: None
        self.on_inserting: Callable[[], None] = lambda: None
        self._lock = threading.Lock()

    def say(self, dictation: int, text: str) -> Words:
        """An utterance of that text was heard and recognised."""
        number = sum(each.dictation == dictation for each in self.states)
        spoken = Utterance(dictation, number, np.zeros(1, np.float32), 0, 1)
        self.heard(spoken)
        self.recognized(spoken, Transcript(text, (), None, "test", "test", 1.0, 0.1), text)
        return Words(text, (spoken.id,))

    def text_states(self) -> dict[str, State]:
        return {self.texts[each]: state for each, state in self.states.items()}

    # sayso.core.ports.Journal

    def begin(self, dictation: int, target: Target | None) -> None:
        self.calls.append(("begin", dictation))
        self._check(dictation not in self.targets, f"{dictation} begins twice")
        self.targets[dictation] = target

    def frame(self, dictation: int, samples: Samples) -> None:
        self._check(dictation in self.targets, f"a frame of {dictation}, which has not begun")
        self._check(dictation not in self.ended, f"a frame of {dictation}, which has ended")
        self.frames.setdefault(dictation, []).append(samples)

    def heard(self, utterance: Utterance) -> None:
        self.calls.append(("heard", utterance.id))
        self.on_write()
        with self._lock:
            self._check(utterance.id not in self.states, f"{utterance.id} is heard twice")
            self._check(utterance.dictation not in self.ended, f"{utterance.id} after the end")
            self.states[utterance.id] = State.HEARD
            self.past[utterance.id] = [State.HEARD]
        self.on_write()

    def recognized(self, utterance: Utterance, transcript: Transcript, text: str) -> None:
        self.calls.append(("recognized", utterance.id, text))
        self.texts[utterance.id] = text
        self._become([utterance.id], State.RECOGNISED if text else State.EMPTY)

    def failed(self, utterance: Utterance, reason: str) -> str:
        self.calls.append(("failed", utterance.id))
        self._become([utterance.id], State.FAILED, reason)
        return f"{reason} It is kept."

    def inserting(self, of: Sequence[UtteranceId]) -> None:
        self.calls.append(("inserting", *of))
        self._become(of, State.INSERTING)
        self.on_inserting()

    def inserted(self, of: Sequence[UtteranceId], insertion: Insertion) -> None:
        self.calls.append(("inserted", *of))
        self.insertions.append(insertion)
        self._become(of, State.COPIED if insertion.copied else State.INSERTED)

    def mark(self, of: Sequence[UtteranceId], state: State, reason: str = "") -> None:
        self.calls.append((state.value, *of))
        needed = state in (State.FAILED, State.REFUSED)
        self._check(bool(reason) == needed, f"{state} with the reason {reason!r}")
        self._become(of, state, reason)

    def cancel(self, dictation: int) -> None:
        self.calls.append(("cancel", dictation))
        heard = [
            each
            for each, state in list(self.states.items())
            if each.dictation == dictation and state is State.HEARD
        ]
        if heard:
            self._become(heard, State.CANCELLED)

    def end(self, dictation: int) -> None:
        self.calls.append(("end", dictation))
        self._check(dictation in self.targets, f"the end of {dictation}, which has not begun")
        self._check(dictation not in self.ended, f"{dictation} ends twice")
        self.ended.append(dictation)

    def _become(self, of: Iterable[UtteranceId], after: State, reason: str = "") -> None:
        self.on_write()
        with self._lock:
            self._check(bool(of), f"nothing becomes {after}")
            for each in of:
                before = self.states.get(each)
                if before is None:
                    self.wrong.append(f"{each} was never heard and becomes {after}")
                elif may_become(before, after):
                    self.states[each] = after
                    self.past[each].append(after)
                    self.reasons[each] = reason
                elif before is not after and not {before, after} & _TOO_LATE:
                    self.wrong.append(f"{each} is {before} and becomes {after}")
                elif before is State.CANCELLED and after in (State.INSERTING, State.INSERTED):
                    self.wrong.append(f"{each} is cancelled and becomes {after}")
        self.on_write()

    def _check(self, holds: bool, else_: str) -> None:
        """Collected: what is raised here is taken for a fault by a thread that outlives them."""
        if not holds:
            self.wrong.append(else_)
