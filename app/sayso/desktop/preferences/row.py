"""One setting in the window: a line, a sentence, and what is to be said of it just now."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QWidget

from sayso.desktop import theme
from sayso.desktop.announcing import announce
from sayso.desktop.parts import Words
from sayso.desktop.preferences import words
from sayso.desktop.preferences.controls import Control, Switch, beside, value_of
from sayso.desktop.preferences.pages import SETTINGS
from sayso.desktop.preferences.reset_button import ResetButton
from sayso.desktop.theme import Meaning, Space, Type
from sayso.desktop.wording import translate
from sayso.settings.schema import Settings


class Row(QWidget):
    """Title and control in one line, below it the sentence; where they apply: that it was changed
    and what its default is, that a variable fixes it, or why what was typed is refused.

    Signals:
        reset_wanted(): the button for it.
    """

    reset_wanted = Signal()

    def __init__(self, control: Control, variable: str | None) -> None:
        """``variable``: of the environment, that fixes the setting."""
        super().__init__()
        self.control = control
        self._variable = variable
        setting = control.setting
        title = words.title(setting)
        self.sentence = Words(words.sentence(setting))
        theme.dim(self.sentence)
        self.note: Words | None = None
        self.refusal: Words | None = None

        self.reset = ResetButton()
        named = translate("Settings", "Reset “{title}”").format(title=title)
        self.reset.setAccessibleName(named)
        self.reset.setToolTip(named)
        self.reset.clicked.connect(self.reset_wanted)

        control.focus.setAccessibleDescription(words.sentence(setting))
        self._lay_out(title)
        control.refused.connect(self.refuse)
        control.given_up.connect(self.accept)

    def _lay_out(self, title: str) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.MEDIUM)
        grid.setVerticalSpacing(Space.TINY)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        # Around it, for a list that gets its lines enables itself.
        widget = beside(self.control.widget)
        widget.setEnabled(self._variable is None)
        if isinstance(self.control, Switch):
            grid.addWidget(widget, 0, 0, 1, 2)
        else:
            self.title = Words(title)
            self.title.setBuddy(self.control.focus)
            self.control.focus.setAccessibleName(title)
            # Beside the first line of what may have more of them below it.
            self.title.setMinimumHeight(self.control.focus.sizeHint().height())
            grid.addWidget(self.title, 0, 0, Qt.AlignmentFlag.AlignTop)
            if self.control.wide:
                grid.addWidget(widget, 4, 0, 1, 2)
            else:
                grid.addWidget(widget, 0, 1)
        grid.addWidget(self.reset, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.sentence, 1, 0, 1, 2)
        self._grid = grid

    def follow(self, settings: Settings, *, with_control: bool = True) -> None:
        """They hold. ``with_control``: not where something is being typed."""
        if with_control:
            self.control.show_settings(settings)
            self.accept()
        setting = self.control.setting
        differs = differing(self.control.keys, settings)
        if self.reset.hasFocus() and not differs:
            self.control.focus.setFocus()  # else it would be anywhere
        self.reset.setVisible(differs and self._variable is None)
        if self._variable is not None:
            self._say(
                translate(
                    "Settings",
                    "The environment variable {variable} sets this; it cannot be changed here.",
                ).format(variable=self._variable)
            )
        elif differs:
            default = words.value_in_words(setting, setting.default)
            self._say(translate("Settings", "• Changed; default: {value}").format(value=default))
        elif self.note is not None:
            self.note.hide()

    def refuse(self, why: str) -> None:
        """What was typed stays there, and this is told beside it."""
        self.control.keep()
        if self.refusal is None:
            self.refusal = refusal_line()
            self._grid.addWidget(self.refusal, 3, 0, 1, 2)
        say_refusal(self.refusal, why)
        description = f"{why} {words.sentence(self.control.setting)}"
        self.control.focus.setAccessibleDescription(description)

    def accept(self) -> None:
        if self.refusal is not None and not self.refusal.isHidden():
            self.refusal.hide()
            described = words.sentence(self.control.setting)
            self.control.focus.setAccessibleDescription(described)

    def _say(self, text: str) -> None:
        if self.note is None:
            self.note = Words()
            theme.set_type(self.note, Type.SMALL)
            self._grid.addWidget(self.note, 2, 0, 1, 2)
        self.note.setText(text)
        self.note.show()


def differing(keys: Iterable[str], settings: Settings) -> bool:
    """Whether any of them is not its default."""
    return any(value_of(settings, SETTINGS[key]) != SETTINGS[key].default for key in keys)


def refusal_line() -> Words:
    """Hidden, and in the colour of what is wrong."""
    label = Words()
    label.hide()
    return label


def say_refusal(label: Words, why: str) -> None:
    """With a sign, for the colour alone would not do."""
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, theme.colour(Meaning.WRONG))
    label.setPalette(palette)
    label.setText(f"⚠ {why}")
    label.show()
    announce(label, why)
