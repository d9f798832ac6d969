"""Which parts of a recording go to the engine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.core.speech import FRAME_SAMPLES, SAMPLE_RATE, Samples
from sayso.pipeline.detect.segmenter import Rules
from sayso.pipeline.stretches import Cutter, Joining, Piece, Stretch, utterances

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


def together(parts: Sequence[Stretch]) -> list[Stretch]:
    joining = Joining()
    found = [joining.add(part) for part in parts] + [joining.take()]
    return [each for each in found if each is not None]


def test_neighbours_are_joined_while_they_fit() -> None:
    assert together(of((0, 5), (6, 12), (13, 24), (25, 30))) == of((0, 24), (25, 30))


def test_long_silence_separates() -> None:
    assert together(of((0, 5), (7, 9), (11.5, 12))) == of((0, 9), (11.5, 12))


def test_one_that_is_too_long_stays_as_it_is() -> None:
    assert together(of((0, 40), (40, 41))) == of((0, 40), (40, 41))
    assert together([]) == []


@given(st.lists(st.integers(1, 600_000), max_size=30))
def test_joining_loses_nothing_and_keeps_the_order(steps: list[int]) -> None:
    edges = np.cumsum(steps).tolist()
    parts = [Stretch(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    joined = together(parts)
    for part in parts:
        assert sum(each.start <= part.start and part.end <= each.end for each in joined) == 1
    for each in joined:
        assert each in parts or each.seconds <= 25.0
    assert joined == sorted(joined, key=lambda each: each.start)


def cut(samples: Samples, *, block: int, together: bool) -> list[Piece]:
    cutter = Cutter(Loudness(), RULES, neighbours_together=together)
    found = []
    for start in range(0, len(samples), block):
        found += cutter.push(samples[start : start + block])
        settled = cutter.settled
        assert all(piece.stretch.end <= cutter.length for piece in found)
        assert settled <= cutter.length
        # So much is held, however long the recording is.
        assert cutter.length - settled <= 55 * SAMPLE_RATE
    found += cutter.finish()
    assert cutter.settled == cutter.length == len(samples)
    return found


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from([0.2, 1.0, 2.5, 7.0, 26.0]), st.booleans()), max_size=12),
    st.sampled_from([512, 1000, 16_000, 1_000_000]),
    st.integers(0, 700),
)
def test_pieces_are_what_the_stretches_say_in_blocks_of_any_length(
    parts: list[tuple[float, bool]], block: int, more: int
) -> None:
    samples = recording((0.5, 0), *((length, 0.5 * loud) for length, loud in parts))
    samples = np.concatenate([samples, np.full(more, 0.5, np.float32)])
    samples += np.linspace(0, 0.05, len(samples), dtype=np.float32)  # so that none is like another
    alone = list(utterances(samples, Loudness(), RULES))
    for joined, expected in ((False, alone), (True, together(alone))):
        found = cut(samples, block=block, together=joined)
        assert [piece.stretch for piece in found] == expected
        for piece in found:
            stretch = piece.stretch
            assert np.array_equal(piece.samples, samples[stretch.start : stretch.end])


def test_a_piece_comes_as_soon_as_the_silence_after_it_is_long_enough() -> None:
    cutter = Cutter(Loudness(), RULES, neighbours_together=True)
    assert list(cutter.push(recording((1, 0), (2, 0.5), (2, 0)))) == []
    (piece,) = cutter.push(recording((0.5, 0)))
    assert 0.8 < piece.stretch.start / SAMPLE_RATE <= 1.0
    assert cutter.settled > piece.stretch.end
