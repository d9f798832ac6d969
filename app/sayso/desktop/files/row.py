"""One file in the list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sayso.control.file_job import FileJob, FileState
from sayso.desktop import theme
from sayso.desktop.files import words
from sayso.desktop.parts import Bar, ElidedLabel
from sayso.desktop.theme import Meaning, Space, Type

_BAR = 6
_EDGE = 4
_TINT = 0.16


class FileRow(QWidget):
    """Name and length, how far it is, and what went wrong. What is done to it is done in the
    window, so that nothing in it takes the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self._selected = False
        self._job: FileJob | None = None
        self._name = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        theme.set_type(self._name, Type.STRONG)
        self._length = QLabel()
        self._bar = Bar(_BAR)
        self._state = ElidedLabel()
        self._left = QLabel()
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        for label in (self._length, self._left, self._sentence):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._name, self._length, self._state, self._left, self._sentence):
            label.setForegroundRole(QPalette.ColorRole.Text)
        # The list reads the row out, and the mouse goes through to it.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

        first, last = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self._name, 1)
        first.addWidget(self._length)
        last.addWidget(self._state, 1)
        last.addWidget(self._left)
        for line in (first, last):
            line.setSpacing(Space.MEDIUM)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.MEDIUM, Space.SMALL)
        layout.setSpacing(Space.TINY)
        layout.addLayout(first)
        layout.addWidget(self._bar)
        layout.addLayout(last)
        layout.addWidget(self._sentence)

    @property
    def job(self) -> FileJob | None:
        return self._job

    def show_job(self, job: FileJob) -> None:
        self._job = job
        self._name.setText(job.path.name)
        self._length.setText(words.length(job.audio_seconds))
        self._bar.set_value(words.share(job))
        self._bar.setVisible(job.state.is_under_way)
        self._state.setText(words.state(job))
        self._left.setText(words.left(job))
        self._sentence.setText(words.sentence(job))
        self._sentence.setVisible(bool(job.sentence))
        self._colour()

    def set_selected(self, selected: bool) -> None:
        if selected != self._selected:
            self._selected = selected
            self.update()

    def size_in(self, width: int) -> QSize:
        """As high as it must be."""
        layout = self.layout()
        assert layout is not None
        if layout.hasHeightForWidth():
            return QSize(0, layout.totalHeightForWidth(width))
        return QSize(0, layout.totalSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The chosen one is tinted, with a mark at its edge. The platform's own highlight, below
        this, is too strong in some for the colours and the bar on it."""
        painter = QPainter(self)
        colours, roles = self.palette(), QPalette.ColorRole
        painter.fillRect(self.rect(), colours.color(roles.Base))
        if self._selected:
            tint = colours.color(roles.Highlight)
            edge = self.rect()
            edge.setWidth(_EDGE)
            if self.isRightToLeft():
                edge.moveRight(self.rect().right())
            painter.fillRect(edge, tint)
            viewport = self.parentWidget()
            shown = viewport.parentWidget() if viewport is not None else None
            if shown is not None and shown.hasFocus():
                painter.setPen(tint)
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            tint.setAlphaF(_TINT)
            painter.fillRect(self.rect(), tint)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        palette = QPalette()
        if self._job is not None and self._job.state is FileState.FAILED:
            colour = theme.colour(Meaning.WRONG, self.palette())
            palette.setColor(QPalette.ColorRole.Text, colour)
        self._state.setPalette(palette)
