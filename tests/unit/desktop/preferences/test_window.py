"""The window, by keyboard and mouse."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from fake_backend import FakeBackend
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sayso.control.choices import Choice
from sayso.core.errors import SettingsError
from sayso.core.events import RecognizerChanged
from sayso.core.health import Health
from sayso.desktop.aside import Aside
from sayso.desktop.choice_box import ChoiceBox
from sayso.desktop.preferences.exceptions import Exceptions
from sayso.desktop.preferences.fields import Field, NumberBox
from sayso.desktop.preferences.key import Key
from sayso.desktop.preferences.pages import KEYS, SETTINGS, Page
from sayso.desktop.preferences.row import Row
from sayso.desktop.preferences.window import PreferencesWindow
from sayso.settings.schema import Settings, Value
from sayso.settings.store import read

Rows = Callable[[str], Row]
Fields = Callable[[str], QWidget]

CTRL = Qt.KeyboardModifier.ControlModifier


def holds(backend: FakeBackend) -> Settings:
    """What the file says; the environment has no part in it here."""
    return read(backend.preferences.file).settings


def said(window: PreferencesWindow) -> str:
    return window.foot.said.text().replace("\u00a0", " ")


def text_of(widget: QWidget) -> str:
    assert isinstance(widget, NumberBox)
    return widget.field.text().replace("\u00a0", " ")


def write(qtbot: QtBot, widget: QWidget, text: str) -> None:
    line = widget.field if isinstance(widget, NumberBox) else widget
    assert isinstance(line, QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(widget, Qt.Key.Key_Return)


# Changing


def test_a_check_box_holds_at_once_and_can_be_undone(
    window: PreferencesWindow, row: Rows, qtbot: QtBot, backend: FakeBackend
) -> None:
    box = row("trailing_space").control.focus
    with qtbot.waitSignal(window.changes.changed):
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert holds(backend).text.trailing_space is False
    assert said(window) == "Changed “Space at the end”: Off"
    with qtbot.waitSignal(window.changes.undone):
        qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert holds(backend).text.trailing_space is True
    assert isinstance(box, QAbstractButton)
    assert box.isChecked()
    assert said(window) == "Undone: Changed “Space at the end”: Off"
    assert not window.foot.undo.isVisible()


def test_a_choice_is_picked_by_keyboard_in_plain_words(
    window: PreferencesWindow, field: Fields, qtbot: QtBot, backend: FakeBackend
) -> None:
    box = field("typing")
    assert isinstance(box, ChoiceBox)
    assert [box.itemText(place) for place in range(box.count())] == [
        "Automatic",
        "Paste",
        "Type key by key",
        "Only copy",
    ]
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box.view(), Qt.Key.Key_Down)
    with qtbot.waitSignal(window.changes.changed):
        qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    assert holds(backend).typing.typing == "paste"
    assert said(window) == "Changed “Way of typing”: Paste"


def test_a_number_is_written_and_its_undo_works_from_its_own_field(
    window: PreferencesWindow, field: Fields, qtbot: QtBot, backend: FakeBackend
) -> None:
    box = field("tap_seconds")
    with qtbot.waitSignal(window.changes.changed):
        write(qtbot, box, "0.5")
    assert holds(backend).trigger.tap_seconds == 0.5
    assert text_of(box) == "0.5 s"
    assert said(window) == "Changed “Longest tap”: 0.5 s"
    with qtbot.waitSignal(window.changes.undone):
        qtbot.keyClick(box, Qt.Key.Key_Z, CTRL)
    assert holds(backend).trigger.tap_seconds == 0.35
    assert text_of(box) == "0.35 s"


def test_a_text_holds_once_the_field_is_left(
    window: PreferencesWindow, field: Fields, qtbot: QtBot, backend: FakeBackend
) -> None:
    line = field("no_trace_in")
    assert isinstance(line, Field)
    assert line.text() == ""
    assert line.placeholderText() == "No application"
    qtbot.keyClicks(line, "keepassxc, signal")
    assert holds(backend).history.no_trace_in == "none"
    with qtbot.waitSignal(window.changes.changed):
        qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert holds(backend).history.no_trace_in == "keepassxc, signal"
    line.setFocus()
    with qtbot.waitSignal(window.changes.changed):
        line.selectAll()
        qtbot.keyClick(line, Qt.Key.Key_Delete)
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert holds(backend).history.no_trace_in == "none"


def test_undo_in_a_field_takes_back_the_letters_first(
    window: PreferencesWindow, field: Fields, qtbot: QtBot
) -> None:
    line = field("no_trace_in")
    assert isinstance(line, Field)
    with qtbot.waitSignal(window.changes.changed):
        qtbot.keyClicks(line, "signal")
        qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.keyClicks(line, "x")
    with qtbot.assertNotEmitted(window.changes.undone):
        qtbot.keyClick(line, Qt.Key.Key_Z, CTRL)
    assert line.text() == "signal"
    with qtbot.waitSignal(window.changes.undone):
        qtbot.keyClick(line, Qt.Key.Key_Z, CTRL)
    assert line.text() == ""


def test_a_key_is_pressed(
    window: PreferencesWindow, field: Fields, qtbot: QtBot, backend: FakeBackend
) -> None:
    capture = field("hotkey")
    qtbot.keyClick(capture, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: backend.paused)  # else the key would begin a dictation
    with qtbot.waitSignal(window.changes.changed):
        qtbot.keyClick(capture, Qt.Key.Key_F9)
    assert holds(backend).trigger.hotkey == "f9"
    qtbot.waitUntil(lambda: not backend.paused)


def test_recording_a_key_leaves_a_pause_of_the_persons_alone(
    row: Rows, qtbot: QtBot, backend: FakeBackend
) -> None:
    backend.paused = True
    control = row("hotkey").control
    assert isinstance(control, Key)
    control.capture.record()
    control.capture.stop()
    assert backend.paused
    assert "pause" not in backend.threads


def test_the_undo_key_can_be_none(
    window: PreferencesWindow, row: Rows, qtbot: QtBot, backend: FakeBackend
) -> None:
    control = row("undo_hotkey").control
    button = next(
        it for it in control.widget.findChildren(QAbstractButton) if it.text() == "No key"
    )
    with qtbot.waitSignal(window.changes.changed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert holds(backend).trigger.undo_hotkey == "none"
    assert button.isChecked()


def test_model_and_engine_are_one_choice(
    window: PreferencesWindow, row: Rows, qtbot: QtBot, backend: FakeBackend
) -> None:
    line = row("model")
    box = line.control.focus
    assert isinstance(box, ChoiceBox)
    qtbot.waitUntil(lambda: box.findData("whisper/small") >= 0)
    place = box.findData("whisper/small")
    with qtbot.waitSignal(window.changes.changed):
        box.setCurrentIndex(place)
        box.activated.emit(place)
    recognition = holds(backend).recognition
    assert (recognition.engine, recognition.model) == ("whisper", "whisper/small")
    with qtbot.waitSignal(window.changes.changed):
        qtbot.mouseClick(line.reset, Qt.MouseButton.LeftButton)
    assert holds(backend).recognition == Settings().recognition


def test_a_model_that_was_downloaded_meanwhile_is_in_the_list(
    row: Rows, qtbot: QtBot, backend: FakeBackend
) -> None:
    box = row("model").control.focus
    assert isinstance(box, ChoiceBox)
    qtbot.waitUntil(lambda: box.findData("whisper/small") >= 0)
    before = backend.recognizers()
    new = Choice("whisper/medium", "Whisper medium", "1.5 GB")
    backend.recognizers = lambda: [*before, new]  # type: ignore[method-assign]
    backend.publish(RecognizerChanged(Health.READY, "whisper", "medium"))
    qtbot.waitUntil(lambda: box.findData("whisper/medium") >= 0)


def test_a_folder_with_a_model_can_be_named(
    window: PreferencesWindow, row: Rows, qtbot: QtBot, backend: FakeBackend, tmp_path: Path
) -> None:
    button = row("model").control.widget.findChild(QAbstractButton)
    button.click()
    dialog = window.findChild(QFileDialog)
    assert not dialog.testOption(QFileDialog.Option.ReadOnly)
    with qtbot.waitSignal(window.changes.changed):
        dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    assert holds(backend).recognition.model == str(tmp_path)


# What is not allowed


def test_what_is_refused_is_told_beside_the_field_and_stays_in_it(
    window: PreferencesWindow, row: Rows, field: Fields, qtbot: QtBot, backend: FakeBackend
) -> None:
    box = field("tap_seconds")
    write(qtbot, box, "20")
    line = row("tap_seconds")
    assert line.refusal is not None
    assert line.refusal.isVisible()
    assert "between 0.05 s and 2 s" in line.refusal.text().replace("\u00a0", " ")
    assert "between" in box.accessibleDescription()
    assert text_of(box) == "20"
    assert backend.preferences.settings == Settings()
    window.settings_changed(SETTINGS.keys())
    assert text_of(box) == "20", "what is typed is not lost"
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert text_of(box) == "0.35 s"
    assert not line.refusal.isVisible()
    assert window.isVisible(), "Escape was for the field"


def test_what_the_settings_refuse_is_told_as_well(
    window: PreferencesWindow, field: Fields, row: Rows, qtbot: QtBot, backend: FakeBackend
) -> None:
    line = field("update_feed")
    with qtbot.waitSignal(window.changes.refused):
        write(qtbot, line, "somewhere")
    refusal = row("update_feed").refusal
    assert refusal is not None
    assert refusal.isVisible()
    assert isinstance(line, Field)
    assert line.text() == "somewhere"
    assert backend.preferences.settings == Settings()


def test_exceptions_by_application_are_lines(
    window: PreferencesWindow, row: Rows, qtbot: QtBot, backend: FakeBackend
) -> None:
    control = row("typing_for").control
    assert isinstance(control, Exceptions)
    qtbot.mouseClick(control.add, Qt.MouseButton.LeftButton)
    (line,) = control.lines
    assert line.name.hasFocus()
    backend.preferences.change({"press_enter": True})
    window.settings_changed({"typing_for"})
    assert control.lines == [line], "an empty line is not taken away"
    qtbot.keyClicks(line.name, "firefox")
    with qtbot.waitSignal(window.changes.changed):
        qtbot.keyClick(line.name, Qt.Key.Key_Return)
    assert holds(backend).typing.typing_for == "firefox=keys"
    assert line.name.hasFocus()
    place = line.way.findData("never")
    with qtbot.waitSignal(window.changes.changed):
        line.way.setCurrentIndex(place)
        line.way.activated.emit(place)
    assert line.way.currentText() == "Never type"
    backend.preferences.change({"typing_for": "firefox=never, kitty=keys window"})
    qtbot.waitUntil(lambda: len(control.lines) == 2)
    assert control.lines[1].way.currentText() == "Type key by key, It is an ordinary window"
    assert [it for it in control.stops() if it.isVisible()] == control.stops()
    with qtbot.waitSignal(window.changes.changed):
        qtbot.mouseClick(line.remove, Qt.MouseButton.LeftButton)
    assert holds(backend).typing.typing_for == "kitty=keys window"
    line = control.lines[0]
    with qtbot.waitSignal(window.changes.refused):
        write(qtbot, line.name, "a, b")
    assert line.name.text() == "a, b"


def test_a_choice_that_cannot_be_written_goes_back(
    window: PreferencesWindow, row: Rows, qtbot: QtBot, backend: FakeBackend
) -> None:
    line = row("sounds")
    backend.preferences.change = _fails  # type: ignore[method-assign]
    with qtbot.waitSignal(window.changes.refused):
        qtbot.keyClick(line.control.focus, Qt.Key.Key_Space)
    box = line.control.focus
    assert isinstance(box, QAbstractButton)
    assert box.isChecked()
    assert line.refusal is not None
    assert "Make room." in line.refusal.text()


def _fails(values: object) -> None:
    raise SettingsError("The settings cannot be written. Make room.")


def test_what_the_environment_fixes_cannot_be_changed_and_says_so(
    qtbot: QtBot, backend: FakeBackend
) -> None:
    backend.preferences.fixed = {"device": "SAYSO_DEVICE"}
    aside = Aside()
    window = PreferencesWindow(backend, aside)
    qtbot.addWidget(window)
    window.show_page(Page.RECOGNITION)
    window.show()
    qtbot.waitUntil(lambda: window.content.is_complete)
    line = window.content.row("device")
    assert line is not None
    box = line.control.focus
    assert isinstance(box, ChoiceBox)
    qtbot.waitUntil(lambda: box.findData("cuda:0") >= 0)
    assert not box.isEnabled()
    assert line.note is not None
    assert "SAYSO_DEVICE" in line.note.text()
    aside.close()


# Defaults


def test_what_differs_is_marked_and_can_be_reset_alone(
    window: PreferencesWindow, row: Rows, qtbot: QtBot, backend: FakeBackend
) -> None:
    line = row("tap_seconds")
    assert not line.reset.isVisible()
    backend.preferences.change({"tap_seconds": 0.5})
    qtbot.waitUntil(line.reset.isVisible)
    assert line.note is not None
    assert line.note.text().replace("\u00a0", " ") == "• Changed; default: 0.35 s"
    line.reset.setFocus()
    with qtbot.waitSignal(window.changes.changed):
        qtbot.keyClick(line.reset, Qt.Key.Key_Space)
    assert holds(backend).trigger.tap_seconds == 0.35
    assert not line.reset.isVisible()
    assert not line.note.isVisible()
    assert line.control.focus.hasFocus(), "the keyboard is not lost with the button"


def test_a_page_is_reset_in_one_step_and_back(
    window: PreferencesWindow, row: Rows, qtbot: QtBot, backend: FakeBackend
) -> None:
    row("audio_days")
    button = window.content.sections[Page.HISTORY].reset
    assert not button.isEnabled()
    mine = {"audio_days": 1.0, "no_trace_in": "signal", "tap_seconds": 0.5}
    backend.preferences.change(mine)
    qtbot.waitUntil(button.isEnabled)
    with qtbot.waitSignal(window.changes.changed):
        button.click()
    assert holds(backend).history == Settings().history
    assert holds(backend).trigger.tap_seconds == 0.5, "of another page"
    assert said(window) == "Reset the page “History and privacy”"
    with qtbot.waitSignal(window.changes.undone):
        window.foot.undo.click()
    assert holds(backend).history.audio_days == 1.0
    assert holds(backend).history.no_trace_in == "signal"


def test_history_says_what_is_kept(
    window: PreferencesWindow, row: Rows, qtbot: QtBot, backend: FakeBackend
) -> None:
    row("audio_days")
    told = window.content.sections[Page.HISTORY].told
    assert told is not None
    assert told.text().startswith("Kept: audio 7\u00a0days, text for ever.")
    backend.preferences.change({"leave_no_trace": True})
    qtbot.waitUntil(lambda: told.text() == "Nothing of what you say is kept.")


# Others change them, too


def test_follows_what_others_change_and_leaves_alone_what_is_being_typed(
    window: PreferencesWindow, row: Rows, field: Fields, qtbot: QtBot, backend: FakeBackend
) -> None:
    row("voice_threshold")
    typed = field("pause_seconds")
    other = row("voice_threshold").control.focus
    assert isinstance(typed, NumberBox)
    typed.field.setText("1.2")
    backend.preferences.change({"voice_threshold": 0.7, "pause_seconds": 0.9})
    qtbot.waitUntil(lambda: text_of(other) == "0.7")
    assert text_of(typed) == "1.2"
    qtbot.keyClick(typed, Qt.Key.Key_Escape)
    window.settings_changed({"pause_seconds"})
    assert text_of(typed) == "0.9 s"


def test_undo_leaves_alone_what_others_have_changed_since(
    window: PreferencesWindow, field: Fields, qtbot: QtBot, backend: FakeBackend
) -> None:
    box = field("tap_seconds")
    with qtbot.waitSignal(window.changes.changed):
        write(qtbot, box, "0.5")
    backend.preferences.change({"tap_seconds": 0.8})
    with qtbot.waitSignal(window.changes.undone):
        window.foot.undo.click()
    assert holds(backend).trigger.tap_seconds == 0.8


def test_what_was_refused_is_not_there_when_the_window_comes_again(
    window: PreferencesWindow, field: Fields, row: Rows, qtbot: QtBot
) -> None:
    box = field("tap_seconds")
    write(qtbot, box, "20")
    window.close()
    window.come_forward()
    assert text_of(box) == "0.35 s"
    refusal = row("tap_seconds").refusal
    assert refusal is not None
    assert not refusal.isVisible()


def test_closing_enters_what_was_typed(
    window: PreferencesWindow, field: Fields, qtbot: QtBot, backend: FakeBackend
) -> None:
    box = field("tap_seconds")
    assert isinstance(box, NumberBox)
    box.field.setText("0.5")
    with qtbot.waitSignal(window.changes.changed):
        window.close()
    assert holds(backend).trigger.tap_seconds == 0.5


# Search


def visible(window: PreferencesWindow) -> list[str]:
    """From top to bottom."""
    rows = [row for row in window.content.rows() if row.isVisible()]
    rows.sort(key=lambda row: row.mapTo(window, QPoint(0, 0)).y())
    return [row.control.setting.key for row in rows]


def test_typing_on_the_pages_searches_all_of_them(window: PreferencesWindow, qtbot: QtBot) -> None:
    assert window.pages.hasFocus()
    qtbot.keyClicks(window.pages, "v")
    assert window.search.hasFocus()
    qtbot.keyClicks(window.search, "olume")
    qtbot.waitUntil(lambda: window.content.is_complete)
    assert visible(window) == ["sound_volume"]
    assert window.content.sections[Page.LOOK].heading.isVisible()
    assert not window.content.sections[Page.TRIGGER].isVisible()
    window.search.setText("sound")
    qtbot.waitUntil(lambda: window.content.is_complete)
    assert visible(window) == ["pre_roll_seconds", "sounds", "sound_volume"]


def test_escape_clears_the_search_and_then_closes(window: PreferencesWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F, CTRL)
    assert window.search.hasFocus()
    qtbot.keyClicks(window.search, "sound")
    qtbot.waitUntil(lambda: window.content.is_complete)
    found = window.content.row("sounds")
    assert found is not None
    found.control.focus.setFocus()
    qtbot.keyClick(found.control.focus, Qt.Key.Key_Escape)
    assert window.search.text() == ""
    qtbot.waitUntil(lambda: visible(window) == list(KEYS[Page.TRIGGER]))
    assert window.isVisible()
    qtbot.keyClick(window.search, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_says_that_nothing_was_found(window: PreferencesWindow) -> None:
    window.search.setText("espresso")
    assert window.content.nothing.isVisible()
    assert "“espresso”" in window.content.nothing.text()
    window.search.clear()
    assert not window.content.nothing.isVisible()


def test_going_to_a_page_ends_the_search(window: PreferencesWindow, qtbot: QtBot) -> None:
    window.search.setText("sound")
    item = window.pages.item(0)  # the one that was there before
    place = window.pages.visualItemRect(item).center()
    qtbot.mouseClick(window.pages.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.search.text() == ""
    qtbot.waitUntil(lambda: visible(window) == list(KEYS[Page.TRIGGER]))
    window.search.setText("sound")
    qtbot.keyClick(window.search, Qt.Key.Key_Down)
    assert window.pages.hasFocus()
    assert window.search.text() == ""


# Export and import


def test_exports_and_imports_and_tells_what_was_not_used(
    window: PreferencesWindow, qtbot: QtBot, backend: FakeBackend, tmp_path: Path
) -> None:
    backend.preferences.change({"tap_seconds": 0.5, "theme": "dark"})
    file = tmp_path / "mine.toml"
    qtbot.mouseClick(window.foot.export, Qt.MouseButton.LeftButton)
    _choose(window, qtbot, file)
    qtbot.waitUntil(lambda: said(window) == "Exported to mine.toml")
    backend.preferences.reset(["tap_seconds", "theme"])
    with file.open("a", encoding="utf-8") as end:
        end.write("\n[recognition]\nspeed = 3\n")
    qtbot.mouseClick(window.foot.bring, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window.changes.imported):
        _choose(window, qtbot, file)
    assert holds(backend).trigger.tap_seconds == 0.5
    assert said(window).startswith("Imported from mine.toml: Longest tap, Colours\n⚠")
    assert "speed" in said(window)
    with qtbot.waitSignal(window.changes.undone):
        window.foot.undo.click()
    assert backend.preferences.settings == Settings()


def _choose(window: PreferencesWindow, qtbot: QtBot, file: Path) -> None:
    (dialog,) = [it for it in window.findChildren(QFileDialog) if it.isVisible()]
    assert not dialog.isModal() or dialog.windowModality() is Qt.WindowModality.WindowModal
    dialog.setDirectory(str(file.parent))
    dialog.selectFile(file.name)
    with qtbot.waitSignal(dialog.finished):
        dialog.accept()


def test_a_file_that_cannot_be_read_is_told(
    window: PreferencesWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(window.changes.refused):
        window.changes.import_from(tmp_path / "nowhere.toml")
    assert said(window).startswith("⚠ ")
    assert not window.foot.undo.isVisible()


# What is no setting


def test_start_at_login_is_kept_by_the_system(
    window: PreferencesWindow, qtbot: QtBot, backend: FakeBackend
) -> None:
    window.search.setText("log in")
    box = window.at_login.box
    qtbot.waitUntil(box.isEnabled)
    assert box.isVisible()
    assert not box.isChecked()
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    qtbot.waitUntil(backend.autostart.enabled)
    assert box.isChecked()


def test_start_at_login_that_cannot_be_had_goes_back_and_says_why(
    window: PreferencesWindow, qtbot: QtBot, backend: FakeBackend
) -> None:
    window.show_page("advanced")
    row = window.at_login
    qtbot.waitUntil(row.box.isEnabled)
    backend.autostart.set = _fails  # type: ignore[method-assign]
    qtbot.mouseClick(row.box, Qt.MouseButton.LeftButton, pos=QPoint(8, row.box.height() // 2))
    qtbot.waitUntil(row.refusal.isVisible)
    assert "Make room." in row.refusal.text()
    assert not row.box.isChecked()


# The microphone


def test_tries_the_microphone_while_it_is_seen(
    window: PreferencesWindow, row: Rows, qtbot: QtBot, backend: FakeBackend
) -> None:
    control = row("microphone").control
    box = control.focus
    assert isinstance(box, ChoiceBox)
    qtbot.waitUntil(lambda: box.findData("mic-2") >= 0)
    button = control.widget.findChild(QAbstractButton)
    level = control.level  # type: ignore[attr-defined]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert backend.trial.started == ["auto"]
    backend.trial.hear(0.1, 0.9, heard=True)
    qtbot.waitUntil(lambda: level.value > 0.3)
    assert any("hears you" in it.text() for it in control.widget.findChildren(QLabel))
    with qtbot.waitSignal(window.changes.changed):
        box.setCurrentIndex(box.findData("mic-2"))
        box.activated.emit(box.findData("mic-2"))
    assert backend.trial.started == ["auto", "mic-2"]
    window.show_page("look")
    assert not backend.trial.running


def test_a_microphone_that_fails_says_why(row: Rows, qtbot: QtBot, backend: FakeBackend) -> None:
    line = row("microphone")
    button = line.control.widget.findChild(QAbstractButton)
    button.click()
    backend.trial.end("The microphone is in use; close the other program.")
    qtbot.waitUntil(lambda: line.refusal is not None)
    assert line.refusal is not None
    assert "in use" in line.refusal.text()
    assert not button.isChecked()
    button.click()
    assert line.refusal.isHidden()
    button.click()


# By hand


def test_the_wheel_over_a_control_scrolls_the_page(
    window: PreferencesWindow, row: Rows, qtbot: QtBot
) -> None:
    box = row("threads").control.focus
    window.pages.setFocus()
    bar = window.content.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    local = QPointF(box.rect().center())
    event = QWheelEvent(
        local,
        box.mapToGlobal(local),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    QApplication.sendEvent(window.content.viewport(), event)  # as Qt does with what is left over
    assert bar.value() > 0
    assert text_of(box) == "Automatic"


@pytest.mark.parametrize("page", list(Page))
def test_everything_is_reached_by_tab_in_order_and_seen(
    window: PreferencesWindow, qtbot: QtBot, page: Page
) -> None:
    window.show_page(page)
    qtbot.waitUntil(lambda: window.content.is_complete)
    window.pages.setFocus()
    came: list[QWidget] = []
    for _ in range(80):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is window.pages:
            break
        came.append(now)
        if window.content.widget().isAncestorOf(now):
            place = now.mapTo(window.content.viewport(), QPoint(0, 0))
            assert window.content.viewport().rect().contains(place), now.accessibleName()
    wanted = [window.content.row(key).control.focus for key in KEYS[page]]  # type: ignore[union-attr]
    assert [it for it in came if it in wanted] == wanted
    assert window.search in came
    assert window.foot.export in came


def test_every_control_has_a_name_and_a_description(
    window: PreferencesWindow, qtbot: QtBot
) -> None:
    for page in Page:
        window.show_page(page)
        qtbot.waitUntil(lambda: window.content.is_complete)
    for row in window.content.rows():
        title = row.control.setting.rule.title
        widget = row.control.focus
        if isinstance(widget, ChoiceBox):
            # On Linux a list is called by its label, and its name is what is chosen.
            label = QAccessible.queryAccessibleInterface(widget).relations()
            assert [it.text(QAccessible.Text.Name) for it, _ in label] == [title]
            assert widget.accessibleName() == title
        else:
            name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            assert title in name
        assert row.control.focus.accessibleDescription()
        assert row.reset.accessibleName()


def test_what_was_changed_and_what_was_refused_is_read_out(
    window: PreferencesWindow, field: Fields, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    # No screen reader runs here, and Qt tells nobody else.
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: told.append(event.message())
    )
    box = field("tap_seconds")
    write(qtbot, box, "20")
    with qtbot.waitSignal(window.changes.changed):
        write(qtbot, box, "0.5")
    assert [it.replace("\u00a0", " ") for it in told] == [
        "This must be between 0.05 s and 2 s.",
        "Changed “Longest tap”: 0.5 s",
    ]


def test_answers_that_come_after_the_window_are_dropped(qtbot: QtBot, backend: FakeBackend) -> None:
    """As when the language of the windows is changed, which makes them anew."""
    gate = threading.Event()
    microphones, change = backend.microphones, backend.preferences.change

    def slow_list() -> Sequence[Choice]:
        gate.wait(30)
        return microphones()

    def slow_change(values: Mapping[str, Value]) -> None:
        gate.wait(30)
        change(values)

    backend.microphones = slow_list  # type: ignore[method-assign]
    backend.preferences.change = slow_change  # type: ignore[method-assign]
    aside = Aside()
    window = PreferencesWindow(backend, aside)
    window.show_page(Page.MICROPHONE)
    window.show()
    window.changes.change("Changed", {"sounds": False})
    window.close()
    with qtbot.waitSignal(window.destroyed):
        window.deleteLater()
    gate.set()
    qtbot.waitUntil(lambda: not holds(backend).look.sounds)
    over: list[None] = []
    aside.ask("last", lambda: None, over.append, lambda error: None)
    qtbot.waitUntil(lambda: bool(over))
    aside.close()


def test_slow_writing_keeps_nobody_waiting(
    window: PreferencesWindow, row: Rows, qtbot: QtBot, backend: FakeBackend
) -> None:
    """Two changes, one after the other, and the window awake in between."""
    gate = threading.Event()
    change = backend.preferences.change

    def slow(values: dict[str, bool]) -> None:
        gate.wait(30)
        change(values)

    backend.preferences.change = slow  # type: ignore[method-assign,assignment]
    row("trailing_space").control.focus.click()  # type: ignore[attr-defined]
    row("scratch_that").control.focus.click()  # type: ignore[attr-defined]
    assert window.changes.under_way == {"trailing_space", "scratch_that"}
    assert holds(backend) == Settings()
    gate.set()
    qtbot.waitUntil(lambda: not window.changes.under_way)
    assert not holds(backend).text.trailing_space
    assert not holds(backend).text.scratch_that
