"""The rows: pages, and what changes while somebody looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester

from sayso.archive.browsing import Dictation, Page
from sayso.archive.items import DictationKey, Item
from sayso.core.state import State
from sayso.desktop.history.listed import Listed, Role

NOW = datetime(2026, 11, 22, 12).astimezone()


def said(number: int, text: str = "") -> Dictation:
    """The higher the number, the newer; three a day."""
    key = DictationKey("0" * 32, number)
    at = NOW - timedelta(hours=8 * (30 - number))
    return Dictation(
        (Item(number, key, 0, State.INSERTED, at, 1.0, text=text or f"number {number}"),)
    )


def page(*numbers: int, before: int | None = None) -> Page:
    return Page(tuple(said(number) for number in numbers), before)


def numbers(model: Listed) -> list[int]:
    return [model.at(row).first.id for row in range(model.rowCount())]


@pytest.fixture
def model() -> Listed:
    return Listed(lambda: date(2026, 11, 22))


def test_page_follows_page(model: Listed) -> None:
    wanted: list[bool] = []
    model.more_wanted.connect(lambda: wanted.append(True))
    model.show(page(9, 8, 7, before=7))
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert wanted == [True], "it is asked for once"
    assert model.known == {said(number).key for number in (9, 8, 7)}
    model.add(page(7, 6, before=6))
    assert numbers(model) == [9, 8, 7, 6]
    model.add(Page((), None))
    assert not model.canFetchMore(QModelIndex())


def test_a_page_with_nothing_new_is_followed_by_the_next(model: Listed) -> None:
    model.show(page(9, before=9))
    wanted: list[int | None] = []
    model.more_wanted.connect(lambda: wanted.append(model.before))
    model.add(page(9, before=5))
    assert wanted == [5]
    model.more_failed()
    assert model.canFetchMore(QModelIndex())


def test_the_day_stands_above_its_first_row(model: Listed) -> None:
    model.show(page(30, 29, 28, 27))
    days = [model.index(row).data(Role.DAY) for row in range(4)]
    assert days[0] == "Today"
    assert [bool(day) for day in days] == [
        row == 0
        or model.at(row).first.started_at.date() != model.at(row - 1).first.started_at.date()
        for row in range(4)
    ]
    assert model.index(9).data() is None


def test_only_the_head_is_renewed_where_more_follows(model: Listed) -> None:
    model.show(page(9, 8, 7, before=7))
    model.add(page(6, 5, before=5))
    model.renew(Page((said(10), said(9, "new"), said(7)), 7))
    assert numbers(model) == [10, 9, 7, 6, 5]
    assert model.at(1).text == "new"
    assert model.before == 5
    model.renew(page(90, 80, before=80))
    assert numbers(model) == [90, 80], "nothing of what was known is there any more"
    assert model.before == 80


def test_taken_out_and_put(model: Listed) -> None:
    model.show(page(*range(300, 0, -1)))
    model.remove([said(number).key for number in (300, 2)])
    assert numbers(model)[:1] == [299]
    model.put(said(299, "other"))
    model.put(said(300, "gone"))
    assert model.at(0).text == "other"
    model.remove([said(number).key for number in range(3, 300)])
    assert numbers(model) == [1]
    assert model.row_of(said(1).key) == 0
    assert model.row_of(said(2).key) is None


rows = st.lists(st.integers(1, 12), unique=True)


@given(rows, rows, st.sets(st.integers(1, 12)))
def test_renewed_it_is_what_there_is(before: list[int], after: list[int], new: set[int]) -> None:
    model = Listed(lambda: date(2026, 11, 22))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(page(*before))
    wanted = Page(tuple(said(one, "new" if one in new else "") for one in after), None)
    model.renew(wanted)
    assert [model.at(row) for row in range(model.rowCount())] == list(wanted.dictations)
    assert model.known == {one.key for one in wanted.dictations}
    del tester


def test_what_is_the_same_is_not_told_of(model: Listed) -> None:
    model.show(page(3, 2, 1))
    changed: list[int] = []
    model.dataChanged.connect(lambda top, bottom: changed.append(top.row()))
    model.renew(page(3, 2, 1))
    assert changed == []
    newer = replace(said(2), utterances=(replace(said(2).first, state=State.COPIED),))
    model.renew(Page((said(3), newer, said(1)), None))
    assert changed == [1]
