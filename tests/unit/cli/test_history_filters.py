"""Words, states and days on the command line become a query."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from sayso.archive.items import Query
from sayso.cli.history_filters import add_to, day, query
from sayso.cli.history_open import Span, spans
from sayso.cli.parser import Parser
from sayso.core.errors import UsageError
from sayso.core.state import UNDELIVERED, State

TODAY = date(2026, 11, 22)


def asked(*arguments: str) -> Query:
    parser = Parser("history list", "")
    add_to(parser)
    return query(parser.parse_intermixed_args(arguments), TODAY)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("today", date(2026, 11, 22)),
        ("Yesterday", date(2026, 11, 21)),
        ("0d", date(2026, 11, 22)),
        ("30d", date(2026, 10, 23)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_days(word: str, meant: date) -> None:
    assert day(word, TODAY) == meant


@pytest.mark.parametrize(
    "word", ["", "tomorrow", "2026-02-29", "20261122", "2026-W47", "9999999d", "-3d", "22.11.2026"]
)
def test_what_is_no_day(word: str) -> None:
    with pytest.raises(UsageError, match="is no day"):
        day(word, TODAY)


def test_the_end_of_the_calendar() -> None:
    with pytest.raises(UsageError, match="9999-12-31 is no day"):
        asked("--until", "9999-12-31")


def test_nothing_asked() -> None:
    assert asked() == Query()


def test_everything_asked() -> None:
    found = asked(
        *("blue", "--application", "firefox", "--state", "failed,refused", "car"),
        *("--state", "heard", "--since", "2026-03-28", "--until", "2026-03-29", "--limit", "5"),
    )
    assert found.words == "blue car"
    assert found.application == "firefox"
    assert found.states == {State.FAILED, State.REFUSED, State.HEARD}
    assert found.limit == 5
    assert found.since == datetime(2026, 3, 28).astimezone()
    assert found.until == datetime(2026, 3, 30).astimezone()


def test_undelivered() -> None:
    assert asked("--undelivered").states == UNDELIVERED
    assert asked("--undelivered", "--state", "failed,inserted").states == {State.FAILED}
    with pytest.raises(UsageError, match="undelivered"):
        asked("--undelivered", "--state", "inserted")


def test_states_that_are_none() -> None:
    with pytest.raises(UsageError, match=r"no state inserte \(did you mean insert"):
        asked("--state", "inserte")


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1e3", "9" * 12])
def test_limits_that_are_none(limit: str) -> None:
    with pytest.raises(UsageError, match="limit"):
        asked(f"--limit={limit}")


def test_spans() -> None:
    assert spans(["12", "3-7"]) == (Span(12, 12), Span(3, 7))
    assert [str(span) for span in spans(["12", "3-7", "4-4"])] == ["12", "3-7", "4"]


@pytest.mark.parametrize("word", ["", "x", "7-3", "1-", "-1", "1-2-3", "1.5", "9" * 19, "１２"])
def test_what_is_no_number_of_an_item(word: str) -> None:
    with pytest.raises(UsageError, match="12-20"):
        spans([word])
