"""The raw engine's time, on the canned Whisper in the tiny shape."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sayso.bench.canned_whisper import SAMPLE_RATE, canned_text, canned_whisper
from sayso.bench.floor import EngineFloor


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> EngineFloor:
    model: Path = canned_whisper(tmp_path_factory.mktemp("models"), size="tiny")
    return EngineFloor(model, threads=2)


@pytest.mark.parametrize(("seconds", "beam_size"), [(5, 1), (20, 5)])
def test_decodes_all_the_text_between_two_readings_of_the_clock(
    floor: EngineFloor, seconds: int, beam_size: int
) -> None:
    noise = np.random.default_rng(3).normal(0, 0.1, seconds * SAMPLE_RATE).astype(np.float32)
    readings = iter([100.0, 102.5])

    taken = floor.seconds(noise, beam_size=beam_size, clock=lambda: next(readings))

    assert taken == 2.5
    assert next(readings, None) is None
    assert floor.tokens == len(canned_text(len(noise)).split())


def test_refuses_more_than_one_window(floor: EngineFloor) -> None:
    silence = np.zeros(31 * SAMPLE_RATE, np.float32)

    with pytest.raises(ValueError, match="30 s at most"):
        floor.seconds(silence, beam_size=1, clock=lambda: 0.0)
