"""Whose turn it is, without threads. What the queue makes of it is in test_queue.py."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.core.errors import Overloaded
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Utterance
from sayso.pipeline.recognize.turns import LONGEST_WAITING_SECONDS, End, Foreseen, Job, Turns
from sayso.pipeline.recognize.waiting import Waiting


def utterance(dictation: int, seconds: float = 1.0) -> Utterance:
    return Utterance(dictation, 0, np.zeros(round(seconds * SAMPLE_RATE), np.float32), 0, 1)


def job(*, patient: bool = False) -> Job:
    return Job(np.zeros(1, np.float32), RecognizeOptions(), patient)


def test_words_then_guesses_then_jobs_then_patient_ones() -> None:
    turns = Turns()
    piece, check = job(patient=True), job()
    turns.add(piece)
    turns.add(check)
    turns.foresee(utterance(1))
    turns.begin(1)
    turns.put(utterance(1))
    seen = []
    while (turn := turns.next(served=True, quick=True)) is not None:
        seen.append(type(turn) if not isinstance(turn, Job) else turn)
        if isinstance(turn, Job):
            turns.remove(turn)
            if turn is check:
                turns.end(1)
        elif not isinstance(turn, Foreseen):
            turns.take_first()
    assert seen == [Waiting, Foreseen, check, End, piece]


def test_what_was_discarded_is_known_until_its_end() -> None:
    turns = Turns()
    turns.discard(1)
    assert not turns.put(utterance(1))
    turns.end(1)
    assert turns.is_discarded(1)
    turns.take_first()
    assert not turns.is_discarded(1), "there will be no more of it"


def test_without_a_recognizer_only_ends_have_a_turn() -> None:
    turns = Turns()
    turns.end(1)
    turns.put(utterance(2))
    turns.add(job())
    assert turns.next(served=False, quick=True) == End(1)
    turns.take_first()
    assert turns.next(served=False, quick=True) is None


def test_a_guess_has_no_turn_with_a_slow_engine_and_one_turn_with_a_quick_one() -> None:
    turns = Turns()
    turns.foresee(utterance(1))
    assert turns.next(served=True, quick=False) is None
    assert isinstance(turns.next(served=True, quick=True), Foreseen)
    assert turns.next(served=True, quick=True) is None


def test_too_much_is_refused() -> None:
    turns = Turns()
    turns.put(utterance(1, LONGEST_WAITING_SECONDS - 1))
    turns.put(utterance(1, 1.0))
    with pytest.raises(Overloaded, match="10 minutes behind"):
        turns.put(utterance(1, 0.1))


@given(st.lists(st.tuples(st.sampled_from("bpedj"), st.integers(1, 3)), max_size=30))
def test_no_patient_job_has_its_turn_while_anybody_dictates(steps: list[tuple[str, int]]) -> None:
    turns = Turns()
    listening: set[int] = set()
    for step, dictation in steps:
        match step:
            case "b":
                turns.begin(dictation)
                listening.add(dictation)
            case "p":
                turns.put(utterance(dictation))
            case "e":
                turns.end(dictation)
                listening.discard(dictation)
            case "d":
                turns.discard(dictation)
            case _ if turns.jobs < 10:
                turns.add(job(patient=True))
        turn = turns.next(served=True, quick=True)
        assert turns.listening == bool(listening)
        if isinstance(turn, Job):
            assert not listening
            assert not list(turns.utterances())
        elif isinstance(turn, Waiting):
            assert not turns.is_discarded(turn.dictation)
            assert turns.is_first(turn)
