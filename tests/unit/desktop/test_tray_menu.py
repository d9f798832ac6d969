"""The tray's logic; tests/desktop/test_tray.py has it on a real bus."""

from __future__ import annotations

import pytest
from fake_backend import DOWNLOAD, FakeBackend, recognized
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from sayso.core.events import (
    Activity,
    ActivityChanged,
    Level,
    LoadProgress,
    Notice,
    Offered,
    PausedChanged,
    RecognizerChanged,
    TextInserted,
    TextTakenBack,
    TextWaits,
    TraceChanged,
    TraceHereChanged,
)
from sayso.core.health import Health
from sayso.desktop.icons import state_icon
from sayso.desktop.lists import Kind
from sayso.desktop.shown import Look, Shown, after
from sayso.desktop.tray import Tray


@pytest.fixture
def tray(qtbot: QtBot, backend: FakeBackend) -> Tray:
    made = Tray(Shown())
    qtbot.addWidget(made.menu)
    made.lists[Kind.MICROPHONE].fill(backend.microphones())
    made.lists[Kind.LANGUAGE].fill(backend.languages())
    made.lists[Kind.RECOGNIZER].fill(backend.recognizers())
    made.lists[Kind.DEVICE].fill(backend.devices())
    return made


def line(menu: QMenu, text: str) -> QAction:
    (found,) = (action for action in menu.actions() if action.text().replace("&", "") == text)
    return found


def labels(menu: QMenu) -> list[str]:
    return [action.text().replace("&", "") for action in menu.actions() if action.text()]


def test_the_menu_is_complete_before_it_is_shown(tray: Tray) -> None:
    assert labels(tray.menu) == [
        "Leaves no trace",
        "Start dictation",
        "Cancel",
        "Pause",
        "Undo last dictation",
        "Last texts",
        "Type the waiting text here",
        "Copy the waiting text",
        "Not delivered: 0 utterances…",
        "Version  is available…",
        "Stop download",
        "Microphone",
        "Language",
        "Engine and model",
        "Device",
        "Leave no trace",
        "Show window",
        "History…",
        "Files…",
        "Settings…",
        "About and set-up",
        "Quit",
    ]
    assert labels(tray._more) == ["Set up again…", "Open settings folder", "About Sayso…"]
    assert tray.icon.contextMenu() is tray.menu


def test_state_shows_in_label_icon_and_tooltip(tray: Tray) -> None:
    shown = after(Shown(microphone="Headset"), RecognizerChanged(Health.READY, "whisper", "tiny"))
    tray.show_state(shown)
    assert tray.icon.toolTip() == "Sayso: Ready\nWhisper tiny · CPU\nMicrophone: Headset"
    assert not line(tray.menu, "Cancel").isEnabled()
    tray.show_state(after(shown, ActivityChanged(Activity.LISTENING)))
    assert line(tray.menu, "Stop dictation").isEnabled()
    assert line(tray.menu, "Cancel").isEnabled()
    assert tray.icon.icon().cacheKey() == state_icon(Look.LISTENING, False).cacheKey()


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Start dictation", "toggle_wanted"),
        ("Cancel", "cancel_wanted"),
        ("Undo last dictation", "undo_wanted"),
        ("Type the waiting text here", "again_wanted"),
        ("Copy the waiting text", "copy_wanted"),
        ("Show window", "show_wanted"),
        ("History…", "history_wanted"),
        ("Files…", "files_wanted"),
        ("Settings…", "settings_wanted"),
        ("Quit", "quit_wanted"),
    ],
)
def test_lines_ask(tray: Tray, qtbot: QtBot, text: str, signal: str) -> None:
    shown = Shown(standing=((1, "One."),), waits="Two.")
    tray.show_state(after(shown, ActivityChanged(Activity.RECOGNIZING)))
    with qtbot.waitSignal(getattr(tray, signal)):
        line(tray.menu, text).trigger()


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Set up again…", "first_run_wanted"),
        ("Open settings folder", "folder_wanted"),
        ("About Sayso…", "about_wanted"),
    ],
)
def test_what_is_rarely_needed_asks_too(tray: Tray, qtbot: QtBot, text: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(tray, signal)):
        line(tray._more, text).trigger()


