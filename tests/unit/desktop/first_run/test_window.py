"""The first run by keyboard alone, over the fake backend and the real settings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_backend import FakeBackend, recognized
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sayso.control.choices import Choice, microphone_choices, recognizer_choices
from sayso.control.commands import Command
from sayso.core.events import (
    Activity,
    ActivityChanged,
    DictationEnded,
    Level,
    LoadProgress,
    Notice,
    TextInserted,
)
from sayso.desktop import once
from sayso.desktop.aside import Aside
from sayso.desktop.first_run.key_step import BINDINGS
from sayso.desktop.first_run.window import FirstRun
from sayso.desktop.theme import Meaning
from sayso.settings.schema import Recognition

DOWNLOAD = LoadProgress("Downloading", "small", 63e6, 488e6, seconds_left=48.0)


class NewHome(FakeBackend):
    """Its lists are those of an empty home. here: models that are not to be downloaded."""

    here: tuple[tuple[str, int], ...] = ()

    def microphones(self) -> list[Choice]:
        wanted = self.preferences.settings.microphone.microphone
        return list(microphone_choices((("Built-in", True), ("Headset", False)), wanted))

    def choose_microphone(self, choice: str) -> None:
        super().choose_microphone(choice)
        self.preferences.change({"microphone": choice})

    def recognizers(self) -> list[Choice]:
        offline = self.preferences.settings.residency.offline
        return list(
            recognizer_choices(self.here, "starter", "en-us", Recognition(), offline=offline)
        )


class Stage:
    def __init__(self, qtbot: QtBot, backend: NewHome, folder: Path, aside: Aside) -> None:
        self.qtbot, self.backend, self.file, self.aside = qtbot, backend, folder / "seen", aside
        self.now = 0.0
        self.models: list[str] = []

    def open(self, **more: Any) -> FirstRun:
        window = FirstRun(self.backend, self.aside, clock=lambda: self.now, file=self.file, **more)
        self.qtbot.addWidget(window)
        self.backend.publish = window.happened
        window.model_wanted.connect(self.models.append)
        with self.qtbot.waitActive(window):
            window.come_forward()
        self.window = window
        return window

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=5000)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.focus(), key)

    def focus(self) -> QWidget:
        focused = QApplication.focusWidget()
        assert focused is not None
        return focused

    def tab_to(self, widget: QWidget) -> None:
        for _ in range(20):
            if widget.hasFocus():
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError("Tab does not come there")

    def go_to_model(self) -> FirstRun:
        window = self.open()
        self.press(Qt.Key.Key_Return)
        self.until(lambda: window.model.choice != "")
        return window

    def go_to_key(self, **more: Any) -> FirstRun:
        window = self.open(**more)
        window.show_step(2)
        return window


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    aside = Aside()
    stage = Stage(qtbot, NewHome(tmp_path / "home"), tmp_path, aside)
    yield stage
    aside.close()


def test_from_an_empty_home_to_a_sentence_in_three_presses(stage: Stage) -> None:
    window = stage.open(tray=True)
    assert window.step is window.microphone
    assert stage.backend.trial.started == ["auto"]
    stage.backend.trial.hear(0.1, 0.9, heard=True)
    assert window.microphone.verdict.text() == "✓ Sayso hears you speak."
    assert window.microphone.verdict.meaning is Meaning.WELL

    stage.press(Qt.Key.Key_Return)
    assert window.step is window.model
    assert not stage.backend.trial.running
    stage.until(lambda: window.model.choice == "small")
    assert "488 MB" in window.model.best.text()
    assert "8 processor cores" in window.model.why.text()

    stage.press(Qt.Key.Key_Return)
    assert stage.models == ["small"]
    assert window.step is window.key
    assert window.key.capture.text() == "Right Ctrl"

    stage.press(Qt.Key.Key_Return)
    assert window.step is window.trial
    assert window.trial.field.hasFocus()
    assert "Hold Right Ctrl" in window.trial.sentence.text()

    happened = stage.backend.publish
    happened(ActivityChanged(Activity.LISTENING))
    assert window.trial.told.said == "Listening"
    happened(ActivityChanged(Activity.RECOGNIZING))
    happened(recognized(1, "Hello, world."))
    QTest.keyClicks(stage.focus(), "Hello, world. ")  # as it is typed into any other window
    happened(TextInserted(1, "Hello, world. ", "keys", True))
    happened(DictationEnded(1, False))
    assert window.trial.told.meaning is Meaning.WELL
    assert window.trial.field.toPlainText() == "Hello, world. "

    stage.press(Qt.Key.Key_Tab)  # to the button that starts, then on
    stage.tab_to(window.next)
    stage.press(Qt.Key.Key_Return)
    assert window.step is window.end
    assert window.next.text() == "&Finish"
    assert "panel" in window.end.sentence.text()
    assert once.due(stage.file)
    stage.press(Qt.Key.Key_Return)
    assert not window.isVisible()
    assert not once.due(stage.file)


def test_all_of_it_can_be_skipped_and_nothing_is_chosen(stage: Stage) -> None:
    window = stage.open()
    for _ in range(4):
        stage.tab_to(window.skip)
        stage.press(Qt.Key.Key_Space)
    assert window.step is window.end
    assert stage.models == []
    assert not window.skip.isVisible()


def test_back_goes_back(stage: Stage) -> None:
    window = stage.go_to_model()
    stage.tab_to(window.back)
    stage.press(Qt.Key.Key_Return)
    assert window.step is window.microphone
    assert stage.backend.trial.running
    assert not window.back.isVisible()
    assert window.marks.accessibleName() == "Step 1 of 4"


def test_escape_at_any_time_is_having_seen_it(stage: Stage) -> None:
    window = stage.open()
    stage.press(Qt.Key.Key_Escape)
    assert not window.isVisible()
    assert not stage.backend.trial.running
    assert not once.due(stage.file)


def test_escape_discards_a_dictation_before_it_closes_the_window(stage: Stage) -> None:
    window = stage.open()
    window.show_step(3)
    stage.backend.command(Command.START)
    stage.press(Qt.Key.Key_Escape)
    assert stage.backend.commands == [Command.START, Command.CANCEL]
    assert window.isVisible()
    stage.press(Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_another_microphone_is_tried_at_once(stage: Stage) -> None:
    window = stage.open()
    stage.until(lambda: window.microphone.list.count() == 3)
    stage.press(Qt.Key.Key_Down)
    view = window.microphone.list.view()
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert stage.backend.trial.started == ["auto", "Headset"]
    assert stage.backend.chosen == ["Headset"]


def test_help_for_a_microphone_that_gives_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    stage.backend.keys = replace(stage.backend.keys, system="macos")
    window = stage.open()
    stage.now = 9.0
    stage.backend.trial.hear(0.0)
    assert window.microphone.verdict.meaning is Meaning.CARE
    assert "muted" in window.microphone.help.text()
    stage.tab_to(window.microphone.page)
    stage.press(Qt.Key.Key_Return)
    assert opened == ["x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone"]
    assert window.step is window.microphone
    stage.backend.trial.end("The microphone went away; plug it in.")
    assert window.microphone.verdict.said == "The microphone went away; plug it in."
    stage.tab_to(window.microphone.again)
    stage.press(Qt.Key.Key_Space)
    assert stage.backend.trial.running


def test_somebody_looks_only_at_an_active_window(stage: Stage) -> None:
    window = stage.open()
    stage.backend.trial.hear(0.1)
    assert stage.backend.trial.looks == 1
    other = QWidget()
    stage.qtbot.addWidget(other)
    with stage.qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    stage.backend.trial.hear(0.1)
    assert stage.backend.trial.looks == 1
    window.close()


def test_the_download_goes_on_with_its_speed_while_the_next_steps_are_done(stage: Stage) -> None:
    stops: list[bool] = []
    window = stage.go_to_model()
    window.stop_wanted.connect(lambda: stops.append(True))
    stage.press(Qt.Key.Key_Return)
    for second in range(3):
        stage.now = float(second)
        stage.backend.publish(replace(DOWNLOAD, done=63e6 + second * 4e6))
    assert window.step is window.key
    assert window.strip.line.whole == "Downloading small · 71 of 488 MB · 4.0 MB/s · 50 s left"
    stage.tab_to(window.strip.stop)
    stage.press(Qt.Key.Key_Return)
    assert stops == [True]


def test_a_download_that_fails_is_told_wherever_one_is(stage: Stage) -> None:
    window = stage.go_to_model()
    stage.press(Qt.Key.Key_Return)
    stage.backend.publish(DOWNLOAD)
    stage.backend.publish(Notice(Level.ERROR, "The network is gone; try again."))
    assert window.strip.told.text() == "⚠ The network is gone; try again."
    assert not window.strip.stop.isVisible()
    stage.tab_to(window.back)
    stage.press(Qt.Key.Key_Return)
    assert not window.strip.isVisible()
    assert window.model.told.said == "The network is gone; try again."
    stage.tab_to(window.next)
    stage.press(Qt.Key.Key_Return)
    assert stage.models == ["small", "small"]


def test_the_same_model_is_asked_for_once(stage: Stage) -> None:
    window = stage.go_to_model()
    stage.press(Qt.Key.Key_Return)
    stage.tab_to(window.back)
    stage.press(Qt.Key.Key_Return)
    assert window.next.text() == "&Next"
    stage.press(Qt.Key.Key_Return)
    assert stage.models == ["small"]


def test_the_starter_meanwhile_or_for_good(stage: Stage) -> None:
    window = stage.go_to_model()
    stage.tab_to(window.model.meanwhile)
    stage.press(Qt.Key.Key_Space, Qt.Key.Key_Return)
    assert not stage.backend.preferences.settings.recognition.starter
    stage.tab_to(window.back)
    stage.press(Qt.Key.Key_Return)
    window.model.best.setFocus()
    stage.press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert window.model.starter.isChecked()
    stage.press(Qt.Key.Key_Return)
    assert stage.models == ["small", "starter"]


def test_what_is_here_comes_before_a_download(stage: Stage) -> None:
    stage.backend.here = (("tiny", 75_000_000),)
    window = stage.go_to_model()
    assert window.model.choice == "tiny"
    assert window.next.text() == "&Next"
    stage.press(Qt.Key.Key_Return)
    assert stage.models == ["tiny"]


def test_offline_nothing_is_offered_to_download(stage: Stage) -> None:
    stage.backend.preferences.change({"offline": True})
    window = stage.go_to_model()
    assert window.model.choice == "starter"
    assert not window.model.best.isEnabled()
    assert "stay offline" in window.model.why.text()


def test_a_folder_is_looked_at_before_it_is_taken(stage: Stage, tmp_path: Path) -> None:
    window = stage.go_to_model()
    window.model.try_folder(str(tmp_path / "nowhere"))
    stage.until(lambda: window.model.told.said != "")
    assert "does not exist" in window.model.told.said
    assert window.model.choice == "small"
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "config.json").write_text('{"suppress_ids": []}')
    for name in ("model.bin", "tokenizer.json", "vocabulary.json"):
        (folder / name).write_text("{}")
    window.model.try_folder(str(folder))
    stage.until(lambda: window.model.choice == str(folder))
    assert window.next.text() == "&Next"
    window.next.setFocus()
    stage.press(Qt.Key.Key_Return)
    assert stage.models == [str(folder)]


def test_the_key_that_is_pressed_is_the_one(stage: Stage) -> None:
    window = stage.go_to_key()
    stage.press(Qt.Key.Key_Space)
    stage.until(lambda: stage.backend.paused)  # our own grab of the old key is not in the way
    stage.press(Qt.Key.Key_F9)
    stage.until(lambda: window.key.told.meaning is Meaning.WELL)
    assert stage.backend.preferences.settings.trigger.hotkey == "f9"
    assert stage.backend.free_keys.tried == ["f9"]
    stage.until(lambda: not stage.backend.paused)
    stage.press(Qt.Key.Key_Return)
    assert "Hold F9" in window.trial.sentence.text()


def test_a_key_that_another_program_has_is_told_and_not_kept(stage: Stage) -> None:
    stage.backend.free_keys.taken["f9"] = "The hotkey f9 is taken by another program."
    window = stage.go_to_key()
    stage.press(Qt.Key.Key_Space, Qt.Key.Key_F9)
    stage.until(lambda: window.key.told.meaning is Meaning.WRONG)
    assert window.key.told.said == "The hotkey f9 is taken by another program."
    assert window.key.capture.text() == "Right Ctrl"
    assert stage.backend.preferences.settings.trigger.hotkey == "auto"


def test_a_key_that_programs_use_is_kept_with_a_word_about_it(stage: Stage) -> None:
    window = stage.go_to_key()
    stage.press(Qt.Key.Key_Space, Qt.Key.Key_F1)
    stage.until(lambda: window.key.told.said != "")
    assert window.key.told.said == "F1 shows help in many programs."
    assert window.key.told.meaning is Meaning.CARE
    assert stage.backend.preferences.settings.trigger.hotkey == "f1"


def test_the_key_to_take_back_cannot_be_both(stage: Stage) -> None:
    window = stage.go_to_key()
    window.key.capture.captured.emit("ctrl+alt+z")
    assert window.key.told.meaning is Meaning.WRONG
    assert "takes the last dictation back" in window.key.told.said
    assert stage.backend.free_keys.tried == []
    assert stage.backend.preferences.settings.trigger.hotkey == "auto"


def test_a_pause_of_the_persons_stays(stage: Stage) -> None:
    stage.backend.pause(True)
    stage.go_to_key()
    stage.press(Qt.Key.Key_Space, Qt.Key.Key_F9)
    stage.until(lambda: stage.backend.preferences.settings.trigger.hotkey == "f9")
    assert stage.backend.paused


def test_closing_while_a_key_is_recorded_gives_the_keys_back(stage: Stage) -> None:
    window = stage.go_to_key()
    stage.press(Qt.Key.Key_Space)
    stage.until(lambda: stage.backend.paused)
    window.close()
    stage.until(lambda: not stage.backend.paused)


def test_on_wayland_it_says_how(stage: Stage) -> None:
    stage.backend.free_keys.none = "On Wayland only the compositor may listen for keys."
    window = stage.go_to_key()
    assert not window.key.capture.isVisible()
    assert window.key.copy.hasFocus()
    stage.press(Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == BINDINGS
    assert "sayso toggle" in window.key.how.text()
    window.next.click()
    assert "Press your shortcut" in window.trial.sentence.text()


def test_macos_is_asked_for_its_permission(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    stage.backend.keys = replace(stage.backend.keys, system="macos", default="right_option")
    stage.backend.free_keys.taken["auto"] = "macos does not let Sayso see the hotkey."
    window = stage.go_to_key()
    stage.until(lambda: window.key.told.meaning is Meaning.WRONG)
    for page in window.key._pages:
        assert page.isVisible()
        page.setFocus()
        stage.press(Qt.Key.Key_Return)
    assert [address.partition("?")[2] for address in opened] == [
        "Privacy_Accessibility",
        "Privacy_ListenEvent",
    ]


def test_a_dictation_by_the_button_leaves_the_focus_in_the_field(stage: Stage) -> None:
    window = stage.open()
    window.show_step(3)
    stage.tab_to(window.trial.speak)
    stage.press(Qt.Key.Key_Return)
    assert [str(command) for command in stage.backend.commands] == ["start"]
    assert window.trial.field.hasFocus()
    assert window.trial.speak.text() == "&Stop dictation"
    window.trial.speak.click()
    assert [str(command) for command in stage.backend.commands] == ["start", "stop"]


def test_it_says_what_to_look_for_when_nothing_happens(stage: Stage) -> None:
    window = stage.open()
    window.show_step(3)
    window.trial._patience.start(0)
    stage.until(lambda: window.trial.told.said != "")
    assert "Choose another one" in window.trial.told.said
    stage.backend.publish(ActivityChanged(Activity.LISTENING))
    stage.backend.publish(DictationEnded(1, False))
    assert "No words were heard" in window.trial.told.said


def test_sayso_types_into_its_own_window_only_here(stage: Stage) -> None:
    window = stage.open()
    assert not stage.backend.into_ours
    window.show_step(3)
    assert stage.backend.into_ours
    window.close()
    assert not stage.backend.into_ours


def test_the_end_is_told_once(stage: Stage) -> None:
    ended: list[bool] = []
    window = stage.open()
    window.finished.connect(lambda: ended.append(True))
    window.close()
    window.close()
    assert ended == [True]


def test_without_a_tray_the_window_is_told_of(stage: Stage) -> None:
    window = stage.open(tray=False)
    window.show_step(4)
    assert "small window stays" in window.end.sentence.text()
    assert "small window" in window.end.picture.accessibleName()


def test_nothing_slow_is_asked_in_the_main_thread(stage: Stage) -> None:
    stage.go_to_model()
    asked = ("recommended", "microphones", "recognizers")
    threads = {name: stage.backend.threads[name] for name in asked if name in stage.backend.threads}
    assert threads == {"recommended": "models"}
    assert threading.current_thread().name not in threads.values()
