"""The lines around the list: what was deleted and can be had back, what is wrong, what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sayso.archive.items import Retention
from sayso.archive.statistics import Day, totals
from sayso.desktop import theme
from sayso.desktop.announcing import announce
from sayso.desktop.history import words
from sayso.desktop.history.chart import Chart
from sayso.desktop.parts import Sentence
from sayso.desktop.theme import Space, Type
from sayso.desktop.wording import translate


class UndoLine(QFrame):
    """``3 dictations deleted``, for some seconds.

    Signals:
        undone(): the person wants them back.
        over(): the time is, or the person does not want to wait for it.
    """

    undone = Signal()
    over = Signal()

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.label = Sentence()
        self.undo = QPushButton(translate("History", "&Undo"))
        self.undo.setToolTip(translate("History", "Bring them back (Ctrl+Z)"))
        self.now = QPushButton(translate("History", "Delete no&w"))
        self.now.setToolTip(
            translate("History", "Overwrite them on the disk at once, and not in some seconds")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.SMALL, Space.TINY, Space.SMALL, Space.TINY)
        row.setSpacing(Space.SMALL)
        row.addWidget(self.label, 1)
        row.addWidget(self.undo)
        row.addWidget(self.now)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(seconds * 1000))
        self._timer.timeout.connect(self.end)
        self.undo.clicked.connect(self.take_back)
        self.now.clicked.connect(self.end)
        self.hide()

    @property
    def counting(self) -> bool:
        return self._timer.isActive()

    def show_deleted(self, many: int) -> None:
        """The seconds begin anew."""
        self.label.setText(words.deleted(many))
        self.show()
        announce(self.label, self.label.text())
        self._timer.start()

    def take_back(self) -> None:
        if self.counting:
            self._timer.stop()
            self.hide()
            self.undone.emit()

    def end(self) -> None:
        if self.isHidden():
            return
        self._timer.stop()
        self.hide()
        self.over.emit()


class Trouble(QFrame):
    """A sentence, and something to do about it.

    Signals:
        pressed(): the button.
    """

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.sentence = Sentence()
        self.button = QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.SMALL, Space.TINY, Space.SMALL, Space.TINY)
        row.setSpacing(Space.SMALL)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.button)
        self.button.clicked.connect(self.pressed)
        self.hide()

    @property
    def can_be_pressed(self) -> bool:
        return not self.button.isHidden()

    def say(self, sentence: str, button: str = "") -> None:
        """Empty: nothing is to be said."""
        self.sentence.setText(sentence)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.setVisible(bool(sentence))
        announce(self.sentence, sentence)


class Emptiness(QWidget):
    """In place of the list, where there is nothing to list.

    Signals:
        clear_wanted(): look for everything.
    """

    clear_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = QLabel()
        self.title.setWordWrap(True)
        theme.set_type(self.title, Type.HEADING)
        self.sentence = Sentence()
        theme.dim(self.sentence)
        for label in (self.title, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.clear = QPushButton(translate("History", "Show a&ll"))
        self.clear.clicked.connect(self.clear_wanted)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.HUGE, Space.HUGE, Space.HUGE, Space.HUGE)
        whole.setSpacing(Space.MEDIUM)
        whole.addStretch()
        whole.addWidget(self.title)
        whole.addWidget(self.sentence)
        whole.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addStretch()

    def show_why(self, *, failed: bool, filtered: bool, no_trace: bool) -> None:
        """failed: another line says why. filtered: there may be something else."""
        if failed:
            self._show(translate("History", "The history cannot be shown"), "")
        elif filtered:
            self._show(
                translate("History", "Nothing like that was said"),
                translate("History", "Look for other words, or on other days."),
                can_clear=True,
            )
        elif no_trace:
            self._show(
                translate("History", "Nothing is kept"),
                translate(
                    "History",
                    "“Leave no trace” is on: nothing of what you say is written down. The settings"
                    " under “History & privacy” change that.",
                ),
            )
        else:
            self._show(
                translate("History", "Nothing was said yet"),
                translate(
                    "History",
                    "Hold the key, speak, and release it: what you said then stands here too.",
                ),
            )

    def _show(self, title: str, sentence: str, *, can_clear: bool = False) -> None:
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.clear.setVisible(can_clear)


class Foot(QWidget):
    """What dictating amounts to, what is kept, and what concerns everything.

    Signals:
        change_wanted(): of how long it is kept. export_wanted(), clear_wanted().
    """

    change_wanted = Signal()
    export_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._any = False
        self.chart = Chart()
        self.totals = Sentence()
        self.totals.setToolTip(words.how_saved())
        self.totals.setAccessibleDescription(words.how_saved())
        self.kept = Sentence()
        theme.dim(self.kept)
        self.change = QPushButton(translate("History", "C&hange…"))
        self.change.setToolTip(translate("History", "How long audio and text are kept"))
        self.change.clicked.connect(self.change_wanted)
        self.export = QPushButton(translate("History", "Export all that is &found…"))
        self.export.clicked.connect(self.export_wanted)
        self.clear = QPushButton(translate("History", "Delete e&verything…"))
        self.clear.clicked.connect(self.clear_wanted)
        top = QHBoxLayout()
        top.setSpacing(Space.MEDIUM)
        top.addWidget(self.chart)
        top.addWidget(self.totals, 1)
        bottom = QHBoxLayout()
        bottom.setSpacing(Space.SMALL)
        bottom.addWidget(self.kept, 1)
        for each in (self.change, self.export, self.clear):
            bottom.addWidget(each)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.SMALL)
        whole.addLayout(top)
        whole.addLayout(bottom)

    def show_kept(self, kept: Retention) -> None:
        self.kept.setText(words.retention(kept))

    def show_figures(self, shown: bool) -> None:
        """Whether there is something to tell of."""
        self.totals.setVisible(shown)
        self.chart.setVisible(shown and self._any)

    def show_days(self, days: Sequence[Day], today: date) -> None:
        """As of `Chart`."""
        self.chart.show_days(days, today)
        self._any = any(day.words for day in days)
        self.show_figures(not self.totals.isHidden())
        self.totals.setText(words.totals(totals(days)))
