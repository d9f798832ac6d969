"""The first run's window."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QSystemTrayIcon,
    QVBoxLayout,
    QWidget,
)

from sayso import paths
from sayso.core.events import Event
from sayso.core.ports import Clock
from sayso.desktop import once
from sayso.desktop.aside import Aside, OwnAside
from sayso.desktop.backend import Backend
from sayso.desktop.first_run import coming
from sayso.desktop.first_run.coming import Coming
from sayso.desktop.first_run.download_strip import DownloadStrip
from sayso.desktop.first_run.end_step import EndStep
from sayso.desktop.first_run.key_step import KeyStep
from sayso.desktop.first_run.marks import StepMarks
from sayso.desktop.first_run.microphone_step import MicrophoneStep
from sayso.desktop.first_run.model_step import ModelStep
from sayso.desktop.first_run.step import Step, button
from sayso.desktop.first_run.try_step import TryStep
from sayso.desktop.own_window import OwnWindow
from sayso.desktop.theme import Space
from sayso.desktop.wording import translate

_WIDTH = 560


class FirstRun(OwnWindow):
    """Four short steps and where the icon is. Each can be skipped, Return goes on from wherever
    the focus is not on a button, and closing it at any time counts as having seen it.

    Signals:
        model_wanted(str): the id of a recognizer that was chosen, to be kept in the settings and
            loaded.
        stop_wanted(): its download is to be given up.
        finished(): it was gone through, or closed before that.
    """

    model_wanted = Signal(str)
    stop_wanted = Signal()
    finished = Signal()

    def __init__(
        self,
        backend: Backend,
        aside: Aside,
        *,
        clock: Clock = time.monotonic,
        tray: bool | None = None,
        file: Path | None = None,
    ) -> None:
        """``tray``: whether there is one; None: it is looked for. ``file``: what tells that it was
        seen, if not `sayso.paths.first_run_file`."""
        super().__init__(translate("FirstRun", "Welcome to Sayso"))
        self._clock = clock
        self._file = file if file is not None else paths.first_run_file()
        self._coming = Coming()
        has_tray = QSystemTrayIcon.isSystemTrayAvailable() if tray is None else tray
        own = OwnAside(aside, self)
        self.microphone = MicrophoneStep(backend, own, clock)
        self.model = ModelStep(backend, own)
        self.key = KeyStep(backend, own, aside)
        self.trial = TryStep(backend)
        self.end = EndStep(backend.keys.system, tray=has_tray)
        self.steps: tuple[Step, ...] = (
            self.microphone,
            self.model,
            self.key,
            self.trial,
            self.end,
        )
        self.model.model_wanted.connect(self._want_model)
        self.pages = QStackedWidget()
        for step in self.steps:
            self.pages.addWidget(step)
            step.next_changed.connect(self._show_buttons)
        self.marks = StepMarks(len(self.steps) - 1)
        self.strip = DownloadStrip()
        self.strip.stop_wanted.connect(self.stop_wanted)
        self.skip = button(translate("FirstRun", "S&kip"))
        self.skip.clicked.connect(self._skip)
        self.back = button(translate("FirstRun", "&Back"))
        self.back.clicked.connect(self._go_back)
        self.next = button("")
        self.next.setDefault(True)
        self.next.clicked.connect(self._go_on)
        self._entered: Step | None = None
        self._lay_out()
        self._show_buttons()

    @property
    def step(self) -> Step:
        """The one that is seen."""
        return self.steps[self.pages.currentIndex()]

    def happened(self, event: Event) -> None:
        before, self._coming = self._coming, coming.after(self._coming, event, self._clock())
        if self._coming != before:
            self._show_coming()
        for step in self.steps:
            step.happened(event)

    def show_step(self, number: int) -> None:
        """From 0; the last one is the end."""
        self.pages.setCurrentIndex(number)
        self._enter()

    @property
    def place(self) -> str:
        return str(self.pages.currentIndex())

    def go_to(self, place: str) -> None:
        self.show_step(int(place))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.look()  # the answer may take its time, and is there when its step is come to
        self._enter()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._leave()

    def closeEvent(self, event: QCloseEvent) -> None:
        seen = self.isVisible()
        super().closeEvent(event)
        self._leave()
        if seen:
            once.done(self._file)
            self.finished.emit()

    def event(self, event: QEvent) -> bool:
        """Escape discards what is being said, as everywhere, before it closes anything."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
            and self.trial.listening
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.trial.listening:
            self.trial.discard()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next.click()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        foot = QHBoxLayout()
        foot.setSpacing(Space.SMALL)
        foot.addWidget(self.marks)
        foot.addStretch(1)
        foot.addWidget(self.skip)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        whole.setSpacing(Space.MEDIUM)
        whole.addWidget(self.pages, 1)
        whole.addWidget(self.strip)
        whole.addWidget(line)
        whole.addLayout(foot)
        # After what a step has comes the way on, as most want it, and then the others.
        for before, behind in pairwise((self.strip.stop, self.next, self.back, self.skip)):
            QWidget.setTabOrder(before, behind)
        whole.addStrut(_WIDTH - 2 * Space.LARGE)
        self.resize(_WIDTH, self.sizeHint().height())

    def _enter(self) -> None:
        if self.isVisible() and self._entered is not self.step:
            self._arrive()

    def _arrive(self) -> None:
        self._leave()
        self._entered = self.step
        self.step.enter()
        self.marks.show_step(self.pages.currentIndex())
        self._show_buttons()
        self._show_coming()
        self.setAccessibleName(f"{self.windowTitle()}: {self.step.title}")
        # Whoever comes here by Return is to see where the focus is.
        self.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        (self.step.first or self.next).setFocus(Qt.FocusReason.TabFocusReason)

    def _leave(self) -> None:
        if self._entered is not None:
            left, self._entered = self._entered, None
            left.leave()

    def _go_on(self) -> None:
        self.step.take()
        self._skip()

    def _skip(self) -> None:
        if self.step is self.end:
            self.close()
        else:
            self.show_step(self.pages.currentIndex() + 1)

    def _go_back(self) -> None:
        if self.pages.currentIndex() > 0:
            self.show_step(self.pages.currentIndex() - 1)

    def _want_model(self, model: str) -> None:
        self._coming = coming.asked(model)
        self.model_wanted.emit(model)

    def _show_coming(self) -> None:
        self.strip.show_coming(self._coming, failures=self.step is not self.model)
        self.model.show_coming(self._coming)
        self.trial.show_coming(self._coming)

    def _show_buttons(self) -> None:
        number = self.pages.currentIndex()
        self.next.setText(self.step.next_text)
        self.back.setVisible(number > 0)
        self.skip.setVisible(self.step is not self.end)