def test_a_pause_is_asked_for_and_seen(tray: Tray, qtbot: QtBot) -> None:
    pause = line(tray.menu, "Pause")
    for wanted in (True, False):
        with qtbot.waitSignal(tray.pause_wanted) as asked:
            pause.trigger()
        assert asked.args == [wanted]
        tray.show_state(after(Shown(health=Health.READY), PausedChanged(wanted)))
        assert pause.isChecked() is wanted
    tray.show_state(Shown(health=Health.READY, paused=True))
    assert tray.icon.toolTip() == "Sayso: Paused"
    assert tray.icon.icon().cacheKey() == state_icon(Look.PAUSED, False).cacheKey()


def test_the_latest_texts_are_copied_by_a_click(tray: Tray, qtbot: QtBot) -> None:
    assert labels(tray._recent) == ["Nothing was said yet"]
    assert not tray._recent.actions()[0].isEnabled()
    shown = Shown()
    for number in range(1, 8):
        shown = after(shown, recognized(number, f"Text {number}, R&D."))
    long = "A sentence of so many words that a menu would be as wide as the screen with it."
    shown = after(shown, recognized(7, long))
    tray.show_state(shown)
    assert [action.text() for action in tray._recent.actions()] == [
        "Text 7, R&&D. A sentence of so many words that a menu would…",
        "Text 6, R&&D.",
        "Text 5, R&&D.",
        "Text 4, R&&D.",
        "Text 3, R&&D.",
    ]
    with qtbot.waitSignal(tray.recent_wanted) as asked:
        tray._recent.actions()[0].trigger()
    assert asked.args == [f"Text 7, R&D. {long}"]


def test_the_same_texts_again_cost_the_panel_nothing(tray: Tray) -> None:
    shown = after(Shown(), recognized(1, "One."))
    tray.show_state(shown)
    before = tray._recent.actions()
    tray.show_state(after(shown, ActivityChanged(Activity.LISTENING)))
    assert tray._recent.actions() == before


def test_a_click_on_the_icon_shows_the_window(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.show_wanted):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)


def test_what_was_picked_is_told_with_its_list(tray: Tray, qtbot: QtBot) -> None:
    for kind in Kind:
        with qtbot.waitSignal(tray.picked) as picked:
            tray.lists[kind].actions()[1].trigger()
        assert picked.args == [kind, tray.lists[kind].actions()[1].data()]


def test_a_download_can_be_stopped_while_there_is_one(tray: Tray, qtbot: QtBot) -> None:
    assert not line(tray.menu, "Stop download").isVisible()
    tray.show_state(after(Shown(), DOWNLOAD))
    assert line(tray.menu, "Stop download").isVisible()
    with qtbot.waitSignal(tray.stop_wanted):
        line(tray.menu, "Stop download").trigger()
    tray.show_state(after(Shown(), LoadProgress("Loading the model")))
    assert not line(tray.menu, "Stop download").isVisible()


def test_what_waits_has_lines_while_it_waits(tray: Tray) -> None:
    names = ("Type the waiting text here", "Copy the waiting text")
    assert [line(tray.menu, name).isVisible() for name in names] == [False, False]
    tray.show_state(after(Shown(), TextWaits("Please send it.")))
    assert [line(tray.menu, name).isVisible() for name in names] == [True, True]
    assert tray.icon.toolTip().splitlines()[1] == "A text waits for a window"
    assert "send" not in tray.icon.toolTip(), "the tooltip is there for everybody to see"
    tray.show_state(Shown())
    assert [line(tray.menu, name).isVisible() for name in names] == [False, False]


