from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sayso.core.events import (
    Activity,
    DictationEnded,
    Level,
    Notice,
    SpeechLevel,
    TextInserted,
    TextTakenBack,
    TextWaits,
    UtteranceRecognized,
)
from sayso.core.health import Health
from sayso.core.spot import Rect, Spot
from sayso.desktop.aside import Aside
from sayso.desktop.overlay.face import Sign
from sayso.desktop.overlay.overlay import Overlay
from sayso.desktop.overlay.pill_window import PillWindow
from sayso.desktop.overlay.stages import WindowStage
from sayso.desktop.shown import Shown
from sayso.settings.schema import Look

IDLE = Shown(health=Health.READY)
LISTENING = replace(IDLE, activity=Activity.LISTENING)
RECOGNIZING = replace(IDLE, activity=Activity.RECOGNIZING)


class Pill:
    """The overlay over the offscreen platform, with its clock in the test's hand.

    answers: what is told of the caret. asked: whether it was asked for, each time.
    """

    def __init__(self, look: Look) -> None:
        self.now = 0.0
        self.answers = Spot()
        self.asked: list[bool] = []
        self.gate = threading.Event()
        self.gate.set()
        self.aside = Aside()
        self.overlay = Overlay(look, self._spot, self.aside, clock=lambda: self.now)

    def _spot(self, caret: bool) -> Spot:
        assert threading.current_thread() is not threading.main_thread()
        self.gate.wait(5)
        self.asked.append(caret)
        return self.answers

    @property
    def window(self) -> PillWindow:
        stage = self.overlay.stage
        assert isinstance(stage, WindowStage)
        return stage.window

    @property
    def timers(self) -> int:
        """That run."""
        return self.overlay._leave.isActive() + self.overlay._tick.isActive()

    def loud(self, frames: int, rms: float = 0.1) -> None:
        for _ in range(frames):
            self.now += 0.032
            self.overlay.happened(SpeechLevel(rms, 1.0))

    def heard(self, text: str) -> None:
        event = cast(
            UtteranceRecognized, UtteranceRecognized(cast(Any, None), cast(Any, None), text)
        )
        self.overlay.happened(event)


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Callable[..., Pill]]:
    made: list[Pill] = []

    def one(**look: Any) -> Pill:
        made.append(Pill(Look(**look)))
        return made[-1]

    yield one
    for pill in made:
        pill.gate.set()
        pill.overlay.close()
        pill.aside.close()


@pytest.fixture
def pill(make: Callable[..., Pill]) -> Pill:
    return make()


def test_it_is_there_at_once_and_nothing_runs_before(pill: Pill) -> None:
    pill.overlay.show_state(IDLE)
    assert pill.overlay.stage is None
    assert pill.timers == 0
    pill.overlay.show_state(LISTENING)
    assert pill.window.isVisible()
    assert pill.overlay.face is not None
    assert pill.overlay.face.sign is Sign.LISTENING


def test_prepared_it_is_still_not_seen(pill: Pill) -> None:
    pill.overlay.prepare()
    assert not pill.window.isVisible()
    assert pill.timers == 0
    assert pill.asked == []


def test_it_takes_no_focus_and_no_click(pill: Pill) -> None:
    pill.overlay.show_state(LISTENING)
    flags = pill.window.windowFlags()
    for flag in (
        Qt.WindowType.WindowDoesNotAcceptFocus,
        Qt.WindowType.WindowTransparentForInput,
        Qt.WindowType.WindowStaysOnTopHint,
        Qt.WindowType.X11BypassWindowManagerHint,
    ):
        assert flags & flag
    assert pill.window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert pill.window.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert pill.window.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert not pill.window.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)


def test_what_a_screen_reader_finds(pill: Pill) -> None:
    pill.overlay.show_state(replace(LISTENING, hands_free=True, leaves_no_trace=True))
    interface = QAccessible.queryAccessibleInterface(pill.window)
    assert interface is not None
    assert interface.role() is QAccessible.Role.StaticText
    name = interface.text(QAccessible.Text.Name)
    assert name == "Sayso · Listening, hands-free · Leaves no trace"


