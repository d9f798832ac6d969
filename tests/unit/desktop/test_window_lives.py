"""What windows leave behind when they go, and what runs while nobody looks."""

from __future__ import annotations

import gc
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import pytest
from fake_backend import FakeBackend
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QSystemTrayIcon
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from sayso.control.commands import Command
from sayso.core.events import DictationEnded, SpeechLevel
from sayso.desktop import translation
from sayso.desktop.own_window import OwnWindow
from sayso.desktop.preferences.window import PreferencesWindow
from sayso.desktop.session import Session
from sayso.desktop.splash import Splash
from sayso.desktop.windows import Room
from sayso.settings.schema import Value

_TIMES = 20
_OF_ALL = 2
"""So often all windows are open; else one after the other, for the time that they take."""


@pytest.fixture
def session(
    qtbot: QtBot, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    """With a tray, as most desktops have one."""
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    splash = Splash()
    session = Session(backend, splash, closing_limit_seconds=30)
    with qtbot.waitSignal(session.loaded):
        session.begin()
    yield session
    with qtbot.waitSignal(session.ended):
        session.quit()
    translation.install("en")


def _settle() -> None:
    """What is to be deleted, is."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()


def _alive() -> Counter[str]:
    """Qt's objects that Python knows of. What is garbage, but not collected, counts: it would be
    destroyed in whatever thread comes to collect it, and Qt's objects must not be."""
    found: Counter[str] = Counter()
    for each in gc.get_objects():
        if isinstance(each, QObject) and isValid(each):
            found[type(each).__name__] += 1
    return found


def _open_and_close(session: Session, backend: FakeBackend, qtbot: QtBot, number: int) -> None:
    rooms = tuple(Room) if number < _OF_ALL else (tuple(Room)[number % len(Room)],)
    for room in rooms:
        session._windows.show(room)
    if number % 4 == 0:
        session.come_forward()
    wanted = ("de", "en")[number % 2]
    backend.preferences.change({"interface_language": wanted})
    qtbot.waitUntil(lambda: translation.language() == wanted)
    assert all(session._windows.is_seen(room) for room in rooms)
    for room in rooms:
        session._windows._open[room].close()
    session.window.hide()


def test_nothing_is_left_of_windows_in_another_language(
    session: Session, backend: FakeBackend, qtbot: QtBot
) -> None:
    for number in range(2):
        _open_and_close(session, backend, qtbot, number)
    qtbot.waitUntil(lambda: not session._aside._waiting)
    _settle()
    gc.collect()
    gc.disable()
    try:
        before, widgets = _alive(), len(QApplication.allWidgets())
        for number in range(_OF_ALL, _OF_ALL + _TIMES):
            _open_and_close(session, backend, qtbot, number)
        qtbot.waitUntil(lambda: not session._aside._waiting)
        _settle()
        assert _alive() - before == Counter()
        assert len(QApplication.allWidgets()) <= widgets
    finally:
        gc.enable()


@pytest.fixture
def others() -> list[QTimer]:
    """What tests before this one have left running."""
    return [each for each in gc.get_objects() if isinstance(each, QTimer)]


def _running(others: list[QTimer]) -> Counter[str]:
    """By who owns them, and how long they are."""
    return Counter(
        f"{type(timer.parent()).__name__}: {timer.interval() / 1000:g} s"
        for timer in gc.get_objects()
        if isinstance(timer, QTimer) and isValid(timer) and timer.isActive()
        if not any(timer is other for other in others)
    )


def test_no_timer_runs_while_nobody_looks(
    others: list[QTimer], session: Session, backend: FakeBackend, qtbot: QtBot
) -> None:
    for room in Room:
        session._windows.show(room)
    session.come_forward()
    backend.command(Command.START)
    for _ in range(3):
        backend.publish(SpeechLevel(0.1, 0.9))
    qtbot.waitUntil(lambda: len(_running(others)) > 2)
    backend.command(Command.CANCEL)
    backend.publish(DictationEnded(1, discarded=True))
    for room in Room:
        session._windows._open[room].close()
    session.window.close()
    qtbot.waitUntil(lambda: _running(others) == {"Session: 15 s": 1, "UpdateNotice: 21600 s": 1})


def _speak(session: Session, backend: FakeBackend, qtbot: QtBot, language: str) -> None:
    backend.preferences.change({"interface_language": language})
    qtbot.waitUntil(lambda: translation.language() == language)
    _settle()


def test_in_another_language_each_window_is_where_it_was(
    session: Session, backend: FakeBackend, qtbot: QtBot
) -> None:
    session._windows.show(Room.FIRST_RUN)
    session._windows.show(Room.SETTINGS)
    session._windows.show(Room.ABOUT)
    opened = session._windows._open
    settings, first_run = opened[Room.SETTINGS], opened[Room.FIRST_RUN]
    settings.go_to("look")
    settings.move(120, 40)
    first_run.go_to("2")
    settings.activateWindow()
    qtbot.waitUntil(settings.isActiveWindow)
    _speak(session, backend, qtbot, "de")
    assert opened[Room.SETTINGS] is not settings
    assert opened[Room.SETTINGS].place == "look"
    assert opened[Room.SETTINGS].pos() == QPoint(120, 40)
    assert opened[Room.FIRST_RUN].place == "2"
    assert opened[Room.SETTINGS].isActiveWindow()


def test_no_window_takes_the_focus_for_another_language(
    session: Session, backend: FakeBackend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings file was changed by an editor, say, which has the keyboard."""
    editor = QLineEdit()
    qtbot.addWidget(editor)
    session._windows.show(Room.HISTORY)
    editor.show()
    editor.activateWindow()
    qtbot.waitUntil(editor.isActiveWindow)
    forward: list[OwnWindow] = []
    monkeypatch.setattr(OwnWindow, "come_forward", forward.append)
    _speak(session, backend, qtbot, "de")
    assert session._windows.is_seen(Room.HISTORY)
    assert forward == []


def test_an_answer_after_the_end_of_its_window_is_dropped(
    session: Session, backend: FakeBackend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def slow(question: Callable[[], object]) -> Callable[[], object]:
        return lambda: (gate.wait(10), question())[1]

    monkeypatch.setattr(backend, "recognizers", slow(backend.recognizers))
    monkeypatch.setattr(backend, "microphones", slow(backend.microphones))
    monkeypatch.setattr(backend.diagnosis, "text", slow(lambda: "all is well"))
    for room in Room:
        session._windows.show(room)
    session._windows._open[Room.SETTINGS].go_to("recognition")
    about = session._windows._open[Room.ABOUT]
    next(
        each for each in about.findChildren(QPushButton) if each.text() == "&Copy diagnosis"
    ).click()
    _speak(session, backend, qtbot, "de")
    assert not isValid(about)
    gate.set()
    qtbot.waitUntil(lambda: not session._aside._waiting)


def test_what_was_changed_holds_though_its_window_is_gone(
    session: Session, backend: FakeBackend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One change after the other: the second one is asked for when the window has gone."""
    gate = threading.Event()
    change = backend.preferences.change

    def slow(values: Mapping[str, Value]) -> None:
        gate.wait(10)
        change(values)

    monkeypatch.setattr(backend.preferences, "change", slow)
    session._windows.show(Room.SETTINGS)
    window = session._windows._open[Room.SETTINGS]
    assert isinstance(window, PreferencesWindow)
    window.changes.change("", {"sounds": False})
    window.changes.change("", {"sound_volume": 20})
    session._windows.close()
    _settle()
    assert not isValid(window)
    gate.set()
    qtbot.waitUntil(lambda: backend.preferences.settings.look.sound_volume == 20)
    assert not backend.preferences.settings.look.sounds


def test_without_a_tray_closing_quits_in_every_language(
    session: Session, backend: FakeBackend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    session._look_for_tray()
    _speak(session, backend, qtbot, "de")
    assert "das tut auch das Schließen" in session.window.quit.toolTip()
