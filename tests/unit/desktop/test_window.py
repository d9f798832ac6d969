from __future__ import annotations

from dataclasses import replace

import pytest
from fake_backend import DOWNLOAD, OFFERED, FakeBackend
from PySide6.QtCore import QPoint, QRect, Qt, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sayso.core.events import Activity, Level, LoadProgress, Notice
from sayso.core.health import Health
from sayso.desktop.languages import arranged
from sayso.desktop.lists import Kind
from sayso.desktop.shown import Shown
from sayso.desktop.window import Window
from sayso.desktop.windows import Room

READY = Shown(health=Health.READY, engine="whisper", model="base.en", device="cpu")
LISTENING = replace(READY, activity=Activity.LISTENING, meter=0.5, voice=True)
SPOKEN = replace(READY, spoken="Please send the report.")
SENTENCE = "The microphone went away; plug it in again or choose another one. "
WAITING = replace(SPOKEN, waits="Not yet. ", why=Notice(Level.WARNING, SENTENCE))
OFFER = replace(READY, offered=OFFERED)
INSERTED = replace(SPOKEN, spoken_in=1, standing=((1, "Please send the report. "),))


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


def test_a_notice_takes_no_more_room_than_it_needs(window: Window) -> None:
    before = window.height()
    window.show_state(replace(READY, notice=Notice(Level.WARNING, "Short.")))
    QApplication.processEvents()
    line = window.notice.fontMetrics().height()
    assert before < window.height() <= before + 2 * line + 14, "the line, its sign and a space"


def test_the_last_dictation_can_be_copied(window: Window, qtbot: QtBot) -> None:
    assert not window.copy.isEnabled()
    window.show_state(SPOKEN)
    qtbot.mouseClick(window.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "Please send the report."


def test_what_was_taken_back_is_struck_out_and_can_be_copied(window: Window, qtbot: QtBot) -> None:
    window.show_state(replace(READY, spoken="Please send it.", taken_back="Or not."))
    assert window.spoken.toPlainText() == "Please send it. Or not."
    assert window.last.text() == "Last d&ictation, in part taken back:"
    assert window.spoken.accessibleName() == "Last dictation, in part taken back"
    assert _struck(window) == "Or not."
    qtbot.mouseClick(window.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "Please send it. Or not."
    window.show_state(replace(READY, taken_back="Or not."))
    assert window.spoken.toPlainText() == _struck(window) == "Or not."
    assert window.copy.isEnabled()
    window.show_state(SPOKEN)
    assert window.last.text() == "Last d&ictation:"
    assert _struck(window) == ""


def _struck(window: Window) -> str:
    cursor = window.spoken.textCursor()
    found = ""
    for place in range(len(window.spoken.toPlainText())):
        cursor.setPosition(place + 1)
        if cursor.charFormat().fontStrikeOut():
            found += window.spoken.toPlainText()[place]
    return found


def test_undo_is_for_the_dictation_that_is_shown(window: Window) -> None:
    window.show_state(INSERTED)
    assert window.undo.isEnabled()
    window.show_state(replace(INSERTED, spoken="It waits.", spoken_in=2))
    assert not window.undo.isEnabled()


def test_a_text_that_waits_is_shown_with_what_can_be_done(window: Window) -> None:
    waiting = window.waiting
    assert not waiting.isVisible()
    window.show_state(WAITING)
    assert waiting.why.sentence.text() == SENTENCE
    assert waiting.what.text() == "This text waits for a window:"
    assert waiting.text.toPlainText() == "Not yet. "
    assert waiting.copy.isVisible()
    assert waiting.again.isVisible()
    assert not window.notice.isVisible(), "why is said once"
    window.show_state(replace(WAITING, spoken="Not yet."))
    assert not waiting.text.isVisible(), "it stands above already"
    assert not waiting.what.isVisible(), "and why says as much"
    window.show_state(replace(WAITING, spoken="Not yet.", why=None))
    assert waiting.what.isVisible()
    assert waiting.what.text() == "The last dictation waits for a window."
    assert not waiting.why.isVisible()
    window.show_state(READY)
    assert not waiting.isVisible()
    assert waiting.text.toPlainText() == ""


def test_a_very_long_text_does_not_stop_the_window(window: Window) -> None:
    text = "word " * 200_000
    window.show_state(replace(WAITING, spoken=text + "end.", waits=text))
    shown = [box.toPlainText() for box in (window.spoken, window.waiting.text)]
    assert all(len(each) < 30_000 for each in shown)
    assert shown[0].startswith("… ")
    assert shown[0].endswith("end.")
    assert shown[1].startswith("word ")
    assert shown[1].endswith(" …")
    window.copy.click()
    assert QGuiApplication.clipboard().text() == text + "end."


def test_it_gives_the_focus_back_if_that_comes_a_moment_later(window: Window, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: other.isActiveWindow() and not window.isActiveWindow())
    window.step_back(and_stay=True)  # the menu of a panel still has the focus
    assert not window.windowHandle().flags() & Qt.WindowType.WindowDoesNotAcceptFocus
    window.activateWindow()
    flag = Qt.WindowType.WindowDoesNotAcceptFocus
    qtbot.waitUntil(lambda: bool(window.windowHandle().flags() & flag))
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    window.come_forward()  # wanted, it comes all the same
    qtbot.waitUntil(window.isActiveWindow)
    assert not window.windowHandle().flags() & flag


def _focused(window: Window) -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    assert window.isAncestorOf(widget)
    return widget


def test_tab_goes_through_everything_in_the_order_it_is_read(window: Window, qtbot: QtBot) -> None:
    full = replace(
        WAITING,
        spoken_in=1,
        standing=INSERTED.standing,
        offered=OFFERED,
        notice=Notice(Level.INFO, "By the way."),
    )
    busy = replace(full, activity=Activity.RECOGNIZING)
    window.show_state(replace(busy, loading=DOWNLOAD))
    assert list(window.lists) == list(Kind)
    expected = [
        window.toggle,
        window.cancel,
        *window.lists.values(),
        window.undo,
        window.copy,
        window.spoken,
        window.waiting.why.sentence,
        window.waiting.text,
        window.waiting.copy,
        window.waiting.again,
        window.offer.what.sentence,
        window.offer.text,
        window.offer.recognize,
        window.offer.copy,
        window.offer.discard,
        window.notice,
        window.settings,
        window.more,
        window.trace,
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
        (Qt.Key.Key_N, "room_wanted"),
        (Qt.Key.Key_Q, "quit_wanted"),
        (Qt.Key.Key_W, "stop_wanted"),
        (Qt.Key.Key_U, "undo_wanted"),
        (Qt.Key.Key_T, "copy_wanted"),
        (Qt.Key.Key_A, "again_wanted"),
        (Qt.Key.Key_G, "recognize_wanted"),
        (Qt.Key.Key_Y, "copy_offer_wanted"),
        (Qt.Key.Key_R, "discard_wanted"),
        (Qt.Key.Key_V, "trace_wanted"),
    ],
)
def test_every_button_has_a_key(window: Window, qtbot: QtBot, key: Qt.Key, signal: str) -> None:
    full = replace(
        WAITING, spoken_in=1, standing=INSERTED.standing, loading=DOWNLOAD, offered=OFFERED
    )
    window.show_state(replace(full, activity=Activity.RECOGNIZING))
    with qtbot.waitSignal(getattr(window, signal)):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)


