"""The tray's lists: submenus of which one line is chosen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from sayso.control.choices import Choice
from sayso.desktop import texts

_WIDEST_LABEL = 420
"""Pixels; sound servers have names for microphones that fill a screen."""

_MOST_LINES = 20
"""A menu of more is cut into parts: it would be longer than a small screen, and panels differ in
what they make of that."""


class RadioMenu(QMenu):
    """A list of which one is chosen.

    Signals:
        picked(str): the id of the line that the person chose; it may be the one that holds.
    """

    picked = Signal(str)

    def __init__(self, title: str, empty: str, parent: QWidget | None = None) -> None:
        """``empty`` stands there, dimmed, while there is nothing to choose from."""
        super().__init__(title, parent)
        self._empty = empty
        self._choices: tuple[Choice, ...] | None = None
        self._likely = 0
        self._parts: list[QMenu] = []
        self._group = QActionGroup(self)
        self.fill((), 0)

    def fill(self, choices: Sequence[Choice], likely: int = 0) -> None:
        """See `sayso.desktop.lists.ShownList`. May be called while the menu is open."""
        if (tuple(choices), likely) != (self._choices, self._likely):
            before = self._choices
            same = before is not None and likely == self._likely
            same = same and _lines(choices) == _lines(before or ())
            self._choices, self._likely = tuple(choices), likely
            if same:
                self._tell_anew()
            else:
                self._build()
        # The group puts the mark to what was clicked, and that may be had later, or never.
        chosen = {item.id for item in choices if item.chosen}
        for action in sorted(self._group.actions(), key=lambda action: action.data() in chosen):
            action.setChecked(action.data() in chosen)

    def _tell_anew(self) -> None:
        """Only what stands behind the names has changed: the lines stay, and whoever is about to
        click one clicks that."""
        for action, item in zip(self._group.actions(), self._choices or (), strict=True):
            label = self._label(item)
            if action.text() != label:
                action.setText(label)

    def _build(self) -> None:
        self.clear()
        for part in self._parts:
            part.deleteLater()
        self._parts.clear()
        self._group.deleteLater()
        self._group = QActionGroup(self)
        choices = self._choices or ()
        likely = self._likely or len(choices)
        top, rest = choices[:likely], choices[likely:]
        self._add(self, top)
        if top and rest:
            self.addSeparator()
        if len(rest) <= _MOST_LINES:
            self._add(self, rest)
        else:
            self._add_parts(rest)
        if not choices:
            self.addAction(self._empty).setEnabled(False)

    def _add_parts(self, choices: Sequence[Choice]) -> None:
        """Of about the same length, each called after its first and last line."""
        size = math.ceil(len(choices) / math.ceil(len(choices) / _MOST_LINES))
        for start in range(0, len(choices), size):
            some = choices[start : start + size]
            title = f"{some[0].label} – {some[-1].label}"
            part = QMenu(texts.menu_label(title, self.fontMetrics(), _WIDEST_LABEL), self)
            self._parts.append(part)
            self._add(part, some)
            self.addMenu(part)

    def _add(self, menu: QMenu, choices: Sequence[Choice]) -> None:
        for item in choices:
            action = menu.addAction(self._label(item))
            action.setCheckable(True)
            action.setData(item.id)
            action.triggered.connect(partial(self._pick, item.id))
            self._group.addAction(action)

    def _label(self, item: Choice) -> str:
        return texts.menu_label(texts.choice(item), self.fontMetrics(), _WIDEST_LABEL)

    def _pick(self, choice: str) -> None:
        self.picked.emit(choice)


def _lines(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(item.id, item.label) for item in choices]
