"""One dictation in whole, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sayso.archive.browsing import Dictation, was_edited
from sayso.control.past import Details
from sayso.core.state import State
from sayso.desktop import theme
from sayso.desktop.history import marks, words
from sayso.desktop.history.again_menu import AgainMenu
from sayso.desktop.history.editor import Editor
from sayso.desktop.parts import Bar, ElidedLabel, Sentence
from sayso.desktop.sentences import said
from sayso.desktop.theme import Space, Type
from sayso.desktop.wording import translate

_VERSION_LINES = 6


class Sign(QWidget):
    """The mark of a state, as large as a letter."""

    def __init__(self) -> None:
        super().__init__()
        self._state = State.EMPTY
        side = self.fontMetrics().height()
        self.setFixedSize(QSize(side, side))

    def show_state(self, state: State) -> None:
        if state is not self._state:
            self._state = state
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = marks.colour(self._state, self.palette())
        marks.paint(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), self._state, ink)
        painter.end()


class Detail(QWidget):
    """What it shows, it is told.

    Signals:
        copy_wanted(), play_wanted(), type_wanted(), export_wanted(), delete_wanted(): of what is
            chosen. play_wanted: or to stop it.
        corrected(object, str): key and text of what the person has written anew.
        again_wanted(str, str): as of `AgainMenu`. stop_wanted(): that is to end.
        models_wanted(): the menu of models opens.
        left(): the text is read again, and the keys are for nothing in here.
    """

    copy_wanted = Signal()
    play_wanted = Signal()
    type_wanted = Signal()
    export_wanted = Signal()
    delete_wanted = Signal()
    corrected = Signal(object, str)
    again_wanted = Signal(str, str)
    stop_wanted = Signal()
    models_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._dictation: Dictation | None = None
        self._many = 0
        self._any_audio = False
        self._busy = False

        self.heading = ElidedLabel()
        theme.set_type(self.heading, Type.HEADING)
        self.application = ElidedLabel()
        theme.dim(self.application)
        self.sign = Sign()
        self.state = Sentence()
        self.state.setAccessibleName(translate("History", "State"))
        self.text = Editor()
        self.text.saved.connect(self.save)
        self.text.given_up.connect(self.give_up)

        self.save_button = _button(translate("History", "&Save correction"), self.save)
        self.give_up_button = _button(translate("History", "Ca&ncel"), self.give_up)
        self._saving = _row(self.save_button, self.give_up_button)

        self.play = _button(translate("History", "&Play"), self.play_wanted.emit)
        self.bar = Bar(4)
        self.bar.setAccessibleName(translate("History", "How much was played"))
        self.played = QLabel()
        self._playing = _row(self.play, self.bar, self.played, stretch=False)

        self.copy = _button(translate("History", "&Copy"), self.copy_wanted.emit)
        self.edit = _button(translate("History", "&Edit"), self.begin_edit)
        self.type = _button(translate("History", "&Type it"), self.type_wanted.emit)
        self.again = QPushButton(translate("History", "&Recognise again"))
        self.menu = AgainMenu(self)
        self.menu.aboutToShow.connect(self.models_wanted)
        self.menu.picked.connect(self.again_wanted)
        self.again.setMenu(self.menu)
        self.export = _button(translate("History", "E&xport…"), self.export_wanted.emit)
        self.delete = _button(translate("History", "&Delete"), self.delete_wanted.emit)
        self._tell_keys()
        self._doing = QWidget()
        buttons = QGridLayout(self._doing)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(Space.SMALL)
        for number, each in enumerate(
            (self.copy, self.edit, self.type, self.again, self.export, self.delete)
        ):
            buttons.addWidget(each, number // 3, number % 3)

        self.progress = ElidedLabel()
        self.stop = _button(translate("History", "St&op"), self.stop_wanted.emit)
        self._progressing = _row(self.progress, self.stop, stretch=False)

        self.facts = Sentence()
        theme.set_type(self.facts, Type.SMALL)
        theme.dim(self.facts)
        self.versions = QPlainTextEdit()
        self.versions.setReadOnly(True)
        self.versions.setTabChangesFocus(True)
        self.versions.setAccessibleName(translate("History", "As it was heard, and before"))
        self.versions.setMaximumHeight(
            self.fontMetrics().lineSpacing() * _VERSION_LINES + 2 * Space.SMALL
        )

        state = QHBoxLayout()
        state.setSpacing(Space.SMALL)
        state.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self.state, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.SMALL)
        whole.addWidget(self.heading)
        whole.addWidget(self.application)
        whole.addLayout(state)
        whole.addWidget(self.text, 1)
        whole.addWidget(self._saving)
        whole.addWidget(self._playing)
        whole.addWidget(self._doing)
        whole.addWidget(self._progressing)
        whole.addWidget(self.facts)
        whole.addWidget(self.versions)
        self.setTabOrder(self.text, self.save_button)
        self._progressing.hide()
        self._saving.hide()
        self.show_nothing()

    @property
    def dictation(self) -> Dictation | None:
        return self._dictation

    def show_nothing(self) -> None:
        self._show(None, 0)
        self.heading.setText(translate("History", "Choose a dictation to read it"))

    def show_many(self, dictations: Sequence[Dictation]) -> None:
        """Several are chosen, the oldest first."""
        self._any_audio = any(one.has_audio for one in dictations)
        self._show(None, len(dictations))
        self.heading.setText(
            translate("History", "{dictations} chosen").format(
                dictations=words.dictations(len(dictations))
            )
        )
        self.text.show_text("\n\n".join(one.text for one in dictations if one.text))

    def show_dictation(self, dictation: Dictation, when: str) -> None:
        """``when``: in words."""
        if self.text.editing and self._dictation and self._dictation.key == dictation.key:
            return  # what is being written stays
        same = self._dictation is not None and self._dictation.key == dictation.key
        self._show(dictation, 1)
        self.heading.setText(when)
        self.application.setText(dictation.first.application)
        told = words.state_of(dictation)
        reason = said(dictation.told.reason)
        self.sign.show_state(dictation.state)
        told = told[:1].upper() + told[1:]
        self.state.setText(f"{told}: {reason}" if reason else told)
        self.facts.setText(words.facts(dictation))
        if not same:
            self.show_position(0.0)

    def show_details(self, details: Details) -> None:
        """What was heard, and what it was taken for before; empty where that is all the same."""
        dictation = details.dictation
        if self._dictation is None or dictation.key != self._dictation.key:
            return
        parts: list[str] = []
        if dictation.raw_text and dictation.raw_text != dictation.text:
            heading = translate("History", "As heard:")
            parts.append(f"{heading}\n{dictation.raw_text}")
        for item in dictation.utterances:
            earlier = details.earlier.get(item.id, ())
            by_hand = [False, *(was_edited(a, b.text, b.raw_text) for a, b in pairwise(earlier))]
            for each, edited in reversed([*zip(earlier, by_hand, strict=False)]):
                parts.append(f"{words.version(each, edited=edited)}\n{each.text}")
        text = "\n\n".join(parts)
        if self.versions.toPlainText() != text:
            self.versions.setPlainText(text)
        self.versions.setVisible(bool(parts))

    def show_position(self, seconds: float | None) -> None:
        """Of what is played; None: of this one, nothing is."""
        whole = self._dictation.audio_seconds if self._dictation is not None else 0.0
        going = seconds is not None and seconds > 0
        self.bar.set_value((seconds or 0.0) / whole if whole else 0.0)
        self.played.setText(
            f"{words.length(seconds or 0.0)} / {words.length(whole)}"
            if going
            else words.length(whole)
        )

    def show_playing(self, playing: bool) -> None:
        self.play.setText(
            translate("History", "Sto&p playing") if playing else translate("History", "&Play")
        )

    def show_progress(self, sentence: str) -> None:
        """Of recognising again; empty: it is over."""
        self._busy = bool(sentence)
        self.progress.setText(sentence)
        self._progressing.setVisible(self._busy)
        self._enable()

    def begin_edit(self) -> None:
        if self._dictation is None or not self.text.can_be_edited or self.text.editing:
            return
        self.text.begin()
        self._saving.show()
        self._doing.hide()  # none of it is for a text that is being written
        self._enable()

    def choose_again(self) -> None:
        """With what it is to be recognised again."""
        if self.again.isEnabled():  # showMenu asks not
            self.again.showMenu()

    def save(self) -> None:
        """What is being written, if it is another text than before."""
        if not self.text.editing:
            return
        changed, dictation = self.text.changed, self._dictation
        text = " ".join(self.text.end().split())
        self._end_edit()
        if changed and dictation is not None:
            self.corrected.emit(dictation.key, text)

    def give_up(self) -> None:
        """Nothing of it is kept."""
        if self.text.editing:
            self.text.end()
            self._end_edit()

    def _end_edit(self) -> None:
        had_focus = self.focusWidget() is QApplication.focusWidget()
        self._saving.hide()
        self._doing.show()
        self._enable()
        if had_focus:
            self.left.emit()

    def _show(self, dictation: Dictation | None, many: int) -> None:
        self.save()  # of another one: what was written is not lost
        self._dictation, self._many = dictation, many
        self.text.show_text(dictation.text if dictation else "")
        if dictation is None:
            self.application.setText("")
            self.state.setText("")
            self.facts.setText("")
        one = dictation is not None
        for each in (self.application, self.state, self.sign, self.facts, self._playing):
            each.setVisible(one)
        self.text.setEnabled(many > 0)
        self.versions.hide()
        self._enable()

    def _enable(self) -> None:
        dictation = self._dictation
        some = self._many > 0
        writing = self.text.editing
        has_text = dictation is not None and bool(dictation.text)
        has_audio = dictation is not None and dictation.has_audio
        any_audio = self._any_audio if self._many > 1 else has_audio
        self.copy.setEnabled(has_text or self._many > 1)
        self.edit.setEnabled(dictation is not None and self.text.can_be_edited and not writing)
        self.type.setEnabled(has_text and not writing)
        self.again.setEnabled(any_audio and not writing and not self._busy)
        self.play.setEnabled(has_audio)
        self.export.setEnabled(some and not writing)
        self.delete.setEnabled(some and not writing)

    def _tell_keys(self) -> None:
        """What does the same, as long as the list has the keyboard."""
        self.copy.setToolTip(translate("History", "Put the text on the clipboard (Ctrl+C)"))
        self.play.setToolTip(translate("History", "Hear what was said (Space)"))
        self.edit.setToolTip(
            translate("History", "Correct the text; what it was before is kept (F2)")
        )
        self.type.setToolTip(
            translate("History", "Put the text into the window that you were in (Ctrl+Return)")
        )
        self.again.setToolTip(
            translate("History", "Recognise the audio with another model (Ctrl+R)")
        )
        self.export.setToolTip(translate("History", "Write what is chosen into a file (Ctrl+S)"))
        self.delete.setToolTip(translate("History", "Delete text and audio (Delete)"))


def _button(text: str, clicked: Callable[[], object]) -> QPushButton:
    made = QPushButton(text)
    made.clicked.connect(lambda pressed: clicked())
    made.setAutoDefault(False)
    return made


def _grows(widget: QWidget) -> bool:
    return isinstance(widget, Bar | ElidedLabel)


def _row(*widgets: QWidget, stretch: bool = True) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(Space.SMALL)
    for each in widgets:
        layout.addWidget(each)
    if stretch:
        layout.addStretch()
    else:
        layout.setStretch(next(n for n, each in enumerate(widgets) if _grows(each)), 1)
    return row
