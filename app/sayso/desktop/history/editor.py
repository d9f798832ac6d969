"""The text of a dictation: read, and corrected where the person wants to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from sayso.desktop.wording import translate

_MOST_LETTERS = 20_000
"""Qt lays out a paragraph in one go, on the main thread: a megabyte takes seconds."""

_TO_READ = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class Editor(QPlainTextEdit):
    """Cannot be written into but between `begin` and `end`.

    Signals:
        saved(): Ctrl+Return. given_up(): Escape.
    """

    saved = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._open = False
        self.setTabChangesFocus(True)
        self.setAccessibleName(translate("History", "Text of the dictation"))
        self.setTextInteractionFlags(_TO_READ)
        self.setPlaceholderText(translate("History", "There is no text."))

    @property
    def editing(self) -> bool:
        return self._open

    @property
    def can_be_edited(self) -> bool:
        """What is longer is shown in part, and only that could be saved."""
        return len(self._text) <= _MOST_LETTERS

    @property
    def changed(self) -> bool:
        return self._open and self.toPlainText() != self._text

    def show_text(self, text: str) -> None:
        """Nothing where it is there already: what is selected in it stays."""
        if text == self._text and not self._open:
            return
        self._text = text
        whole = self.can_be_edited
        self.setPlainText(text if whole else f"{text[:_MOST_LETTERS]} …")

    def begin(self) -> None:
        self._open = True
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextEditorInteraction)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.moveCursor(self.textCursor().MoveOperation.End)

    def end(self) -> str:
        """What stands there; it can only be read from now on, and reads as before."""
        found = self.toPlainText()
        self._open = False
        self.setTextInteractionFlags(_TO_READ)
        self.setPlainText(self._text)
        return found

    def event(self, event: QEvent) -> bool:
        # Else Escape would be the window's, which closes.
        if (
            self._open
            and event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._open and event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        if (
            self._open
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.saved.emit()
            return
        super().keyPressEvent(event)