def test_one_dictation(pill: Pill, qtbot: QtBot) -> None:
    pill.overlay.show_state(LISTENING)
    pill.heard("Hello there.")
    pill.overlay.show_state(replace(LISTENING, spoken="Hello there."))
    assert pill.overlay.face is not None
    assert (pill.overlay.face.preview, pill.overlay.face.settled) == ("Hello there.", False)
    pill.overlay.show_state(replace(RECOGNIZING, spoken="Hello there."))
    assert pill.overlay.face.sign is Sign.WORKING
    pill.overlay.happened(TextInserted(1, "Hello there.", "keys", True))
    pill.overlay.happened(DictationEnded(1, False))
    pill.overlay.show_state(replace(IDLE, spoken="Hello there."))
    assert (pill.overlay.face.sign, pill.overlay.face.settled) == (Sign.WELL, True)
    assert pill.overlay._leave.isActive()
    pill.overlay._leave.timeout.emit()
    assert not pill.window.isVisible()
    pill.overlay._leave.stop()
    assert pill.timers == 0


@pytest.mark.parametrize(
    ("event", "sign"),
    [
        (TextInserted(1, "x", "copy", False, copied=True), Sign.COPIED),
        (TextWaits("x"), Sign.CARE),
        (DictationEnded(1, True), Sign.DISCARDED),
        (TextTakenBack(1, "x"), Sign.DISCARDED),
        (None, Sign.DISCARDED),  # no words were heard
    ],
)
def test_how_it_ends(pill: Pill, event: Any, sign: Sign) -> None:
    pill.overlay.show_state(LISTENING)
    pill.overlay.show_state(RECOGNIZING)
    if event is not None:
        pill.overlay.happened(event)
    pill.overlay.show_state(IDLE)
    assert pill.overlay.face is not None
    assert sign in (pill.overlay.face.sign, pill.overlay.face.message_sign)


def test_the_words_of_the_last_dictation_are_not_shown_for_those_of_this_one(pill: Pill) -> None:
    pill.overlay.show_state(replace(LISTENING, spoken="What I said yesterday."))
    assert pill.overlay.face is not None
    assert pill.overlay.face.preview == ""


def test_without_preview(make: Callable[..., Pill]) -> None:
    pill = make(overlay_preview=False)
    pill.overlay.show_state(LISTENING)
    pill.heard("Hello.")
    pill.overlay.show_state(replace(LISTENING, spoken="Hello."))
    assert pill.overlay.face is not None
    assert pill.overlay.face.preview == ""


def test_off_is_off(make: Callable[..., Pill]) -> None:
    pill = make(overlay="off")
    pill.overlay.show_state(LISTENING)
    pill.loud(40)
    pill.overlay.happened(Notice(Level.ERROR, "It broke."))
    pill.overlay.show_state(IDLE)
    assert pill.overlay.stage is None
    assert pill.timers == 0
    assert pill.asked == []


def test_switched_off_and_on_while_it_listens(pill: Pill) -> None:
    pill.overlay.show_state(LISTENING)
    pill.overlay.apply(Look(overlay="off"))
    assert not pill.window.isVisible()
    pill.overlay.apply(Look(overlay="top"))
    assert pill.window.isVisible()
    assert pill.window.y() < 100


def test_an_error_is_told_wherever_one_is(pill: Pill, qtbot: QtBot) -> None:
    pill.overlay.happened(Notice(Level.INFO, "Worth a look."))
    assert not pill.overlay.visible
    pill.overlay.happened(Notice(Level.ERROR, "No microphone is connected; connect one."))
    assert pill.window.isVisible()
    assert "connect one" in pill.window.accessibleName()
    pill.overlay.show_state(LISTENING)
    assert pill.overlay.face is not None
    assert pill.overlay.face.message == ""  # it was seen, and answered
    pill.overlay.happened(Notice(Level.INFO, "Worth a look."))
    assert pill.overlay.face.message == "Worth a look."
    pill.overlay.happened(TextInserted(1, "x", "keys", True))
    pill.overlay.show_state(IDLE)
    assert pill.overlay.face.message == "Worth a look."  # to its end


