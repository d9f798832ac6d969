"""Push-to-talk: every state against every signal, and bursts that must never leave it stuck."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.control.push_to_talk import (
    FRESH_PRESS_SECONDS,
    Action,
    Ending,
    HandsFree,
    Held,
    Idle,
    Signal,
    Spent,
    State,
    is_listening,
    key_is_down,
    step,
)

TAP = 0.35
SIGNALS = list(Signal)


def run(*steps: tuple[Signal, float], state: State | None = None) -> tuple[State, list[Action]]:
    current: State = state or Idle()
    actions = []
    for signal, now in steps:
        current, action = step(current, signal, now, TAP)
        if action:
            actions.append(action)
    return current, actions


def test_hold_is_push_to_talk() -> None:
    state, actions = run((Signal.DOWN, 0.0), (Signal.UP, 1.0))
    assert (state, actions) == (Idle(), [Action.BEGIN, Action.FINISH])


def test_tap_latches_until_the_next_tap() -> None:
    state, actions = run((Signal.DOWN, 0.0), (Signal.UP, 0.1))
    assert (state, actions) == (HandsFree(), [Action.BEGIN])
    state, actions = run((Signal.DOWN, 5.0), (Signal.UP, 5.1), state=state)
    assert (state, actions) == (Idle(), [Action.FINISH])


def test_a_long_press_ends_hands_free_too() -> None:
    assert run((Signal.DOWN, 5.0), (Signal.UP, 9.0), state=HandsFree())[1] == [Action.FINISH]


def test_a_shortcut_discards() -> None:
    state, actions = run((Signal.DOWN, 0.0), (Signal.OTHER, 0.2))
    assert (state, actions) == (Spent(0.2), [Action.BEGIN, Action.DISCARD])
    assert run((Signal.OTHER, 0.3), (Signal.UP, 0.4), state=state) == (Idle(), [])


def test_a_shortcut_while_hands_free_changes_nothing() -> None:
    state, actions = run(
        (Signal.DOWN, 5.0), (Signal.OTHER, 5.1), (Signal.UP, 5.2), state=HandsFree()
    )
    assert (state, actions) == (HandsFree(), [])


def test_typing_while_hands_free_changes_nothing() -> None:
    assert run((Signal.OTHER, 1.0), state=HandsFree()) == (HandsFree(), [])


@pytest.mark.parametrize("state", [Held(0.0), HandsFree(), Ending()])
def test_escape_discards_while_listening(state: State) -> None:
    after, actions = run((Signal.CANCEL, 1.0), state=state)
    assert actions == [Action.DISCARD]
    assert not is_listening(after)
    assert key_is_down(after) == key_is_down(state)


def test_escape_otherwise_is_somebody_elses() -> None:
    assert run((Signal.CANCEL, 1.0)) == (Idle(), [])


@pytest.mark.parametrize("state", [Held(0.0), HandsFree(), Ending()])
@pytest.mark.parametrize("signal", [Signal.STOP, Signal.TOGGLE, Signal.LOST])
def test_commands_and_a_lost_microphone_finish(state: State, signal: Signal) -> None:
    after, actions = run((signal, 1.0), state=state)
    assert actions == [Action.FINISH]
    assert not is_listening(after)


@pytest.mark.parametrize("signal", [Signal.START, Signal.TOGGLE])
@pytest.mark.parametrize("state", [Idle(), Spent(0.0)])
def test_commands_begin_hands_free(state: State, signal: Signal) -> None:
    assert run((signal, 1.0), state=state) == (HandsFree(), [Action.BEGIN])


def test_start_while_listening_does_nothing() -> None:
    for state in (Held(0.0), HandsFree(), Ending()):
        assert run((Signal.START, 1.0), state=state) == (state, [])


def test_auto_repeat_of_a_held_key_is_one_press() -> None:
    burst = [(Signal.DOWN, 0.5 + i * 0.03) for i in range(100)]
    state, actions = run((Signal.DOWN, 0.0), *burst, (Signal.UP, 4.0))
    assert (state, actions) == (Idle(), [Action.BEGIN, Action.FINISH])


def test_auto_repeat_after_a_discard_does_not_begin_again() -> None:
    burst = [(Signal.DOWN, 1.0 + i * 0.03) for i in range(100)]
    state, actions = run((Signal.DOWN, 0.0), (Signal.CANCEL, 0.9), *burst)
    assert actions == [Action.BEGIN, Action.DISCARD]
    assert run((Signal.UP, 5.0), state=state) == (Idle(), [])


def test_a_lost_release_costs_nothing() -> None:
    """A screen that locks swallows the release: the next press must work."""
    state, actions = run((Signal.DOWN, FRESH_PRESS_SECONDS + 0.1), state=Spent(0.0))
    assert actions == [Action.BEGIN]
    assert is_listening(state)


signals = st.lists(st.tuples(st.sampled_from(SIGNALS), st.floats(0.0, 3.0)), max_size=60)


@given(signals)
def test_begin_and_end_alternate_whatever_happens(gaps: list[tuple[Signal, float]]) -> None:
    state: State = Idle()
    now = 0.0
    open_ = False
    for signal, gap in gaps:
        now += gap
        state, action = step(state, signal, now, TAP)
        if action is Action.BEGIN:
            assert not open_
            open_ = True
        elif action is not None:
            assert open_
            open_ = False
        assert is_listening(state) == open_


@given(signals)
def test_never_stuck(gaps: list[tuple[Signal, float]]) -> None:
    """From wherever a burst leaves it, letting go and holding the key dictates again."""
    state: State = Idle()
    now = 0.0
    for signal, gap in gaps:
        now += gap
        state, _ = step(state, signal, now, TAP)
    state, _ = step(state, Signal.UP, now + 1, TAP)
    state, _ = step(state, Signal.STOP, now + 2, TAP)
    assert not is_listening(state)
    state, first = step(state, Signal.DOWN, now + 10, TAP)
    state, second = step(state, Signal.UP, now + 11, TAP)
    assert (first, second, state) == (Action.BEGIN, Action.FINISH, Idle())


@given(signals)
def test_no_more_listening_once_stopped(gaps: list[tuple[Signal, float]]) -> None:
    state: State = Idle()
    now = 0.0
    for signal, gap in gaps:
        now += gap
        state, _ = step(state, signal, now, TAP)
    state, _ = step(state, Signal.CANCEL, now, TAP)
    assert not is_listening(state)
