from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_backend import INSERTED, OFFERED, RECOGNISED, WAITS, WHY, FakeBackend
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from sayso.control.commands import Command, Request
from sayso.core.errors import InsertionError, ModelError, NotRunning, UsageError
from sayso.core.events import (
    Activity,
    ActivityChanged,
    BacklogChanged,
    Level,
    Notice,
    Offered,
    RecognizerChanged,
    SpeechLevel,
    TextWaits,
    TraceChanged,
    UtteranceRecognized,
)
from sayso.core.health import Health
from sayso.core.speech import Transcript, Utterance
from sayso.desktop import session as session_module
from sayso.desktop.lists import Kind
from sayso.desktop.session import Session
from sayso.desktop.shown import Shown
from sayso.desktop.splash import Splash
from sayso.desktop.tray import Tray


class Panel:
    """Says whether the desktop has a tray, in place of Qt, which finds none without a screen."""

    there = False

    @classmethod
    def isSystemTrayAvailable(cls) -> bool:
        return cls.there


class Desk:
    """A session with what it was made of."""

    def __init__(self, qtbot: QtBot, backend: FakeBackend, panel: type[Panel]) -> None:
        self.qtbot = qtbot
        self.backend = backend
        self.panel = panel
        self.splash = Splash()
        self.splash.appear()
        self.session = Session(backend, self.splash, closing_limit_seconds=30)
        self.window = self.session.window

    @property
    def tray(self) -> Tray:
        assert self.session.tray is not None
        return self.session.tray

    def ready(self) -> Desk:
        self.session.begin()
        self.qtbot.waitUntil(lambda: not self.splash.isVisible())
        self.qtbot.waitUntil(lambda: self.window.lists[Kind.MICROPHONE].count() == 2)
        self.qtbot.waitUntil(lambda: self.window.lists[Kind.RECOGNIZER].count() == 3)
        return self

    def ask(self, request: Request, **fields: Any) -> list[dict[str, Any]]:
        """The replies, which may come later."""
        replies: list[dict[str, Any]] = []
        self.session.answer(request, {"command": request, **fields}, replies.append)
        return replies

    def leave(self) -> None:
        self.backend.gate.set()
        self.backend.close_gate.set()
        if not self.session._over:
            with self.qtbot.waitSignal(self.session.ended):
                self.session.quit()


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> type[Panel]:
    class Own(Panel):
        pass

    monkeypatch.setattr(session_module, "QSystemTrayIcon", Own)
    return Own


@pytest.fixture
def desk(qtbot: QtBot, backend: FakeBackend, panel: type[Panel]) -> Iterator[Desk]:
    made = Desk(qtbot, backend, panel)
    yield made
    made.leave()


@pytest.fixture
def tray_desk(desk: Desk) -> Desk:
    desk.panel.there = True
    return desk


def test_progress_is_on_the_splash_and_loading_has_a_thread_of_its_own(desk: Desk) -> None:
    desk.backend.gate.clear()
    desk.session.begin()
    desk.qtbot.waitUntil(lambda: desk.splash._now == "Loading the model")
    assert desk.backend.threads["load"] == "not one of Python's"
    assert desk.splash.isVisible()
    desk.backend.gate.set()
    desk.qtbot.waitUntil(lambda: not desk.splash.isVisible())


def test_without_a_tray_the_window_comes_when_the_splash_goes(desk: Desk) -> None:
    desk.backend.gate.clear()
    desk.session.begin()
    assert not desk.window.isVisible()
    desk.splash.dismiss()
    desk.qtbot.waitUntil(desk.window.isVisible)
    assert desk.window.state.whole == "Loading"
    desk.backend.gate.set()
    desk.qtbot.waitUntil(lambda: desk.window.state.whole == "Ready")
    assert desk.window.subtitle.whole == "Whisper base.en · CPU"


def test_with_a_tray_there_is_no_window_until_it_is_wanted(tray_desk: Desk) -> None:
    tray_desk.ready()
    assert not tray_desk.window.isVisible()
    assert "Sayso: Ready" in tray_desk.tray.icon.toolTip()
    assert "Microphone: Built-in & Audio" in tray_desk.tray.icon.toolTip()
    tray_desk.tray.show_wanted.emit()
    assert tray_desk.window.isVisible()
    assert tray_desk.window.state.whole == "Ready"


def test_a_tray_that_comes_later_is_used(desk: Desk) -> None:
    desk.ready()
    desk.panel.there = True
    desk.session._tray_look.timeout.emit()
    assert "Sayso: Ready" in desk.tray.icon.toolTip()
    desk.qtbot.waitUntil(lambda: len(desk.tray.lists[Kind.MICROPHONE].actions()) == 2)
    desk.window.close()
    assert desk.backend.closed == 0


