"""The segmenter: no sample lost or doubled, utterances in order, no first or last syllable cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sayso.core.speech import FRAME_SAMPLES, FRAME_SECONDS
from sayso.pipeline.detect.segmenter import (
    ONSET_FRAMES,
    ONSET_FRAMES_AT_END,
    RELEASE_MARGIN,
    Rules,
    Segmenter,
    Span,
    quietest,
)

RULES = Rules(threshold=0.5, hangover=6, pre_roll=4, post_roll=3, longest=60)


def frame(number: int) -> np.ndarray:
    """Samples that say where they come from."""
    start = number * FRAME_SAMPLES
    return np.arange(start, start + FRAME_SAMPLES, dtype=np.float32)


def cut(probabilities: list[float], rules: Rules = RULES) -> list[Span]:
    segmenter = Segmenter(rules)
    spans = [segmenter.push(frame(i), p) for i, p in enumerate(probabilities)]
    spans.append(segmenter.finish())
    return [span for span in spans if span is not None]


def frames_of(span: Span) -> range:
    first = span.start // FRAME_SAMPLES
    return range(first, first + len(span.samples) // FRAME_SAMPLES)


def speech(pattern: str) -> list[float]:
    """``.`` silence, ``#`` speech, ``-`` too low to begin speech but enough to go on."""
    return [{".": 0.05, "#": 0.9, "-": 0.4}[c] for c in pattern]


def test_an_utterance_has_room_before_and_after() -> None:
    [span] = cut(speech("." * 10 + "#" * 5 + "." * 10))
    assert frames_of(span) == range(6, 18)
    assert np.array_equal(
        span.samples, np.arange(6 * FRAME_SAMPLES, 18 * FRAME_SAMPLES, dtype=np.float32)
    )


def test_it_is_complete_as_soon_as_the_hangover_is_over() -> None:
    segmenter = Segmenter(RULES)
    pattern = speech("." * 10 + "#" * 5 + "." * 6)
    done = [i for i, p in enumerate(pattern) if segmenter.push(frame(i), p)]
    assert done == [20]
    assert not segmenter.speaking


def test_a_click_is_not_speech() -> None:
    assert cut(speech("....##....#..##.....")) == []


def test_a_short_pause_does_not_end_it() -> None:
    assert len(cut(speech("..####.....####......"))) == 1


def test_a_faint_ending_belongs_to_it() -> None:
    [span] = cut(speech("....###----------......."))
    assert frames_of(span) == range(20)


def test_faint_sound_alone_does_not_begin_it() -> None:
    assert cut(speech("..------------------..")) == []


def test_speech_from_the_first_frame_is_whole() -> None:
    [span] = cut(speech("#####......"))
    assert frames_of(span).start == 0


def test_release_in_mid_word_keeps_all_of_it() -> None:
    [span] = cut(speech("......" + "#" * 7))
    assert frames_of(span) == range(2, 13)


def test_release_at_the_onset_keeps_it() -> None:
    [span] = cut(speech("......" + "#" * ONSET_FRAMES_AT_END))
    assert frames_of(span) == range(2, 8)


def test_two_utterances_share_no_room() -> None:
    first, second = cut(speech("....###......###....."))
    assert frames_of(first) == range(10)
    assert frames_of(second).start == 10


def test_endless_speech_is_split_where_it_is_quietest() -> None:
    rng = np.random.default_rng(1)
    segmenter = Segmenter(RULES)
    spans = []
    for i in range(60):
        loud = 0.001 if i in (40, 41, 42) else 0.5
        samples = (rng.standard_normal(FRAME_SAMPLES) * loud).astype(np.float32)
        if span := segmenter.push(samples, 0.9):
            spans.append(span)
    assert [frames_of(span) for span in spans] == [range(42)]
    assert segmenter.speaking


def test_quietest_prefers_the_latest_of_equals() -> None:
    frames = [np.full(FRAME_SAMPLES, 0.1, np.float32)] * 20
    assert quietest(frames, 10) == 19


