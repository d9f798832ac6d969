"""Recognise again: with which model, and in which language."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from sayso.control.choices import AUTO, STARTER, Choice
from sayso.desktop.languages import arranged
from sayso.desktop.radio_menu import RadioMenu
from sayso.desktop.wording import translate


class AgainMenu(QMenu):
    """A line for each model on this machine, and the language they are to listen for.

    Signals:
        picked(str, str): id of the recognizer, and code of the language or ``auto``.
    """

    picked = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(translate("History", "Recognise again"))
        self._language = AUTO
        self._languages = RadioMenu(
            translate("History", "&Language"), translate("History", "No languages"), self
        )
        self._languages.picked.connect(self._language_picked)
        self.show_models(())

    @property
    def language(self) -> str:
        return self._language

    def show_models(self, choices: Sequence[Choice]) -> None:
        """As of `Backend.recognizers`; only those that are on this machine are shown, and not the
        line that leaves it to the app."""
        ids = [item.id for item in choices]
        there = choices[: ids.index(STARTER) + 1] if STARTER in ids else choices
        self.clear()
        for item in there:
            if item.id == AUTO:
                continue
            label = f"{item.label} ({item.detail})" if item.detail else item.label
            action = self.addAction(label.replace("&", "&&"))
            action.triggered.connect(lambda checked=False, one=item.id: self._pick(one))
        if not there:
            waiting = self.addAction(translate("History", "Looking for models…"))
            waiting.setEnabled(False)
        self.addSeparator()
        self.addMenu(self._languages)

    def show_languages(self, choices: Sequence[Choice], system: str) -> None:
        """Of `Backend.languages`; the mark is at that of the settings."""
        self._language = next((item.id for item in choices if item.chosen), AUTO)
        self._languages.fill(*arranged(choices, system))

    def _language_picked(self, code: str) -> None:
        self._language = code

    def _pick(self, choice: str) -> None:
        self.picked.emit(choice, self._language)