def test_where_the_tray_goes_away_the_window_comes(tray_desk: Desk) -> None:
    tray_desk.ready()
    assert not tray_desk.window.isVisible()
    tray_desk.panel.there = False
    tray_desk.session._tray_look.timeout.emit()
    assert tray_desk.window.isVisible()
    tray_desk.window.hide()
    tray_desk.session._tray_look.timeout.emit()
    assert not tray_desk.window.isVisible(), "told once"


def test_a_failed_load_is_told_everywhere_and_the_app_goes_on(tray_desk: Desk) -> None:
    told: list[Notice] = []
    tray_desk.backend.load_error = "The model is damaged; load it again."
    tray_desk.session.begin()
    tray_desk.tray.show_notice = told.append  # type: ignore[method-assign]
    tray_desk.qtbot.waitUntil(tray_desk.splash._sentence.isVisible)
    assert tray_desk.splash._sentence.text() == "The model is damaged; load it again."
    assert told == [Notice(Level.ERROR, "The model is damaged; load it again.")]
    assert "Needs attention" in tray_desk.tray.icon.toolTip()
    tray_desk.session.come_forward()
    assert tray_desk.window.notice.text() == "The model is damaged; load it again."
    tray_desk.tray.toggle_wanted.emit()  # dictation works all the same: audio is kept
    assert tray_desk.backend.commands == [Command.START]


def test_start_stop_and_cancel(desk: Desk) -> None:
    desk.ready()
    for wanted, command, state in (
        (desk.window.toggle_wanted, Command.START, "Listening"),
        (desk.window.toggle_wanted, Command.STOP, "Ready"),
        (desk.window.toggle_wanted, Command.START, "Listening"),
        (desk.window.cancel_wanted, Command.CANCEL, "Ready"),
    ):
        wanted.emit()
        assert desk.backend.commands[-1] is command
        desk.qtbot.waitUntil(lambda expected=state: desk.window.state.whole == expected)


def test_what_was_said_and_how_loud_is_in_the_window(desk: Desk) -> None:
    desk.ready()
    desk.backend.publish(ActivityChanged(Activity.LISTENING))
    desk.backend.publish(SpeechLevel(0.5, 0.9))
    utterance = Utterance(1, 0, np.zeros(16, np.float32), 0, 16)
    transcript = Transcript("Hello.", (), "en", "whisper", "base.en", 1.0, 0.1)
    desk.backend.publish(UtteranceRecognized(utterance, transcript, "Hello."))
    desk.qtbot.waitUntil(lambda: desk.window.spoken.toPlainText() == "Hello.")
    assert desk.window.level.value > 0.8


def test_choosing_a_microphone(desk: Desk) -> None:
    desk.ready()
    desk.window.picked.emit(Kind.MICROPHONE, "mic-2")
    assert desk.backend.chosen == ["mic-2"]
    assert desk.backend.threads["microphones"] == "microphones"
    desk.qtbot.waitUntil(lambda: desk.window.lists[Kind.MICROPHONE].currentIndex() == 1)
    assert desk.backend.loads == 1


def test_choosing_a_recognizer_loads_it(tray_desk: Desk) -> None:
    tray_desk.ready()
    tray_desk.tray.picked.emit(Kind.RECOGNIZER, "whisper/small")
    tray_desk.qtbot.waitUntil(lambda: "Whisper small" in tray_desk.tray.icon.toolTip())
    tray_desk.qtbot.waitUntil(lambda: tray_desk.backend.loads == 2)
    tray_desk.qtbot.waitUntil(
        lambda: (
            [a.isChecked() for a in tray_desk.tray.lists[Kind.RECOGNIZER].actions()]
            == [False, True, False]
        )
    )


def test_a_choice_that_cannot_be_kept_is_told_and_put_back(tray_desk: Desk) -> None:
    tray_desk.ready()
    tray_desk.session.come_forward()
    tray_desk.backend.choose_error = "The settings cannot be written; free some space."
    tray_desk.window.lists[Kind.RECOGNIZER].setCurrentIndex(1)
    tray_desk.window.picked.emit(Kind.RECOGNIZER, "whisper/small")
    assert tray_desk.window.lists[Kind.RECOGNIZER].currentIndex() == 0
    assert tray_desk.window.notice.text() == "The settings cannot be written; free some space."
    assert tray_desk.backend.loads == 1


