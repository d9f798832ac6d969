"""Settings whose choices have to be found out: what is on this machine, or what it can show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton

from sayso.control.choices import (
    AUTO,
    STARTER,
    Choice,
    language_choices,
    settings_of_recognizer,
)
from sayso.desktop.languages import arranged
from sayso.desktop.preferences import words
from sayso.desktop.preferences.controls import Pick, beside
from sayso.desktop.preferences.pages import SETTINGS
from sayso.desktop.wording import translate
from sayso.settings.schema import Settings, Value


class Language(Pick):
    """By the languages' own names."""

    def __init__(self) -> None:
        super().__init__(SETTINGS["language"], ())

    def _fill(self) -> None:
        system = QLocale.languageToCode(QLocale.system().language())
        self._lines, self._likely = arranged(language_choices(self._value), system)
        super()._fill()


class OverlayScreen(Pick):
    """The screens that are there, by the names that the system has for them."""

    def __init__(self) -> None:
        super().__init__(SETTINGS["overlay_screen"], ())

    def _fill(self) -> None:
        setting = SETTINGS["overlay_screen"]
        lines = [Choice(AUTO, words.word(setting.key, AUTO))]
        for screen in QGuiApplication.screens():
            size = screen.geometry().size()
            lines.append(Choice(screen.name(), screen.name(), f"{size.width()} × {size.height()}"))
        self._lines = lines
        super()._fill()


class Device(Pick):
    """Processor and graphics cards, once they are known."""

    def __init__(self) -> None:
        setting = SETTINGS["device"]
        super().__init__(setting, ("auto", "cpu"))

    def _id(self, settings: Settings) -> str:
        wanted = settings.recognition.device
        return "cuda:0" if wanted == "cuda" else wanted


class Recognizer(Pick):
    """Engine and model in one list, as in the small window, and a folder with a model."""

    def __init__(self) -> None:
        super().__init__(SETTINGS["model"], (AUTO, STARTER))
        self.keys = ("model", "engine")
        self.folder = QPushButton(translate("Settings", "Folder…"))
        self.folder.setToolTip(translate("Settings", "Use a model that is in a folder"))
        self.folder.clicked.connect(self._ask)
        self.widget = beside(self.box, self.folder)

    def offer(self, lines: Sequence[Choice], likely: int = 0) -> None:
        ids = [line.id for line in lines]
        # What could be downloaded comes after the starter, and is set off.
        super().offer(lines, ids.index(STARTER) + 1 if STARTER in ids else 0)

    def _id(self, settings: Settings) -> str:
        wanted = settings.recognition
        return STARTER if wanted.engine == STARTER else wanted.model

    def _values(self, line: str) -> Mapping[str, Value]:
        return settings_of_recognizer(line)

    def _ask(self) -> None:
        title = translate("Settings", "Folder with a model")
        dialog = QFileDialog(self.folder.window(), title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._picked)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


OWN: Mapping[str, Callable[[], Pick]] = {
    "language": Language,
    "overlay_screen": OverlayScreen,
    "device": Device,
    "model": Recognizer,
}