def test_long_sentences_have_three_lines_at_most(pill: Pill) -> None:
    pill.overlay.happened(
        Notice(Level.ERROR, "Rindfleischetikettierungsüberwachung tut not. " * 12)
    )
    laid = pill.overlay._laid
    assert laid is not None
    assert len(laid.message) == 3
    assert laid.message[-1].text.endswith("…")
    assert laid.size.width() <= 640
    assert max(line.box.right() for line in laid.message) <= laid.size.width()


def test_a_text_that_goes_in_later_is_no_news_of_the_next_one(pill: Pill) -> None:
    pill.overlay.happened(TextInserted(1, "x", "keys", True))
    assert not pill.overlay.visible


def test_taken_back_by_its_key(pill: Pill) -> None:
    pill.overlay.show_state(IDLE)
    pill.overlay.happened(TextTakenBack(1, "x"))
    assert pill.overlay.face is not None
    assert pill.overlay.face.title == "Taken back"


class TestWhere:
    def test_the_edge_that_was_chosen(self, make: Callable[..., Pill], qtbot: QtBot) -> None:
        pill = make(overlay="bottom")
        pill.overlay.show_state(LISTENING)
        free = QGuiApplication.primaryScreen().availableGeometry()
        place = pill.window.geometry()
        assert free.contains(place)
        assert abs(place.center().x() - free.center().x()) <= 1
        assert free.bottom() - place.bottom() < 40
        qtbot.waitUntil(lambda: pill.asked == [False])

    def test_the_caret(self, make: Callable[..., Pill], qtbot: QtBot) -> None:
        pill = make(overlay="caret")
        pill.answers = Spot(Rect(200, 100, 1, 20), Rect(100, 50, 500, 500))
        pill.overlay.show_state(LISTENING)
        assert pill.window.isVisible()  # before anybody has answered
        qtbot.waitUntil(lambda: pill.window.pos() == QPoint(184, 130))
        assert pill.asked == [True]
        pill.overlay.show_state(replace(LISTENING, hands_free=True))
        assert pill.asked == [True]

    def test_an_answer_that_comes_late_moves_nothing(
        self, make: Callable[..., Pill], qtbot: QtBot
    ) -> None:
        pill = make(overlay="caret")
        pill.answers = Spot(Rect(200, 100, 1, 20))
        pill.gate.clear()
        pill.overlay.show_state(LISTENING)
        before = pill.window.pos()
        pill.now += 1.0
        pill.gate.set()
        qtbot.waitUntil(lambda: pill.asked == [True] and not pill.aside._waiting)
        assert pill.window.pos() == before

    def test_it_grows_up_from_the_bottom(self, pill: Pill) -> None:
        pill.overlay.show_state(LISTENING)
        before = pill.window.geometry()
        pill.heard("x")
        pill.overlay.show_state(replace(LISTENING, spoken="A sentence."))
        assert pill.window.geometry().bottom() == before.bottom()
        assert pill.window.height() > before.height()


class TestMovement:
    @pytest.fixture
    def parts(self, pill: Pill) -> list[QRect]:
        """What is painted again because of a level, with the pill there."""
        pill.overlay.show_state(LISTENING)
        found: list[QRect] = []
        stage = pill.overlay.stage
        assert stage is not None
        stage.update_part = lambda part: found.append(part.toAlignedRect())  # type: ignore[method-assign]
        return found

    def test_fifteen_times_a_second_and_only_where_it_moves(
        self, pill: Pill, parts: list[QRect]
    ) -> None:
        pill.loud(313)  # ten seconds
        assert 140 <= len(parts) <= 160
        assert all(part.width() < pill.window.width() / 2 for part in parts)

    def test_a_heap_of_late_frames_is_painted_once(self, pill: Pill, parts: list[QRect]) -> None:
        pill.now += 1.0
        for _ in range(100):
            pill.overlay.happened(SpeechLevel(0.1, 1.0))
        assert len(parts) == 1

    def test_less_of_it(self, pill: Pill, parts: list[QRect]) -> None:
        pill.overlay.apply(Look(reduce_motion="yes"))
        for second in range(10):
            pill.loud(31, rms=0.1 if second % 2 else 0.001)
        assert len(parts) <= 20

    def test_auto_does_as_the_system_says(self, pill: Pill, parts: list[QRect]) -> None:
        pill.overlay._motion.less = True
        pill.loud(313)
        assert len(parts) <= 20

    def test_nothing_moves_while_it_recognises(self, pill: Pill, parts: list[QRect]) -> None:
        pill.overlay.show_state(RECOGNIZING)
        parts.clear()
        pill.loud(100)
        assert parts == []
        assert pill.timers == 0

    def test_the_seconds_go_on_without_sound(self, pill: Pill, parts: list[QRect]) -> None:
        assert pill.overlay._tick.isActive()
        pill.now += 1.0
        pill.overlay._tick.timeout.emit()
        assert len(parts) == 1

    def test_ten_minutes_need_more_room(self, pill: Pill, parts: list[QRect]) -> None:
        before = pill.window.width()
        pill.now = 601.0
        pill.loud(2)
        assert pill.window.width() > before


