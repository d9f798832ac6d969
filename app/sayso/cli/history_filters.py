"""Which items a command is about: words, application, state and days."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sayso.archive.items import Query
from sayso.cli.parser import Parser
from sayso.core.errors import UsageError
from sayso.core.state import UNDELIVERED, State

DAYS = """DAY is a date as 2026-11-22, or today, yesterday, or 7d for seven days ago; what was said
on either day is found."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AGO = re.compile(r"([0-9]{1,7})d")


def add_to(parser: Parser) -> None:
    parser.add_argument("words", nargs="*", metavar="WORDS", help="all of them are in the text")
    parser.add_argument("--application", default="", metavar="A", help="whose window it went into")
    parser.add_argument(
        "--state",
        action="append",
        default=[],
        metavar="S",
        help=f"one or more, with commas: {', '.join(State)}",
    )
    parser.add_argument("--since", metavar="DAY", help="said on that day or after it")
    parser.add_argument("--until", metavar="DAY", help="said on that day or before it")
    parser.add_argument(
        "--undelivered", action="store_true", help="what stands in no window, for all that is known"
    )
    parser.add_argument("--limit", metavar="N", help="so many at the most, the newest")


def query(asked: argparse.Namespace, today: date) -> Query:
    """Raises UsageError."""
    states = _states(asked.state)
    if asked.undelivered:
        states = states & UNDELIVERED if states else UNDELIVERED
        if not states:
            raise UsageError("None of these states is an undelivered one; leave one option out.")
    return Query(
        words=" ".join(asked.words),
        application=asked.application,
        states=states,
        since=None if asked.since is None else _begins(day(asked.since, today), asked.since),
        until=None if asked.until is None else _ends(day(asked.until, today), asked.until),
        limit=None if asked.limit is None else _limit(asked.limit),
    )


def day(word: str, today: date) -> date:
    """Raises UsageError."""
    match word.casefold():
        case "today":
            return today
        case "yesterday":
            return today - timedelta(days=1)
        case other:
            try:
                if ago := _AGO.fullmatch(other):
                    return today - timedelta(days=int(ago[1]))
                if not _DATE.fullmatch(other):
                    raise _no_day(word)
                return date.fromisoformat(other)
            except (ValueError, OverflowError):
                raise _no_day(word) from None


def _begins(that: date, word: str) -> datetime:
    """Its midnight, in local time with its zone, as it is on that day."""
    try:
        return datetime.combine(that, time()).astimezone()
    except (ValueError, OverflowError, OSError):  # where the calendar ends
        raise _no_day(word) from None


def _ends(that: date, word: str) -> datetime:
    try:
        return _begins(that + timedelta(days=1), word)
    except OverflowError:
        raise _no_day(word) from None


def _no_day(word: str) -> UsageError:
    return UsageError(f"{word} is no day; write it as 2026-11-22, today, yesterday or 7d.")


def _states(words: Sequence[str]) -> frozenset[State]:
    names = [name.strip() for word in words for name in word.split(",")]
    known = {state.value: state for state in State}
    for name in names:
        if name not in known:
            import difflib

            close = difflib.get_close_matches(name, known, n=1)
            hint = f" (did you mean {close[0]}?)" if close else ""
            raise UsageError(f"There is no state {name}{hint}; they are {', '.join(known)}.")
    return frozenset(known[name] for name in names)


def _limit(word: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", word) or not int(word):
        raise UsageError("--limit must be a number, 1 or more.")
    return int(word)
