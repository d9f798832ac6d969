"""A control for each kind of setting: what is shown of it, and what the person wants instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from sayso.control.choices import Choice
from sayso.desktop.choice_box import ChoiceBox
from sayso.desktop.preferences import refusals, words
from sayso.desktop.preferences.fields import Field, NumberBox
from sayso.desktop.theme import Space
from sayso.desktop.wording import translate
from sayso.settings.schema import Setting, Settings, Value

_STEPS = {
    "recognition_timeout_seconds": 10.0,
    "model_ttl_seconds": 300.0,
    "voice_ttl_seconds": 300.0,
    "audio_megabytes": 100.0,
    "text_megabytes": 100.0,
    "memory_limit_percent": 5.0,
    "sound_volume": 5.0,
    "longest_utterance_seconds": 1.0,
    "pause_seconds": 0.1,
    "audio_days": 1.0,
    "text_days": 1.0,
}
"""The arrows of a number go by so much, else whole numbers by one and others by a twentieth."""

_NONE = frozenset({"no_trace_in", "update_feed"})
"""Texts that are ``none`` where nothing is written."""


def value_of(settings: Settings, setting: Setting) -> Value:
    value: Value = getattr(getattr(settings, setting.section), setting.key)
    return value


class Control(QObject):
    """What stands beside a setting's title, or (a check box) is the title itself.

    Attributes:
        keys: the settings that it shows.
        widget: what goes into the row.
        focus: what has the keyboard in it.
        wide: it stands below the title, over the whole width.

    Signals:
        entered(object): the person wants these values, by key.
        refused(str): what was typed cannot be wanted; why, in a sentence. It stays there.
        given_up(): the person let go of what was typed.
    """

    entered = Signal(object)
    refused = Signal(str)
    given_up = Signal()
    wide = False

    def __init__(self, setting: Setting, widget: QWidget, focus: QWidget | None = None) -> None:
        super().__init__(widget)
        self.setting = setting
        self.keys: tuple[str, ...] = (setting.key,)
        self.widget = widget
        self.focus = focus or widget

    @property
    def typing(self) -> bool:
        """Something stands in it that does not hold, and nothing is to take its place."""
        return False

    def keep(self) -> None:
        """What was entered is refused; text stays, to be corrected."""

    def show_settings(self, settings: Settings) -> None:
        """They hold; what was typed is forgotten."""
        raise NotImplementedError

    def settle(self) -> None:
        """Enter what was typed."""

    def stops(self) -> Sequence[QWidget]:
        """What the Tab key comes by, in order."""
        return [self.focus, *self.widget.findChildren(QPushButton)]


class Switch(Control):
    """On or off."""

    def __init__(self, setting: Setting) -> None:
        self.box = QCheckBox(words.title(setting).replace("&", "&&"))
        super().__init__(setting, self.box)
        self.box.clicked.connect(lambda on: self.entered.emit({setting.key: bool(on)}))

    def show_settings(self, settings: Settings) -> None:
        self.box.setChecked(bool(value_of(settings, self.setting)))


class Pick(Control):
    """One of some values. What is picked holds at once, or is not shown any longer."""

    def __init__(self, setting: Setting, values: Sequence[str]) -> None:
        self.box = ChoiceBox(translate("Settings", "One moment…"))
        super().__init__(setting, self.box)
        self._value = ""
        self._lines: Sequence[Choice] = [
            Choice(value, words.value_in_words(setting, value)) for value in values
        ]
        self._likely = 0
        self.box.picked.connect(self._picked)

    def offer(self, lines: Sequence[Choice], likely: int = 0) -> None:
        """The choices, once they are known; which one is chosen, this control knows itself."""
        self._lines, self._likely = lines, likely
        self._fill()

    def show_settings(self, settings: Settings) -> None:
        self._value = self._id(settings)
        self._fill()

    def _id(self, settings: Settings) -> str:
        return str(value_of(settings, self.setting))

    def _values(self, line: str) -> Mapping[str, Value]:
        return {self.setting.key: line}

    def _picked(self, line: str) -> None:
        if line != self._value:
            self.entered.emit(self._values(line))

    def _fill(self) -> None:
        lines = [replace(line, chosen=line.id == self._value) for line in self._lines]
        likely = self._likely
        if self._value and not any(line.chosen for line in lines):
            named = words.value_in_words(self.setting, self._value)
            lines.insert(0, Choice(self._value, named, chosen=True))
            likely += likely > 0
        self.box.fill(lines, likely)


class Number(Control):
    """With its unit."""

    def __init__(self, setting: Setting) -> None:
        step = _STEPS.get(setting.key, 1.0 if setting.kind is int else 0.05)
        self.box = NumberBox(setting, step)
        super().__init__(setting, self.box)
        self.box.entered.connect(self._entered)
        self.box.given_up.connect(self.given_up)

    @property
    def typing(self) -> bool:
        return self.box.field.typed_on

    def keep(self) -> None:
        self.box.field.keep()

    def show_settings(self, settings: Settings) -> None:
        self.box.show_value(value_of(settings, self.setting))

    def settle(self) -> None:
        self.box.settle()

    def _entered(self, value: Value) -> None:
        if why := refusals.of_number(self.setting, value):
            self.refused.emit(why)
        else:
            self.entered.emit({self.setting.key: value})


class Text(Control):
    """A line of text, entered with Return or by leaving it. Where the setting has a word for
    nothing, nothing is written."""

    def __init__(self, setting: Setting) -> None:
        self.field = Field()
        super().__init__(setting, self.field)
        self._empty = "none" if setting.key in _NONE else ""
        self.field.setPlaceholderText(words.word(setting.key, self._empty))
        self.field.editingFinished.connect(self.settle)
        self.field.given_up.connect(self.given_up)

    @property
    def typing(self) -> bool:
        return self.field.typed_on

    def keep(self) -> None:
        self.field.keep()

    def show_settings(self, settings: Settings) -> None:
        value = str(value_of(settings, self.setting))
        named = "" if value == self._empty else words.word(self.setting.key, value)
        self.field.show_text("" if value == self._empty else named or value)

    def settle(self) -> None:
        if not self.field.dirty:
            return
        self.field.enter()
        text = self.field.text().strip()
        named = next(
            (
                value
                for value in words.CHOICES.get(self.setting.key, ())
                if words.word(self.setting.key, value).casefold() == text.casefold()
            ),
            text,
        )
        if named or self._empty:
            self.entered.emit({self.setting.key: named or self._empty})
        else:
            self.refused.emit(translate("Settings", "This cannot be empty."))


def beside(*widgets: QWidget) -> QWidget:
    """In one line; the first one takes the room."""
    whole = QWidget()
    line = QHBoxLayout(whole)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(Space.SMALL)
    for place, widget in enumerate(widgets):
        line.addWidget(widget, 1 if place == 0 else 0)
    return whole
