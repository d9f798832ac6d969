"""Which parts of a recording go to the engine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.core.speech import FRAME_SAMPLES, SAMPLE_RATE, Samples
from sayso.pipeline.detect.segmenter import Rules
from sayso.pipeline.stretches import Stretch, together, utterances

RULES = Rules.of_seconds(threshold=0.5, pause=0.3, pre_roll=0.1, longest=25.0)


class Loudness:
    """Stands in for the network, so that a test knows what is speech: everything that is loud."""

    def probability(self, samples: Samples) -> float:
        return float(np.max(np.abs(samples)) > 0.1)


def recording(*parts: tuple[float, float]) -> Samples:
    """Seconds and amplitude of each part."""
    return np.concatenate(
        [np.full(round(seconds * SAMPLE_RATE), level, np.float32) for seconds, level in parts]
    )


def seconds(stretch: Stretch) -> tuple[float, float]:
    return stretch.start / SAMPLE_RATE, stretch.end / SAMPLE_RATE


def test_an_utterance_has_room_around_it() -> None:
    (found,) = utterances(recording((1, 0), (2, 0.5), (1, 0)), Loudness(), RULES)
    start, end = seconds(found)
    assert 0.8 < start <= 1.0
    assert 3.0 <= end < 3.2
    assert found.seconds == pytest.approx(end - start)


def test_a_recording_that_ends_in_speech_is_used_to_its_last_sample() -> None:
    samples = recording((1, 0), (1.23, 0.5))
    assert len(samples) % FRAME_SAMPLES
    (found,) = utterances(samples, Loudness(), RULES)
    assert found.end == len(samples)


def test_silence_and_nothing_have_none() -> None:
    assert list(utterances(recording((3, 0)), Loudness(), RULES)) == []
    assert list(utterances(np.zeros(0, np.float32), Loudness(), RULES)) == []


def test_speech_without_a_pause_is_split() -> None:
    samples = recording((80, 0.5))
    found = list(utterances(samples, Loudness(), RULES))
    assert all(each.seconds <= 25.0 for each in found)
    assert found[0].start == 0
    assert found[-1].end == len(samples)
    assert [each.start for each in found[1:]] == [each.end for each in found[:-1]]


def of(*spans: tuple[float, float]) -> list[Stretch]:
    return [Stretch(round(a * SAMPLE_RATE), round(b * SAMPLE_RATE)) for a, b in spans]


def test_neighbours_are_joined_while_they_fit() -> None:
    assert list(together(of((0, 5), (6, 12), (13, 24), (25, 30)))) == of((0, 24), (25, 30))


def test_long_silence_separates() -> None:
    assert list(together(of((0, 5), (7, 9), (11.5, 12)))) == of((0, 9), (11.5, 12))


def test_one_that_is_too_long_stays_as_it_is() -> None:
    assert list(together(of((0, 40), (40, 41)))) == of((0, 40), (40, 41))
    assert list(together([])) == []


@given(st.lists(st.integers(1, 600_000), max_size=30))
def test_joining_loses_nothing_and_keeps_the_order(steps: list[int]) -> None:
    edges = np.cumsum(steps).tolist()
    parts = [Stretch(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    joined = list(together(parts))
    for part in parts:
        assert sum(each.start <= part.start and part.end <= each.end for each in joined) == 1
    for each in joined:
        assert each in parts or each.seconds <= 25.0
    assert joined == sorted(joined, key=lambda each: each.start)
