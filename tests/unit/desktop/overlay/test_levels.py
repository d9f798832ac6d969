from __future__ import annotations

from sayso.core.speech import FRAME_SAMPLES, SAMPLE_RATE
from sayso.desktop.overlay.levels import BARS, STEPS, Levels

A_SECOND = round(SAMPLE_RATE / FRAME_SAMPLES)


def test_a_bar_is_as_high_as_its_loudest_frame() -> None:
    levels = Levels()
    assert levels.add(0.8) == (False, False)
    assert levels.add(0.2) == (True, False)
    assert levels.bars[-1] == 1.0
    levels.add(0.1)
    levels.add(0.2)
    assert list(levels.bars)[-2:] == [1.0, 0.0]
    assert len(levels.bars) == BARS


def test_changes_a_second() -> None:
    levels = Levels()
    told = [levels.add(0.2 + (frame // 16) % 2 * 0.5) for frame in range(10 * A_SECOND)]
    assert 140 <= sum(bar for bar, _ in told) <= 160
    assert 10 <= sum(step for _, step in told) <= 20
    assert 0 <= levels.step <= STEPS


def test_nothing_is_left_of_the_dictation_before() -> None:
    levels = Levels()
    for _ in range(40):
        levels.add(1.0)
    assert levels.step == STEPS
    levels.clear()
    assert (levels.step, max(levels.bars)) == (0, 0.0)
