"""What dictating amounts to: words a day, how fast, and the time that typing had taken. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

TYPED_WORDS_A_MINUTE = 52.0
"""The mean of 168,000 people who copied sentences: 51.56 words a minute. Dhakal, Feit, Kristensson,
Oulasvirta: Observations on Typing from 136 Million Keystrokes, CHI 2018.

They had come for a typing test, and copied what stood there: most people type more slowly, and
slower still what they have yet to think of (Karat and others, CHI 1999: 19 words a minute). So what
is said to be saved is rather too little than too much."""


@dataclass(frozen=True, slots=True)
class Day:
    """seconds: of the audio of utterances that words were in."""

    day: date
    dictations: int
    words: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Totals:
    """minutes_saved: never below 0. words_a_minute: spoken, pauses within utterances among it; 0
    where nothing was said."""

    dictations: int
    words: int
    words_a_minute: float
    minutes_saved: float


def every_day(days: Iterable[Day], last: date, number: int) -> Sequence[Day]:
    """So many days in a row up to ``last``, the oldest first, those without words among them."""
    by_day = {each.day: each for each in days}
    wanted = [last - timedelta(days=back) for back in range(number - 1, -1, -1)]
    return [by_day.get(day, Day(day, 0, 0, 0.0)) for day in wanted]


def totals(days: Sequence[Day]) -> Totals:
    words = sum(each.words for each in days)
    minutes = sum(each.seconds for each in days) / 60
    return Totals(
        sum(each.dictations for each in days),
        words,
        words / minutes if minutes else 0.0,
        max(0.0, words / TYPED_WORDS_A_MINUTE - minutes),
    )
