"""Whether the app is started at login: the system keeps that, and not the settings' file."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from sayso.core.ports import Autostart
from sayso.desktop import theme
from sayso.desktop.aside import Asks
from sayso.desktop.parts import Words
from sayso.desktop.preferences.row import refusal_line, say_refusal
from sayso.desktop.sentences import said
from sayso.desktop.theme import Space
from sayso.desktop.wording import translate

NAME = "at login"


def told() -> str:
    """All that the row is found by."""
    return f"{_title()}\n{_sentence()}\nstart at login autostart"


class AtLogin(QWidget):
    """As a `Row`. Disabled until the system has said how it is; it is asked again each time."""

    def __init__(self, autostart: Autostart, aside: Asks) -> None:
        super().__init__()
        self._autostart = autostart
        self._aside = aside
        self.box = QCheckBox(_title())
        self.box.setAccessibleDescription(_sentence())
        self.box.setEnabled(False)
        self.box.clicked.connect(self._set)
        sentence = Words(_sentence())
        theme.dim(sentence)
        self.refusal = refusal_line()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.TINY)
        whole.addWidget(self.box)
        whole.addWidget(sentence)
        whole.addWidget(self.refusal)

    def ask(self) -> None:
        """It may have been changed elsewhere."""
        self._aside.ask("start at login", self._autostart.enabled, self._is, self._failed)

    def _set(self, wanted: bool) -> None:
        def work() -> bool:
            self._autostart.set(wanted)
            return self._autostart.enabled()

        def failed(error: Exception) -> None:
            self.box.setChecked(not wanted)
            self._failed(error)

        self._aside.ask("start at login", work, self._is, failed)

    def _is(self, on: bool) -> None:
        self.box.setChecked(on)
        self.box.setEnabled(True)
        self.refusal.hide()

    def _failed(self, error: Exception) -> None:
        self.box.setEnabled(True)
        say_refusal(self.refusal, said(str(error)))


def _title() -> str:
    return translate("Settings", "Start at login")


def _sentence() -> str:
    return translate("Settings", "Sayso is ready as soon as you have logged in.")
