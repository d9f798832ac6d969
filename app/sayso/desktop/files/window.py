"""The window in which recordings become text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sayso.control.choices import AUTO, STARTER
from sayso.control.file_finding import ENDINGS
from sayso.control.file_job import FileJob, FileState
from sayso.control.file_saving import Form, form_of, save, save_beside
from sayso.core.errors import SaysoError
from sayso.core.events import Event, FilesChanged, RecognizerChanged, SettingsChanged
from sayso.desktop import languages, texts, theme
from sayso.desktop.announcing import announce
from sayso.desktop.aside import Aside, OwnAside
from sayso.desktop.backend import Backend
from sayso.desktop.files import words
from sayso.desktop.files.dropping import accepts_files
from sayso.desktop.files.empty import Empty
from sayso.desktop.files.file_list import FileList
from sayso.desktop.own_window import OwnWindow
from sayso.desktop.parts import Sentence, TextBox
from sayso.desktop.sentences import said
from sayso.desktop.theme import Space, Type
from sayso.desktop.wording import translate

_LINES = 7


class FilesWindow(OwnWindow):
    """The files that were dropped, how far they are, and what can be done with their texts.

    Nothing is asked of the backend while it is hidden.
    """

    def __init__(self, backend: Backend, aside: Aside) -> None:
        super().__init__(translate("Files", "Audio and Video to Text"))
        self._backend = backend
        self._aside = OwnAside(aside, self)
        self._dialog: QFileDialog | None = None
        self._empty = Empty()
        self._list = FileList()
        self._with = Sentence()
        self._preview = _Preview(_LINES)
        self._told = Sentence()
        self._cancel = self._button(translate("Files", "&Cancel"), self._cancel_it)
        self._again = self._button(translate("Files", "Do &again"), self._do_again)
        self._remove = self._button(translate("Files", "&Remove"), self._remove_it)
        self._copy = self._button(translate("Files", "C&opy text"), self._copy_it)
        self._save = self._button(translate("Files", "&Save as…"), self._ask_where)
        self._clear = self._button(translate("Files", "Remove a&ll done"), self._clear_done)
        self._save_all = QPushButton(translate("Files", "Save all &beside the recordings"))
        self._save_all.setMenu(self._forms())
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._filled())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        layout.addWidget(self._pages)

        self._empty.add_wanted.connect(self._ask_which)
        self._list.chosen.connect(self._show_chosen)
        self._list.delete_wanted.connect(self._delete)
        self._list.copy_wanted.connect(self._copy_it)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Open), self, self._ask_which)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self._save.click)
        accepts_files(self, self.add, self._set_over)
        self.resize(640, 560)
        self._tell("")
        self._refresh()

    def add(self, paths: Sequence[Path]) -> None:
        """They were dropped, here or on another window."""
        self._tell("")
        before = self._list.count()
        self._backend.files.add(paths)
        self._refresh()
        if self._list.count() > before:
            self.choose(before)

    def choose(self, place: int) -> None:
        """The file in that place of the list, from 0."""
        self._list.setCurrentRow(place)

    def happened(self, event: Event) -> None:
        if not self.isVisible():
            return
        if isinstance(event, FilesChanged):
            self._refresh()
        elif isinstance(event, RecognizerChanged | SettingsChanged):
            self._show_with()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    # How it is laid out

    def _filled(self) -> QWidget:
        page = QWidget()
        heading = QLabel(translate("Files", "&Text"))
        theme.set_type(heading, Type.HEADING)
        heading.setBuddy(self._preview)
        self._preview.setAccessibleName(translate("Files", "Text of the chosen file"))
        self._preview.setAcceptDrops(False)
        self._preview.setPlaceholderText(translate("Files", "There is no text of it yet."))
        theme.dim(self._with)
        top = QHBoxLayout()
        top.setSpacing(Space.SMALL)
        top.addWidget(self._button(translate("Files", "Add &files…"), self._ask_which))
        top.addWidget(self._clear)
        top.addStretch(1)
        top.addWidget(self._save_all)
        under = QGridLayout()
        under.setSpacing(Space.SMALL)
        for column, button in enumerate(
            (self._cancel, self._again, self._remove, self._copy, self._save)
        ):
            under.addWidget(button, 0, column)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.SMALL)
        layout.addLayout(top)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._with)
        layout.addWidget(heading)
        layout.addWidget(self._preview)
        layout.addWidget(self._told)
        layout.addLayout(under)
        return page

    def _button(self, text: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(pressed)
        return button

    def _forms(self) -> QMenu:
        menu = QMenu(self)
        for form in Form:
            menu.addAction(words.form(form), partial(self._save_beside, form))
        return menu

    # What is shown

    def _refresh(self) -> None:
        jobs = self._backend.files.standing()
        if jobs:
            self._list.show_jobs(jobs)
        page = 1 if jobs else 0
        if page != self._pages.currentIndex():
            self._pages.setCurrentIndex(page)
            # The focus would be left on what is hidden now.
            (self._list if jobs else self._empty).setFocus()
        self._clear.setEnabled(any(job.state is FileState.DONE for job in jobs))
        self._save_all.setEnabled(any(_has_text(job) for job in jobs))
        self._show_with()
        self._show_chosen()

    def _show_with(self) -> None:
        status = self._backend.status()
        if not status.model:
            self._with.setText(translate("Files", "No model is loaded yet: files wait for it."))
            return
        language = "en" if status.engine == STARTER else status.language  # it knows no other
        form = (
            translate("Files", "With {model}, {device}. The language is detected.")
            if language == AUTO
            else translate("Files", "With {model}, {device}. Language: {language}.")
        )
        self._with.setText(
            form.format(
                model=f"{status.engine.capitalize()} {status.model}",
                device=texts.device(status.device),
                language=languages.setting(language),
            )
        )

    def _show_chosen(self) -> None:
        job = self._list.job()
        over = job is not None and job.state.is_over
        self._cancel.setEnabled(job is not None and not over)
        self._again.setEnabled(over)
        self._remove.setEnabled(job is not None)
        has_text = job is not None and _has_text(job)
        self._copy.setEnabled(has_text)
        self._save.setEnabled(has_text)
        transcript = job.transcript if job is not None else None
        self._preview.show_of(
            job.id if job is not None else 0, transcript.text if transcript is not None else ""
        )

    def _set_over(self, over: bool) -> None:
        self._empty.set_over(over)
        self._list.set_over(over)

    def _tell(self, sentence: str) -> None:
        self._told.setText(sentence)
        self._told.setVisible(bool(sentence))
        announce(self._told, sentence)

    # What is done

    def _ask_which(self) -> None:
        dialog = self._new_dialog(translate("Files", "Add Audio or Video"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        endings = " ".join(f"*.{ending}" for ending in ENDINGS)
        known = translate("Files", "Audio and video") + f" ({endings})"
        dialog.setNameFilters([known, translate("Files", "All files") + " (*)"])
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.open()

    def _ask_where(self) -> None:
        job = self._list.job()
        if job is None or not _has_text(job):
            return
        filters = {f"{words.form(form)} (*.{form})": form for form in Form}
        dialog = self._new_dialog(translate("Files", "Save Text"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(filters))
        dialog.setDefaultSuffix(Form.TEXT)
        dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(filters[name]))
        dialog.setDirectory(str(job.path.parent))
        dialog.selectFile(job.path.stem)

        def chosen(name: str) -> None:
            otherwise = filters.get(dialog.selectedNameFilter(), Form.TEXT)
            self._save_to(job, Path(name), form_of(Path(name), otherwise))

        dialog.fileSelected.connect(chosen)
        dialog.open()

    def _new_dialog(self, title: str) -> QFileDialog:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = QFileDialog(self, title)
        return self._dialog

    def _save_to(self, job: FileJob, path: Path, form: Form) -> None:
        transcript = job.transcript
        assert transcript is not None

        def saved(nothing: None) -> None:
            self._tell(translate("Files", "Saved as {path}.").format(path=path))

        self._aside.ask("save text", lambda: save(transcript, path, form), saved, self._failed)

    def _save_beside(self, form: Form) -> None:
        wanted = [
            (job.path, job.transcript)
            for job in self._backend.files.standing()
            if _has_text(job) and job.transcript is not None
        ]

        def work() -> list[Path]:
            return [save_beside(path, transcript, form) for path, transcript in wanted]

        def saved(paths: list[Path]) -> None:
            names = ", ".join(path.name for path in paths)
            self._tell(
                translate("Files", "Saved beside the recordings: {names}").format(names=names)
            )

        self._aside.ask("save texts", work, saved, self._failed)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, SaysoError):
            self._tell(said(str(error)))
        else:
            sentence = translate("Files", "It could not be saved ({kind}); try another folder.")
            self._tell(sentence.format(kind=type(error).__name__))

    def _copy_it(self) -> None:
        job = self._list.job()
        if job is not None and _has_text(job) and job.transcript is not None:
            QGuiApplication.clipboard().setText(job.transcript.text)
            self._tell(translate("Files", "The text is on the clipboard."))

    def _cancel_it(self) -> None:
        self._on_chosen(self._backend.files.cancel)

    def _do_again(self) -> None:
        self._on_chosen(self._backend.files.again)

    def _remove_it(self) -> None:
        self._on_chosen(self._backend.files.remove)

    def _delete(self) -> None:
        job = self._list.job()
        if job is not None:
            (self._remove_it if job.state.is_over else self._cancel_it)()

    def _clear_done(self) -> None:
        self._tell("")
        self._backend.files.clear_done()
        self._refresh()

    def _on_chosen(self, do: Callable[[int], None]) -> None:
        job = self._list.job()
        if job is not None:
            self._tell("")
            do(job.id)
            self._refresh()


class _Preview(TextBox):
    """Grows under the reader's eyes without moving."""

    def __init__(self, lines: int) -> None:
        super().__init__(lines)
        self._of = 0

    def show_of(self, number: int, text: str) -> None:
        """``number``: of the file whose text it is."""
        same, self._of = number == self._of, number
        if same and text and self.textCursor().hasSelection():
            return  # it is about to be copied
        at = self.verticalScrollBar().value()
        self.show_text(text)
        if same:
            self.verticalScrollBar().setValue(at)


def _has_text(job: FileJob) -> bool:
    return job.transcript is not None and bool(job.transcript.text)
