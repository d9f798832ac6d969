"""From a row of the database to a value, and what of it a query asks for. Pure."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sayso.archive.database.search import clean, plan
from sayso.archive.items import Clip, DictationKey, Earlier, Item, Query
from sayso.core.speech import SAMPLE_RATE
from sayso.core.state import State

_FROM = " FROM utterances AS u JOIN dictations AS d ON d.id = u.dictation"

SELECT = f"SELECT u.*, d.run, d.number AS dictation_number, d.recording{_FROM}"


def item_of(
    row: sqlite3.Row, recording: Callable[[str], Path], is_there: Callable[[str], bool]
) -> Item:
    """``recording``: where one of that name lies; ``is_there``: whether it does. Raises ValueError
    and TypeError where the row is none that we have written."""
    name = row["recording"]
    has_audio = bool(row["audio"]) and name is not None and is_there(name)
    return Item(
        id=row["id"],
        key=DictationKey(row["run"], row["dictation_number"]),
        number=row["number"],
        state=State(row["state"]),
        started_at=datetime.fromisoformat(row["started_at"]),
        audio_seconds=row["samples"] / SAMPLE_RATE,
        raw_text=_text_or_none(row["raw_text"]),
        text=_text_or_none(row["text"]),
        application=_text(row["application"]),
        language=_text_or_none(row["language"]),
        engine=_text(row["engine"]),
        model=_text(row["model"]),
        taken_seconds=row["taken_seconds"],
        delivered_seconds=row["delivered_seconds"],
        way=_text(row["way"]),
        confirmed=bool(row["confirmed"]),
        reason=_text(row["reason"]),
        clip=Clip(recording(name), row["start"], row["samples"]) if has_audio else None,
        offered=bool(row["offered"]),
    )


def earlier_of(row: sqlite3.Row) -> Earlier:
    return Earlier(
        at=datetime.fromisoformat(row["recognised_at"]),
        raw_text=row["raw_text"],
        text=row["text"],
        language=row["language"],
        engine=row["engine"],
        model=row["model"],
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def select(query: Query, *, indexed: bool) -> tuple[str, list[object]]:
    """The statement and its values. ``has`` is a function of the connection's
    (`sayso.archive.database.search.has`)."""
    where, values = conditions_of(query, indexed=indexed)
    return _limited(f"{SELECT}{where} ORDER BY u.listed_at DESC, u.id DESC", values, query.limit)


def select_some(columns: str, query: Query, *, indexed: bool) -> tuple[str, list[object]]:
    """As `select`, of these columns alone: ``u`` are the utterances, ``d`` the dictations."""
    where, values = conditions_of(query, indexed=indexed)
    statement = f"SELECT {columns}{_FROM}{where} ORDER BY u.listed_at DESC, u.id DESC"
    return _limited(statement, values, query.limit)


def count_of(query: Query, *, indexed: bool) -> tuple[str, list[object]]:
    """As `select`: of how many dictations there are such."""
    where, values = conditions_of(query, indexed=indexed)
    return f"SELECT count(DISTINCT u.dictation) AS many{_FROM}{where}", values


def _limited(statement: str, values: list[object], limit: int | None) -> tuple[str, list[object]]:
    if limit is None:
        return statement, values
    return f"{statement} LIMIT ?", [*values, max(limit, 0)]


def conditions_of(query: Query, *, indexed: bool) -> tuple[str, list[object]]:
    """From WHERE on, empty where all are wanted; ``limit`` is left to the caller."""
    conditions: list[str] = []
    values: list[object] = []

    def only(condition: str, *of: object) -> None:
        conditions.append(condition)
        values.extend(of)

    expression, left_over = plan(query.words, indexed=indexed)
    if expression:
        only("u.id IN (SELECT rowid FROM words WHERE words MATCH ?)", expression)
    for word in left_over:
        only("has(u.text, u.raw_text, ?)", word)
    if query.application:
        only("u.application = ? COLLATE NOCASE", clean(query.application))
    if query.states:
        marks = ", ".join("?" * len(query.states))
        only(f"u.state IN ({marks})", *sorted(query.states))
    if query.since is not None:
        only("u.started >= ?", query.since.timestamp())
    if query.until is not None:
        only("u.started < ?", query.until.timestamp())
    if query.before is not None:
        # Where that one is gone meanwhile, from where the one that was written before it is.
        only(
            "(u.listed_at, u.id) < (SELECT listed_at, ? FROM utterances WHERE id <= ?"
            " ORDER BY id DESC LIMIT 1)",
            query.before,
            query.before,
        )
    if query.ids is not None:
        only("u.id BETWEEN ? AND ?", *query.ids)
    if query.dictation is not None:
        only("d.run = ? AND d.number = ?", *query.dictation)
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), values
