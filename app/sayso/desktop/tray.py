"""The tray icon with its menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from sayso.core.events import Activity, Level, Notice
from sayso.desktop import texts
from sayso.desktop.icons import state_icon
from sayso.desktop.lists import Kind
from sayso.desktop.radio_menu import RadioMenu
from sayso.desktop.recent_menu import RecentMenu
from sayso.desktop.sentences import said
from sayso.desktop.shown import Look, Shown
from sayso.desktop.wording import can_be_stopped, translate


class Tray(QObject):
    """State in the icon and the tooltip; everything else in the menu.

    The menu is complete before the icon is shown: a StatusNotifierItem host reads it from afar and
    may never ask again.

    Signals:
        toggle_wanted(), cancel_wanted(), stop_wanted(), undo_wanted(), again_wanted(),
            copy_wanted(), folder_wanted(), show_wanted(), quit_wanted(): the menu's lines;
            ``stop`` means the download, ``again`` and ``copy`` the text that waits (a click on
            the icon wants the window, too).
        message_clicked(): the desktop's own message, made by `show_notice`.
        offer_wanted(): the line about what was not delivered.
        trace_wanted(bool), pause_wanted(bool): whether no trace is to be left, and whether the
            keys are to belong to the other programs, by the lines that can be checked.
        recent_wanted(str): one of the latest texts, to be copied.
        history_wanted(), files_wanted(), settings_wanted(), first_run_wanted(), about_wanted():
            the other windows.
        update_wanted(): the page of the newer version.
        lists_wanted(): a list is about to be shown and should be up to date.
        picked(Kind, str): a choice in one of the lists, by its id.
    """

    toggle_wanted = Signal()
    cancel_wanted = Signal()
    stop_wanted = Signal()
    undo_wanted = Signal()
    again_wanted = Signal()
    copy_wanted = Signal()
    message_clicked = Signal()
    offer_wanted = Signal()
    trace_wanted = Signal(bool)
    pause_wanted = Signal(bool)
    recent_wanted = Signal(str)
    history_wanted = Signal()
    files_wanted = Signal()
    settings_wanted = Signal()
    first_run_wanted = Signal()
    about_wanted = Signal()
    update_wanted = Signal()
    folder_wanted = Signal()
    show_wanted = Signal()
    quit_wanted = Signal()
    lists_wanted = Signal()
    picked = Signal(object, str)

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self.menu = QMenu()
        self._no_trace = self.menu.addAction(texts.no_trace(shown))
        self._no_trace.setEnabled(False)  # it is there to be read
        self._toggle = self._line(texts.toggle(shown), self.toggle_wanted)
        self._cancel = self._line(translate("Tray", "&Cancel"), self.cancel_wanted)
        self._pause = self._line(translate("Tray", "P&ause"), self.pause_wanted)
        self._pause.setCheckable(True)
        self._undo = self._line(translate("Tray", "&Undo last dictation"), self.undo_wanted)
        self._recent = RecentMenu()
        self._recent.picked.connect(self.recent_wanted)
        self.menu.addMenu(self._recent)
        self._again = self._line(
            translate("Tray", "&Type the waiting text here"), self.again_wanted
        )
        self._copy = self._line(translate("Tray", "Co&py the waiting text"), self.copy_wanted)
        self._offer = self._line(texts.offer_line(shown.offered), self.offer_wanted)
        self._update = self._line(texts.update_line(shown), self.update_wanted)
        self._stop = self._line(translate("Tray", "Stop d&ownload"), self.stop_wanted)
        self.menu.addSeparator()
        self.lists = {
            Kind.MICROPHONE: RadioMenu(
                translate("Tray", "&Microphone"), translate("Tray", "No microphone found")
            ),
            Kind.LANGUAGE: RadioMenu(
                translate("Tray", "&Language"), translate("Tray", "No language")
            ),
            Kind.RECOGNIZER: RadioMenu(
                translate("Tray", "&Engine and model"), translate("Tray", "No model found")
            ),
            Kind.DEVICE: RadioMenu(translate("Tray", "&Device"), translate("Tray", "No device")),
        }
        for kind, submenu in self.lists.items():
            self.menu.addMenu(submenu)
            submenu.picked.connect(partial(self.picked.emit, kind))
            submenu.aboutToShow.connect(self.lists_wanted)
        self.menu.addSeparator()
        self._trace = self._line(translate("Tray", "Leave no t&race"), self.trace_wanted)
        self._trace.setCheckable(True)
        self.menu.addSeparator()
        self._line(translate("Tray", "Show &window"), self.show_wanted)
        self._line(translate("Tray", "&History…"), self.history_wanted)
        self._line(translate("Tray", "&Files…"), self.files_wanted)
        self._line(translate("Tray", "Settin&gs…"), self.settings_wanted)
        self._more = self._rarely_needed()
        self.menu.addMenu(self._more)
        self.menu.addSeparator()
        self._line(translate("Tray", "&Quit"), self.quit_wanted)

        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.message_clicked)
        self._look: tuple[Look, bool] | None = None
        self._tooltip = ""
        self.show_state(shown)

    def appear(self) -> None:
        self.icon.show()

    def vanish(self) -> None:
        self.icon.hide()

    def end(self) -> None:
        """Another one takes its place. Not left to Python, which collects in any thread."""
        self.vanish()
        for each in (self, *self.lists.values(), self._recent, self._more, self.menu):
            each.deleteLater()

    def show_state(self, shown: Shown) -> None:
        """Each change goes over the bus to the panel, so only what has changed is set."""
        look = (shown.look, shown.traceless)
        if look != self._look:
            self._look = look
            self.icon.setIcon(state_icon(*look))
        tooltip = texts.tooltip(shown)
        if tooltip != self._tooltip:
            self._tooltip = tooltip
            self.icon.setToolTip(tooltip)
        _set_text(self._toggle, texts.toggle(shown))
        self._cancel.setEnabled(shown.activity is not Activity.IDLE)
        self._pause.setChecked(shown.paused)
        self._undo.setEnabled(bool(shown.standing))
        self._recent.fill([text for _, text in shown.recent])
        self._again.setVisible(bool(shown.waits))
        self._copy.setVisible(bool(shown.waits))
        self._offer.setVisible(shown.offered.utterances > 0)
        _set_text(self._offer, texts.offer_line(shown.offered))
        self._update.setVisible(bool(shown.newer))
        _set_text(self._update, texts.update_line(shown))
        self._stop.setVisible(can_be_stopped(shown.loading))
        _set_text(self._no_trace, texts.no_trace(shown))
        self._no_trace.setVisible(shown.traceless)
        self._trace.setChecked(shown.leaves_no_trace)

    def show_notice(self, notice: Notice) -> None:
        """As the desktop's own message, where it is worth an interruption."""
        if notice.level is Level.INFO:
            return
        kind = QSystemTrayIcon.MessageIcon
        self.icon.showMessage(
            "Sayso",
            said(notice.text),
            kind.Critical if notice.level is Level.ERROR else kind.Warning,
        )

    def _line(self, text: str, wanted: object) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(wanted)
        return action

    def _rarely_needed(self) -> QMenu:
        menu = QMenu(translate("Tray", "A&bout and set-up"))
        for text, wanted in (
            (translate("Tray", "&Set up again…"), self.first_run_wanted),
            (translate("Tray", "Open settings &folder"), self.folder_wanted),
            (translate("Tray", "&About Sayso…"), self.about_wanted),
        ):
            menu.addAction(text).triggered.connect(wanted)
        return menu

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.show_wanted.emit()


def _set_text(action: QAction, text: str) -> None:
    if action.text() != text:
        action.setText(text)
