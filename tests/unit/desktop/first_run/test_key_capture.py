from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sayso.desktop.first_run.key_capture import KeyCapture
from sayso.desktop.theme import Type

NONE, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
RIGHT_CTRL = (Qt.Key.Key_Control, 105, 0xFFE4)
LEFT_ALT = (Qt.Key.Key_Alt, 64, 0xFFE9)
H = (Qt.Key.Key_H, 43, 0x68)
F9 = (Qt.Key.Key_F9, 75, 0xFFC6)
Q = (Qt.Key.Key_Q, 24, 0x71)


class Heard:
    def __init__(self, capture: KeyCapture) -> None:
        self.captured: list[str] = []
        self.refused: list[str] = []
        self.recording: list[bool] = []
        capture.captured.connect(self.captured.append)
        capture.refused.connect(self.refused.append)
        capture.recording_changed.connect(self.recording.append)


@pytest.fixture
def capture(qtbot: QtBot) -> KeyCapture:
    window = QWidget()
    qtbot.addWidget(window)
    made = KeyCapture("linux", "right_ctrl")
    layout = QVBoxLayout(window)
    layout.addWidget(made)
    layout.addWidget(QLineEdit())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    made.setFocus()
    made.window_kept = window  # type: ignore[attr-defined]
    return made


def send(
    capture: KeyCapture, kind: QEvent.Type, key: tuple[Qt.Key, int, int], *, repeats: bool = False
) -> None:
    code, scan, virtual = key
    QCoreApplication.sendEvent(capture, QKeyEvent(kind, code, NONE, scan, virtual, 0, "", repeats))


def down(capture: KeyCapture, *keys: tuple[Qt.Key, int, int]) -> None:
    for key in keys:
        send(capture, QEvent.Type.KeyPress, key)


def up(capture: KeyCapture, *keys: tuple[Qt.Key, int, int]) -> None:
    for key in keys:
        send(capture, QEvent.Type.KeyRelease, key)


def test_space_begins_and_a_modifier_is_captured_when_it_goes_up(capture: KeyCapture) -> None:
    heard = Heard(capture)
    QTest.keyClick(capture, Qt.Key.Key_Space)
    assert capture.recording
    down(capture, RIGHT_CTRL)
    send(capture, QEvent.Type.KeyPress, RIGHT_CTRL, repeats=True)
    assert capture.shown == "Ctrl+…"
    assert heard.captured == []
    up(capture, RIGHT_CTRL)
    assert heard.captured == ["right_ctrl"]
    assert heard.recording == [True, False]
    assert capture.text() == "Right Ctrl"


def test_a_chord(capture: KeyCapture) -> None:
    heard = Heard(capture)
    capture.record()
    down(capture, RIGHT_CTRL, LEFT_ALT, H)
    assert heard.captured == ["ctrl+alt+h"]
    up(capture, H, LEFT_ALT, RIGHT_CTRL)
    assert heard.captured == ["ctrl+alt+h"]
    assert capture.shown == "Ctrl+Alt+H"


def test_a_letter_is_refused_and_recording_goes_on(capture: KeyCapture) -> None:
    heard = Heard(capture)
    capture.record()
    down(capture, Q)
    assert "could no longer be used for writing" in heard.refused[0]
    down(capture, RIGHT_CTRL, LEFT_ALT)
    up(capture, RIGHT_CTRL, LEFT_ALT)
    assert "modifiers and one key" in heard.refused[1]
    assert capture.recording
    down(capture, F9)
    assert heard.captured == ["f9"]


def test_escape_keeps_the_key_and_tab_leaves(capture: KeyCapture) -> None:
    heard = Heard(capture)
    capture.set_key("f9")
    capture.record()
    QTest.keyClick(capture, Qt.Key.Key_Escape)
    assert (capture.recording, capture.hotkey) == (False, "f9")
    capture.record()
    QTest.keyClick(capture, Qt.Key.Key_Tab)
    assert not capture.hasFocus()
    assert (capture.recording, capture.hotkey) == (False, "f9")
    assert heard.captured == []


def test_a_screen_reader_is_told(capture: KeyCapture) -> None:
    interface = QAccessible.queryAccessibleInterface(capture)
    assert interface.role() is QAccessible.Role.Button
    assert interface.text(QAccessible.Text.Name) == "Key to hold: Right Ctrl"
    assert interface.text(QAccessible.Text.Description).startswith("Press Space")
    capture.record()
    assert "Press the key" in interface.text(QAccessible.Text.Name)


def test_it_says_what_the_key_is_for(qtbot: QtBot) -> None:
    made = KeyCapture(
        "linux", "ctrl+alt+z", title="Key to undo", prompt="Press a key…", scale=Type.BODY
    )
    qtbot.addWidget(made)
    assert made.accessibleName() == "Key to undo: Ctrl+Alt+Z"
    width, height = made.minimumSizeHint().width(), made.minimumSizeHint().height()
    made.record()
    assert made.shown == made.accessibleName() == "Press a key…"
    assert (made.minimumSizeHint().width(), made.minimumSizeHint().height()) == (width, height)
    standing_out = KeyCapture("linux", "right_ctrl")
    qtbot.addWidget(standing_out)
    assert standing_out.minimumSizeHint().width() > width
    assert standing_out.minimumSizeHint().height() > height
