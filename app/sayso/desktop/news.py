"""The window's sentences for the person, and what can be done about one of them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from sayso.core.events import Level, Notice
from sayso.desktop import texts
from sayso.desktop.parts import Sentence, TextBox
from sayso.desktop.shown import Shown
from sayso.desktop.wording import translate

_SPACING = 10


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
        self.sign.setPixmap(
            self.style().standardIcon(sign).pixmap(QSize(size, size), self.devicePixelRatio())
        )
        self.sentence.setText(notice.text)


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
        buttons = QHBoxLayout()
        buttons.setSpacing(_SPACING)
        buttons.addStretch(1)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.why)
        column.addWidget(self.what)
        column.addWidget(self.text)
        column.addLayout(buttons)
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
