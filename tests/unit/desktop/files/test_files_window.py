"""The window for audio and video, over a queue that does nothing by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_backend import FakeBackend
from fake_files import FakeFiles
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sayso.control.file_job import FileState
from sayso.core.events import FilesChanged, SettingsChanged
from sayso.core.speech import Segment, Transcript
from sayso.desktop.aside import Aside
from sayso.desktop.files.dropping import accepts_files
from sayso.desktop.files.file_list import FileList
from sayso.desktop.files.window import FilesWindow
from sayso.desktop.parts import TextBox

HEARD = Transcript(
    "Hello there.", (Segment(0.0, 1.5, "Hello there."),), "en", "whisper", "base.en", 2.0, 0.1
)


@pytest.fixture
def files(backend: FakeBackend) -> FakeFiles:
    return backend.files


@pytest.fixture
def window(backend: FakeBackend, qtbot: QtBot) -> Iterator[FilesWindow]:
    aside = Aside()
    window = FilesWindow(backend, aside)
    qtbot.addWidget(window)
    backend.publish = window.happened
    window.show()
    yield window
    aside.close()


def drop(widget: QWidget, *urls: QUrl) -> bool:
    """A real one, by its events. Whether it was taken."""
    data = QMimeData()
    data.setUrls(list(urls))
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), actions, data, buttons, keys)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(5, 5), actions, data, buttons, keys)
    QApplication.sendEvent(widget, event)
    assert event.dropAction() is Qt.DropAction.CopyAction  # nothing is moved away
    return event.isAccepted()


def button(window: QWidget, text: str) -> QPushButton:
    (found,) = [
        it
        for it in window.findChildren(QPushButton)
        if it.text().replace("&", "") == text and it.isVisibleTo(window)
    ]
    return found


def the_list(window: FilesWindow) -> FileList:
    return window.findChildren(FileList)[0]


def read_out(window: FilesWindow) -> list[str]:
    shown = the_list(window)
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(shown.item(row).data(role)) for row in range(shown.count())]


def preview(window: FilesWindow) -> str:
    return window.findChildren(TextBox)[0].toPlainText()


def sentences(window: FilesWindow) -> list[str]:
    return [it.text() for it in window.findChildren(QLabel) if it.isVisibleTo(window)]


def test_files_are_dropped(window: FilesWindow, files: FakeFiles, tmp_path: Path) -> None:
    pages = window.findChildren(QStackedWidget)[0]
    assert pages.currentIndex() == 0
    assert any("Drop audio or video here" in text for text in sentences(window))
    sound, film = tmp_path / "a b.wav", tmp_path / "c.mp4"
    assert drop(window, QUrl.fromLocalFile(str(sound)), QUrl.fromLocalFile(str(film)))
    assert [job.path for job in files.jobs.values()] == [sound, film]
    assert pages.currentIndex() == 1
    assert read_out(window) == ["a b.wav, Waiting", "c.mp4, Waiting"]
    assert window._list.currentRow() == 0
    window.add([tmp_path / "d.ogg"])
    assert window._list.currentRow() == 2, "the new one is what the person is interested in"


def test_what_is_no_file_of_this_machine_is_not_taken(
    window: FilesWindow, files: FakeFiles
) -> None:
    assert not drop(window, QUrl("https://example.org/a.wav"))
    assert not drop(window)
    assert files.jobs == {}


def test_another_window_takes_drops_too(qtbot: QtBot, tmp_path: Path) -> None:
    widget, got = QWidget(), []
    held: list[bool] = []
    qtbot.addWidget(widget)
    accepts_files(widget, got.extend, held.append)
    assert drop(widget, QUrl.fromLocalFile(str(tmp_path / "a.wav")))
    assert got == [tmp_path / "a.wav"]
    assert held == [True, False]


def test_progress_is_told_in_words(window: FilesWindow, files: FakeFiles) -> None:
    window.add([Path("/a/talk.mp3")])
    files.change(1, state=FileState.DECODING, audio_seconds=3725.0)
    assert read_out(window) == ["talk.mp3, 1:02:05, Listening for speech"]
    files.change(1, state=FileState.RECOGNISING, done_seconds=1490.0, seconds_left=130.0)
    assert read_out(window) == ["talk.mp3, 1:02:05, Recognising, 40% done, 3 min left"]
    files.change(1, transcript=HEARD)
    assert preview(window) == "Hello there."
    files.change(1, state=FileState.DONE, seconds_left=None)
    assert read_out(window) == ["talk.mp3, 1:02:05, Done"]
    files.change(1, state=FileState.FAILED, sentence="It is damaged; copy it again.")
    assert read_out(window) == ["talk.mp3, 1:02:05, Failed, It is damaged; copy it again."]
    assert "It is damaged; copy it again." in sentences(window)


def test_what_can_be_done_depends_on_the_chosen_one(window: FilesWindow, files: FakeFiles) -> None:
    window.add([Path("/a/talk.mp3")])

    def enabled() -> set[str]:
        names = ("Cancel", "Do again", "Remove", "Copy text", "Save as…", "Remove all done")
        return {name for name in names if button(window, name).isEnabled()}

    assert enabled() == {"Cancel", "Remove"}
    files.change(1, state=FileState.RECOGNISING, transcript=HEARD)
    assert enabled() == {"Cancel", "Remove", "Copy text", "Save as…"}
    button(window, "Cancel").click()
    assert enabled() == {"Do again", "Remove", "Copy text", "Save as…"}
    button(window, "Do again").click()
    assert files.jobs[1].state is FileState.WAITING
    files.change(1, state=FileState.DONE, transcript=HEARD)
    assert enabled() == {"Do again", "Remove", "Copy text", "Save as…", "Remove all done"}
    button(window, "Remove all done").click()
    assert files.jobs == {}
    assert window.findChildren(QStackedWidget)[0].currentIndex() == 0


def test_by_the_keyboard_alone(window: FilesWindow, files: FakeFiles, qtbot: QtBot) -> None:
    window.add([Path("/a/one.wav"), Path("/a/two.wav")])
    shown = the_list(window)
    shown.setFocus()
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert files.jobs[2].state is FileState.CANCELLED
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert list(files.jobs) == [1]
    files.change(1, state=FileState.DONE, transcript=HEARD)
    qtbot.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Hello there."
    assert "The text is on the clipboard." in sentences(window)
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert window.isHidden()


def test_every_control_is_reached_and_named(window: FilesWindow) -> None:
    window.add([Path("/a/one.wav")])
    for widget in window.findChildren(QWidget):
        if widget.isVisibleTo(window) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            named = widget.accessibleName() or getattr(widget, "text", str)()
            assert named or isinstance(widget, QStackedWidget), widget
    signs = [
        it.text()[it.text().index("&") + 1].lower()
        for it in (*window.findChildren(QPushButton), *window.findChildren(QLabel))
        if "&" in it.text() and it.isVisibleTo(window)
    ]
    assert len(signs) == len(set(signs)) == 9


def test_nothing_is_asked_while_it_is_hidden(window: FilesWindow, files: FakeFiles) -> None:
    window.close()
    before = files.asked
    files.add([Path("/a/one.wav")])
    assert files.asked == before
    window.come_forward()
    assert read_out(window) == ["one.wav, Waiting"]


def test_the_reader_is_not_disturbed(window: FilesWindow, files: FakeFiles) -> None:
    window.add([Path("/a/one.wav")])
    lines = "\n".join(str(number) for number in range(60))
    box = window.findChildren(QPlainTextEdit)[0]

    def hear(text: str) -> None:
        heard = Transcript(text, (), "en", "whisper", "base.en", 2.0, 0.1)
        files.change(1, state=FileState.RECOGNISING, transcript=heard)

    hear(lines)
    box.verticalScrollBar().setValue(20)
    hear(lines + "\nmore")
    assert box.verticalScrollBar().value() == 20
    assert preview(window).endswith("more")
    box.selectAll()
    hear(lines + "\nmore\nand more")
    assert preview(window).endswith("\nmore")


def test_texts_go_beside_the_recordings_and_overwrite_nothing(
    window: FilesWindow, files: FakeFiles, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "talk.srt").write_text("mine")
    window.add([tmp_path / "talk.mp3", tmp_path / "silent.mp3"])
    files.change(1, state=FileState.DONE, transcript=HEARD)
    menu = button(window, "Save all beside the recordings").menu()
    assert menu is not None
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: any("talk (2).srt" in text for text in sentences(window)))
    assert (tmp_path / "talk.srt").read_text() == "mine"
    assert "00:00:00,000 --> 00:00:01,500\nHello there." in (tmp_path / "talk (2).srt").read_text()
    assert len(list(tmp_path.glob("*.srt"))) == 2


def test_a_text_is_saved_as_and_a_refusal_is_a_sentence(
    window: FilesWindow, files: FakeFiles, tmp_path: Path, qtbot: QtBot
) -> None:
    window.add([tmp_path / "talk.mp3"])
    files.change(1, state=FileState.DONE, transcript=HEARD)
    button(window, "Save as…").click()
    dialog = window.findChildren(QFileDialog)[0]
    dialog.close()
    dialog.fileSelected.emit(str(tmp_path / "mine.vtt"))
    qtbot.waitUntil(lambda: any("mine.vtt" in text for text in sentences(window)))
    assert (tmp_path / "mine.vtt").read_text().startswith("WEBVTT\n\n00:00:00.000")
    dialog.fileSelected.emit(str(tmp_path / "none" / "mine.txt"))
    qtbot.waitUntil(lambda: any("cannot be written" in text for text in sentences(window)))


def test_files_are_added_by_the_button(window: FilesWindow, files: FakeFiles) -> None:
    button(window, "Add files…").click()
    dialog = window.findChildren(QFileDialog)[0]
    assert dialog.isVisible()
    assert not dialog.nameFilters()[1].startswith("Audio")
    dialog.close()
    dialog.filesSelected.emit(["/a/one.wav", "/a/two.wav"])
    assert [job.path.name for job in files.jobs.values()] == ["one.wav", "two.wav"]


def test_it_says_what_it_is_done_with(window: FilesWindow, backend: FakeBackend) -> None:
    window.add([Path("/a/one.wav")])
    backend.choose_language("de")
    window.happened(FilesChanged())
    assert any("Whisper base.en" in text and "Deutsch" in text for text in sentences(window))


def test_the_starter_detects_no_language(window: FilesWindow, backend: FakeBackend) -> None:
    window.add([Path("/a/one.wav")])
    assert any("The language is detected." in text for text in sentences(window))
    status = backend.status()
    backend.status = lambda: replace(status, engine="starter")  # type: ignore[method-assign]
    window.happened(SettingsChanged(frozenset({"language"})))
    assert any("Language: English." in text for text in sentences(window))
