"""Whose turn it is with the recognizer. It has no lock of its own and never blocks.

Three ranks, and within each who came first::

    words        what is dictated, and after it the end of each dictation
    jobs         a check, an utterance of an earlier run: begun while nobody's words wait
    patient jobs pieces of long recordings: begun while nobody dictates at all
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field

from sayso.core.errors import Overloaded
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import Samples, Transcript, Utterance
from sayso.pipeline.recognize.waiting import Waiting

LONGEST_WAITING_SECONDS = 600.0
"""Of audio in memory, 38 MB, where it cannot be left on disk."""

READY_SECONDS = 120.0
"""Of audio in memory, where it can: what is recognised next is not waited for."""

MOST_JOBS = 16
"""Of each of the two ranks."""


@dataclass(frozen=True, slots=True)
class End:
    """A marker behind the last utterance of a dictation."""

    dictation: int


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """patient: see the ranks above."""

    samples: Samples
    options: RecognizeOptions
    patient: bool = False
    future: Future[Transcript] = field(default_factory=Future)


@dataclass(frozen=True, slots=True, eq=False)
class Foreseen:
    """An utterance that may be over: to be recognised ahead."""

    utterance: Utterance


class Turns:
    """What waits for the recognizer. What is being recognised stays where it is until it is taken
    out, so that it is given back."""

    def __init__(self) -> None:
        self._words: deque[Waiting | End] = deque()
        self._jobs: deque[Job] = deque()
        self._patient: deque[Job] = deque()
        self._foreseen: Utterance | None = None
        self._discarded: set[int] = set()
        self._listening: set[int] = set()

    @property
    def listening(self) -> bool:
        """Whether words of any dictation may still come."""
        return bool(self._listening)

    def next(self, *, served: bool, quick: bool) -> End | Waiting | Foreseen | Job | None:
        """Whoever is next, and stays so; only what was foreseen is forgotten by this.

        served: there is a recognizer. quick: it is so quick that a wrong guess does no harm.
        """
        first = self._words[0] if self._words else None
        if isinstance(first, End):
            return first
        if not served:
            return None
        if first is not None:
            return first
        if self._foreseen is not None and quick:
            utterance, self._foreseen = self._foreseen, None
            return Foreseen(utterance)
        if self._jobs:
            return self._jobs[0]
        return self._patient[0] if self._patient and not self._listening else None

    # Words

    def begin(self, dictation: int) -> None:
        """Somebody dictates, until `end`."""
        self._listening.add(dictation)

    def put(self, utterance: Utterance) -> bool:
        """False: dropped, as its dictation was discarded. Raises Overloaded."""
        if utterance.dictation in self._discarded:
            return False
        waiting = sum(item.seconds_in_memory for item in self.utterances())
        if waiting + utterance.seconds > LONGEST_WAITING_SECONDS:
            raise Overloaded(
                f"Recognition is {waiting / 60:.0f} minutes behind: choose a smaller model."
            )
        self._words.append(Waiting(utterance))
        return True

    def foresee(self, utterance: Utterance | None) -> None:
        self._foreseen = utterance

    def end(self, dictation: int) -> None:
        self._listening.discard(dictation)
        self._words.append(End(dictation))

    def discard(self, dictation: int) -> None:
        """What waits of it, and what is still put."""
        if End(dictation) not in self._words:
            # More may come until its end; then it is forgotten.
            self._discarded.add(dictation)
        self._words = deque(
            item
            for item in self._words
            if not (isinstance(item, Waiting) and item.dictation == dictation)
        )
        if self._foreseen is not None and self._foreseen.dictation == dictation:
            self._foreseen = None

    def is_discarded(self, dictation: int) -> bool:
        return dictation in self._discarded

    def is_first(self, item: Waiting) -> bool:
        return bool(self._words) and self._words[0] is item

    def take_first(self) -> None:
        """It was seen to."""
        first = self._words.popleft()
        if isinstance(first, End):
            self._discarded.discard(first.dictation)

    def utterances(self) -> Iterator[Waiting]:
        return (item for item in self._words if isinstance(item, Waiting))

    def take_utterances(self) -> tuple[Waiting, ...]:
        """All of them; the ends stay."""
        taken = tuple(self.utterances())
        self._words = deque(item for item in self._words if isinstance(item, End))
        return taken

    def too_much(self) -> list[Waiting]:
        """What is neither next nor new, and beyond what should be in memory."""
        ready, found = 0.0, []
        for item in tuple(self.utterances())[:-1]:
            ready += item.seconds_in_memory
            if item.seconds_in_memory and ready > READY_SECONDS:
                found.append(item)
        return found

    # Jobs

    def add(self, job: Job) -> None:
        """Raises Overloaded."""
        rank = self._rank(job)
        if len(rank) >= MOST_JOBS:
            raise Overloaded(f"{MOST_JOBS} recordings wait already: try again later.")
        rank.append(job)

    def remove(self, job: Job) -> bool:
        """False: it was removed before."""
        rank = self._rank(job)
        if job not in rank:
            return False
        rank.remove(job)
        return True

    def job_of(self, future: Future[Transcript]) -> Job | None:
        return next((job for job in (*self._jobs, *self._patient) if job.future is future), None)

    def take_jobs(self) -> tuple[Job, ...]:
        taken = (*self._jobs, *self._patient)
        self._jobs.clear()
        self._patient.clear()
        return taken

    @property
    def jobs(self) -> int:
        """How many wait, of both ranks."""
        return len(self._jobs) + len(self._patient)

    def _rank(self, job: Job) -> deque[Job]:
        return self._patient if job.patient else self._jobs
