"""The microphone's line: which one, and whether it hears."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from sayso.control.choices import AUTO
from sayso.control.trial import MicrophoneTrial
from sayso.core.events import Event, TrialEnded, TrialLevel
from sayso.desktop import theme
from sayso.desktop.parts import Bar
from sayso.desktop.preferences.controls import Pick, beside
from sayso.desktop.preferences.pages import SETTINGS
from sayso.desktop.sentences import said
from sayso.desktop.shown import meter
from sayso.desktop.theme import Space, Type
from sayso.desktop.wording import translate
from sayso.settings.schema import Settings

_LOOK_MS = 20_000
"""A trial ends by itself where nobody looks for a minute."""


class MicrophonePick(Pick):
    """The list, and a button that shows how loud the microphone is, while it is seen."""

    def __init__(self, trial: MicrophoneTrial) -> None:
        super().__init__(SETTINGS["microphone"], (AUTO,))
        self._trial = trial
        self._seen = QTimer(self)
        self._seen.setInterval(_LOOK_MS)
        self._seen.timeout.connect(self._look)
        self.button = QPushButton(translate("Settings", "Try"))
        self.button.setCheckable(True)
        self.button.setToolTip(translate("Settings", "See whether the microphone hears you"))
        self.button.toggled.connect(self._toggle)
        self.level = Bar(thickness=6)
        self.level.setAccessibleName(translate("Settings", "Loudness"))
        self.said = QLabel()
        theme.set_type(self.said, Type.SMALL)
        self._tried = QWidget()
        below = QVBoxLayout(self._tried)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(Space.TINY)
        below.addWidget(self.level)
        below.addWidget(self.said)
        self._tried.hide()
        self.widget = QWidget()
        whole = QVBoxLayout(self.widget)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.SMALL)
        whole.addWidget(beside(self.box, self.button))
        whole.addWidget(self._tried)

    def show_settings(self, settings: Settings) -> None:
        before = self._value
        super().show_settings(settings)
        if self.button.isChecked() and self._value != before:
            self._start()

    def happened(self, event: Event) -> None:
        if not self.button.isChecked():
            return
        if isinstance(event, TrialLevel):
            self.level.set_value(meter(event.rms))
            role = QPalette.ColorRole.Highlight if event.voice >= 0.5 else QPalette.ColorRole.Mid
            self.level.set_role(role)
            if event.heard:
                self._say(translate("Settings", "✓ It hears you."))
        elif isinstance(event, TrialEnded):
            self.button.setChecked(False)
            if event.message:
                self.refused.emit(said(event.message))

    def stop(self) -> None:
        self.button.setChecked(False)

    def _toggle(self, on: bool) -> None:
        self.button.setText(translate("Settings", "Stop") if on else translate("Settings", "Try"))
        self._tried.setVisible(on)
        if on:
            self._seen.start()
            self._start()
        else:
            self._seen.stop()
            self._trial.stop()

    def _start(self) -> None:
        self.given_up.emit()  # what was wrong with the last one
        self.level.set_value(0)
        self._say(translate("Settings", "Say something."))
        self._trial.start(self._value)

    def _say(self, text: str) -> None:
        if self.said.text() != text:
            self.said.setText(text)

    def _look(self) -> None:
        if self.button.isVisible():
            self._trial.look()