def test_no_key_is_there_twice(window: Window) -> None:
    window.show_state(OFFER)
    texts = [button.text() for button in window.findChildren(QAbstractButton)]
    texts += [label.text() for label in window.findChildren(QLabel) if label.buddy()]
    keys = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(keys) == 19
    assert len(set(keys)) == len(keys)


def test_the_other_windows_by_keyboard(window: Window, qtbot: QtBot) -> None:
    wanted: list[Room] = []
    window.room_wanted.connect(wanted.append)
    menu = window.more.menu()
    for key in (Qt.Key.Key_H, Qt.Key.Key_F, Qt.Key.Key_S, Qt.Key.Key_A):
        menu.popup(window.more.mapToGlobal(window.more.rect().bottomLeft()))
        qtbot.keyClick(menu, key)
        assert not menu.isVisible()
    qtbot.mouseClick(window.settings, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window.pause_wanted) as paused:
        menu.popup(window.more.mapToGlobal(window.more.rect().bottomLeft()))
        qtbot.keyClick(menu, Qt.Key.Key_P)
    assert paused.args == [True]
    assert wanted == [Room.HISTORY, Room.FILES, Room.FIRST_RUN, Room.ABOUT, Room.SETTINGS]


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
    window.show_state(OFFER)
    names = []
    for widget in window.findChildren(QPushButton):
        assert widget.text()
        names.append(widget.accessibleName() or widget.text().replace("&", ""))
    assert len(set(names)) == len(names)
    assert window.offer.text.accessibleName()
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


def test_it_comes_forward_at_what_was_not_delivered(window: Window) -> None:
    window.show_state(OFFER)
    window.come_forward()
    assert _focused(window) is window.offer.recognize
    window.show_state(replace(OFFER, offered=replace(OFFERED, unrecognised=0)))
    window.come_forward()
    assert _focused(window) is window.offer.copy
    window.show_state(replace(OFFER, offered=replace(OFFERED, text="", recognising=True)))
    window.come_forward()
    assert _focused(window) is window.offer.what.sentence, "never at what discards"
    window.show_state(READY)
    window.come_forward()
    assert _focused(window) is window.toggle


def test_a_key_pressed_as_it_comes_forward_begins_no_dictation(
    window: Window, qtbot: QtBot
) -> None:
    window.show_state(OFFER)
    window.come_forward()
    with qtbot.waitSignal(window.recognize_wanted), qtbot.assertNotEmitted(window.toggle_wanted):
        qtbot.keyClick(_focused(window), Qt.Key.Key_Space)


