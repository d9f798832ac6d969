from __future__ import annotations

import pytest

from sayso.core.speech import FRAME_SAMPLES, FRAME_SECONDS
from sayso.pipeline.capture.stream_watch import (
    FIRST_BLOCK_SECONDS,
    NEXT_BLOCK_SECONDS,
    StreamWatch,
)


def test_the_first_block_may_take_its_time() -> None:
    watch = StreamWatch(100.0)
    assert watch.remaining(100.0) == FIRST_BLOCK_SECONDS
    assert not watch.lost(100.0 + FIRST_BLOCK_SECONDS - 0.001)
    assert watch.lost(100.0 + FIRST_BLOCK_SECONDS)
    assert not watch.heard


def test_each_later_one_has_half_a_second() -> None:
    watch = StreamWatch(0.0)
    for now in (0.1, 0.5, 0.9):
        watch.block(now, FRAME_SAMPLES)
        assert watch.remaining(now) == pytest.approx(NEXT_BLOCK_SECONDS)
    assert watch.heard
    assert watch.remaining(1.0) == pytest.approx(NEXT_BLOCK_SECONDS - 0.1)
    assert not watch.lost(1.39)
    assert watch.lost(1.41)
    assert watch.remaining(1.41) == 0.0


def test_a_process_that_slept_does_not_blame_the_microphone() -> None:
    watch = StreamWatch(0.0)
    watch.block(1.0, FRAME_SAMPLES)
    assert not watch.lost(60.0)  # the lid was closed for a minute
    assert watch.remaining(60.0) == NEXT_BLOCK_SECONDS
    assert watch.lost(60.0 + NEXT_BLOCK_SECONDS)  # but silence after waking counts


def test_missing_is_what_the_clock_saw_and_the_stream_did_not_bring() -> None:
    watch = StreamWatch(0.0)
    assert watch.missing == 0.0
    for number in range(10):
        watch.block(1.0 + number * FRAME_SECONDS, FRAME_SAMPLES)
    assert watch.missing == pytest.approx(0.0, abs=1e-9)
    watch.block(1.0 + 10 * FRAME_SECONDS + 0.3, FRAME_SAMPLES)
    assert watch.missing == pytest.approx(0.3)


def test_blocks_that_come_in_a_bunch_are_not_missing() -> None:
    watch = StreamWatch(0.0)
    watch.block(1.0, FRAME_SAMPLES)
    for _ in range(3):
        watch.block(1.0 + 3 * FRAME_SECONDS, FRAME_SAMPLES)
    assert watch.missing == pytest.approx(0.0, abs=1e-9)
    watch.block(1.0 + 3 * FRAME_SECONDS, FRAME_SAMPLES)  # a fast clock is not negative either
    assert watch.missing == 0.0
