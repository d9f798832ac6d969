from __future__ import annotations

from dataclasses import replace

import pytest
from fake_backend import DOWNLOAD, FakeBackend
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from sayso.core.events import Activity, Level, LoadProgress, Notice
from sayso.core.health import Health
from sayso.desktop.languages import arranged
from sayso.desktop.lists import Kind
from sayso.desktop.shown import Shown
from sayso.desktop.window import Window

READY = Shown(health=Health.READY, engine="whisper", model="base.en", device="cpu")
LISTENING = replace(READY, activity=Activity.LISTENING, meter=0.5, voice=True)
SPOKEN = replace(READY, spoken="Please send the report.")
SENTENCE = "The microphone went away; plug it in again or choose another one. "


def build(qtbot: QtBot, backend: FakeBackend) -> Window:
    made = Window(Shown())
    qtbot.addWidget(made)
    made.lists[Kind.MICROPHONE].fill(backend.microphones())
    made.lists[Kind.LANGUAGE].fill(*arranged(backend.languages(), "de"))
    made.lists[Kind.RECOGNIZER].fill(backend.recognizers())
    made.lists[Kind.DEVICE].fill(backend.devices())
    return made


@pytest.fixture
def window(qtbot: QtBot, backend: FakeBackend) -> Window:
    made = build(qtbot, backend)
    made.show_state(READY)
    made.come_forward()
    qtbot.waitActive(made)
    return made


def test_shows_the_state(window: Window) -> None:
    assert window.state.whole == "Ready"
    assert window.subtitle.whole == "Whisper base.en · CPU"
    assert window.toggle.text() == "&Start dictation"
    assert not window.cancel.isEnabled()
    assert not window.notice.isVisible()
    window.show_state(LISTENING)
    assert window.state.whole == "Listening"
    assert window.toggle.text() == "&Stop dictation"
    assert window.cancel.isEnabled()
    assert window.level.value == 0.5


def test_shows_how_much_is_loaded_where_that_is_known(window: Window) -> None:
    step = LoadProgress("Loading the model", "model.bin", 25, 100)
    window.show_state(replace(READY, loading=step))
    assert window.level.value == 0.25
    assert window.subtitle.whole.startswith("Loading the model · model.bin")
    window.show_state(replace(LISTENING, loading=step))
    assert window.level.value == 0.5  # loudness, for the microphone is open


def test_a_notice_is_there_in_whole(window: Window, qtbot: QtBot) -> None:
    window.show_state(replace(READY, notice=Notice(Level.ERROR, SENTENCE * 4)))
    assert window.notice.isVisible()
    assert window.notice.text() == SENTENCE * 4
    label = window.notice
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))


def test_the_last_dictation_can_be_copied(window: Window, qtbot: QtBot) -> None:
    assert not window.copy.isEnabled()
    window.show_state(SPOKEN)
    qtbot.mouseClick(window.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "Please send the report."


def _focused(window: Window) -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    assert window.isAncestorOf(widget)
    return widget


def test_tab_goes_through_everything_in_the_order_it_is_read(window: Window, qtbot: QtBot) -> None:
    busy = replace(SPOKEN, activity=Activity.RECOGNIZING, notice=Notice(Level.INFO, SENTENCE))
    window.show_state(replace(busy, loading=DOWNLOAD))
    assert list(window.lists) == list(Kind)
    expected = [
        window.toggle,
        window.cancel,
        *window.lists.values(),
        window.copy,
        window.spoken,
        window.notice,
        window.folder,
        window.quit,
        window.stop,
    ]
    seen = []
    for _ in expected:
        widget = _focused(window)
        seen.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    assert seen == expected
    assert _focused(window) is window.toggle


@pytest.mark.parametrize(
    ("key", "signal"),
    [
        (Qt.Key.Key_S, "toggle_wanted"),
        (Qt.Key.Key_C, "cancel_wanted"),
        (Qt.Key.Key_F, "folder_wanted"),
        (Qt.Key.Key_Q, "quit_wanted"),
        (Qt.Key.Key_W, "stop_wanted"),
    ],
)
def test_every_button_has_a_key(window: Window, qtbot: QtBot, key: Qt.Key, signal: str) -> None:
    window.show_state(replace(READY, activity=Activity.RECOGNIZING, loading=DOWNLOAD))
    with qtbot.waitSignal(getattr(window, signal)):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)


