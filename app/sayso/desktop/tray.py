"""The tray icon with its menu."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from sayso.control.choices import Choice
from sayso.core.events import Activity, Level, Notice
from sayso.desktop import texts
from sayso.desktop.icons import state_icon
from sayso.desktop.shown import Look, Shown
from sayso.desktop.wording import translate

_WIDEST_LABEL = 420
"""Pixels; sound servers have names for microphones that fill a screen."""


class RadioMenu(QMenu):
    """A list of which one is chosen.

    Signals:
        picked(str): the id of another choice.
    """

    picked = Signal(str)

    def __init__(self, title: str, empty: str) -> None:
        """``empty`` stands there, dimmed, while there is nothing to choose from."""
        super().__init__(title)
        self._empty = empty
        self._choices: tuple[Choice, ...] | None = None
        self._group: QActionGroup | None = None
        self.fill(())

    def fill(self, choices: Sequence[Choice]) -> None:
        """May be called while the menu is open; does nothing where nothing has changed."""
        if tuple(choices) == self._choices:
            return
        self._choices = tuple(choices)
        self.clear()
        if self._group is not None:
            self._group.deleteLater()
        self._group = group = QActionGroup(self)
        for item in choices:
            label = texts.menu_label(texts.choice(item), self.fontMetrics(), _WIDEST_LABEL)
            action = self.addAction(label)
            action.setCheckable(True)
            action.setChecked(item.chosen)
            action.triggered.connect(partial(self._pick, item.id))
            group.addAction(action)
        if not choices:
            self.addAction(self._empty).setEnabled(False)

    def restore(self) -> None:
        """Put the mark back to the choice that holds, after another one could not be had."""
        choices, self._choices = self._choices or (), None
        self.fill(choices)

    def _pick(self, choice: str) -> None:
        held = {item.id for item in self._choices or () if item.chosen}
        if choice not in held:
            self.picked.emit(choice)


class Tray(QObject):
    """State in the icon and the tooltip; everything else in the menu.

    The menu is complete before the icon is shown: a StatusNotifierItem host reads it from afar and
    may never ask again.

    Signals:
        toggle_wanted(), cancel_wanted(), folder_wanted(), show_wanted(), quit_wanted():
            the menu's lines (a click on the icon wants the window, too).
        lists_wanted(): a list is about to be shown and should be up to date.
        microphone_picked(str), recognizer_picked(str): the id of a choice.
    """

    toggle_wanted = Signal()
    cancel_wanted = Signal()
    folder_wanted = Signal()
    show_wanted = Signal()
    quit_wanted = Signal()
    lists_wanted = Signal()
    microphone_picked = Signal(str)
    recognizer_picked = Signal(str)

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self.menu = QMenu()
        self._toggle = self._line(texts.toggle(shown), self.toggle_wanted)
        self._cancel = self._line(translate("Tray", "&Cancel"), self.cancel_wanted)
        self.menu.addSeparator()
        self.microphones = RadioMenu(
            translate("Tray", "&Microphone"), translate("Tray", "No microphone found")
        )
        self.recognizers = RadioMenu(
            translate("Tray", "&Engine and model"), translate("Tray", "No model found")
        )
        self.microphones.picked.connect(self.microphone_picked)
        self.recognizers.picked.connect(self.recognizer_picked)
        for submenu in (self.microphones, self.recognizers):
            self.menu.addMenu(submenu)
            submenu.aboutToShow.connect(self.lists_wanted)
        self.menu.addSeparator()
        self._line(translate("Tray", "Show &window"), self.show_wanted)
        self._line(translate("Tray", "Open settings &folder"), self.folder_wanted)
        self.menu.addSeparator()
        self._line(translate("Tray", "&Quit"), self.quit_wanted)

        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self._look: Look | None = None
        self._tooltip = ""
        self.show_state(shown)

    def appear(self) -> None:
        self.icon.show()

    def vanish(self) -> None:
        self.icon.hide()

    def show_state(self, shown: Shown) -> None:
        """Each change goes over the bus to the panel, so only what has changed is set."""
        if shown.look is not self._look:
            self._look = shown.look
            self.icon.setIcon(state_icon(shown.look))
        tooltip = texts.tooltip(shown)
        if tooltip != self._tooltip:
            self._tooltip = tooltip
            self.icon.setToolTip(tooltip)
        _set_text(self._toggle, texts.toggle(shown))
        self._cancel.setEnabled(shown.activity is not Activity.IDLE)

    def show_notice(self, notice: Notice) -> None:
        """As the desktop's own message, where it is worth an interruption."""
        if notice.level is Level.INFO:
            return
        kind = QSystemTrayIcon.MessageIcon
        self.icon.showMessage(
            "Sayso",
            notice.text,
            kind.Critical if notice.level is Level.ERROR else kind.Warning,
        )

    def _line(self, text: str, wanted: object) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(wanted)
        return action

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.show_wanted.emit()


def _set_text(action: QAction, text: str) -> None:
    if action.text() != text:
        action.setText(text)