def test_a_list_that_cannot_be_had_leaves_the_old_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk.ready()

    def silent() -> None:
        raise OSError("no sound server")

    monkeypatch.setattr(desk.backend, "microphones", silent)
    desk.window.lists_wanted.emit()
    desk.qtbot.waitUntil(lambda: "no sound server" in caplog.text)
    assert desk.window.lists[Kind.MICROPHONE].count() == 2


def test_the_window_makes_way_for_what_the_history_types(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(desk.window, "step_back", lambda **how: asked.append(f"back {how}"))
    monkeypatch.setattr(desk.window, "come_back", lambda: asked.append("again"))
    desk.session._windows.typing.emit(True)
    desk.session._windows.typing.emit(False)
    assert asked == ["back {'and_stay': True}", "again"]


def test_open_folder(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_url(url: object) -> bool:
        opened.append(url.toLocalFile())  # type: ignore[attr-defined]
        return len(opened) == 1

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    desk.ready()
    desk.session._windows.folder_wanted.emit()
    assert opened == [str(desk.backend.settings_folder)]
    assert desk.backend.settings_folder.is_dir()
    assert not desk.window.notice.isVisible()
    desk.session._windows.folder_wanted.emit()
    assert str(desk.backend.settings_folder) in desk.window.notice.text()


def test_a_folder_that_cannot_be_made_is_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    desk.backend.settings_folder = tmp_path / "file" / "config"
    desk.ready()
    desk.session._windows.folder_wanted.emit()
    assert str(desk.backend.settings_folder) in desk.window.notice.text()


def test_requests_of_the_socket(desk: Desk) -> None:
    desk.ready()
    (status,) = desk.ask(Request.STATUS)
    assert (status["ok"], status["state"], status["model"]) == (True, "idle", "base.en")
    assert desk.ask(Request.TOGGLE) == [{"ok": True}]
    assert desk.backend.commands == [Command.TOGGLE]
    desk.window.hide()
    assert desk.ask(Request.SHOW) == [{"ok": True}]
    assert desk.window.isVisible()
    with desk.qtbot.waitSignal(desk.session.ended):
        assert desk.ask(Request.QUIT) == [{"ok": True}]
        assert desk.backend.closed == 0  # the answer goes first
    with pytest.raises(NotRunning):
        desk.ask(Request.SHOW)


@pytest.mark.parametrize(("request_", "paused"), [(Request.PAUSE, True), (Request.RESUME, False)])
def test_a_pause_by_the_socket_is_answered_once_it_holds(
    desk: Desk, request_: Request, paused: bool
) -> None:
    desk.ready()
    desk.backend.paused = not paused
    replies = desk.ask(request_)
    desk.qtbot.waitUntil(lambda: bool(replies))
    assert replies == [{"ok": True}]
    assert desk.backend.paused is paused
    assert desk.backend.threads["pause"] == "pause"


def test_the_deep_check_is_answered_when_it_is_done(desk: Desk) -> None:
    desk.ready()
    desk.backend.check_gate.clear()
    first, second = desk.ask(Request.CHECK), desk.ask(Request.CHECK)
    desk.qtbot.waitUntil(lambda: desk.backend.checks == 1)
    assert first == second == []
    assert desk.ask(Request.TOGGLE) == [{"ok": True}], "nobody else waits for it"
    desk.backend.check_gate.set()
    desk.qtbot.waitUntil(lambda: bool(second))
    assert first == second
    assert (first[0]["ok"], first[0]["healthy"], first[0]["model"]) == (True, True, "base.en")
    assert desk.backend.checks == 1
    assert desk.backend.threads["check"] == "check"
    again = desk.ask(Request.CHECK)
    desk.qtbot.waitUntil(lambda: bool(again))
    assert desk.backend.checks == 2


@pytest.mark.parametrize(
    ("error", "told", "exit_code"),
    [
        (ModelError("The model is damaged; load it again."), "damaged", 5),
        (ZeroDivisionError(), "log file", 1),
    ],
)
def test_a_check_that_fails_is_refused_in_a_sentence(
    desk: Desk, error: Exception, told: str, exit_code: int
) -> None:
    desk.ready()
    desk.backend.check_error = error
    replies = desk.ask(Request.CHECK)
    desk.qtbot.waitUntil(lambda: bool(replies))
    assert replies[0]["ok"] is False
    assert told in replies[0]["error"]
    assert replies[0]["exit_code"] == exit_code


TYPED = {
    "ok": True,
    "way": "clipboard paste",
    "confirmed": True,
    "copied": False,
    "application": "xterm",
}


def test_errands_of_the_socket_are_done_in_order_and_each_has_its_answer(desk: Desk) -> None:
    desk.ready()
    desk.backend.dictate(1, INSERTED)
    desk.backend.errand_gate.clear()
    replies = [
        desk.ask(Request.TYPE, text="one\n"),
        desk.ask(Request.UNDO),
        desk.ask(Request.TYPE, text="two"),
        desk.ask(Request.TYPE, text="two"),
        desk.ask(Request.AGAIN),
        desk.ask(Request.COPY),
    ]
    desk.qtbot.waitUntil(lambda: desk.backend.errands == ["type one\n"])
    assert replies == [[]] * 6
    assert len(desk.ask(Request.STATUS)) == 1, "nobody else waits for them"
    desk.backend.errand_gate.set()
    desk.qtbot.waitUntil(lambda: all(replies))
    assert desk.backend.errands == ["type one\n", "undo", "type two", "type two", "again", "copy"]
    assert replies == [[TYPED], [{"ok": True}], [TYPED], [TYPED], [{"ok": True}], [{"ok": True}]]
    assert desk.backend.threads["undo"] == "undo"


def test_an_errand_that_fails_is_refused_and_the_next_one_is_done(desk: Desk) -> None:
    desk.ready()
    desk.backend.dictate(1, INSERTED)
    desk.backend.errand_error = InsertionError("Nothing was taken back.")
    replies = desk.ask(Request.UNDO)
    desk.qtbot.waitUntil(lambda: bool(replies))
    assert replies == [{"ok": False, "error": "Nothing was taken back.", "exit_code": 7}]
    assert desk.session._shown.notice is None, "whoever asked was told"
    desk.backend.errand_error = None
    replies = desk.ask(Request.UNDO)
    desk.qtbot.waitUntil(lambda: replies == [{"ok": True}])


@pytest.mark.parametrize("text", [None, "", 7, ["a"], {"a": 1}, "\ud800"])
def test_what_is_no_text_is_not_typed(desk: Desk, text: object) -> None:
    desk.ready()
    with pytest.raises(UsageError, match="text"):
        desk.ask(Request.TYPE, text=text)
    with pytest.raises(UsageError, match="no text"):
        desk.ask(Request.TYPE)
    assert desk.backend.errands == []


def test_a_text_that_waits_is_typed_from_the_tray(tray_desk: Desk) -> None:
    desk = tray_desk
    desk.ready()
    desk.backend.dictate(2, WAITS, waits=True)
    desk.qtbot.waitUntil(lambda: "A text waits" in desk.tray.icon.toolTip())
    desk.tray.again_wanted.emit()
    desk.qtbot.waitUntil(lambda: "A text waits" not in desk.tray.icon.toolTip())
    assert desk.backend.errands == ["again"]
    assert desk.session._shown.news is None


def test_a_text_that_waits_is_copied_from_the_window(desk: Desk) -> None:
    desk.ready()
    desk.backend.dictate(2, WAITS, waits=True)
    desk.qtbot.waitUntil(desk.window.waiting.isVisible)
    assert desk.window.waiting.why.sentence.text() == WHY
    desk.window.waiting.copy.click()
    desk.qtbot.waitUntil(lambda: "on the clipboard" in desk.window.notice.text())
    assert not desk.window.waiting.isVisible()
    assert desk.backend.errands == ["copy"]


def test_a_try_that_fails_says_why_and_the_text_waits_on(desk: Desk) -> None:
    desk.ready()
    desk.backend.dictate(2, WAITS, waits=True)
    desk.backend.errand_error = InsertionError("No window has the keyboard; click into one.")
    desk.qtbot.waitUntil(desk.window.waiting.isVisible)
    desk.window.waiting.again.click()
    why = desk.window.waiting.why.sentence
    desk.qtbot.waitUntil(lambda: why.text() == "No window has the keyboard; click into one.")
    assert not desk.window.notice.isVisible(), "told once"
    assert desk.window.waiting.again.isVisible()


def test_pressed_twice_it_is_done_once(desk: Desk) -> None:
    desk.ready()
    desk.backend.dictate(2, WAITS, waits=True)
    desk.qtbot.waitUntil(desk.window.waiting.isVisible)
    desk.backend.errand_gate.clear()
    desk.window.waiting.again.click()
    desk.window.waiting.again.click()
    desk.backend.errand_gate.set()
    desk.qtbot.waitUntil(lambda: not desk.window.waiting.isVisible())
    desk.qtbot.waitUntil(lambda: not desk.session._wishes._errands.wanted(Request.AGAIN))
    assert desk.backend.errands == ["again"]


@pytest.mark.parametrize("face", ["window", "tray"])
def test_undo(tray_desk: Desk, face: str) -> None:
    desk = tray_desk
    desk.ready()
    desk.session.come_forward()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    assert not desk.window.undo.isEnabled()
    desk.backend.dictate(1, INSERTED)
    desk.qtbot.waitUntil(desk.window.undo.isEnabled)
    (desk.window if face == "window" else desk.tray).undo_wanted.emit()
    flags = desk.window.windowHandle().flags()
    assert flags & Qt.WindowType.WindowDoesNotAcceptFocus, "it gave the focus back first"
    desk.qtbot.waitUntil(lambda: "taken back" in desk.window.last.text())
    assert desk.window.spoken.toPlainText() == INSERTED
    assert not desk.window.undo.isEnabled()


def test_an_undo_that_fails_is_told(desk: Desk) -> None:
    desk.ready()
    desk.backend.dictate(1, INSERTED)
    desk.qtbot.waitUntil(desk.window.undo.isEnabled)
    desk.backend.errand_error = ZeroDivisionError()
    desk.window.undo.click()
    desk.qtbot.waitUntil(lambda: "log file" in desk.window.notice.text())
    assert desk.window.spoken.toPlainText() == INSERTED


def test_a_click_on_the_message_shows_the_window(tray_desk: Desk) -> None:
    desk = tray_desk
    desk.ready()
    desk.backend.dictate(2, WAITS, waits=True)
    desk.qtbot.waitUntil(lambda: bool(desk.session._shown.waits))
    for _ in range(2):
        desk.tray.message_clicked.emit()
        assert desk.window.isVisible()
        assert desk.window.windowHandle().flags() & Qt.WindowType.WindowDoesNotAcceptFocus
    desk.backend.publish(TextWaits(""))
    desk.qtbot.waitUntil(lambda: not desk.session._shown.waits)
    desk.tray.message_clicked.emit()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)


@pytest.fixture
def messages(tray_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the tray said."""
    said: list[str] = []
    tray_desk.session.begin()
    monkeypatch.setattr(
        tray_desk.tray, "show_notice", lambda notice: said.append(f"{notice.level}: {notice.text}")
    )
    return said


def test_an_offer_is_told_once_and_a_click_on_that_leads_to_it(
    tray_desk: Desk, messages: list[str]
) -> None:
    desk = tray_desk
    desk.backend.publish(OFFERED)
    desk.backend.publish(RECOGNISED)
    desk.qtbot.waitUntil(lambda: desk.session._shown.offered == RECOGNISED)
    assert len(messages) == 1
    assert messages[0].startswith("warning: Sayso ended before this was delivered: 3 utterances.")
    assert "milk" not in messages[0]
    assert not desk.window.isVisible()
    assert desk.session._shown.news is None, "the window says it where it can be dealt with"
    desk.tray.message_clicked.emit()
    assert desk.window.isVisible()
    assert desk.window.focusWidget() is desk.window.offer.copy
    desk.window.hide()
    desk.tray.offer_wanted.emit()
    assert desk.window.isVisible()
    assert desk.window.focusWidget() is desk.window.offer.copy
    desk.backend.publish(Offered(0))
    desk.qtbot.waitUntil(lambda: not desk.window.offer.isVisible())
    desk.tray.message_clicked.emit()
    assert desk.window.focusWidget() is desk.window.toggle


def test_an_offer_without_a_tray_shows_the_window_quietly(desk: Desk) -> None:
    desk.ready()
    desk.window.hide()
    desk.backend.publish(OFFERED)
    desk.qtbot.waitUntil(desk.window.offer.isVisible)
    assert desk.window.windowHandle().flags() & Qt.WindowType.WindowDoesNotAcceptFocus
    desk.window.hide()
    desk.backend.publish(RECOGNISED)
    desk.qtbot.waitUntil(lambda: desk.session._shown.offered == RECOGNISED)
    assert not desk.window.isVisible(), "told once"


def test_an_offer_that_comes_with_the_splash_is_in_the_window_after_it(desk: Desk) -> None:
    desk.backend.wishes = ["offers"]
    desk.backend.gate.clear()
    desk.session.begin()
    desk.qtbot.waitUntil(lambda: desk.session._shown.offered == OFFERED)
    assert desk.splash.isVisible()
    assert not desk.window.isVisible()
    desk.backend.gate.set()
    desk.qtbot.waitUntil(desk.window.offer.isVisible)


def test_what_is_offered_is_recognised_and_copied_from_the_window(desk: Desk) -> None:
    desk.ready()
    desk.backend.publish(OFFERED)
    offer = desk.window.offer
    desk.qtbot.waitUntil(offer.isVisible)
    desk.backend.errand_gate.clear()
    desk.qtbot.mouseClick(offer.recognize, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: offer.recognize.text() == "Recognising… 2 left")
    assert desk.ask(Request.UNDO) == [], "it is under way beside the other"
    desk.qtbot.waitUntil(lambda: "undo" in desk.backend.errands)
    desk.backend.errand_gate.set()
    desk.qtbot.waitUntil(lambda: offer.text.toPlainText() == RECOGNISED.text)
    assert not offer.recognize.isVisible()
    desk.qtbot.mouseClick(offer.copy, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: not offer.isVisible())
    desk.qtbot.waitUntil(lambda: "on the clipboard" in desk.window.notice.text())


def test_what_is_offered_and_cannot_be_had_is_offered_on(desk: Desk) -> None:
    desk.ready()
    desk.backend.publish(OFFERED)
    offer = desk.window.offer
    desk.qtbot.waitUntil(offer.isVisible)
    desk.backend.errand_error = ModelError("No model is there; choose one.")
    for button in (offer.recognize, offer.copy, offer.discard):
        desk.session._shown = replace(desk.session._shown, notice=None)
        button.click()
        desk.qtbot.waitUntil(lambda: desk.session._shown.notice is not None)
        assert desk.window.notice.text() == "No model is there; choose one."
    desk.qtbot.waitUntil(offer.recognize.isEnabled)
    desk.backend.errand_error = None
    offer.discard.click()
    desk.qtbot.waitUntil(lambda: not offer.isVisible())


def test_quitting_leaves_an_offer_for_the_next_time(desk: Desk) -> None:
    desk.ready()
    desk.backend.publish(OFFERED)
    desk.qtbot.waitUntil(desk.window.offer.isVisible)
    with desk.qtbot.waitSignal(desk.session.ended):
        desk.session.quit()
        desk.window.discard_wanted.emit()
    assert desk.backend.errands == []


@pytest.mark.parametrize("face", ["window", "tray"])
def test_leaving_no_trace_is_seen_everywhere(tray_desk: Desk, face: str) -> None:
    desk = tray_desk
    desk.ready()
    desk.session.come_forward()
    window, tray = desk.window.trace, desk.tray._trace
    click = window.click if face == "window" else tray.trigger
    click()
    desk.qtbot.waitUntil(lambda: "Leaves no trace" in desk.tray.icon.toolTip())
    assert desk.backend.no_trace
    assert desk.backend.threads["leave no trace"] == "MainThread"
    assert (window.isChecked(), tray.isChecked()) == (True, True)
    click()
    desk.qtbot.waitUntil(lambda: "Leaves no trace" not in desk.tray.icon.toolTip())
    assert (window.isChecked(), tray.isChecked()) == (False, False)
    desk.backend.publish(TraceChanged(True))  # it was set elsewhere
    desk.qtbot.waitUntil(lambda: window.isChecked() and tray.isChecked())


@pytest.mark.parametrize("face", ["window", "tray"])
def test_a_setting_that_cannot_be_kept_goes_back(tray_desk: Desk, face: str) -> None:
    desk = tray_desk
    desk.ready()
    desk.session.come_forward()
    desk.backend.choose_error = "The settings cannot be written; free some space."
    for _ in range(2):  # the second time there is nothing new to tell
        (desk.window.trace.click if face == "window" else desk.tray._trace.trigger)()
        assert not desk.window.trace.isChecked()
        assert not desk.tray._trace.isChecked()
    assert desk.window.notice.text() == "The settings cannot be written; free some space."
    assert not desk.backend.no_trace


def test_that_no_trace_is_left_is_known_from_the_start(tray_desk: Desk) -> None:
    tray_desk.backend.no_trace = True
    tray_desk.ready()
    assert "Leaves no trace" in tray_desk.tray.icon.toolTip()


def test_errands_that_are_under_way_when_the_app_ends_are_not_told_in_the_windows(
    desk: Desk,
) -> None:
    desk.ready()
    desk.backend.errand_gate.clear()
    replies = [desk.ask(Request.UNDO), desk.ask(Request.UNDO)]
    with desk.qtbot.waitSignal(desk.session.ended):
        desk.session.quit()
    desk.window.undo_wanted.emit()
    assert desk.backend.errands in (["undo"], ["undo", "undo"])
    with pytest.raises(NotRunning):
        desk.ask(Request.COPY)
    assert all(len(each) <= 1 for each in replies)


def test_choosing_a_device_loads_again(desk: Desk) -> None:
    desk.ready()
    desk.window.picked.emit(Kind.DEVICE, "cuda:0")
    assert desk.backend.chosen == ["cuda:0"]
    desk.qtbot.waitUntil(lambda: desk.backend.loads == 2)
    assert desk.backend.threads["devices"] == "devices"
    desk.qtbot.waitUntil(lambda: desk.window.lists[Kind.DEVICE].currentData() == "cuda:0")


@pytest.mark.parametrize("reloads", [False, True])
def test_choosing_a_language_loads_again_where_another_model_suits_it(
    tray_desk: Desk, reloads: bool
) -> None:
    desk = tray_desk
    desk.ready()
    desk.backend.reloads_for_language = reloads
    desk.tray.picked.emit(Kind.LANGUAGE, "fr")
    assert "Language: Français" in desk.tray.icon.toolTip()
    assert desk.window.lists[Kind.LANGUAGE].currentText() == "Français (French)"
    assert desk.session._choosing._loading.running is reloads
    desk.qtbot.waitUntil(lambda: desk.backend.loads == (2 if reloads else 1))


def test_a_download_that_is_stopped_is_no_error_and_the_mark_goes_back(tray_desk: Desk) -> None:
    desk = tray_desk
    desk.ready()
    desk.session.come_forward()
    desk.backend.downloading = True
    desk.window.picked.emit(Kind.RECOGNIZER, "whisper/small")
    box = desk.window.lists[Kind.RECOGNIZER]
    desk.qtbot.waitUntil(desk.window.stop.isVisible)
    assert box.currentData() == "whisper/small", "this is what is coming"
    assert "Sayso: Ready\nDownloading small" in desk.tray.icon.toolTip()
    desk.window.stop.click()
    desk.qtbot.waitUntil(lambda: not desk.window.stop.isVisible())
    desk.qtbot.waitUntil(lambda: box.currentData() == "whisper/base.en")
    assert "stopped" in desk.window.notice.text()
    assert desk.window.state.whole == "Ready"
    marks = [a.isChecked() for a in desk.tray.lists[Kind.RECOGNIZER].actions()]
    assert marks == [True, False, False]


def test_stopping_the_first_download_is_told_on_the_splash(desk: Desk) -> None:
    desk.backend.downloading = True
    desk.session.begin()
    desk.qtbot.waitUntil(lambda: desk.splash._now == "Downloading small")
    desk.splash.stop_wanted.emit()
    desk.qtbot.waitUntil(desk.splash._sentence.isVisible)
    assert "choose the model again" in desk.splash._sentence.text()
    assert desk.backend.stops == 1


def test_choosing_another_model_gives_a_download_up(desk: Desk) -> None:
    desk.ready()
    desk.backend.downloading = True
    desk.window.picked.emit(Kind.RECOGNIZER, "whisper/small")
    desk.qtbot.waitUntil(lambda: desk.session._shown.loading is not None)
    desk.backend.downloading = False
    desk.window.picked.emit(Kind.RECOGNIZER, "starter/en-us")
    with desk.qtbot.waitSignal(desk.session.loaded):
        pass
    assert desk.backend.loads == 3
    assert desk.session._shown.notice is None
    # Nor does the mark go back in between.
    assert desk.window.lists[Kind.RECOGNIZER].currentData() == "starter/en-us"


def test_picking_what_holds_already_asks_for_nothing(desk: Desk) -> None:
    desk.ready()
    for kind, choice in (
        (Kind.MICROPHONE, "mic-1"),
        (Kind.LANGUAGE, "auto"),
        (Kind.RECOGNIZER, "whisper/base.en"),
        (Kind.DEVICE, "cpu"),
    ):
        desk.window.picked.emit(kind, choice)
    assert desk.backend.chosen == []
    assert desk.backend.loads == 1


def test_picking_a_recognizer_that_failed_tries_again(desk: Desk) -> None:
    desk.backend.load_error = "The model is damaged; load it again."
    desk.session.begin()
    desk.qtbot.waitUntil(desk.splash._sentence.isVisible)
    desk.backend.load_error = None
    desk.qtbot.waitUntil(lambda: desk.window.lists[Kind.RECOGNIZER].count() == 3)
    with desk.qtbot.waitSignal(desk.session.loaded):
        desk.window.picked.emit(Kind.RECOGNIZER, "whisper/base.en")
    assert desk.backend.loads == 2


def test_what_was_said_of_a_load_is_over_with_the_next_choice(tray_desk: Desk) -> None:
    desk = tray_desk
    desk.ready()
    desk.backend.load_error = "The model is damaged; load it again."
    desk.window.picked.emit(Kind.RECOGNIZER, "whisper/small")
    desk.qtbot.waitUntil(lambda: "Needs attention" in desk.tray.icon.toolTip())
    desk.backend.load_error = None
    with desk.qtbot.waitSignal(desk.session.loaded):
        desk.window.picked.emit(Kind.RECOGNIZER, "starter/en-us")
    assert "Sayso: Ready" in desk.tray.icon.toolTip()
    assert desk.session._shown.notice is None


def test_a_choice_takes_back_nothing_else_that_was_said(desk: Desk) -> None:
    desk.ready()
    notice = Notice(Level.ERROR, "The microphone was unplugged; choose another one.")
    desk.backend.publish(notice)
    with desk.qtbot.waitSignal(desk.session.loaded):
        desk.window.picked.emit(Kind.RECOGNIZER, "starter/en-us")
    assert desk.session._shown.notice == notice


def test_an_unloaded_recognizer_is_ready_to_the_person(desk: Desk) -> None:
    desk.ready()
    desk.backend.publish(RecognizerChanged(Health.UNLOADED, "whisper", "base.en"))
    desk.qtbot.waitUntil(lambda: "when you speak" in desk.window.subtitle.whole)
    assert desk.window.state.whole == "Ready"


def test_what_waits_is_told(desk: Desk) -> None:
    desk.ready()
    desk.backend.publish(BacklogChanged(3, 24.0))
    desk.qtbot.waitUntil(lambda: desk.window.subtitle.whole.startswith("3 utterances wait, 24 s"))


def test_tray_and_window_do_not_flicker_while_utterances_come(
    tray_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = tray_desk
    desk.ready()
    drawn: list[Shown] = []
    monkeypatch.setattr(desk.tray, "show_state", drawn.append)
    for health in (Health.BUSY, Health.READY) * 3:
        desk.backend.publish(RecognizerChanged(health, "whisper", "base.en"))
    desk.backend.publish(BacklogChanged(3, 24.0))
    desk.qtbot.waitUntil(lambda: bool(drawn))
    assert [shown.waiting for shown in drawn] == [3]


def test_closing_the_window_quits_where_there_is_no_tray(desk: Desk) -> None:
    desk.ready()
    with desk.qtbot.waitSignal(desk.session.ended):
        desk.window.close()
    assert desk.backend.closed == 1


def test_closing_the_window_leaves_the_app_in_the_tray(tray_desk: Desk) -> None:
    tray_desk.ready()
    tray_desk.session.come_forward()
    tray_desk.window.close()
    assert not tray_desk.window.isVisible()
    assert not tray_desk.session._quitting


def test_quitting_closes_off_the_main_thread_and_everything_vanishes_at_once(
    tray_desk: Desk,
) -> None:
    tray_desk.ready()
    tray_desk.session.come_forward()
    tray_desk.backend.close_gate.clear()
    tray_desk.tray.quit_wanted.emit()
    assert not tray_desk.window.isVisible()
    assert not tray_desk.tray.icon.isVisible()
    with tray_desk.qtbot.waitSignal(tray_desk.session.ended):
        tray_desk.backend.close_gate.set()
    assert tray_desk.backend.threads["close"] == "closing"
    assert tray_desk.session.closed_in_time


def test_quitting_while_loading_ends_the_load(desk: Desk) -> None:
    desk.backend.gate.clear()
    desk.session.begin()
    desk.qtbot.waitUntil(lambda: desk.backend.loads == 1)
    with desk.qtbot.waitSignal(desk.session.ended):
        desk.session.quit()
    assert desk.session.closed_in_time


def test_quitting_twice_waits_no_longer(desk: Desk) -> None:
    desk.ready()
    desk.backend.close_gate.clear()
    desk.session.quit()
    with desk.qtbot.waitSignal(desk.session.ended):
        desk.session.quit()
    assert desk.backend.closed == 0


def test_a_backend_that_does_not_close_is_not_waited_for(
    qtbot: QtBot, backend: FakeBackend, panel: type[Panel]
) -> None:
    desk = Desk(qtbot, backend, panel)
    desk.session._closing_limit_ms = 1
    desk.ready()
    backend.close_gate.clear()
    with qtbot.waitSignal(desk.session.ended):
        desk.session.quit()
    desk.leave()


def test_a_backend_that_fails_to_close_is_logged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk.ready()

    def broken() -> None:
        raise OSError("disk full")

    monkeypatch.setattr(desk.backend, "close", broken)
    with desk.qtbot.waitSignal(desk.session.ended):
        desk.session.quit()
    assert "disk full" in caplog.text


def test_the_real_question_after_a_tray_can_be_asked() -> None:
    assert isinstance(QSystemTrayIcon.isSystemTrayAvailable(), bool)