def test_space_and_ctrl_q(window: Window, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.toggle_wanted):
        qtbot.keyClick(_focused(window), Qt.Key.Key_Space)
    with qtbot.waitSignal(window.quit_wanted):
        qtbot.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize(
    ("key", "kind", "choice"),
    [
        (Qt.Key.Key_M, Kind.MICROPHONE, "mic-2"),
        (Qt.Key.Key_L, Kind.LANGUAGE, "de"),
        (Qt.Key.Key_E, Kind.RECOGNIZER, "whisper/small"),
        (Qt.Key.Key_D, Kind.DEVICE, "cuda:0"),
    ],
)
def test_choosing_by_keyboard(
    window: Window, qtbot: QtBot, key: Qt.Key, kind: Kind, choice: str
) -> None:
    combo = window.lists[kind]
    qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
    assert _focused(window) is combo
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    qtbot.keyClick(combo.view(), Qt.Key.Key_Down)
    with qtbot.waitSignal(window.picked) as picked:
        qtbot.keyClick(combo.view(), Qt.Key.Key_Return)
    assert picked.args == [kind, choice]


def test_a_download_can_be_stopped_and_nothing_else_moves(window: Window) -> None:
    window.show_state(READY)
    places = [window.toggle.y(), window.quit.y(), window.height()]
    assert not window.stop.isVisible()
    window.show_state(replace(READY, loading=DOWNLOAD))
    assert window.stop.isVisible()
    assert window.state.whole == "Ready"
    assert window.subtitle.whole == "Downloading small · 63 of 145 MB · 50 s left"
    assert window.level.value == pytest.approx(63 / 145)
    layout = window.layout()
    assert layout is not None
    layout.activate()
    assert [window.toggle.y(), window.quit.y(), window.height()] == places


def test_a_degraded_recognizer_is_a_warning(window: Window) -> None:
    window.show_state(replace(READY, health=Health.DEGRADED, health_message=SENTENCE))
    assert window.state.whole == "Ready"
    assert window.notice.isVisible()
    assert window.notice.text() == SENTENCE


def test_everything_has_a_name_for_those_who_hear_the_screen(window: Window) -> None:
    buttons = (window.toggle, window.cancel, window.copy, window.folder, window.quit, window.stop)
    for widget in buttons:
        assert widget.text()
    assert window.spoken.accessibleName()
    assert window.level.accessibleName()
    buddies = [label.buddy() for label in window.findChildren(QLabel) if label.buddy()]
    assert buddies == [*window.lists.values(), window.spoken]


def test_as_a_status_display_it_takes_no_focus(qtbot: QtBot, backend: FakeBackend) -> None:
    window = build(qtbot, backend)
    window.show_quietly()
    assert window.isVisible()
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert window.windowHandle().flags() & Qt.WindowType.WindowDoesNotAcceptFocus
    window.come_forward()
    qtbot.waitActive(window)
    assert not window.windowHandle().flags() & Qt.WindowType.WindowDoesNotAcceptFocus


def test_it_gives_the_focus_back_when_a_dictation_begins(window: Window) -> None:
    window.show_state(LISTENING)
    assert window.isVisible()
    assert window.windowHandle().flags() & Qt.WindowType.WindowDoesNotAcceptFocus


def test_closing_is_told_and_the_tooltip_says_what_it_does(window: Window, qtbot: QtBot) -> None:
    window.say_what_closing_does(quits=True)
    assert "closing this window" in window.quit.toolTip()
    assert "tray" not in window.quit.toolTip()
    window.say_what_closing_does(quits=False)
    assert "tray" in window.quit.toolTip()
    with qtbot.waitSignal(window.closed):
        window.close()


def test_long_names_do_not_widen_it(window: Window, backend: FakeBackend) -> None:
    width = window.minimumSizeHint().width()
    long = [
        replace(choice, label="alsa_input.pci-0000_00_1f" * 9) for choice in backend.microphones()
    ]
    window.lists[Kind.MICROPHONE].fill(long)
    window.show_state(replace(READY, model="whisper-large-v3-turbo" * 9))
    assert window.minimumSizeHint().width() == width
    assert "whisper-large" in window.subtitle.toolTip()


class _German(QTranslator):
    """Not German, but as long: every text twice."""

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        mark = "&" if "&" in text else ""
        text = text.replace("&", "")
        return f"{mark}{text} {text}" if context in ("Window", "Sayso") else ""

    def isEmpty(self) -> bool:
        return False


def test_long_words_are_not_cut_off(qtbot: QtBot, qapp: QApplication, backend: FakeBackend) -> None:
    german = _German()
    qapp.installTranslator(german)
    try:
        window = build(qtbot, backend)
        window.show_state(LISTENING)
        window.show()
    finally:
        qapp.removeTranslator(german)
    assert window.toggle.text() == "&Stop dictation Stop dictation"
    for button in window.findChildren(QPushButton):
        assert button.width() >= button.sizeHint().width(), button.text()
        assert button.height() >= button.minimumSizeHint().height(), button.text()
    for combo in window.findChildren(QComboBox):
        assert combo.height() >= combo.minimumSizeHint().height()
