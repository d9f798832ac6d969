"""The tray's logic; tests/desktop/test_tray.py has it on a real bus."""

from __future__ import annotations

import pytest
from fake_backend import FakeBackend
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from sayso.control.choices import Choice
from sayso.core.events import Activity, ActivityChanged, Health, Level, Notice, RecognizerChanged
from sayso.desktop.icons import state_icon
from sayso.desktop.shown import Look, Shown, after
from sayso.desktop.tray import RadioMenu, Tray


@pytest.fixture
def tray(qtbot: QtBot, backend: FakeBackend) -> Tray:
    made = Tray(Shown())
    qtbot.addWidget(made.menu)
    made.microphones.fill(backend.microphones())
    made.recognizers.fill(backend.recognizers())
    return made


def line(menu: QMenu, text: str) -> QAction:
    (found,) = (action for action in menu.actions() if action.text().replace("&", "") == text)
    return found


def labels(menu: QMenu) -> list[str]:
    return [action.text().replace("&", "") for action in menu.actions() if action.text()]


def test_the_menu_is_complete_before_it_is_shown(tray: Tray) -> None:
    assert labels(tray.menu) == [
        "Start dictation",
        "Cancel",
        "Microphone",
        "Engine and model",
        "Show window",
        "Open settings folder",
        "Quit",
    ]
    assert tray.icon.contextMenu() is tray.menu


def test_state_shows_in_label_icon_and_tooltip(tray: Tray) -> None:
    shown = after(Shown(microphone="Headset"), RecognizerChanged(Health.READY, "whisper", "tiny"))
    tray.show_state(shown)
    assert tray.icon.toolTip() == "Sayso: Ready\nWhisper tiny\nMicrophone: Headset"
    assert not line(tray.menu, "Cancel").isEnabled()
    tray.show_state(after(shown, ActivityChanged(Activity.LISTENING)))
    assert line(tray.menu, "Stop dictation").isEnabled()
    assert line(tray.menu, "Cancel").isEnabled()
    assert tray.icon.icon().cacheKey() == state_icon(Look.LISTENING).cacheKey()


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Start dictation", "toggle_wanted"),
        ("Cancel", "cancel_wanted"),
        ("Show window", "show_wanted"),
        ("Open settings folder", "folder_wanted"),
        ("Quit", "quit_wanted"),
    ],
)
def test_lines_ask(tray: Tray, qtbot: QtBot, text: str, signal: str) -> None:
    tray.show_state(after(Shown(), ActivityChanged(Activity.RECOGNIZING)))
    with qtbot.waitSignal(getattr(tray, signal)):
        line(tray.menu, text).trigger()


def test_a_click_on_the_icon_shows_the_window(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.show_wanted):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)


def test_lists_say_what_is_chosen_and_what_was_picked(tray: Tray, qtbot: QtBot) -> None:
    actions = tray.microphones.actions()
    assert [action.text() for action in actions] == ["Built-in && Audio", "Headset (Bluetooth)"]
    assert [action.isChecked() for action in actions] == [True, False]
    with qtbot.waitSignal(tray.microphone_picked) as picked:
        actions[1].trigger()
    assert picked.args == ["mic-2"]
    tray.microphones.restore()  # it could not be had
    assert [action.isChecked() for action in tray.microphones.actions()] == [True, False]


def test_picking_what_is_chosen_already_asks_for_nothing(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(tray.recognizer_picked):
        tray.recognizers.actions()[0].trigger()


def test_a_list_that_opens_asks_to_be_up_to_date(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.lists_wanted):
        tray.microphones.aboutToShow.emit()


def test_a_list_that_has_not_changed_is_left_alone(qtbot: QtBot) -> None:
    menu = RadioMenu("Title", "Nothing")
    qtbot.addWidget(menu)
    assert labels(menu) == ["Nothing"]
    assert not menu.actions()[0].isEnabled()
    menu.fill([Choice("1", "One", chosen=True)])
    before = menu.actions()
    menu.fill([Choice("1", "One", chosen=True)])
    assert menu.actions() == before
    menu.fill([])
    assert labels(menu) == ["Nothing"]


@pytest.mark.parametrize(
    ("level", "told"), [(Level.INFO, False), (Level.WARNING, True), (Level.ERROR, True)]
)
def test_only_what_matters_interrupts(
    tray: Tray, monkeypatch: pytest.MonkeyPatch, level: Level, told: bool
) -> None:
    messages: list[str] = []
    monkeypatch.setattr(tray.icon, "showMessage", lambda title, text, kind: messages.append(text))
    tray.show_notice(Notice(level, "Something."))
    assert messages == (["Something."] if told else [])
