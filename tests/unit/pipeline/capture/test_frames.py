from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sayso.core.speech import FRAME_SAMPLES, Frame
from sayso.pipeline.capture.frames import Framer, mono


def cut(lengths: list[int]) -> tuple[list[Frame], Frame | None]:
    """Frames of 0, 1, 2… pushed in blocks of these lengths."""
    framer = Framer()
    frames: list[Frame] = []
    first = 0
    for length in lengths:
        frames += framer.push(np.arange(first, first + length, dtype=np.float32))
        first += length
    return frames, framer.flush()


@given(st.lists(st.integers(0, 3 * FRAME_SAMPLES), max_size=20))
def test_no_sample_is_lost_or_doubled(lengths: list[int]) -> None:
    frames, last = cut(lengths)
    everything = frames + ([last] if last else [])
    assert [frame.start for frame in everything] == [
        FRAME_SAMPLES * number for number in range(len(everything))
    ]
    assert all(frame.samples.shape == (FRAME_SAMPLES,) for frame in everything)
    total = sum(lengths)
    heard = np.concatenate([np.zeros(0), *(frame.samples for frame in everything)])
    assert np.array_equal(heard[:total], np.arange(total))
    assert not heard[total:].any()
    assert len(heard) - total < FRAME_SAMPLES


def test_frames_come_as_soon_as_they_are_whole() -> None:
    framer = Framer()
    assert framer.push(np.ones(FRAME_SAMPLES - 1, dtype=np.float32)) == []
    assert len(framer.push(np.ones(1, dtype=np.float32))) == 1
    assert framer.flush() is None


def test_a_frame_keeps_its_samples_when_the_next_ones_come() -> None:
    framer = Framer()
    framer.push(np.full(100, 1, dtype=np.float32))
    (frame,) = framer.push(np.full(FRAME_SAMPLES, 2, dtype=np.float32))
    framer.push(np.full(FRAME_SAMPLES, 3, dtype=np.float32))
    assert frame.samples.tolist() == [1.0] * 100 + [2.0] * (FRAME_SAMPLES - 100)


def test_mono_of_one_two_and_more_channels() -> None:
    one = np.array([0.25, -1.0], dtype=np.float32)
    assert mono(one).tolist() == [0.25, -1.0]
    assert mono(one[:, None]).tolist() == [0.25, -1.0]
    assert mono(np.array([[0.5, 0.0], [1.0, -1.0]], dtype=np.float32)).tolist() == [0.25, 0.0]
    many = np.array([[0.5, 0.5, 1.0, 1.0]], dtype=np.float32)
    assert mono(many).tolist() == [0.5]
    assert mono(many).dtype == np.float32
