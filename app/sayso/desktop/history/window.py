"""The window with what was said so far: looked for, heard, corrected, exported, deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from sayso.archive.browsing import Dictation, Page
from sayso.archive.items import DictationKey, Query
from sayso.archive.statistics import every_day
from sayso.control.past import Details, Found
from sayso.control.playback import Player
from sayso.core.events import (
    DictationEnded,
    Event,
    Offered,
    SettingsChanged,
    TextInserted,
    TextTakenBack,
    TextWaits,
    TraceChanged,
    UtteranceRecognized,
)
from sayso.desktop.aside import Aside, OwnAside
from sayso.desktop.backend import Backend
from sayso.desktop.control_server import in_a_sentence
from sayso.desktop.history import words
from sayso.desktop.history.asking import Asking
from sayso.desktop.history.deeds import Deeds
from sayso.desktop.history.detail import Detail
from sayso.desktop.history.filters import Filters
from sayso.desktop.history.lines import Emptiness, Foot, Trouble, UndoLine
from sayso.desktop.history.listed import Listed
from sayso.desktop.history.listing import Listing
from sayso.desktop.history.shortcuts import add_shortcuts
from sayso.desktop.own_window import OwnWindow
from sayso.desktop.parts import ElidedLabel
from sayso.desktop.sentences import said
from sayso.desktop.theme import Space
from sayso.desktop.wording import translate

PAGE = 200
"""Utterances that are looked at in one go: some screens full."""

CHART_DAYS = 30

_SOFTLY_MS = 300
"""After something happened: the journal writes it down in that time, and more may happen."""

UNDO_SECONDS = 10.0

_CHANGES_ROWS = (
    *(UtteranceRecognized, TextInserted, TextTakenBack, TextWaits, Offered, DictationEnded),
)


class HistoryWindow(OwnWindow):
    """Asks nothing while it is hidden.

    Signals:
        settings_wanted(str): the page of the settings that is to be shown.
        typing(bool): something is typed into another program's window, and may not go into one of
            ours; or it was.
    """

    settings_wanted = Signal(str)
    typing = Signal(bool)

    def __init__(
        self,
        backend: Backend,
        aside: Aside,
        *,
        player: Player | None = None,
        undo_seconds: float = UNDO_SECONDS,
    ) -> None:
        super().__init__(translate("History", "History"))
        self._backend = backend
        self._past = backend.past
        own = OwnAside(aside, self)
        self._no_trace = False
        self._just_shown = False
        self._stale = True
        self._renewing = False  # the first page is asked for again, and the rest stays
        self._total = 0
        self._listing = Asking("history", own)
        self._more = Asking("more history", own)
        self._looking = Asking("history details", own)
        self._counting = Asking("history figures", own)
        self._naming = Asking("history applications", own)
        self._wanted: set[DictationKey] = set()  # to be chosen, once they are here
        self._all_wanted = False  # to be chosen, also those that are not here yet
        self._generation = 0  # of the query: pages of an older one do not belong behind this one

        self.filters = Filters(lambda: self._past.today)
        self.model = Listed(lambda: self._past.today, self)
        self.list = Listing(self.model)
        self.empty = Emptiness()
        self.count = ElidedLabel()
        self.undo_line = UndoLine(undo_seconds)
        self.trouble = Trouble()
        self.detail = Detail()
        self.foot = Foot()
        self.deeds = Deeds(self, backend, own, player or Player())
        self._build()

        self._soft = QTimer(self)
        self._soft.setSingleShot(True)
        self._soft.setInterval(_SOFTLY_MS)
        self._soft.timeout.connect(self._renew)
        self.filters.changed.connect(self.look)
        self.filters.words.went_down.connect(self.list.setFocus)
        self.empty.clear_wanted.connect(self.filters.clear)
        self.model.more_wanted.connect(self._ask_more)
        self.detail.left.connect(self.list.setFocus)
        self.list.rest_wanted.connect(self._ask_rest)
        self.list.selectionModel().selectionChanged.connect(self._show_chosen)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.model.modelReset.connect(self._shown_changed)
        self.trouble.pressed.connect(self.look)
        self.foot.change_wanted.connect(lambda: self.settings_wanted.emit("history"))
        add_shortcuts(self)

    # What others call

    def happened(self, event: Event) -> None:
        if isinstance(event, TraceChanged):
            self._no_trace = event.leaves_no_trace
            self._show_emptiness()
        elif isinstance(event, SettingsChanged) and self.isVisible():
            self.foot.show_kept(self._past.retention)
        elif isinstance(event, _CHANGES_ROWS):
            self.renew_softly()

    def renew_softly(self) -> None:
        """What is shown may be out of date: it is asked for again, in a moment, and only while
        somebody looks."""
        self._stale = True
        if self.isVisible() and not self._soft.isActive():
            self._soft.start()

    def look(self, wanted: Iterable[DictationKey] = ()) -> None:
        """For what the filters say, from the top. ``wanted``: chosen then, if they are there."""
        self._wanted = set(wanted)
        if self.isVisible():
            self._ask_page(renewing=False)
        else:
            self._stale = True

    # What is chosen

    @property
    def chosen(self) -> Sequence[Dictation]:
        """In the order of the list."""
        return self.model.dictations(self.list.chosen_rows)

    @property
    def chosen_keys(self) -> Sequence[DictationKey]:
        return [dictation.key for dictation in self.chosen]

    @property
    def query(self) -> Query:
        return self.filters.query()

    def show_changed(self, dictation: Dictation | None) -> None:
        """One was corrected, or recognised again."""
        if dictation is not None:
            self.model.put(dictation)
            self._show_chosen()

    def take_out(self, keys: Sequence[DictationKey]) -> None:
        """Out of sight; the row that takes their place is chosen."""
        gone = set(keys)
        rows = [row for row in range(self.model.rowCount()) if self.model.at(row).key in gone]
        self.model.remove(keys)
        self._total = max(0, self._total - len(rows))
        if rows and self.model.rowCount():
            self.choose(min(rows[0], self.model.rowCount() - 1))
        self._shown_changed()

    def choose(self, row: int) -> None:
        """That one alone, whatever keys are held."""
        model = self.list.selectionModel()
        model.setCurrentIndex(self.model.index(row), model.SelectionFlag.ClearAndSelect)

    def failed(self, error: Exception) -> None:
        """Something that was asked for was not done."""
        self.trouble.say(said(str(in_a_sentence(error))))

    # Looking

    def _ask_page(self, *, renewing: bool) -> None:
        query = replace(self.query, limit=PAGE)
        self._stale = False
        if not renewing:
            self._generation += 1
            self._all_wanted = False
        self._renewing = renewing and (self._renewing or not self._listing.busy)
        afresh = not self._renewing
        self._listing.ask(
            lambda: self._past.found(query),
            lambda found: self._came(found, afresh=afresh),
            self._look_failed,
        )
        self._naming.ask(
            self._past.applications, self.filters.show_applications, lambda error: None
        )
        today = self._past.today
        since = today - timedelta(days=CHART_DAYS - 1)
        self._counting.ask(
            lambda: every_day(self._past.days(since), today, CHART_DAYS),
            lambda days: self.foot.show_days(days, today),
            lambda error: None,  # the list tells the same
        )

    def _came(self, found: Found, *, afresh: bool) -> None:
        self._renewing = False
        if afresh or self.trouble.can_be_pressed:
            self.trouble.say("")
        self._total = found.dictations
        if afresh:
            kept = self._wanted or set(self.chosen_keys)
            self._wanted = set()
            self.model.show(found.page)
            self.list.scrollToTop()
            self._choose_again(kept)
        else:
            self._renew_in_place(found.page)
        if self._just_shown and self.model.rowCount():
            self.list.setFocus()  # the keys are for it, unless somebody searches
        self._just_shown = False
        self._shown_changed()

    def _renew_in_place(self, page: Page) -> None:
        """What is seen stays where it is, but at the top, where what is new comes in."""
        bar = self.list.verticalScrollBar()
        seen = self.list.indexAt(self.list.viewport().rect().center())
        key = self.model.at(seen.row()).key if seen.isValid() and bar.value() > 0 else None
        before = self.list.visualRect(seen).bottom()
        self.model.renew(page)
        if key is not None and (row := self.model.row_of(key)) is not None:
            now = self.list.visualRect(self.model.index(row)).bottom()
            bar.setValue(bar.value() + now - before)
        self._show_chosen()

    def _look_failed(self, error: Exception) -> None:
        self._renewing = False
        self.trouble.say(said(str(in_a_sentence(error))), translate("History", "Try aga&in"))
        self._show_emptiness(failed=True)

    def _ask_more(self) -> None:
        # Not at once: the view may be in the middle of laying itself out.
        QTimer.singleShot(0, self, self._ask_behind)

    def _ask_rest(self) -> None:
        """All are to be chosen, and those that come now are, too."""
        self._all_wanted = True
        self._ask_behind()

    def _ask_behind(self) -> None:
        generation, before, known = self._generation, self.model.before, self.model.known
        if before is None:
            return  # by now all are here
        limit = None if self._all_wanted else PAGE
        query = replace(self.query, limit=limit, before=before)

        def came(found: Found) -> None:
            if generation == self._generation:
                all_chosen = self._all_wanted and self.list.all_chosen  # and none since then
                self._all_wanted = False
                self.model.add(found.page)
                if all_chosen:
                    self.list.selectAll()

        def failed(error: Exception) -> None:
            self._all_wanted = False
            self.model.more_failed()
            self.failed(error)

        self._more.ask(lambda: self._past.found(query, known), came, failed)

    # What is shown

    def _shown_changed(self) -> None:
        self.count.setText(words.dictations(self._total))
        self.foot.export.setEnabled(self._total > 0)
        self._show_emptiness()

    def _show_emptiness(self, *, failed: bool = False) -> None:
        there = self.model.rowCount() > 0
        self._stack.setCurrentWidget(self.list if there else self.empty)
        self.count.setVisible(there)
        self.detail.setVisible(there)
        # "Nothing was said yet" says it all.
        self.foot.show_figures(there or (self.filters.any_set and not failed))
        if not there:
            self.empty.show_why(
                failed=failed, filtered=self.filters.any_set, no_trace=self._no_trace
            )

    def _choose_again(self, keys: set[DictationKey]) -> None:
        """What was chosen before and is there still, or else the newest."""
        model = self.list.selectionModel()
        rows = [row for row in range(self.model.rowCount()) if self.model.at(row).key in keys]
        if not rows and self.model.rowCount():
            rows = [0]
        for row in rows:
            model.select(self.model.index(row), model.SelectionFlag.Select)
        if rows:
            model.setCurrentIndex(self.model.index(rows[0]), model.SelectionFlag.NoUpdate)
        else:
            self.detail.show_nothing()

    def _current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid():
            self.list.scrollTo(now)

    def _show_chosen(self) -> None:
        chosen = self.chosen
        self.count.setText(words.dictations(self._total))  # it may say something else
        if not chosen:
            self.detail.show_nothing()
        elif len(chosen) > 1:
            self.detail.show_many(chosen[::-1])
        else:
            (dictation,) = chosen
            self.detail.show_dictation(
                dictation, words.moment(dictation.first.started_at, self._past.today)
            )
            self._looking.ask(
                lambda: self._past.details(dictation.key), self._show_details, self.failed
            )
        self.deeds.chosen_changed()

    def _show_details(self, details: Details | None) -> None:
        if details is not None:
            self.detail.show_details(details)

    # The window itself

    def _renew(self) -> None:
        if self.isVisible() and self._stale:
            self._ask_page(renewing=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._no_trace = self._backend.status().leaves_no_trace
        self.foot.show_kept(self._past.retention)
        self.model.day_turned()
        self.deeds.show_languages()
        self._just_shown = True
        self._ask_page(renewing=self.model.rowCount() > 0)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._soft.stop()
        self.deeds.hidden()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.detail.save()
        self.undo_line.end()
        self.trouble.say("")
        super().closeEvent(event)

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.TINY)
        column.addWidget(self._stack, 1)
        column.addWidget(self.count)
        column.addWidget(self.undo_line)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(left)
        halves.addWidget(self.detail)
        halves.setChildrenCollapsible(False)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        halves.setHandleWidth(Space.MEDIUM)
        halves.setSizes([1000, 1000])  # in proportion; Qt makes of it what there is
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        whole.setSpacing(Space.MEDIUM)
        whole.addWidget(self.filters)
        whole.addWidget(self.trouble)
        whole.addWidget(halves, 1)
        whole.addWidget(self.foot)
        room = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(960, room.width()), min(680, room.height()))
        self._show_emptiness()
        self.list.setFocus()
