"""The main thread stands still for whoever needs it to, and no longer."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from sayso.core.events import Event, Level, Notice
from sayso.desktop import stillness as stillness_module
from sayso.desktop.bridge import Bridge
from sayso.desktop.stillness import Stillness

NEWS = Notice(Level.INFO, "Something happened.")


def test_the_main_thread_does_nothing_meanwhile(qtbot: QtBot) -> None:
    stillness, bridge = Stillness(), Bridge()
    told: list[Event] = []
    bridge.happened.connect(told.append)
    seen: list[tuple[bool, list[Event]]] = []

    def other() -> None:
        with stillness() as still:
            bridge.publish(NEWS)
            threading.Event().wait(0.05)  # in which the main thread would have heard, if it could
            seen.append((still, list(told)))

    thread = threading.Thread(target=other)
    thread.start()
    qtbot.waitUntil(lambda: told == [NEWS])
    thread.join()
    assert seen == [(True, [])]


def test_a_main_thread_that_is_busy_is_not_waited_for_for_ever(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stillness_module, "_PATIENCE_SECONDS", 0.02)
    stillness = Stillness()
    seen: list[bool] = []

    def other() -> None:
        with stillness() as still:
            seen.append(still)

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()  # the event loop does not run meanwhile
    assert seen == [False]
    later = threading.Event()
    QTimer.singleShot(0, later.set)
    qtbot.waitUntil(later.is_set)  # behind the wish, which is over


def test_it_goes_on_by_itself_if_nobody_says_so(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stillness_module, "_LONGEST_SECONDS", 0.02)
    stillness = Stillness()
    stands = threading.Event()
    stillness._wanted.emit(stands, threading.Event())
    qtbot.waitUntil(stands.is_set)
