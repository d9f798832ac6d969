"""A session with the windows that are opened now and then, and with settings that change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_backend import FakeBackend
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sayso.control.commands import Request
from sayso.core.events import Level, Notice, TextWaits
from sayso.desktop import session as session_module
from sayso.desktop import theme, translation
from sayso.desktop.lists import Kind
from sayso.desktop.own_window import OwnWindow
from sayso.desktop.session import Session
from sayso.desktop.splash import Splash
from sayso.desktop.windows import Room
from sayso.paths import first_run_file, no_tray_file


class Panel:
    """Says whether the desktop has a tray, in place of Qt, which finds none without a screen."""

    there = True

    @classmethod
    def isSystemTrayAvailable(cls) -> bool:
        return cls.there


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> type[Panel]:
    class Own(Panel):
        pass

    monkeypatch.setattr(session_module, "QSystemTrayIcon", Own)
    return Own


@pytest.fixture
def session(qtbot: QtBot, backend: FakeBackend, panel: type[Panel]) -> Iterator[Session]:
    """Begun by the test."""
    splash = Splash()
    splash.appear()
    session = Session(backend, splash, closing_limit_seconds=30)
    yield session
    if not session._over:
        with qtbot.waitSignal(session.ended):
            session.quit()
    theme.apply("auto")
    translation.install("en")


def begun(session: Session, qtbot: QtBot) -> Session:
    with qtbot.waitSignal(session.loaded):
        session.begin()
    return session


def seen(kind: type[QWidget]) -> list[QWidget]:
    return [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, kind) and each.isVisible()
    ]


def test_on_a_new_machine_the_set_up_comes_first_and_alone(
    session: Session, qtbot: QtBot, panel: type[Panel]
) -> None:
    first_run_file().unlink()
    no_tray_file().unlink()
    panel.there = False
    begun(session, qtbot)
    [window] = seen(OwnWindow)
    assert window.windowTitle() == "Welcome to Sayso"
    assert not session.window.isVisible()
    window.close()
    qtbot.waitUntil(session.window.isVisible)
    assert "no tray icons" in session.window.notice.text()
    assert first_run_file().exists()


def test_that_there_is_no_tray_is_told_once(
    session: Session, qtbot: QtBot, panel: type[Panel]
) -> None:
    panel.there = False
    begun(session, qtbot)
    qtbot.waitUntil(session.window.isVisible)
    assert session.window.notice.text() == ""


@pytest.mark.parametrize("room", Room)
def test_every_window_is_opened_once_and_comes_forward_again(
    session: Session, qtbot: QtBot, room: Room
) -> None:
    begun(session, qtbot)
    session.window.room_wanted.emit(room)
    [window] = seen(OwnWindow)
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    session.window.room_wanted.emit(room)
    assert seen(OwnWindow) == [window]


def test_quitting_closes_them_all(session: Session, qtbot: QtBot) -> None:
    begun(session, qtbot)
    for room in Room:
        session.window.room_wanted.emit(room)
    assert len(seen(OwnWindow)) == len(Room)
    with qtbot.waitSignal(session.ended):
        session.quit()
    assert seen(OwnWindow) == []


def test_a_setting_that_an_editor_has_changed_holds_at_once(
    session: Session, qtbot: QtBot, backend: FakeBackend
) -> None:
    begun(session, qtbot)
    backend.preferences.file.write_text('[look]\ntheme = "dark"\n')
    qtbot.waitUntil(theme.is_dark)
    backend.preferences.file.write_text('[look]\ntheme = "light"\n')
    qtbot.waitUntil(lambda: not theme.is_dark())
    with qtbot.waitSignal(session.told, check_params_cb=lambda event: isinstance(event, Notice)):
        backend.preferences.file.write_text('[look]\ntheme = "pink"\n')


def test_another_language_is_in_every_window_at_once(
    session: Session, qtbot: QtBot, backend: FakeBackend
) -> None:
    begun(session, qtbot)
    session.come_forward()
    session.window.room_wanted.emit(Room.HISTORY)
    assert session.tray is not None
    english = [action.text() for action in session.tray.menu.actions()]
    backend.preferences.change({"interface_language": "de"})
    qtbot.waitUntil(lambda: "Verlauf" in " ".join(each.windowTitle() for each in seen(OwnWindow)))
    assert session.window.isVisible()
    assert session.window.quit.text().replace("&", "") == "Beenden"
    assert session.tray is not None
    assert [action.text() for action in session.tray.menu.actions()] != english
    qtbot.waitUntil(lambda: session.window.lists[Kind.RECOGNIZER].count() == 3)
    backend.preferences.change({"interface_language": "en"})
    qtbot.waitUntil(lambda: session.window.quit.text().replace("&", "") == "Quit")


def test_a_model_that_the_settings_mean_now_is_loaded_once(
    session: Session, qtbot: QtBot, backend: FakeBackend
) -> None:
    begun(session, qtbot)
    loads = backend.loads
    with qtbot.waitSignal(session.loaded):
        backend.preferences.change({"engine": "whisper", "model": "small"})
    assert backend.loads == loads + 1


def test_pause_from_the_tray(session: Session, qtbot: QtBot, backend: FakeBackend) -> None:
    begun(session, qtbot)
    assert session.tray is not None
    session.tray.pause_wanted.emit(True)
    qtbot.waitUntil(lambda: session.shown.paused)
    assert session.window.pause.isChecked() or not session.window.isVisible()
    session.come_forward()
    assert session.window.pause.isChecked()
    session.window.pause_wanted.emit(False)
    qtbot.waitUntil(lambda: not session.shown.paused)
    assert not backend.paused


def test_a_recent_text_is_copied(session: Session, qtbot: QtBot, backend: FakeBackend) -> None:
    begun(session, qtbot)
    assert session.tray is not None
    session.tray.recent_wanted.emit("Please send the report.")
    qtbot.waitUntil(lambda: backend.errands == ["copy Please send the report."])


def test_the_desktops_own_messages_are_for_what_the_overlay_cannot_do(
    session: Session, qtbot: QtBot, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(session, qtbot)
    told: list[str] = []
    assert session.tray is not None
    monkeypatch.setattr(session.tray, "show_notice", lambda notice: told.append(notice.text))
    session.happened(Notice(Level.WARNING, "one"))
    session.happened(Notice(Level.ERROR, "two"))
    backend.preferences.change({"overlay": "off"})
    qtbot.waitUntil(lambda: not session._signs.seen)
    session.happened(Notice(Level.WARNING, "three"))
    backend.preferences.change({"overlay": "bottom"})
    qtbot.waitUntil(lambda: session._signs.seen)
    session.happened(TextWaits("It can wait."))
    session.happened(Notice(Level.WARNING, "four"))
    assert told == ["two", "three", "four"]


def test_files_dropped_on_the_window_are_in_the_files_window(
    session: Session, qtbot: QtBot, tmp_path: Path, backend: FakeBackend
) -> None:
    begun(session, qtbot)
    file = tmp_path / "talk.wav"
    file.write_bytes(b"RIFF")
    session._windows.add_files([file])
    [window] = seen(OwnWindow)
    assert [job.path for job in backend.files.standing()] == [file]
    qtbot.waitUntil(window.isActiveWindow)


def test_the_socket_pauses(session: Session, qtbot: QtBot, backend: FakeBackend) -> None:
    begun(session, qtbot)
    replies: list[object] = []
    session.answer(Request.PAUSE, {}, replies.append)
    qtbot.waitUntil(lambda: len(replies) == 1)
    assert backend.paused
