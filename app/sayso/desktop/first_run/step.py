"""What the steps have in common."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sayso.core.events import Event
from sayso.desktop import theme
from sayso.desktop.announcing import announce
from sayso.desktop.parts import Words
from sayso.desktop.theme import Meaning, Space, Type
from sayso.desktop.wording import translate


class Step(QWidget):
    """A page: a title, a sentence, and what there is to do. Does nothing by itself; steps that
    need more than to be seen say so by what they override.

    title: a word or two.
    body: where a step lays itself out.

    Signals:
        next_changed(): what the button that goes on says.
    """

    next_changed = Signal()

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self.title = title
        self.heading = QLabel(title)
        theme.set_type(self.heading, Type.TITLE)
        self.sentence = Words(sentence)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.MEDIUM)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.SMALL)
        whole.addWidget(self.heading)
        whole.addWidget(self.sentence)
        whole.addSpacing(Space.SMALL)
        whole.addLayout(self.body, 1)

    @property
    def first(self) -> QWidget | None:
        """What has the focus when the step is come to; None: the button that goes on."""
        return None

    @property
    def next_text(self) -> str:
        return translate("FirstRun", "&Next")

    def enter(self) -> None:
        """It is seen from now on."""

    def leave(self) -> None:
        """It is seen no more."""

    def take(self) -> None:
        """Go on with what is chosen."""

    def happened(self, event: Event) -> None:
        """What the backend told, whether it is seen or not."""


def button(text: str) -> QPushButton:
    """Return presses it, too, where it has the focus."""
    made = QPushButton(text)
    made.setAutoDefault(True)
    return made


def labelled(text: str, field: QWidget) -> QVBoxLayout:
    """The field below its label, which has its mnemonic."""
    label = QLabel(text)
    label.setBuddy(field)
    made = QVBoxLayout()
    made.setSpacing(Space.TINY)
    made.addWidget(label)
    made.addWidget(field, 1)
    return made


def row(*widgets: QWidget) -> QHBoxLayout:
    """Side by side, no wider than they are."""
    made = QHBoxLayout()
    made.setSpacing(Space.SMALL)
    for widget in widgets:
        made.addWidget(widget)
    made.addStretch(1)
    return made


_SIGNS = {Meaning.WELL: "✓ ", Meaning.CARE: "⚠ ", Meaning.WRONG: "✕ ", Meaning.LISTENING: "● "}


class Said(Words):
    """A sentence about how it goes: a sign tells whether well, and so does its colour."""

    def __init__(self) -> None:
        super().__init__()
        self._meaning: Meaning | None = None
        self._text = ""

    @property
    def said(self) -> str:
        """Without its sign."""
        return self._text

    @property
    def meaning(self) -> Meaning | None:
        return self._meaning

    def say(self, text: str, meaning: Meaning | None = None) -> None:
        if (text, meaning) == (self._text, self._meaning):
            return
        self._text, self._meaning = text, meaning
        self.setText((_SIGNS[meaning] if meaning is not None and text else "") + text)
        self.setAccessibleName(text)
        announce(self, text)
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._colour()

    def _colour(self) -> None:
        palette = QPalette()
        if self._meaning is not None:
            palette.setColor(self.foregroundRole(), theme.colour(self._meaning))
        self.setPalette(palette)


def show_page(address: str) -> None:
    """Of the system's settings."""
    QDesktopServices.openUrl(QUrl(address))
