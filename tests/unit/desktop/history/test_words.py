"""The history in words, and what the filters mean."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from sayso.archive.items import Retention
from sayso.archive.statistics import Totals
from sayso.core.state import State
from sayso.desktop.history import marks, words
from sayso.desktop.history.filters import When, span_of

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("kept", "sentence"),
    [
        (Retention(7.0, None, None, None), "Audio is kept 7 days, text for ever."),
        (Retention(), "Audio and text are kept for ever."),
        (Retention(0.0, None, 1.0, None), "Audio is kept until it is delivered, text 1 day."),
        (Retention(None, None, 2.5, None), "Audio is kept for ever, text 2.5 days."),
    ],
)
def test_retention(kept: Retention, sentence: str) -> None:
    assert words.retention(kept) == sentence


def test_lengths_and_counts() -> None:
    assert [words.length(seconds) for seconds in (0.4, 7, 61, 3723)] == [
        "0:00", "0:07", "1:01", "1:02:03",
    ]  # fmt: skip
    assert words.time_span(192.9) == "3 h 12 min"
    assert words.time_span(0.9) == "0 min"
    assert words.dictations(1) == "1 dictation"
    assert words.deleted(1200) == f"{words.number(1200)} dictations deleted"
    assert words.totals(Totals(0, 0, 0.0, 0.0)) == "Nothing was dictated in the last 30 days."


def test_days() -> None:
    assert words.day(TODAY, TODAY) == "Today"
    assert words.day(TODAY - timedelta(days=1), TODAY) == "Yesterday"
    assert "2026" in words.day(TODAY - timedelta(days=2), TODAY)


def test_every_state_has_a_word_of_its_own() -> None:
    assert len({words.state(state) for state in State}) == len(State)


def test_every_state_that_is_told_apart_has_a_shape_of_its_own(qapp: object) -> None:
    """In one colour; what was heard and what was recognised both wait, and look it."""
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QColor, QImage, QPainter

    def drawn(state: State) -> bytes:
        image = QImage(16, 16, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        marks.paint(painter, QRectF(0, 0, 16, 16), state, QColor("black"))
        painter.end()
        return bytes(image.constBits())

    waits = {State.HEARD, State.RECOGNISED}
    assert drawn(State.HEARD) == drawn(State.RECOGNISED)
    shapes = {drawn(state) for state in State}
    assert len(shapes) == len(State) - len(waits) + 1


def test_days_that_are_looked_for() -> None:
    def midnight(day: int, month: int = 11) -> datetime:
        return datetime(2026, month, day).astimezone()

    first, last = date(2026, 11, 5), date(2026, 11, 3)
    assert span_of(When.ALL, TODAY, first, last) == (None, None)
    assert span_of(When.TODAY, TODAY, first, last) == (midnight(22), midnight(23))
    assert span_of(When.WEEK, TODAY, first, last) == (midnight(16), midnight(23))
    assert span_of(When.MONTH, TODAY, first, last) == (midnight(24, 10), midnight(23))
    assert span_of(When.DAYS, TODAY, first, last) == (midnight(3), midnight(6)), "either way round"
