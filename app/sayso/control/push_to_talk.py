"""What a key press means. Pure: state, signal, now → state, action.

One key does both: **hold** it and it is push-to-talk; **tap** it and listening goes on hands-free
until the next tap. Another key pressed while it is down means that it was a shortcut (Ctrl+C), so
nothing was meant to be said.

::

              DOWN begin                UP soon                 DOWN
    Idle ───────────────▶ Held ───────────────────▶ HandsFree ───────▶ Ending
     ▲ ▲                   │ │                         ▲  │ stop          │ │
     │ │   UP late: finish │ │ other: discard          │  ▼ finish        │ │
     │ └───────────────────┘ ▼                         │ Idle    other    │ │ UP: finish
     │                     Spent                       └──────────────────┘ ▼
     └────────── UP ─────────┘                                             Idle
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

FRESH_PRESS_SECONDS = 1.5
"""A press this long after the last one is no auto-repeat, whose first delay is at most a second
(the longest that Windows offers): the release in between was lost, as when a screen locks."""


class Signal(Enum):
    """What the coordinator hears of."""

    DOWN = auto()
    UP = auto()
    OTHER = auto()
    """Another key went down while the hotkey was down."""
    CANCEL = auto()
    START = auto()
    STOP = auto()
    TOGGLE = auto()
    LOST = auto()
    """The microphone went away: what was heard up to now is all there is."""


class Action(Enum):
    BEGIN = auto()
    FINISH = auto()
    DISCARD = auto()


@dataclass(frozen=True, slots=True)
class Idle:
    pass


@dataclass(frozen=True, slots=True)
class Held:
    """Listening, the key is down since ``since``: a hold or a tap, not known yet."""

    since: float


@dataclass(frozen=True, slots=True)
class HandsFree:
    """Listening, the key is up."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Listening hands-free; the key is down again, and its release ends it."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Not listening; the key is still down, and only its release makes it count again."""

    since: float


State: TypeAlias = Idle | Held | HandsFree | Ending | Spent


def is_listening(state: State) -> bool:
    return isinstance(state, Held | HandsFree | Ending)


def key_is_down(state: State) -> bool:
    """While it is, no text goes into a window: the key may be a modifier."""
    return isinstance(state, Held | Ending | Spent)


def step(
    state: State, signal: Signal, now: float, tap_seconds: float
) -> tuple[State, Action | None]:
    """``now`` is monotonic seconds; a press shorter than ``tap_seconds`` is a tap."""
    match state:
        case Idle():
            return _from_idle(state, signal, now)
        case Held(since):
            return _from_held(state, signal, now, now - since < tap_seconds)
        case HandsFree():
            return _from_hands_free(state, signal)
        case Ending():
            return _from_ending(state, signal, now)
        case Spent(since):
            return _from_spent(state, signal, now, since)


def _from_idle(state: Idle, signal: Signal, now: float) -> tuple[State, Action | None]:
    match signal:
        case Signal.DOWN:
            return Held(now), Action.BEGIN
        case Signal.START | Signal.TOGGLE:
            return HandsFree(), Action.BEGIN
        case _:
            return state, None


def _from_held(
    state: Held, signal: Signal, now: float, tapped: bool
) -> tuple[State, Action | None]:
    match signal:
        case Signal.UP:
            return (HandsFree(), None) if tapped else (Idle(), Action.FINISH)
        case Signal.OTHER | Signal.CANCEL:
            return Spent(now), Action.DISCARD
        case Signal.STOP | Signal.TOGGLE | Signal.LOST:
            return Spent(now), Action.FINISH
        case _:
            return state, None


def _from_hands_free(state: HandsFree, signal: Signal) -> tuple[State, Action | None]:
    match signal:
        case Signal.DOWN:
            return Ending(), None
        case Signal.STOP | Signal.TOGGLE | Signal.LOST:
            return Idle(), Action.FINISH
        case Signal.CANCEL:
            return Idle(), Action.DISCARD
        case _:
            return state, None


def _from_ending(state: Ending, signal: Signal, now: float) -> tuple[State, Action | None]:
    match signal:
        case Signal.UP:
            return Idle(), Action.FINISH
        case Signal.OTHER:
            return HandsFree(), None
        case Signal.STOP | Signal.TOGGLE | Signal.LOST:
            return Spent(now), Action.FINISH
        case Signal.CANCEL:
            return Spent(now), Action.DISCARD
        case _:
            return state, None


def _from_spent(
    state: Spent, signal: Signal, now: float, since: float
) -> tuple[State, Action | None]:
    match signal:
        case Signal.UP:
            return Idle(), None
        case Signal.DOWN if now - since > FRESH_PRESS_SECONDS:
            return Held(now), Action.BEGIN
        case Signal.DOWN:
            return Spent(now), None
        case Signal.START | Signal.TOGGLE:
            return HandsFree(), Action.BEGIN
        case _:
            return state, None
