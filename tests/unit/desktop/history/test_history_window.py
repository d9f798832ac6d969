"""The history's window, by keyboard and mouse, over a real database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_backend import FakeBackend, recognized
from fake_past import SaidBefore, ToldRecognizer, make_past
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from sayso.archive.items import Query
from sayso.core.errors import HistoryBusy, InsertionError, PlaybackError
from sayso.core.events import SettingsChanged, TraceChanged
from sayso.core.speech import SAMPLE_RATE, Samples
from sayso.core.state import State
from sayso.desktop.aside import Aside
from sayso.desktop.history.window import PAGE, HistoryWindow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class FakePlayer:
    """A fake: this machine need not have a loudspeaker. It plays until `over` is set."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.samples: list[Samples] = []
        self.position = 0.5
        self.error: Exception | None = None

    def play(self, samples: Samples, volume: float = 1.0) -> None:
        self.samples.append(samples)
        if self.error is not None:
            raise self.error
        self.over.clear()
        assert self.over.wait(30)

    def stop(self) -> None:
        self.over.set()


class Stage:
    def __init__(self, qtbot: QtBot, backend: FakeBackend, folder: Path) -> None:
        self.qtbot = qtbot
        self.backend = backend
        self.told = ToldRecognizer()
        self.asked: list[Query] = []
        backend.past = make_past(folder, recognizer=self.told)
        self.past = backend.past
        real = self.past.found

        def found(query: Query, *arguments: Any) -> Any:
            self.asked.append(query)
            return real(query, *arguments)

        self.past.found = found  # type: ignore[method-assign]
        self.said = SaidBefore(folder)
        self.aside = Aside()
        self.player = FakePlayer()
        self.window: HistoryWindow = None  # type: ignore[assignment]

    def open(self, undo_seconds: float = 1000.0) -> HistoryWindow:
        self.window = HistoryWindow(
            self.backend,
            self.aside,
            player=self.player,  # type: ignore[arg-type]
            undo_seconds=undo_seconds,
        )
        with self.qtbot.waitExposed(self.window):
            self.window.show()
        self.settle()
        return self.window

    def settle(self) -> None:
        """All that was asked is answered."""
        self.qtbot.waitUntil(lambda: bool(self.asked) and not self._busy())

    def _busy(self) -> bool:
        window = self.window
        return (
            window._soft.isActive()
            or window.filters._typed.isActive()
            or any(
                asking.busy
                for asking in (
                    window._listing, window._more, window._looking, window._counting, window._naming
                )
            )
        )  # fmt: skip

    @property
    def texts(self) -> list[str]:
        return [self.window.model.at(row).text for row in range(self.window.model.rowCount())]

    def until(self, what: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(what)

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        held = Qt.KeyboardModifier.NoModifier
        for each in modifiers:
            held |= each
        focused = self.window.focusWidget() or self.window
        self.qtbot.keyClick(focused, key, held)

    def click(self, button: QPushButton) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def close(self) -> None:
        self.player.over.set()
        self.told.close()
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
        self.aside.close()
        self.past.close()
        self.said.close()


CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def stage(qtbot: QtBot, backend: FakeBackend, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(qtbot, backend, tmp_path / "history")
    yield made
    made.close()


def test_the_newest_is_chosen_and_shown_in_whole(stage: Stage) -> None:
    stage.said.dictate("Yesterday's.", ago=DAY)
    stage.said.dictate("Please send", "the report.", ago=HOUR, application="Firefox", audio=True)
    window = stage.open()
    assert stage.texts == ["Please send the report.", "Yesterday's."]
    assert window.count.whole == "2 dictations"
    assert window.detail.heading.whole.startswith("Today, ")
    assert window.detail.application.whole == "Firefox"
    assert window.detail.state.text() == "Inserted"
    assert window.detail.text.toPlainText() == "Please send the report."
    assert "Whisper base.en" in window.detail.facts.text()
    assert window.list.hasFocus()
    index = window.model.index(0)
    assert index.data().startswith("Please send the report.. Today, ")
    stage.press(Qt.Key.Key_Down)
    stage.settle()
    assert window.detail.text.toPlainText() == "Yesterday's."
    assert not window.detail.play.isEnabled()


def test_what_was_heard_and_was_before_is_below(stage: Stage) -> None:
    key = stage.said.dictate("Send it to Meyer.", audio=True)
    stage.past.edit(key, "Send it to Maier.")
    stage.past.edit(key, "Send it to Mayer.")
    window = stage.open()
    heard, corrected, first = window.detail.versions.toPlainText().split("\n\n")
    assert heard == "As heard:\nsend it to meyer"
    assert corrected.startswith("As you corrected it, ")
    assert corrected.endswith("\nSend it to Maier.")
    assert first.startswith("Whisper base.en, ")
    assert first.endswith("\nSend it to Meyer.")


def test_empty_in_words(stage: Stage) -> None:
    window = stage.open()
    assert window.empty.title.text() == "Nothing was said yet"
    assert not window.empty.clear.isVisible()
    assert not window.detail.isVisible()
    assert not window.foot.totals.isVisible()
    window.happened(TraceChanged(True))
    assert window.empty.title.text() == "Nothing is kept"
    window.happened(TraceChanged(False))
    window.filters.words.setText("xylophone")
    stage.settle()
    assert window.empty.title.text() == "Nothing like that was said"
    stage.click(window.empty.clear)
    stage.settle()
    assert window.empty.title.text() == "Nothing was said yet"


def test_search_as_it_is_typed(stage: Stage) -> None:
    stage.said.dictate("Apples and pears.", ago=2 * HOUR)
    stage.said.dictate("Plums.", ago=HOUR)
    window = stage.open()
    stage.press(Qt.Key.Key_F, CTRL)
    assert window.filters.words.hasFocus()
    asked = len(stage.asked)
    stage.qtbot.keyClicks(window.filters.words, "pears")
    stage.settle()
    assert stage.texts == ["Apples and pears."]
    assert window.detail.text.toPlainText() == "Apples and pears."
    assert len(stage.asked) == asked + 1, "the letters in between were not looked for"
    stage.press(Qt.Key.Key_Down)
    assert window.list.hasFocus()
    stage.press(Qt.Key.Key_F, CTRL)
    stage.press(Qt.Key.Key_Escape)
    assert window.filters.words.text() == ""
    assert window.isVisible(), "Escape emptied the line first"
    stage.settle()
    assert len(stage.texts) == 2
    stage.press(Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_an_answer_that_is_out_of_date_is_not_shown(stage: Stage) -> None:
    stage.said.dictate("Apples.", ago=HOUR)
    stage.said.dictate("Pears.")
    window = stage.open()
    gate, real = threading.Event(), stage.past.found

    def slow(query: Query, *arguments: Any) -> Any:
        if query.words == "apples":
            assert gate.wait(30)
        return real(query, *arguments)

    stage.past.found = slow  # type: ignore[method-assign]
    shown: list[list[str]] = []
    window.model.modelReset.connect(lambda: shown.append(stage.texts))
    for words in ("apples", "pea", "pears"):
        window.filters.words.setText(words)
        window.filters.words.returnPressed.emit()
    gate.set()
    stage.settle()
    assert shown == [["Pears."]]
    assert [query.words for query in stage.asked[-2:]] == ["apples", "pears"]


def test_filters(stage: Stage) -> None:
    stage.said.dictate("Old.", ago=20 * DAY, application="Firefox")
    stage.said.dictate("Failed.", ago=2 * DAY, application="kate", state=State.FAILED)
    stage.said.dictate("Waits.", ago=HOUR, application="kate", state=State.RECOGNISED)
    stage.said.dictate("New.", application="Firefox")
    window = stage.open()

    def pick(box: Any, row: int) -> list[str]:
        box.setFocus()
        stage.qtbot.keyClick(box, Qt.Key.Key_Home)
        for _ in range(row):
            stage.qtbot.keyClick(box, Qt.Key.Key_Down)
        box.activated.emit(row)
        stage.settle()
        return stage.texts

    filters = window.filters
    assert [filters.application.itemText(row) for row in range(filters.application.count())] == [
        "All applications", "Firefox", "kate",
    ]  # fmt: skip
    assert pick(filters.application, 1) == ["New.", "Old."]
    assert pick(filters.application, 0)[0] == "New."
    assert pick(filters.when, 1) == ["New.", "Waits."]
    assert pick(filters.when, 2) == ["New.", "Waits.", "Failed."]
    assert pick(filters.when, 3)[-1] == "Old."
    assert not filters.first.isVisible()
    pick(filters.when, 4)
    assert filters.first.isVisible()
    filters.first.setDate(filters.first.date().addDays(-20))
    filters.last.setDate(filters.last.date().addDays(-1))
    stage.settle()
    assert stage.texts == ["Failed.", "Old."]
    pick(filters.when, 0)
    assert pick(filters.which, 1) == ["Waits.", "Failed."]
    assert pick(filters.which, 2) == ["Failed."]


def test_only_what_is_scrolled_to_is_loaded(stage: Stage) -> None:
    stage.said.many(3 * PAGE)
    window = stage.open()
    assert window.model.rowCount() == PAGE
    assert window.count.whole == "600 dictations"
    assert len(stage.asked) == 1
    window.list.setFocus()
    stage.press(Qt.Key.Key_End)
    stage.until(lambda: window.model.rowCount() == 2 * PAGE)
    stage.settle()
    assert window.model.at(2 * PAGE - 1).text.startswith(f"number {PAGE} ")
    assert len(stage.asked) == 2
    stage.press(Qt.Key.Key_End)
    stage.until(lambda: window.model.rowCount() == 3 * PAGE)
    stage.settle()
    assert len(stage.asked) == 3


def test_all_are_chosen_with_a_key_and_deleted(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that were not scrolled to are loaded for it."""
    monkeypatch.setattr("sayso.desktop.history.window.PAGE", 20)
    stage.said.many(150)
    window = stage.open()
    assert window.model.rowCount() < 150
    stage.press(Qt.Key.Key_A, CTRL)
    stage.settle()
    assert window.detail.heading.whole == "150 dictations chosen"
    stage.press(Qt.Key.Key_Delete)
    stage.settle()
    assert window.empty.isVisible()
    assert window.undo_line.label.text() == "150 dictations deleted"
    window.undo_line.take_back()
    stage.settle()
    assert window.count.whole == "150 dictations"


def test_who_chooses_another_meanwhile_has_that_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.desktop.history.window.PAGE", 20)
    stage.said.many(60)
    window = stage.open()
    stage.press(Qt.Key.Key_A, CTRL)
    window.choose(1)
    stage.settle()
    assert window.model.rowCount() == 60
    assert [one.text for one in window.chosen] == [stage.texts[1]]


def test_a_larger_font_makes_higher_rows(stage: Stage) -> None:
    stage.said.dictate("One.")
    stage.said.dictate("Two.")
    window = stage.open()
    rows = [window.model.index(row) for row in range(2)]
    first, second = (window.list.visualRect(index).height() for index in rows)
    assert first > second > 0  # the day stands above it
    font = window.list.font()
    font.setPointSizeF(2 * font.pointSizeF())
    window.list.setFont(font)
    assert window.list.visualRect(rows[1]).height() > 1.5 * second


def test_what_is_said_meanwhile_comes_in_and_the_rest_stays(stage: Stage) -> None:
    stage.said.many(PAGE + 50)
    window = stage.open()
    window.list.setFocus()
    stage.press(Qt.Key.Key_End)
    stage.until(lambda: window.model.rowCount() == PAGE + 50)
    window.choose(120)
    stage.settle()
    chosen = window.model.at(120).key
    place = window.list.visualRect(window.model.index(120)).top()
    stage.said.dictate("New.")
    asked = len(stage.asked)
    window.happened(recognized(1, "New."))
    window.happened(recognized(2, "New."))
    stage.settle()
    assert len(stage.asked) == asked + 1
    assert window.model.rowCount() == PAGE + 51
    assert stage.texts[0] == "New."
    assert window.chosen_keys == [chosen]
    now = window.list.visualRect(window.model.index(121)).top()
    assert now == place
    assert window.detail.dictation is not None
    assert window.detail.dictation.key == chosen


def test_a_hidden_window_asks_nothing(stage: Stage) -> None:
    stage.said.dictate("One.")
    window = stage.open()
    window.hide()
    asked = len(stage.asked)
    stage.said.dictate("Two.")
    window.happened(recognized(1, "Two."))
    window.happened(SettingsChanged(frozenset({"audio_days"})))
    window.filters.changed.emit()
    assert not window._soft.isActive()
    assert len(stage.asked) == asked
    window.show()
    stage.settle()
    assert stage.texts == ["Two.", "One."]
    assert len(stage.asked) == asked + 1


def test_copy(stage: Stage) -> None:
    stage.said.dictate("One.", ago=HOUR)
    stage.said.dictate("Two.")
    window = stage.open()
    stage.press(Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "Two."
    stage.press(Qt.Key.Key_Down, SHIFT)
    assert window.detail.heading.whole == "2 dictations chosen"
    stage.click(window.detail.copy)
    assert QGuiApplication.clipboard().text() == "One.\nTwo."


def test_play_and_stop(stage: Stage) -> None:
    stage.said.dictate("Silent.", ago=HOUR)
    stage.said.dictate("Heard.", audio=True, seconds=1.0)
    window = stage.open()
    stage.press(Qt.Key.Key_Space)
    stage.until(lambda: window.detail.bar.value == 0.5)
    assert window.detail.play.text() == "Sto&p playing"
    assert window.detail.played.text() == "0:00 / 0:01"
    np.testing.assert_equal(stage.player.samples[0].shape, (SAMPLE_RATE,))
    stage.press(Qt.Key.Key_Space)
    stage.until(lambda: window.detail.play.text() == "&Play")
    assert window.detail.bar.value == 0.0
    stage.click(window.detail.play)
    stage.until(lambda: len(stage.player.samples) == 2)
    window.hide()
    stage.until(stage.player.over.is_set)
    stage.until(lambda: window.deeds._playing is None)


def test_what_cannot_be_played_is_told(stage: Stage) -> None:
    stage.said.dictate("Heard.", audio=True)
    stage.player.error = PlaybackError("Nothing can be played; choose headphones.")
    window = stage.open()
    stage.click(window.detail.play)
    stage.until(window.trouble.isVisible)
    assert window.trouble.sentence.text() == "Nothing can be played; choose headphones."
    assert window.detail.play.text() == "&Play"


def test_a_correction_is_kept_and_found(stage: Stage) -> None:
    stage.said.dictate("Send it to Meyer.")
    window = stage.open()
    stage.press(Qt.Key.Key_F2)
    editor = window.detail.text
    assert editor.hasFocus()
    assert not window.detail.delete.isEnabled()
    stage.qtbot.keyClicks(editor, " Today.")
    stage.press(Qt.Key.Key_Escape)
    assert window.isVisible()
    assert editor.toPlainText() == "Send it to Meyer."
    stage.click(window.detail.edit)
    stage.qtbot.keyClicks(editor, " Now.")
    stage.press(Qt.Key.Key_Return, CTRL)
    stage.until(lambda: stage.texts == ["Send it to Meyer. Now."])
    assert window.list.hasFocus(), "the keys are for the list again"
    stage.until(lambda: "\nSend it to Meyer." in window.detail.versions.toPlainText())
    window.filters.words.setText("now")
    stage.settle()
    assert stage.texts == ["Send it to Meyer. Now."]


def test_going_elsewhere_keeps_what_is_being_written(stage: Stage) -> None:
    stage.said.dictate("Older.", ago=HOUR)
    stage.said.dictate("Newer.")
    window = stage.open()
    window.choose(1)
    window.detail.begin_edit()
    stage.qtbot.keyClicks(window.detail.text, " More")
    window.choose(0)
    stage.until(lambda: stage.past.found(Query(words="more")).dictations == 1)
    assert window.detail.text.toPlainText() == "Newer."
    assert not window.detail.text.editing
    window.detail.begin_edit()
    stage.qtbot.keyClicks(window.detail.text, " End")
    window.close()
    stage.until(lambda: stage.past.found(Query(words="end")).dictations == 1)


def test_recognised_again_with_another_model(stage: Stage) -> None:
    stage.said.dictate(None, state=State.FAILED, audio=True, reason="It hung; try again.")
    window = stage.open()
    assert window.detail.state.text() == "Failed: It hung; try again."
    menu = window.detail.menu
    menu.aboutToShow.emit()
    stage.until(lambda: any("small" in action.text() for action in menu.actions()))
    stage.told.gate.clear()
    menu._language_picked("de")
    next(action for action in menu.actions() if "small" in action.text()).trigger()
    assert window.detail.progress.whole == "Loading the model…"
    assert not window.detail.again.isEnabled()
    stage.until(lambda: window.detail.progress.whole == "Recognising…")
    stage.told.gate.set()
    stage.until(lambda: stage.texts == ["please send the report"])
    assert stage.told.options[0].language == "de"
    assert window.detail.state.text() == "Not delivered, offered"
    assert not window.detail.stop.isVisible()
    assert window.detail.text.toPlainText() == "please send the report"


def test_the_key_does_no_more_than_the_button(stage: Stage) -> None:
    stage.said.dictate("There is no audio of it.")
    window = stage.open()
    assert not window.detail.again.isEnabled()
    stage.press(Qt.Key.Key_R, CTRL)
    assert not window.detail.menu.isVisible()


def test_recognising_again_can_be_stopped(stage: Stage) -> None:
    stage.said.dictate("One.", audio=True)
    window = stage.open()
    stage.told.gate.clear()
    window.deeds.recognize("small", "auto")
    assert stage.told.waiting.wait(10)
    stage.click(window.detail.stop)
    stage.until(lambda: not window.detail.stop.isVisible())
    assert not window.trouble.isVisible(), "the person knows"
    assert stage.texts == ["One."]
    assert window.detail.again.isEnabled()


def test_deleted_and_undone(stage: Stage) -> None:
    for number in range(4):
        stage.said.dictate(f"Number {number}.", ago=(4 - number) * HOUR)
    window = stage.open()
    stage.press(Qt.Key.Key_Down, SHIFT)
    stage.press(Qt.Key.Key_Delete)
    assert stage.texts == ["Number 1.", "Number 0."]
    assert window.undo_line.label.text() == "2 dictations deleted"
    assert window.count.whole == "2 dictations"
    assert window.detail.text.toPlainText() == "Number 1."
    stage.press(Qt.Key.Key_Delete)
    assert window.undo_line.label.text() == "3 dictations deleted"
    window.happened(recognized(1, "x"))
    stage.settle()
    assert stage.texts == ["Number 0."], "what was deleted does not come in again"
    stage.press(Qt.Key.Key_Z, CTRL)
    stage.settle()
    assert len(stage.texts) == 4
    assert [one.text for one in window.chosen] == stage.texts[:3], "what came back"
    assert not window.undo_line.isVisible()
    assert len(stage.said.history.page(Query()).dictations) == 4


@pytest.mark.parametrize("how", ["the time is over", "now", "the window closes"])
def test_deleted_for_good(stage: Stage, how: str) -> None:
    stage.said.dictate("Stays.", ago=HOUR)
    stage.said.dictate("Xylophonq.", audio=True)
    window = stage.open(0.01 if how == "the time is over" else 1000.0)
    stage.click(window.detail.delete)
    if how == "now":
        stage.click(window.undo_line.now)
    elif how == "the window closes":
        window.close()
    stage.until(lambda: len(stage.said.history.page(Query()).dictations) == 1)
    stage.until(lambda: not list((stage.said.folder / "recordings").glob("*")))
    files = [file for file in stage.said.folder.rglob("*") if file.is_file()]
    data = b"".join(file.read_bytes() for file in files if not file.name.endswith("-shm"))
    assert b"xylophonq" not in data.lower()


def test_everything_is_deleted_once_the_person_has_said_so(stage: Stage) -> None:
    stage.said.dictate("One.")
    window = stage.open()
    stage.click(window.foot.clear)
    box = window.deeds.dialog
    assert isinstance(box, QMessageBox)
    cancel = box.defaultButton()
    assert cancel is not None
    cancel.click()
    stage.until(lambda: window.deeds.dialog is None)
    assert stage.texts == ["One."]
    stage.click(window.foot.clear)
    again = window.deeds.dialog
    assert isinstance(again, QMessageBox)
    next(b for b in again.buttons() if "everything" in b.text().replace("&", "")).click()
    stage.until(lambda: window.model.rowCount() == 0 and not window._listing.busy)
    assert window.empty.title.text() == "Nothing was said yet"


def test_export(stage: Stage, tmp_path: Path) -> None:
    stage.said.dictate("One.", ago=HOUR)
    stage.said.dictate("Two.")
    window = stage.open()
    for begin, file, ends in (
        (lambda: stage.press(Qt.Key.Key_S, CTRL), "a.txt", ["Two."]),
        (lambda: stage.click(window.foot.export), "b.md", ["One.", "Two."]),
    ):
        begin()
        dialog = window.deeds.dialog
        assert isinstance(dialog, QFileDialog)
        dialog.fileSelected.emit(str(tmp_path / file))
        dialog.close()
        stage.until(lambda file=file: file in window.trouble.sentence.text())  # type: ignore[misc]
        lines = [line for line in (tmp_path / file).read_text().splitlines() if "." in line]
        assert [line.split()[-1] for line in lines] == ends
    assert window.trouble.sentence.text() == f"2 dictations went into {tmp_path / 'b.md'}."


def test_an_error_is_told_and_can_be_tried_again(stage: Stage) -> None:
    stage.said.dictate("One.")
    real = stage.past.found

    def busy(query: Query, *arguments: Any) -> Any:
        stage.asked.append(query)
        raise HistoryBusy("Another program holds the history; try again in a moment.")

    stage.past.found = busy  # type: ignore[method-assign]
    window = stage.open()
    assert window.trouble.sentence.text().startswith("Another program holds")
    assert window.empty.title.text() == "The history cannot be shown"
    stage.past.found = real  # type: ignore[method-assign]
    stage.click(window.trouble.button)
    stage.settle()
    assert stage.texts == ["One."]
    assert not window.trouble.isVisible()


def test_typed_into_the_window_before(stage: Stage) -> None:
    stage.said.dictate("Two.")
    window = stage.open()
    stage.press(Qt.Key.Key_Return, CTRL)
    assert not window.isVisible()
    stage.until(lambda: stage.backend.errands == ["type Two."])


def test_our_own_windows_make_way_for_what_is_typed(stage: Stage) -> None:
    stage.said.dictate("Two.")
    window = stage.open()
    told: list[bool] = []
    window.typing.connect(told.append)
    stage.press(Qt.Key.Key_Return, CTRL)
    assert told == [True]
    stage.until(lambda: told == [True, False])


def test_what_could_not_be_typed_is_told_and_stays(stage: Stage) -> None:
    stage.said.dictate("Two.")
    window = stage.open()
    stage.backend.errand_error = InsertionError("No window has the keyboard.")
    stage.press(Qt.Key.Key_Return, CTRL)
    stage.until(window.isVisible)
    stage.settle()
    assert window.trouble.sentence.text() == "No window has the keyboard."
    window.happened(recognized(1, "x"))
    stage.settle()
    assert window.trouble.isVisible(), "what comes in meanwhile does not hide it"


def test_what_is_kept_and_what_it_amounts_to(stage: Stage, qtbot: QtBot) -> None:
    stage.said.dictate("One two three four five six.", ago=DAY, seconds=2.0)
    stage.said.dictate("Seven eight nine ten.", seconds=2.0)
    window = stage.open()
    assert window.foot.kept.text() == "Audio is kept 7 days, text for ever."
    assert window.foot.totals.text().startswith("Last 30 days: 10 words · 150 words a minute")
    assert "52" in window.foot.totals.toolTip()
    assert "Yesterday: 6 words\nToday: 4 words" in window.foot.chart.accessibleName()
    with qtbot.waitSignal(window.settings_wanted) as wanted:
        stage.click(window.foot.change)
    assert wanted.args == ["history"]


def test_what_comes_after_the_window_is_gone_is_for_nobody(stage: Stage) -> None:
    key = stage.said.dictate("One.", audio=True)
    window = stage.open()
    stage.told.gate.clear()
    window.deeds.recognize("small", "auto")
    assert stage.told.waiting.wait(10)
    window.renew_softly()
    window.close()
    window.deleteLater()
    stage.until(lambda: not isValid(window))
    stage.told.gate.set()
    stage.until(
        lambda: (found := stage.past.dictation(key)) is not None and found.text.startswith("please")
    )
    stage.qtbot.wait(1)
    stage.window = None  # type: ignore[assignment]


def test_a_click_chooses(stage: Stage) -> None:
    for number in range(3):
        stage.said.dictate(f"Number {number}.", ago=(3 - number) * HOUR)
    window = stage.open()
    rect = window.list.visualRect(window.model.index(1))
    stage.qtbot.mouseClick(
        window.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint(rect.center().x(), rect.bottom() - 8),
    )
    assert window.detail.text.toPlainText() == "Number 1."