def test_quietest_of_too_few_frames_takes_all() -> None:
    assert quietest([np.zeros(FRAME_SAMPLES, np.float32)] * 2, 0) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold": 0.0},
        {"threshold": 1.0},
        {"hangover": 0},
        {"pre_roll": -1},
        {"post_roll": 20, "hangover": 10},
        {"longest": 30},
    ],
)
def test_rules_that_cannot_work_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"not usable|within the hangover|no room"):
        Rules(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("pause", [0.2, 5.0])
@pytest.mark.parametrize("pre_roll", [0.0, 1.0])
@pytest.mark.parametrize("longest", [5.0, 29.0])
def test_whatever_the_settings_allow_can_be_used(
    pause: float, pre_roll: float, longest: float
) -> None:
    rules = Rules.of_seconds(threshold=0.5, pause=pause, pre_roll=pre_roll, longest=longest)
    assert rules.longest * FRAME_SECONDS <= 30.0  # Whisper's window


def test_rules_of_seconds() -> None:
    rules = Rules.of_seconds(threshold=0.4, pause=0.2, pre_roll=0.5, longest=25.0)
    assert (rules.hangover, rules.pre_roll, rules.post_roll, rules.longest) == (6, 16, 6, 781)


probabilities = st.lists(st.sampled_from([0.0, 0.1, 0.3, 0.4, 0.5, 0.7, 1.0]), max_size=400)
any_rules = st.builds(
    lambda hangover, pre, post, extra: Rules(
        threshold=0.5,
        hangover=hangover,
        pre_roll=pre,
        post_roll=min(post, hangover),
        longest=2 * (pre + ONSET_FRAMES + hangover) + extra,
    ),
    st.integers(1, 20),
    st.integers(0, 20),
    st.integers(0, 20),
    st.integers(0, 100),
)


@given(probabilities, any_rules, st.integers(0, 2**32 - 1))
def test_no_sample_is_lost_or_doubled(values: list[float], rules: Rules, seed: int) -> None:
    rng = np.random.default_rng(seed)
    loudness = rng.choice([0.0, 0.01, 1.0], size=(len(values), 1))
    source = (rng.standard_normal((len(values), FRAME_SAMPLES)) * loudness).astype(np.float32)
    segmenter = Segmenter(rules)
    found = [segmenter.push(*pair) for pair in zip(source, values, strict=True)]
    spans = [span for span in [*found, segmenter.finish()] if span is not None]
    last = 0
    for span in spans:
        assert span.start >= last, "in order, and no sample in two spans"
        last = span.start + len(span.samples)
        assert np.array_equal(span.samples, source.reshape(-1)[span.start : last])
        assert 0 < len(frames_of(span)) <= rules.longest
    assert last <= len(values) * FRAME_SAMPLES
    inside = {i for span in spans for i in frames_of(span)}
    run = 0
    for i, value in enumerate([*values, 0.0]):
        if value >= rules.threshold:
            run += 1
            continue
        if run >= ONSET_FRAMES:
            assert set(range(i - run, i)) <= inside, "every voiced stretch is in an utterance"
        run = 0


@given(probabilities, any_rules)
@example([0.0, 0.5, 0.5, 0.0, 0.5, 0.5], Rules(hangover=1, pre_roll=3, post_roll=0, longest=14))
def test_room_before_the_first_is_as_asked(values: list[float], rules: Rules) -> None:
    """Within that room there may be a start that came to nothing."""
    spans = cut(values, rules)
    if spans:
        first = frames_of(spans[0]).start
        onsets = [i for i in range(len(values)) if all(v >= 0.5 for v in values[i : i + 2])]
        assert first in {max(0, onset - rules.pre_roll) for onset in onsets}


@given(probabilities)
def test_finish_twice_gives_nothing_more(values: list[float]) -> None:
    segmenter = Segmenter(RULES)
    for i, value in enumerate(values):
        segmenter.push(frame(i), value)
    segmenter.finish()
    assert not segmenter.speaking
    assert segmenter.finish() is None


def test_release_margin_is_below_the_threshold() -> None:
    assert 0 < RELEASE_MARGIN < RULES.threshold
