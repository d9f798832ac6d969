"""What became of an utterance, from its last word to a window. Pure.

::

    heard ──▶ recognised ──▶ inserting ──▶ inserted ──▶ taken_back
      │            │             │ ▲
      │            │             ▼ │
      ├──▶ empty   ├──────▶ copied, failed, refused     told, and within reach of the person
      └────────────┴──────▶ cancelled

What was inserted goes nowhere a second time: no state leads from there to `INSERTING`.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """As `sayso history` shows it."""

    HEARD = "heard"
    """It is complete, and waits to be recognised."""
    RECOGNISED = "recognised"
    """It has a text, which waits for its window."""
    INSERTING = "inserting"
    """The text is on its way. Found so after a crash, it may stand in the window or not."""
    INSERTED = "inserted"
    COPIED = "copied"
    """The text is on the clipboard, for the person to paste."""
    TAKEN_BACK = "taken_back"
    """The person undid it, or scratched it."""
    EMPTY = "empty"
    """No words were in it, or none to be typed, as in "scratch that"."""
    CANCELLED = "cancelled"
    FAILED = "failed"
    """It could not be recognised, or it is not certain whether its text went in."""
    REFUSED = "refused"
    """The window that was meant is not to be typed into."""


UNDELIVERED = frozenset(
    {State.HEARD, State.RECOGNISED, State.INSERTING, State.FAILED, State.REFUSED}
)
"""Nothing of it stands anywhere, or that is not certain: it is offered at the next start."""

_UNHEARD = frozenset({State.RECOGNISED, State.EMPTY, State.FAILED, State.CANCELLED})

LEGAL: dict[State, frozenset[State]] = {
    State.HEARD: _UNHEARD,
    State.RECOGNISED: frozenset(
        {State.INSERTING, State.COPIED, State.FAILED, State.REFUSED, State.CANCELLED}
    ),
    State.INSERTING: frozenset(
        {State.INSERTED, State.COPIED, State.RECOGNISED, State.FAILED, State.REFUSED}
        | {State.EMPTY, State.CANCELLED}
    ),
    State.INSERTED: frozenset({State.TAKEN_BACK}),
    State.COPIED: frozenset({State.INSERTING, State.CANCELLED}),
    State.TAKEN_BACK: frozenset(),
    State.EMPTY: frozenset({State.RECOGNISED}),
    State.CANCELLED: frozenset(),
    State.FAILED: _UNHEARD | {State.INSERTING, State.COPIED},
    State.REFUSED: frozenset({State.INSERTING, State.COPIED, State.CANCELLED}),
}
"""What may follow. An utterance that fails once more stays `FAILED`; it is no change."""


def may_become(before: State, after: State) -> bool:
    """Whether that is a change that can be. What comes too late, as the cancelling of a dictation
    whose text went in a moment before, is none, and is not written down."""
    return after in LEGAL[before]
