"""The ways of typing that hold for one application each: a line for each of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sayso.control.choices import Choice
from sayso.desktop.choice_box import ChoiceBox
from sayso.desktop.parts import call
from sayso.desktop.preferences import words
from sayso.desktop.preferences.controls import Control, value_of
from sayso.desktop.preferences.fields import Field
from sayso.desktop.preferences.pages import SETTINGS
from sayso.desktop.theme import Space
from sayso.desktop.wording import translate
from sayso.settings.schema import Settings

_KEY = "typing_for"
_NOTHING = "none"
_WAYS = ("keys", "paste", "copy", "never", "auto", "terminal", "remote", "window")


def entries(setting: str) -> Sequence[tuple[str, str]]:
    """Application and way, as they are written; what is no entry has no way."""
    found = []
    for entry in setting.split(","):
        name, _, way = entry.partition("=")
        if entry.strip() not in ("", _NOTHING):
            found.append((name.strip(), " ".join(way.lower().split())))
    return found


def written(lines: Sequence[tuple[str, str]]) -> str:
    """The setting that stands for the lines."""
    return ", ".join(f"{name}={way}" for name, way in lines) or _NOTHING


class Line(QWidget):
    """One application. ``way``: of `_WAYS`, or two of them with a space in between."""

    def __init__(self, name: str, way: str) -> None:
        super().__init__()
        self.name = Field()
        self.name.setPlaceholderText(translate("Settings", "Application, as firefox"))
        self.name.setAccessibleName(translate("Settings", "Application"))
        self.way = ChoiceBox("")
        call(self.way, translate("Settings", "Way of typing for this application"))
        self.remove = QPushButton(translate("Settings", "Remove"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.SMALL)
        line.addWidget(self.name, 1)
        line.addWidget(self.way, 1)
        line.addWidget(self.remove)
        self.show_entry(name, way)

    def show_entry(self, name: str, way: str) -> None:
        """It holds."""
        self.name.show_text(name)
        ways = _WAYS if way in _WAYS else (way, *_WAYS)
        self.way.fill([Choice(it, _way_in_words(it), chosen=it == way) for it in ways])
        named = translate("Settings", "Remove {name}").format(name=name)
        self.remove.setAccessibleName(named)

    @property
    def entry(self) -> tuple[str, str]:
        return self.name.text().strip(), str(self.way.currentData())


class Exceptions(Control):
    """A line for each application, entered as soon as it is complete."""

    wide = True

    def __init__(self) -> None:
        self.add = QPushButton(translate("Settings", "Add an application"))
        whole = QWidget()
        super().__init__(SETTINGS[_KEY], whole, self.add)
        self.lines: list[Line] = []
        self._layout = QVBoxLayout(whole)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.TINY)
        self._layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeading)
        self.add.clicked.connect(self.add_line)

    @property
    def typing(self) -> bool:
        return any(line.name.typed_on or not line.entry[0] for line in self.lines)

    def keep(self) -> None:
        for line in self.lines:
            line.name.keep()

    def show_settings(self, settings: Settings) -> None:
        holds = entries(str(value_of(settings, self.setting)))
        while len(self.lines) > len(holds):
            self._drop(self.lines[-1])
        while len(self.lines) < len(holds):
            self._new("", _WAYS[0])
        for line, (name, way) in zip(self.lines, holds, strict=True):
            line.show_entry(name, way)

    def settle(self) -> None:
        if any(line.name.dirty for line in self.lines):
            self._enter()

    def stops(self) -> Sequence[QWidget]:
        return [*(it for line in self.lines for it in (line.name, line.way, line.remove)), self.add]

    def add_line(self) -> None:
        """An empty one, which holds once it has a name."""
        line = self._new("", _WAYS[0])
        line.name.setFocus()

    def _new(self, name: str, way: str) -> Line:
        line = Line(name, way)
        line.name.editingFinished.connect(self.settle)
        line.name.given_up.connect(self.given_up)
        line.way.picked.connect(self._enter)
        line.remove.clicked.connect(lambda: self._remove(line))
        self._layout.insertWidget(len(self.lines), line)
        before = self.lines[-1].remove if self.lines else None
        if before is not None:
            QWidget.setTabOrder(before, line.name)
        for first, second in ((line.name, line.way), (line.way, line.remove)):
            QWidget.setTabOrder(first, second)
        QWidget.setTabOrder(line.remove, self.add)
        self.lines.append(line)
        return line

    def _remove(self, line: Line) -> None:
        self._drop(line)
        self.add.setFocus()
        self._enter()

    def _drop(self, line: Line) -> None:
        self.lines.remove(line)
        line.hide()
        line.deleteLater()

    def _enter(self) -> None:
        for line in self.lines:
            line.name.enter()
        lines = [line.entry for line in self.lines]
        self.entered.emit({_KEY: written([(name, way) for name, way in lines if name])})


def _way_in_words(way: str) -> str:
    return ", ".join(words.word(_KEY, part) or part for part in way.split())
