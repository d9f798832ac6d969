"""What the person does with what is chosen in the history."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QLocale, QObject, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox

from sayso.archive.export_formats import ENDINGS
from sayso.archive.items import DictationKey, Query
from sayso.control.again import RECOGNISING
from sayso.control.commands import Typed
from sayso.control.playback import Player
from sayso.core.errors import RecognitionCancelled
from sayso.core.events import LoadProgress
from sayso.desktop.aside import Asks
from sayso.desktop.backend import Backend
from sayso.desktop.history import words
from sayso.desktop.history.asking import Asking
from sayso.desktop.wording import translate

if TYPE_CHECKING:
    from sayso.desktop.history.window import HistoryWindow

_POSITION_MS = 100

_FOCUS_MS = 400
"""What a desktop takes to give the keyboard back to the window that had it before ours."""


class Deeds(QObject):
    """On behalf of the window; what may take its time is done off the main thread.

    dialog: the file dialog or the question that is open.
    """

    _progressed = Signal(object)

    def __init__(
        self, window: HistoryWindow, backend: Backend, aside: Asks, player: Player
    ) -> None:
        super().__init__(window)
        self._window = window
        self._backend = backend
        self._past = backend.past
        self._aside = aside
        self._player = player
        self._models = Asking("models for the history", aside)
        self._playing: DictationKey | None = None
        self._recognising = False
        self.dialog: QFileDialog | QMessageBox | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_POSITION_MS)
        self._clock.timeout.connect(self._show_position)
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        detail, undo, foot = window.detail, window.undo_line, window.foot
        detail.copy_wanted.connect(self.copy)
        detail.play_wanted.connect(self.play)
        detail.type_wanted.connect(self.type_it)
        detail.export_wanted.connect(self.export_chosen)
        detail.delete_wanted.connect(self.delete)
        detail.corrected.connect(self.correct)
        detail.again_wanted.connect(self.recognize)
        detail.stop_wanted.connect(self._past.stop_recognizing)
        detail.models_wanted.connect(self._ask_models)
        undo.undone.connect(self._bring_back)
        undo.over.connect(self._delete_now)
        foot.export_wanted.connect(self.export_found)
        foot.clear_wanted.connect(self.ask_to_clear)

    # Copy, play, type

    def copy(self) -> None:
        """The oldest first, as it was said."""
        texts = [one.text for one in reversed(self._window.chosen) if one.text]
        if texts:
            QGuiApplication.clipboard().setText("\n".join(texts))
            self._window.count.setText(translate("History", "Copied"))

    def play(self) -> None:
        """Or stop what is being played."""
        chosen = self._window.chosen
        if self._playing is not None:
            going = self._playing
            self._player.stop()
            if len(chosen) != 1 or chosen[0].key == going:
                return
        if len(chosen) != 1 or not chosen[0].has_audio:
            return
        key = chosen[0].key
        self._playing = key
        self._window.detail.show_playing(True)
        self._clock.start()
        self._aside.ask(
            "playback",
            lambda: self._player.play(self._past.audio(key)),
            lambda _: self._played(key),
            lambda error: self._played(key, error),
        )

    def type_it(self) -> None:
        chosen = self._window.chosen
        if len(chosen) != 1 or not chosen[0].text:
            return
        text = chosen[0].text
        self._window.hide()  # and another window gets the keyboard
        self._window.typing.emit(True)
        QTimer.singleShot(
            _FOCUS_MS,
            self,
            lambda: self._aside.ask(
                "typing from the history",
                lambda: self._backend.type_text(text),
                self._typed,
                self._not_typed,
            ),
        )

    def _typed(self, typed: Typed) -> None:
        """The person is in the other window now, and stays there."""
        self._window.typing.emit(False)

    def _not_typed(self, error: Exception) -> None:
        self._window.typing.emit(False)
        self._window.come_forward()
        self._window.failed(error)

    def _show_position(self) -> None:
        chosen = self._window.chosen
        if len(chosen) == 1 and chosen[0].key == self._playing:
            self._window.detail.show_position(self._player.position)

    def _played(self, key: DictationKey, error: Exception | None = None) -> None:
        if error is not None:
            self._window.failed(error)
        if key == self._playing:
            self._playing = None
            self._clock.stop()
            self.chosen_changed()

    def chosen_changed(self) -> None:
        """Another one, or several."""
        chosen = self._window.chosen
        here = len(chosen) == 1 and chosen[0].key == self._playing
        self._window.detail.show_playing(here)
        if not here:
            self._window.detail.show_position(0.0)

    def hidden(self) -> None:
        """Nobody looks; what is being recognised goes on."""
        self._player.stop()

    # Correct, recognise again

    def correct(self, key: DictationKey, text: str) -> None:
        self._aside.ask(
            "correction",
            lambda: self._past.edit(key, text),
            self._window.show_changed,
            self._window.failed,
        )

    def show_languages(self) -> None:
        system = QLocale.languageToCode(QLocale.system().language())
        self._window.detail.menu.show_languages(self._backend.languages(), system)

    def _ask_models(self) -> None:
        self._models.ask(
            self._backend.recognizers,
            self._window.detail.menu.show_models,
            self._window.failed,
        )

    def recognize(self, choice: str, language: str) -> None:
        keys = [one.key for one in self._window.chosen if one.has_audio]
        if not keys or self._recognising:
            return
        self._recognising = True
        self._show_progress(LoadProgress("Loading the model"))
        self._aside.ask(
            "recognising again",
            lambda: self._past.recognize_again(keys, choice, language, self._report),
            lambda _: self._recognised(keys),
            lambda error: self._recognised(keys, error),
        )

    def _report(self, progress: LoadProgress) -> None:
        """From any thread."""
        with suppress(RuntimeError):  # the window is gone; the text is wanted all the same
            self._progressed.emit(progress)

    def _show_progress(self, progress: LoadProgress) -> None:
        if not self._recognising:
            return  # it came late
        if progress.step != RECOGNISING:
            sentence = translate("History", "Loading the model…")
        elif progress.total > 1:
            sentence = translate("History", "Recognising {n} of {all}…").format(
                n=words.number(progress.done + 1), all=words.number(progress.total)
            )
        else:
            sentence = translate("History", "Recognising…")
        self._window.detail.show_progress(sentence)

    def _recognised(self, keys: Sequence[DictationKey], error: Exception | None = None) -> None:
        self._recognising = False
        self._window.detail.show_progress("")
        if error is not None and not isinstance(error, RecognitionCancelled):
            self._window.failed(error)
        for key in keys:  # also where one of them failed
            self._aside.ask(
                "what was recognised again",
                partial(self._past.dictation, key),
                self._window.show_changed,
                self._window.failed,
            )

    # Export

    def export_chosen(self) -> None:
        if keys := self._window.chosen_keys:
            self._ask_file(keys)

    def export_found(self) -> None:
        self._ask_file(self._window.query)

    def _ask_file(self, what: Query | Sequence[DictationKey]) -> None:
        dialog = QFileDialog(self._window, translate("History", "Export"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(
            [
                translate("History", "Text (*.txt)"),
                translate("History", "Markdown (*.md)"),
                translate("History", "Everything, for Sayso (*.json)"),
                translate("History", "Table (*.csv)"),
            ]
        )
        dialog.setDefaultSuffix("txt")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(chosen.rpartition(".")[2].rstrip(")"))
        )
        documents = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        # Where there is no such folder, Qt would take the one that the app was started in.
        there = bool(documents) and QDir(documents).exists()
        dialog.setDirectory(documents if there else QDir.homePath())
        dialog.selectFile(translate("History", "dictations"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self._export, what))
        self._open(dialog)

    def _export(self, what: Query | Sequence[DictationKey], name: str) -> None:
        file = Path(name)
        form = ENDINGS.get(file.suffix.casefold(), "txt")
        self._aside.ask(
            "export",
            lambda: self._past.export(file, form, what),
            lambda many: self._window.trouble.say(words.exported(many, str(file))),
            self._window.failed,
        )

    # Delete

    def delete(self) -> None:
        """Out of sight; for good, when the moment is over."""
        keys = self._window.chosen_keys
        if not keys or self._window.detail.text.editing:
            return
        self._player.stop()
        many = self._past.put_aside(keys)
        self._window.take_out(keys)
        self._window.undo_line.show_deleted(many)

    def _bring_back(self) -> None:
        self._window.look(self._past.bring_back())

    def _delete_now(self) -> None:
        self._aside.ask(
            "deletion",
            self._past.delete_now,
            lambda _: self._window.renew_softly(),
            self._not_deleted,
        )

    def _not_deleted(self, error: Exception) -> None:
        self._window.failed(error)
        self._window.renew_softly()

    def ask_to_clear(self) -> None:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(translate("History", "Delete everything"))
        box.setText(translate("History", "Delete everything that was said, with its audio?"))
        box.setInformativeText(
            translate("History", "It is overwritten on the disk, and cannot be had back.")
        )
        sure = box.addButton(
            translate("History", "Delete e&verything"), QMessageBox.ButtonRole.DestructiveRole
        )
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sure.clicked.connect(self._clear)
        self._open(box)

    def _clear(self) -> None:
        self._player.stop()
        self._window.undo_line.hide()
        self._aside.ask(
            "deleting everything",
            self._past.clear,
            lambda _: self._window.look(),
            self._not_deleted,
        )

    def _open(self, dialog: QFileDialog | QMessageBox) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._dialog_gone)
        dialog.open()

    def _dialog_gone(self) -> None:
        self.dialog = None
