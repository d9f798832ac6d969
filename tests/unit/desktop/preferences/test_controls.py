"""Each setting's control, in the real row over the real preferences, without the window."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from fake_backend import FakeBackend
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sayso.control.preferences import Preferences
from sayso.desktop.preferences.controls import Control, Number, Pick, Switch, Text, value_of
from sayso.desktop.preferences.exceptions import Exceptions, entries, written
from sayso.desktop.preferences.fields import NumberBox
from sayso.desktop.preferences.key import Key
from sayso.desktop.preferences.making import control_for
from sayso.desktop.preferences.pages import SETTINGS
from sayso.settings.schema import Setting, Settings, Value
from sayso.settings.store import read

_TEXTS = {
    "hotkey": ("auto", "f9", "right_ctrl", "ctrl+alt+h"),
    "undo_hotkey": ("auto", "none", "f8", "ctrl+shift+u"),
    "typing_for": ("none", "firefox=keys", "kitty=terminal, keepassxc=never"),
    "update_feed": ("none", "https://example.org/releases"),
}
"""What a rule cannot say of them, see `sayso.control.meaning`."""


def legal(setting: Setting) -> st.SearchStrategy[Value]:
    rule = setting.rule
    if setting.kind is bool:
        return st.booleans()
    if setting.key in _TEXTS:
        return st.sampled_from(_TEXTS[setting.key])
    if rule.choices:
        return st.sampled_from([*rule.choices, *(["cuda:1"] if rule.shape else [])])
    if setting.kind is str:
        letters = string.ascii_letters + string.digits + "äß語 -_/"
        return st.text(letters, min_size=1, max_size=20).map(str.strip).filter(bool)
    assert rule.low is not None
    assert rule.high is not None
    if setting.kind is int:
        return st.integers(int(rule.low), int(rule.high))
    floats = st.floats(rule.low, rule.high, allow_subnormal=False)
    return floats | st.sampled_from([rule.low, rule.high, setting.default])


def enter(qtbot: QtBot, control: Control, value: Value) -> None:
    """As a person does."""
    match control:
        case Switch():
            if control.box.isChecked() != value:
                control.box.click()
        case Key():
            control.capture.captured.emit(value)  # its own tests press keys
        case Exceptions():
            for line in list(control.lines):
                line.remove.click()
            for name, way in entries(str(value)):
                control.add.click()
                line = control.lines[-1]
                place = line.way.findData(way)
                line.way.setCurrentIndex(place)
                line.way.activated.emit(place)
                line.name.setText(name)
                qtbot.keyClick(line.name, Qt.Key.Key_Return)
        case Pick():
            place = control.box.findData(value)
            assert place >= 0, f"{value} is not in the list"
            control.box.setCurrentIndex(place)
            control.box.activated.emit(place)
        case Number():
            before = control.box.field.text()
            control.box.show_value(value)  # as it would be written by whoever reads it
            text = control.box.field.text()
            control.box.field.show_text(before)
            control.box.field.setText(text)
            qtbot.keyClick(control.box, Qt.Key.Key_Return)
        case Text():
            control.field.setText("" if value == "none" else str(value))
            qtbot.keyClick(control.field, Qt.Key.Key_Return)
        case _:
            raise AssertionError(control)


def shown(control: Control) -> Value:
    """What a person would say that it says."""
    match control:
        case Switch():
            return control.box.isChecked()
        case Key():
            return control.capture.hotkey
        case Exceptions():
            return written([line.entry for line in control.lines])
        case Pick():
            return str(control.box.currentData())
        case Number():
            return control.box.value
        case Text():
            return control.field.text() or "none"
        case _:
            raise AssertionError(control)


@pytest.mark.parametrize("key", SETTINGS)
def test_any_legal_value_is_written_exactly_and_shown_again(
    key: str, qtbot: QtBot, tmp_path: Path, backend: FakeBackend
) -> None:
    setting = SETTINGS[key]
    file = tmp_path / "settings.toml"
    preferences = Preferences(Settings(), file)
    control = control_for(key, backend)
    qtbot.addWidget(control.widget)
    control.entered.connect(preferences.change)
    other = control_for(key, backend)
    qtbot.addWidget(other.widget)
    lists = {
        "microphone": backend.microphones(),
        "model": backend.recognizers(),
        "device": backend.devices(),
    }
    values = legal(setting)
    if isinstance(control, Pick) and key in lists:
        control.offer(lists[key])
        values |= st.sampled_from([line.id for line in lists[key]])

    @settings(
        max_examples=6,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(values)
    def round_trip(value: Value) -> None:
        if key == "device" and value == "cuda":
            value = "cuda:0"  # one and the same
        control.show_settings(preferences.settings)
        if isinstance(control, Pick) and control.box.findData(value) < 0:
            preferences.change({key: value})  # whatever is not in the list is shown all the same
        else:
            enter(qtbot, control, value)
        assert value_of(preferences.settings, setting) == value
        assert value_of(read(file).settings, setting) == value
        for each in (control, other):
            each.show_settings(preferences.settings)
            assert shown(each) == value

    round_trip()


def wheel(over: object) -> QWheelEvent:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(over, event)
    return event


@pytest.fixture
def box(qtbot: QtBot) -> NumberBox:
    made = NumberBox(SETTINGS["tap_seconds"], 0.05)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_wheel_changes_a_number_only_where_the_keyboard_is(
    box: NumberBox, qtbot: QtBot
) -> None:
    box.clearFocus()
    assert not wheel(box).isAccepted(), "the page scrolls by it"
    assert not box.dirty
    box.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    wheel(box)
    assert box.field.text().startswith("0.3")


def test_steps_are_entered_once_and_stop_at_the_bounds(box: NumberBox, qtbot: QtBot) -> None:
    entered: list[Value] = []
    box.entered.connect(entered.append)
    with qtbot.waitSignal(box.entered):
        for _ in range(3):
            qtbot.keyClick(box, Qt.Key.Key_Up)
    assert entered == [0.5]
    box.show_value(0.05)
    assert not box.stepEnabled() & NumberBox.StepEnabledFlag.StepDownEnabled
    box.stepBy(-5)
    assert not box.dirty


def test_a_word_for_a_number_can_be_written_and_stepped_to(qtbot: QtBot) -> None:
    box = NumberBox(SETTINGS["audio_days"], 1.0)
    qtbot.addWidget(box)
    entered: list[Value] = []
    box.entered.connect(entered.append)
    box.field.setText("for EVER")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert entered == [-1.0]
    box.show_value(1.0)
    box.stepBy(-1)
    assert box.field.text() == "Until its text is delivered"
    box.stepBy(-1)
    assert box.field.text() == "For ever"
    box.settle()
    assert entered == [-1.0, -1.0]


def test_a_bare_number_has_the_unit_that_stood_there(qtbot: QtBot) -> None:
    box = NumberBox(SETTINGS["model_ttl_seconds"], 300.0)
    qtbot.addWidget(box)
    box.show_value(1800.0)
    assert box.field.text() == "30\u00a0min"
    with qtbot.waitSignal(box.entered) as entered:
        box.field.setText("45")
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert entered.args == [2700.0]


def test_escape_brings_back_what_holds_and_only_then_leaves(box: NumberBox, qtbot: QtBot) -> None:
    box.field.setText("7")
    with qtbot.waitSignal(box.given_up):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.field.text() == "0.35\u00a0s"
    with qtbot.assertNotEmitted(box.given_up):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