def test_that_an_application_is_excluded_is_seen(window: Window) -> None:
    icon = window.icon.pixmap().toImage()
    window.show_state(replace(READY, leaves_no_trace_here=True))
    assert window.subtitle.whole.startswith("Leaves no trace in this application")
    assert window.icon.pixmap().toImage() != icon
    assert not window.trace.isChecked(), "it is as the setting is"


def test_that_no_trace_is_left_is_seen(window: Window) -> None:
    icon = window.icon.pixmap().toImage()
    assert not window.trace.isChecked()
    window.show_state(replace(READY, leaves_no_trace=True))
    assert window.trace.isChecked()
    assert window.icon.pixmap().toImage() != icon
    window.show_state(READY)
    assert not window.trace.isChecked()
    assert window.icon.pixmap().toImage() == icon


def test_leaving_no_trace_is_asked_for_by_mouse_and_keyboard(window: Window, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.trace_wanted) as asked:
        window.trace.click()
    assert asked.args == [True]
    window.show_state(READY)  # it could not be kept
    assert not window.trace.isChecked()
    window.trace.setFocus()
    with qtbot.waitSignal(window.trace_wanted) as asked:
        qtbot.keyClick(window.trace, Qt.Key.Key_Space)
    assert asked.args == [True]
    window.show_state(replace(READY, leaves_no_trace=True))
    with qtbot.waitSignal(window.trace_wanted) as asked:
        window.trace.click()
    assert asked.args == [False]


@pytest.mark.parametrize("points", [9, 11, 14])
def test_it_fits_on_the_screen_with_everything_shown(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, points: int
) -> None:
    """What does not fit can be scrolled, and what has just come is seen."""
    before = qapp.font()
    larger = qapp.font()
    larger.setPointSize(points)
    qapp.setFont(larger)
    try:
        window = Window(Shown())
        qtbot.addWidget(window)
        window.show_state(replace(READY, leaves_no_trace=True))
        window.come_forward()
        qtbot.waitActive(window)
        monkeypatch.setattr(window, "screen", _Small)
        full = replace(WAITING, offered=OFFERED)
        window.show_state(full)
        window.show_state(replace(full, notice=Notice(Level.ERROR, SENTENCE * 2)))
        area = window.messages.viewport()
        qtbot.waitUntil(lambda: _in_sight(area, window.notice))
        assert window.frameGeometry().height() <= 728
        assert window.minimumSizeHint().height() <= 728
        scrolls = window.messages.verticalScrollBar().maximum() > 0
        assert scrolls or points < 14
        window.come_forward()
        assert _in_sight(area, window.offer.recognize)
        window.show_state(READY)
        assert not window.messages.isVisible()
    finally:
        qapp.setFont(before)


def test_what_it_grows_by_stays_on_the_screen(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "screen", _Small)
    frame = window.frameGeometry()
    window.move(20, 728 - frame.height())
    assert window.frameGeometry().bottom() == 727
    window.show_state(replace(OFFER, notice=Notice(Level.ERROR, SENTENCE)))
    qtbot.waitUntil(lambda: window.frameGeometry().height() > frame.height())
    assert window.frameGeometry().bottom() == 727
    assert window.x() == 20


def test_it_stays_where_it_was_put_when_there_is_room_or_half_outside(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "screen", _Small)
    before = window.frameGeometry()
    window.move(20, 10)
    window.show_state(OFFER)
    qtbot.waitUntil(lambda: window.frameGeometry().height() > before.height())
    assert window.y() == 10
    window.move(20, 500)
    grown = window.frameGeometry()
    window.show_state(replace(OFFER, notice=Notice(Level.ERROR, SENTENCE)))
    qtbot.waitUntil(lambda: window.frameGeometry().height() > grown.height())
    assert window.frameGeometry().bottom() == grown.bottom()


class _Small:
    """A screen of 768 lines, of which a panel takes 40."""

    def availableGeometry(self) -> QRect:
        return QRect(0, 0, 1366, 728)


def _in_sight(area: QWidget, widget: QWidget) -> bool:
    return area.rect().contains(QRect(widget.mapTo(area, QPoint(0, 0)), widget.size()))


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
        window.show_state(replace(WAITING, activity=Activity.LISTENING, offered=OFFERED))
        window.show()
    finally:
        qapp.removeTranslator(german)
    assert window.toggle.text() == "&Stop dictation Stop dictation"
    for button in window.findChildren(QAbstractButton):
        if not button.isVisible():
            continue
        assert button.width() >= button.sizeHint().width(), button.text()
        assert button.height() >= button.minimumSizeHint().height(), button.text()
    for combo in window.findChildren(QComboBox):
        assert combo.height() >= combo.minimumSizeHint().height()