def test_the_hint_goes_once_it_is_known(pill: Pill) -> None:
    hints = []
    for _ in range(7):
        pill.overlay.show_state(LISTENING)
        assert pill.overlay.face is not None
        hints.append(bool(pill.overlay.face.hint))
        pill.overlay.show_state(IDLE)
    assert hints == [True] * 5 + [False] * 2


def picture(pill: Pill) -> QImage:
    laid = pill.overlay._laid
    assert laid is not None
    image = QImage(laid.size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    pill.overlay._paint(painter)
    painter.end()
    return image


def test_it_mirrors(pill: Pill) -> None:
    app = cast(QApplication, QApplication.instance())
    pill.overlay.show_state(LISTENING)
    laid = pill.overlay._laid
    assert laid is not None
    assert laid.sign is not None
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        pill.overlay.apply(Look())
        other = pill.overlay._laid
    finally:
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert other is not None
    assert other.sign is not None
    assert other.size == laid.size
    assert other.sign.right() == laid.size.width() - laid.sign.left()


def test_corners_are_transparent_and_the_sign_is_red(pill: Pill) -> None:
    pill.overlay.show_state(LISTENING)
    image = picture(pill)
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(image.width() // 2, 2).alpha() == 255
    sign = image.pixelColor(24, image.height() // 2)
    assert sign.red() > 200 > 150 > sign.green()
    assert image.size() == QSize(pill.window.size())


def test_high_contrast(pill: Pill, monkeypatch: pytest.MonkeyPatch) -> None:
    pill.overlay.show_state(LISTENING)
    edge = QColor(picture(pill).pixelColor(100, 0))
    hints = SimpleNamespace(contrastPreference=lambda: Qt.ContrastPreference.HighContrast)
    monkeypatch.setattr(
        QGuiApplication, "styleHints", lambda: SimpleNamespace(accessibility=lambda: hints)
    )
    assert picture(pill).pixelColor(100, 0).lightness() > edge.lightness() + 100


def test_a_desktop_that_shows_nothing(make: Callable[..., Pill], qtbot: QtBot) -> None:
    pill = make()
    pill.overlay.show_state(LISTENING)
    with qtbot.waitSignal(pill.overlay.unavailable) as told:
        pill.overlay._give_up("There is no overlay here.")
    assert told.args == ["There is no overlay here."]
    assert not pill.overlay.visible
    pill.overlay.show_state(IDLE)
    pill.overlay.show_state(LISTENING)
    assert not pill.overlay.visible
    assert pill.timers == 0
    QTest.qWait(0)


def test_a_moment_ends_also_where_the_overlay_moves_meanwhile(pill: Pill) -> None:
    pill.overlay.show_state(LISTENING)
    pill.overlay.happened(Notice(Level.WARNING, "It is very quiet here."))
    pill.overlay.show_state(IDLE)
    pill.overlay.apply(Look(overlay="top"))
    assert pill.overlay.visible
    assert pill.timers == 1
    pill.overlay._leave.timeout.emit()
    assert not pill.overlay.visible


def test_a_moment_does_not_come_back_with_the_overlay(pill: Pill) -> None:
    pill.overlay.show_state(LISTENING)
    pill.overlay.happened(Notice(Level.WARNING, "It is very quiet here."))
    pill.overlay.show_state(IDLE)
    pill.overlay.apply(Look(overlay="off"))
    assert pill.timers == 0
    pill.overlay.apply(Look())
    assert not pill.overlay.visible
