"""The window's sentences for the person, and what can be done about some of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from sayso.core.events import Level, Notice, Offered
from sayso.desktop import texts
from sayso.desktop.parts import Sentence, TextBox
from sayso.desktop.sentences import said
from sayso.desktop.shown import Shown
from sayso.desktop.wording import translate

_SPACING = 10

_LEAST_ROOM = 60
"""Pixels: of a screen that is too small for anything, a few lines must be seen."""


class News(QWidget):
    """A notice in whole, with its sign; nothing, where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._notice: Notice | None = None
        self.sign = QLabel()
        self.sentence = Sentence()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACING)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.sentence, 1)
        self.hide()

    def show_notice(self, notice: Notice | None) -> None:
        if notice is None:
            self.hide()
            return
        if notice != self._notice:
            self._set(notice)
        self.show()

    def _set(self, notice: Notice) -> None:
        self._notice = notice
        pixmaps = QStyle.StandardPixmap
        sign = {
            Level.INFO: pixmaps.SP_MessageBoxInformation,
            Level.WARNING: pixmaps.SP_MessageBoxWarning,
            Level.ERROR: pixmaps.SP_MessageBoxCritical,
        }[notice.level]
        size = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self.sign.setAccessibleName(
            {
                Level.INFO: translate("Window", "Information"),
                Level.WARNING: translate("Window", "Warning"),
                Level.ERROR: translate("Window", "Error"),
            }[notice.level]
        )
        self.sign.setPixmap(
            self.style().standardIcon(sign).pixmap(QSize(size, size), self.devicePixelRatio())
        )
        self.sentence.setText(said(notice.text))


class WaitingText(QWidget):
    """The text that waits for a window, why it does, and the two ways out.

    order: what the keyboard goes through.
    """

    def __init__(self) -> None:
        super().__init__()
        self.why = News()
        self.what = QLabel()
        self.what.setWordWrap(True)
        self.text = TextBox(lines=2)
        self.copy = QPushButton(translate("Window", "Copy &text"))
        self.copy.setToolTip(translate("Window", "Onto the clipboard; then it waits no more"))
        self.again = QPushButton(translate("Window", "Try &again"))
        self.again.setToolTip(
            translate("Window", "Type it into the window that you were in before this one")
        )
        self.order = (self.why.sentence, self.text, self.copy, self.again)
        _lay_out(self, (self.why, self.what, self.text), (self.copy, self.again))
        self.hide()

    def show_state(self, shown: Shown) -> None:
        if not shown.waits:
            self.hide()
            self.text.show_text("")  # what was said stays nowhere longer than it must
            return
        self.why.show_notice(shown.why)
        what = texts.waiting(shown)
        self.what.setText(what)
        self.what.setHidden(shown.waits_alone and shown.why is not None)  # then that says as much
        self.text.setAccessibleName(what)
        self.text.setVisible(not shown.waits_alone)
        self.text.show_text(shown.waits)
        self.show()  # last: the window makes room at once, and keeps it


class OfferedText(QWidget):
    """What an earlier run did not deliver, and the three ways out.

    order: what the keyboard goes through.
    """

    def __init__(self) -> None:
        super().__init__()
        self.what = News()
        self.text = TextBox(lines=2)
        self.text.setAccessibleName(translate("Window", "What was not delivered"))
        self.recognize = QPushButton()
        self.recognize.setToolTip(
            translate("Window", "Find the words of what was heard; they are typed nowhere")
        )
        self.copy = QPushButton(translate("Window", "Cop&y"))
        self.copy.setAccessibleName(translate("Window", "Copy what was not delivered"))
        self.copy.setToolTip(translate("Window", "Copy this text to the clipboard"))
        self.discard = QPushButton(translate("Window", "Disca&rd"))
        self.discard.setAccessibleName(translate("Window", "Discard what was not delivered"))
        self.discard.setToolTip(translate("Window", "It stays in the history"))
        self.order = (self.what.sentence, self.text, self.recognize, self.copy, self.discard)
        _lay_out(self, (self.what, self.text), (self.recognize, self.copy, self.discard))
        self.hide()

    def show_state(self, shown: Shown) -> None:
        offered = shown.offered
        if not offered.utterances:
            self.hide()
            self.text.show_text("")
            return
        self._keep_focus(offered)
        self.what.show_notice(Notice(Level.WARNING, texts.offer(offered)))
        self.text.setVisible(bool(offered.text))
        self.text.show_text(offered.text)
        self.recognize.setVisible(offered.unrecognised > 0)
        self.recognize.setEnabled(not offered.recognising)
        self.recognize.setText(texts.recognize(offered))
        self.copy.setEnabled(bool(offered.text))
        self.show()  # last: the window makes room at once, and keeps it

    def take_focus(self) -> None:
        """To what is most likely wanted; never to what discards."""
        for widget in (self.recognize, self.copy):
            if not widget.isHidden() and widget.isEnabled():
                widget.setFocus()
                return
        self.what.sentence.setFocus()

    def _keep_focus(self, offered: Offered) -> None:
        """A button that can be pressed no more would leave the focus to the next one, and the
        same key, pressed twice, would discard what it was to recognise."""
        gone = self.recognize.hasFocus() and (offered.recognising or not offered.unrecognised)
        if gone or (self.copy.hasFocus() and not offered.text):
            self.what.sentence.setFocus()


class Messages(QScrollArea):
    """All three, one below the other, as high as they are; where they are higher than what is left
    of the screen, they can be scrolled."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = WaitingText()
        self.offer = OfferedText()
        self.news = News()
        self._parts = (self.waiting, self.offer, self.news)
        self._room = 0
        self._inner = QWidget()
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in self._parts:
            column.addWidget(part)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what has the focus scrolls into view
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def order(self) -> tuple[QWidget, ...]:
        """What the keyboard goes through."""
        return (*self.waiting.order, *self.offer.order, self.news.sentence)

    def show_state(self, shown: Shown, room: int) -> None:
        """``room``: how high it may become, in pixels."""
        hidden = [part for part in self._parts if part.isHidden()]
        self.waiting.show_state(shown)
        self.offer.show_state(shown)
        self.news.show_notice(shown.news)
        if (room := max(room, _LEAST_ROOM)) != self._room:
            self._room = room
            self._fit()
        self.setVisible(any(not part.isHidden() for part in self._parts))
        for part in hidden:
            if not part.isHidden():  # and seen, too, once it has its place
                QTimer.singleShot(0, part, partial(self.ensureWidgetVisible, part))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        width, height = self._needed()
        if height > self._room:
            width += self.verticalScrollBar().sizeHint().width()
        return QSize(width, min(height, self._room))

    def _needed(self) -> tuple[int, int]:
        """The least width, and the height, with no scroll bar."""
        width = self._inner.minimumSizeHint().width()
        return width, self._inner.heightForWidth(max(width, self.width()))

    def _fit(self) -> None:
        """A scroll bar only where there is no room: once there, it makes the words run longer, and
        so would stay for its own sake."""
        policy = Qt.ScrollBarPolicy
        fits = self._needed()[1] <= self._room
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded
        )
        self.updateGeometry()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # of what is inside
            self._fit()
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()


def _lay_out(panel: QWidget, parts: Sequence[QWidget], buttons: Sequence[QPushButton]) -> None:
    """One below the other, and the buttons in a row below them all."""
    row = QHBoxLayout()
    row.setSpacing(_SPACING)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    column = QVBoxLayout(panel)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for part in parts:
        column.addWidget(part)
    column.addLayout(row)