def test_what_was_not_delivered_has_a_line_while_it_is_offered(tray: Tray, qtbot: QtBot) -> None:
    assert not line(tray.menu, "Not delivered: 0 utterances…").isVisible()
    tray.show_state(after(Shown(), Offered(3, 43.0, text="My secret.")))
    offer = line(tray.menu, "Not delivered: 3 utterances…")
    assert offer.isVisible()
    assert "secret" not in tray.icon.toolTip()
    with qtbot.waitSignal(tray.offer_wanted):
        offer.trigger()
    tray.show_state(Shown())
    assert not offer.isVisible()


def test_a_newer_version_has_a_line(tray: Tray, qtbot: QtBot) -> None:
    assert not line(tray.menu, "Version  is available…").isVisible()
    tray.show_state(Shown(newer="0.2.0"))
    there = line(tray.menu, "Version 0.2.0 is available…")
    assert there.isVisible()
    with qtbot.waitSignal(tray.update_wanted):
        there.trigger()


def test_that_no_trace_is_left_is_stated(tray: Tray) -> None:
    head = tray.menu.actions()[0]
    mark = line(tray.menu, "Leave no trace")
    icon = tray.icon.icon().cacheKey()
    assert not head.isVisible()
    assert not mark.isChecked()
    tray.show_state(after(Shown(), TraceChanged(True)))
    assert head.text() == "Leaves no trace"
    assert head.isVisible()
    assert not head.isEnabled()
    assert mark.isChecked()
    assert tray.icon.toolTip().splitlines()[1] == "Leaves no trace"
    assert tray.icon.icon().cacheKey() == state_icon(Look.LOADING, True).cacheKey() != icon
    tray.show_state(Shown())
    assert not head.isVisible()
    assert not mark.isChecked()
    assert tray.icon.icon().cacheKey() == icon


def test_that_an_application_is_excluded_is_stated_while_people_dictate(tray: Tray) -> None:
    head = tray.menu.actions()[0]
    mark = line(tray.menu, "Leave no trace")
    icon = tray.icon.icon().cacheKey()
    tray.show_state(after(Shown(), TraceHereChanged(True)))
    assert (head.text(), head.isVisible()) == ("Leaves no trace in this application", True)
    assert tray.icon.toolTip().splitlines()[1] == head.text()
    assert tray.icon.icon().cacheKey() == state_icon(Look.LOADING, True).cacheKey()
    assert not mark.isChecked(), "it is as the setting is"
    tray.show_state(Shown())
    assert not head.isVisible()
    assert tray.icon.icon().cacheKey() == icon


def test_leaving_no_trace_is_asked_for(tray: Tray, qtbot: QtBot) -> None:
    mark = line(tray.menu, "Leave no trace")
    for wanted in (True, False):
        with qtbot.waitSignal(tray.trace_wanted) as asked:
            mark.trigger()
        assert asked.args == [wanted]
        tray.show_state(Shown(leaves_no_trace=not wanted))  # it could not be kept
        assert mark.isChecked() is not wanted
        tray.show_state(Shown(leaves_no_trace=wanted))


def test_undo_is_there_once_there_is_something_to_take_back(tray: Tray) -> None:
    undo = line(tray.menu, "Undo last dictation")
    assert not undo.isEnabled()
    shown = after(Shown(), TextInserted(1, "One. ", "clipboard paste", True))
    tray.show_state(shown)
    assert undo.isEnabled()
    tray.show_state(after(shown, TextTakenBack(1, "One. ")))
    assert not undo.isEnabled()


def test_a_click_on_a_message_is_told(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.message_clicked):
        tray.icon.messageClicked.emit()


def test_every_line_has_a_key_of_its_own(tray: Tray) -> None:
    for lines in (tray.menu.actions()[1:], tray._more.actions()):  # the first one is only read
        keys = [
            action.text()[action.text().index("&") + 1].lower() for action in lines if action.text()
        ]
        assert len(set(keys)) == len(keys)


def test_a_list_that_opens_asks_to_be_up_to_date(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.lists_wanted):
        tray.lists[Kind.MICROPHONE].aboutToShow.emit()


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
