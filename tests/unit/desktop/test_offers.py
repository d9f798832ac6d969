from __future__ import annotations

import pytest
from fake_backend import FakeBackend
from pytestqt.qtbot import QtBot

from sayso.core.errors import HistoryError
from sayso.core.events import Event, Level, Notice, Offered
from sayso.desktop.aside import Aside
from sayso.desktop.offers import Offers


@pytest.fixture
def told() -> list[Notice]:
    return []


@pytest.fixture
def offers(backend: FakeBackend, told: list[Notice]) -> Offers:
    return Offers(backend, Aside(), told.append)


def test_each_is_done_off_the_main_thread_and_copying_is_told(
    qtbot: QtBot, backend: FakeBackend, offers: Offers, told: list[Notice]
) -> None:
    offers.recognize()
    offers.discard()
    offers.copy()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [Notice(Level.INFO, "The text is on the clipboard; paste it where it belongs.")]
    names = ["copy offered", "discard offered", "recognise offered"]
    qtbot.waitUntil(lambda: sorted(backend.errands) == names)
    assert "MainThread" not in {backend.threads[name] for name in names}


def test_wanted_twice_it_is_done_once_and_nothing_waits_for_it(
    qtbot: QtBot, backend: FakeBackend, offers: Offers, told: list[Notice]
) -> None:
    published: list[Event] = []
    backend.publish = published.append
    backend.errand_gate.clear()
    offers.recognize()
    offers.recognize()
    offers.discard()
    qtbot.waitUntil(lambda: set(backend.errands) == {"recognise offered", "discard offered"})
    assert len(backend.errands) == 2
    backend.errand_gate.set()
    qtbot.waitUntil(lambda: Offered(0) in published)
    qtbot.waitUntil(lambda: not offers._under_way)
    offers.recognize()
    qtbot.waitUntil(lambda: backend.errands.count("recognise offered") == 2)
    assert told == []


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (HistoryError("The history is read-only; free its folder."), "The history is read-only"),
        (ZeroDivisionError(), "log file"),
    ],
)
def test_what_fails_is_told_and_can_be_tried_again(
    qtbot: QtBot,
    backend: FakeBackend,
    offers: Offers,
    told: list[Notice],
    error: Exception,
    sentence: str,
) -> None:
    backend.errand_error = error
    for times, work in enumerate((offers.recognize, offers.copy, offers.discard, offers.discard)):
        work()
        qtbot.waitUntil(lambda expected=times + 1: len(told) == expected)
    assert all(notice.level is Level.WARNING and sentence in notice.text for notice in told)


def test_nothing_is_begun_when_the_app_ends(backend: FakeBackend, offers: Offers) -> None:
    offers.close()
    offers.recognize()
    offers.copy()
    offers.discard()
    assert offers._under_way == set()
    assert backend.errands == []
