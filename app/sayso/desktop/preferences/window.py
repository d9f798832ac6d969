"""The settings window."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QVBoxLayout, QWidget

from sayso.control.choices import Choice
from sayso.core.events import Event, RecognizerChanged, SettingsChanged, TrialEnded, TrialLevel
from sayso.desktop.aside import Aside, OwnAside
from sayso.desktop.backend import Backend
from sayso.desktop.own_window import OwnWindow
from sayso.desktop.preferences import at_login, words
from sayso.desktop.preferences.at_login import AtLogin
from sayso.desktop.preferences.changes import Change, Changes
from sayso.desktop.preferences.content import Content
from sayso.desktop.preferences.controls import Control, Pick
from sayso.desktop.preferences.finding import Index
from sayso.desktop.preferences.foot import Foot
from sayso.desktop.preferences.key import Key
from sayso.desktop.preferences.making import control_for
from sayso.desktop.preferences.microphone import MicrophonePick
from sayso.desktop.preferences.page_list import PageList, SearchField
from sayso.desktop.preferences.pages import SETTINGS, Page
from sayso.desktop.preferences.row import Row
from sayso.desktop.preferences.section import changed_on
from sayso.desktop.quiet import Quiet
from sayso.desktop.sentences import said
from sayso.desktop.theme import Space
from sayso.desktop.wording import translate
from sayso.settings.schema import Value

_COMPLAINTS = 6
"""More are not told of an imported file."""

_WIDTH, _HEIGHT = 840, 640


class PreferencesWindow(OwnWindow):
    """Every setting, on the page of its stage, and a search over all of them. What is changed holds
    at once and can be undone; what somebody else changes is shown as it comes.

    Signals:
        folder_wanted(): the folder with the settings is to be shown.
    """

    folder_wanted = Signal()

    def __init__(self, backend: Backend, aside: Aside) -> None:
        super().__init__(translate("Settings", "Settings – Sayso"))
        self._backend = backend
        self._aside = OwnAside(aside, self)
        self._preferences = backend.preferences
        self._page = Page.TRIGGER
        self._index: Index | None = None
        self._quiet = Quiet(backend, aside, self._no_quiet)
        self.changes = Changes(self._preferences, aside, self)
        self.search = SearchField()
        self.pages = PageList()
        self.content = Content(lambda key: control_for(key, self._backend), self._preferences.fixed)
        self.at_login = AtLogin(backend.autostart, self._aside)
        self.content.sections[Page.ADVANCED].add_own(at_login.NAME, self.at_login)
        self.foot = Foot()
        self._connect()
        self._lay_out()
        self.show_page(self._page)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search)
        self.search.left.connect(self._to_pages)
        self.pages.chosen.connect(self._chosen)
        self.pages.typed.connect(self._begin_search)
        self.content.made.connect(self._made)
        self.content.complete.connect(self._order)
        self.content.page_reset_wanted.connect(self._reset_page)
        self.changes.changed.connect(self._changed)
        self.changes.undone.connect(self._undone)
        self.changes.refused.connect(self._refused)
        self.changes.imported.connect(self._imported)
        self.changes.exported.connect(self._exported)
        self.foot.undo_wanted.connect(self.changes.undo)
        self.foot.import_wanted.connect(self._ask_import)
        self.foot.export_wanted.connect(self._ask_export)
        self.foot.folder_wanted.connect(self.folder_wanted)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._to_search)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self.changes.undo)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(Space.SMALL)
        left.addWidget(self.search)
        left.addWidget(self.pages, 1)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        whole = QGridLayout(self)
        whole.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        whole.setHorizontalSpacing(Space.LARGE)
        whole.setVerticalSpacing(Space.MEDIUM)
        whole.setColumnStretch(1, 1)
        whole.addLayout(left, 0, 0)
        whole.addWidget(self.content, 0, 1)
        whole.addWidget(line, 1, 0, 1, 2)
        whole.addWidget(self.foot, 2, 0, 1, 2)
        self.resize(_WIDTH, _HEIGHT)
        self.pages.setFocus()

    # Pages and search

    def show_page(self, page: str) -> None:
        """By the name of a `Page`, as ``history``."""
        self._page = Page(page)
        if self.search.text():
            self.search.blockSignals(True)
            self.search.clear()
            self.search.blockSignals(False)
        self.pages.go_to(self._page)
        self._leave_microphone()
        self.content.show_page(self._page, self._preferences.settings)

    @property
    def place(self) -> str:
        return self._page

    def go_to(self, place: str) -> None:
        self.show_page(place)

    def _chosen(self, page: Page) -> None:
        if page is not self._page or self.search.text():
            self.show_page(page)

    def _search(self, text: str) -> None:
        if not text.strip():
            self.show_page(self._page)
            return
        if self._index is None:
            self._index = Index()
        self.pages.go_to(None)
        self._leave_microphone()
        found = self._index.find(text, {at_login.NAME: at_login.told()})
        self.content.show_found(found, text.strip(), self._preferences.settings)

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _begin_search(self, letter: str) -> None:
        self.search.setFocus()
        self.search.setText(letter)

    def _to_pages(self) -> None:
        self.pages.setFocus()
        if self.search.text():
            self.show_page(self._page)

    def event(self, event: QEvent) -> bool:
        """Escape clears the search first, wherever the keyboard is."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
            and self.search.text()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            super().keyPressEvent(event)

    # Rows

    def _made(self, row: Row) -> None:
        control = row.control
        control.entered.connect(partial(self._entered, row))
        row.reset_wanted.connect(partial(self._reset, row))
        if isinstance(control, Key):
            control.recording.connect(self._quiet.want)
        if isinstance(control, Pick):
            self._ask_list(control)

    def _order(self) -> None:
        """Rows are made late; the Tab key takes them in the order in which they stand."""
        stops = [self.search, self.pages, *self.content.stops(), *self.foot.stops]
        for before, behind in pairwise(stops):
            QWidget.setTabOrder(before, behind)

    def _entered(self, row: Row, values: Mapping[str, Value]) -> None:
        row.accept()
        setting = row.control.setting
        title = words.title(setting)
        if setting.key in values and len(values) == 1:
            value = words.value_in_words(setting, values[setting.key])
            label = translate("Settings", "Changed “{title}”: {value}").format(
                title=title, value=value
            )
        else:
            label = translate("Settings", "Changed “{title}”").format(title=title)
        self.changes.change(label, values)

    def _reset(self, row: Row) -> None:
        row.follow(self._preferences.settings)
        title = words.title(row.control.setting)
        label = translate("Settings", "Reset “{title}”").format(title=title)
        self.changes.reset(label, row.control.keys)

    def _reset_page(self, page: Page) -> None:
        keys = changed_on(page, self._preferences.settings, self._preferences.fixed)
        label = translate("Settings", "Reset the page “{page}”").format(page=words.page_title(page))
        self.changes.reset(label, keys)

    def _ask_list(self, control: Pick) -> None:
        """What is on this machine has to be found out; until then what holds is shown."""
        question = {
            "microphone": self._backend.microphones,
            "model": self._backend.recognizers,
            "device": self._backend.devices,
        }.get(control.setting.key)
        if question is None:
            return

        def failed(error: Exception) -> None:
            row = self.content.row(control.setting.key)
            if row is not None:
                row.refuse(said(str(error)))

        def came(lines: Sequence[Choice]) -> None:
            control.offer(lines)

        self._aside.ask(f"{control.setting.key}s for the settings", question, came, failed)

    # What happened

    def happened(self, event: Event) -> None:
        if isinstance(event, SettingsChanged):
            self.settings_changed(event.keys)
        elif isinstance(event, (TrialLevel, TrialEnded)):
            microphone = self._microphone()
            if microphone is not None:
                microphone.happened(event)
        elif isinstance(event, RecognizerChanged) and self.isVisible():
            row = self.content.row("model")  # one may have been downloaded
            if row is not None and isinstance(row.control, Pick):
                self._ask_list(row.control)

    def settings_changed(self, keys: Collection[str]) -> None:
        """They have other values now, whoever changed them."""
        busy = self.changes.under_way
        self.content.follow(self._preferences.settings, [it for it in keys if it not in busy])

    def _changed(self, change: Change) -> None:
        self.settings_changed(change.after.keys())
        self._say(change.label)

    def _undone(self, change: Change) -> None:
        self.settings_changed(change.after.keys())
        self._say(translate("Settings", "Undone: {what}").format(what=change.label))

    def _refused(self, keys: Collection[str], why: str) -> None:
        settings = self._preferences.settings
        rows = [row for row in self.content.rows() if keys and set(keys) <= set(row.control.keys)]
        if rows:
            row = min(rows, key=lambda it: len(it.control.keys))
            row.refuse(why)
            row.follow(settings, with_control=not row.control.typing)
            row.refuse(why)
        else:
            self.content.follow(settings, list(keys))
            self._say(f"⚠ {why}")

    def _no_quiet(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self._say(f"⚠ {said(str(error))}")

    def _say(self, text: str) -> None:
        self.foot.say(text, can_undo=self.changes.can_undo)

    # Files

    def _ask_import(self) -> None:
        dialog = self._dialog(translate("Settings", "Import settings"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.changes.import_from(Path(name)))
        dialog.open()

    def _ask_export(self) -> None:
        dialog = self._dialog(translate("Settings", "Export settings"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.selectFile("sayso-settings.toml")
        dialog.fileSelected.connect(lambda name: self.changes.export_to(Path(name)))
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setNameFilters(
            [
                translate("Settings", "Settings (*.toml)"),
                translate("Settings", "All files (*)"),
            ]
        )
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _imported(self, change: Change | None, complaints: Sequence[str]) -> None:
        if change is None:
            told = [translate("Settings", "Nothing in this file differs from what holds.")]
        else:
            self.settings_changed(change.after.keys())
            titles = [words.title(SETTINGS[key]) for key in change.after]
            told = [
                translate("Settings", "Imported from {name}: {settings}").format(
                    name=change.label, settings=", ".join(titles)
                )
            ]
        told += [f"⚠ {said(sentence)}" for sentence in complaints[:_COMPLAINTS]]
        if len(complaints) > _COMPLAINTS:
            rest = len(complaints) - _COMPLAINTS
            told.append(translate("Settings", "And {n} more.").format(n=rest))
        self._say("\n".join(told))

    def _exported(self, name: str) -> None:
        self._say(translate("Settings", "Exported to {name}").format(name=name))

    # Being there

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.content.follow(self._preferences.settings, list(SETTINGS))
            self.at_login.ask()
            for row in self.content.rows():
                if isinstance(row.control, Pick):
                    self._ask_list(row.control)

    def hideEvent(self, event: QHideEvent) -> None:
        self._leave_microphone()
        if not event.spontaneous():  # what was refused is not there when it comes again
            self.content.follow(self._preferences.settings)
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        for control in self._controls():
            control.settle()
        super().closeEvent(event)

    def _controls(self) -> Sequence[Control]:
        return [row.control for row in self.content.rows()]

    def _microphone(self) -> MicrophonePick | None:
        row = self.content.row("microphone")
        if row is None:
            return None
        assert isinstance(row.control, MicrophonePick)
        return row.control

    def _leave_microphone(self) -> None:
        if (microphone := self._microphone()) is not None:
            microphone.stop()
