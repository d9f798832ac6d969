"""What is looked for: words, application, days, state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from PySide6.QtCore import QDate, QEvent, QLocale, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sayso.archive.items import Query
from sayso.core.state import UNDELIVERED, State
from sayso.desktop.parts import call
from sayso.desktop.theme import Space
from sayso.desktop.wording import translate

_TYPED_MS = 150
"""After the last letter: a fast typist's pause between two is shorter."""


_MOST_LETTERS = 24
"""Of an application's name, so that the list stays narrower than the line to search in."""


class When(StrEnum):
    ALL = "all"
    TODAY = "today"
    WEEK = "7 days"
    MONTH = "30 days"
    DAYS = "days"


class Which(StrEnum):
    ALL = "all"
    UNDELIVERED = "undelivered"
    FAILED = "failed"


_STATES = {
    Which.ALL: frozenset[State](),
    Which.UNDELIVERED: UNDELIVERED,
    Which.FAILED: frozenset({State.FAILED, State.REFUSED}),
}


def span_of(
    when: When, today: date, first: date, last: date
) -> tuple[datetime | None, datetime | None]:
    """``since`` and ``until`` of a `Query`, in this machine's time. ``first``, ``last``: both days
    are among them, for `When.DAYS`. Pure."""
    match when:
        case When.ALL:
            return None, None
        case When.TODAY:
            first, last = today, today
        case When.WEEK:
            first, last = today - timedelta(days=6), today
        case When.MONTH:
            first, last = today - timedelta(days=29), today
        case When.DAYS:
            first, last = min(first, last), max(first, last)
    return _midnight(first), _midnight(last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min).astimezone()


class SearchField(QLineEdit):
    """Escape empties it before it closes the window.

    Signals:
        went_down(): the arrow key down: to what was found.
    """

    went_down = Signal()

    def minimumSizeHint(self) -> QSize:
        """What stands in it while it is empty can be read."""
        least = super().minimumSizeHint()
        text = self.fontMetrics().horizontalAdvance(self.placeholderText())
        return least.expandedTo(QSize(text + 2 * Space.MEDIUM, 0))

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.text()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            event.accept()
            return
        if event.key() == Qt.Key.Key_Down:
            self.went_down.emit()
            return
        super().keyPressEvent(event)


class DayField(QDateEdit):
    """Tab leaves it, as every field; the arrow keys go through day, month and year."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        return QWidget.focusNextPrevChild(self, forward)


class Filters(QWidget):
    """A line to search in, and lists beside it.

    Signals:
        changed(): another query is meant; at once, but for letters.
    """

    changed = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.words = SearchField()
        self.words.setPlaceholderText(translate("History", "Search what was said"))
        self.words.setAccessibleName(translate("History", "Search what was said"))
        self.words.setClearButtonEnabled(True)
        hint = self.words.sizeHint()
        words = self.words.fontMetrics().horizontalAdvance(self.words.placeholderText())
        self.words.setMinimumWidth(words + 2 * hint.height())
        keys = QKeySequence(QKeySequence.StandardKey.Find).toString(
            QKeySequence.SequenceFormat.NativeText
        )
        self.words.setToolTip(keys)
        sign = QIcon.fromTheme("edit-find")
        if not sign.isNull():
            self.words.addAction(sign, QLineEdit.ActionPosition.LeadingPosition)

        self.application = QComboBox()
        call(self.application, translate("History", "Application"))
        self.application.addItem(translate("History", "All applications"), "")

        self.when = QComboBox()
        call(self.when, translate("History", "Days"))
        for when, label in (
            (When.ALL, translate("History", "Any day")),
            (When.TODAY, translate("History", "Today")),
            (When.WEEK, translate("History", "Last 7 days")),
            (When.MONTH, translate("History", "Last 30 days")),
            (When.DAYS, translate("History", "From … to …")),
        ):
            self.when.addItem(label, when)

        self.which = QComboBox()
        call(self.which, translate("History", "State"))
        for which, label in (
            (Which.ALL, translate("History", "All states")),
            (Which.UNDELIVERED, translate("History", "Not delivered")),
            (Which.FAILED, translate("History", "Failed or refused")),
        ):
            self.which.addItem(label, which)

        self.first = _calendar(translate("History", "First day"), today())
        self.last = _calendar(translate("History", "Last day"), today())
        self._days = QWidget()
        days = QHBoxLayout(self._days)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(Space.SMALL)
        days.addStretch()
        days.addWidget(self.first)
        days.addWidget(self.last)
        self._days.hide()

        top = QHBoxLayout()
        top.setSpacing(Space.SMALL)
        top.addWidget(self.words, 1)
        for each in (self.application, self.when, self.which):
            each.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            top.addWidget(each)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.SMALL)
        whole.addLayout(top)
        whole.addWidget(self._days)

        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_TYPED_MS)
        self._typed.timeout.connect(self.changed)
        self.words.textChanged.connect(self._typed.start)
        self.words.returnPressed.connect(self._at_once)
        self.application.activated.connect(self._at_once)
        self.which.activated.connect(self._at_once)
        self.when.activated.connect(self._days_chosen)
        self.first.dateChanged.connect(self._typed.start)
        self.last.dateChanged.connect(self._typed.start)

    def query(self) -> Query:
        """What is meant now."""
        since, until = span_of(
            When(self.when.currentData()), self._today(), _day(self.first), _day(self.last)
        )
        return Query(
            words=self.words.text(),
            application=self.application.currentData(),
            states=_STATES[Which(self.which.currentData())],
            since=since,
            until=until,
        )

    @property
    def any_set(self) -> bool:
        """Whether something is left out."""
        return self.query() != Query() or bool(self.words.text().strip())

    def search(self) -> None:
        """The keys are for the line to search in."""
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def clear(self) -> None:
        """Everything is meant."""
        self.words.clear()
        for each in (self.application, self.when, self.which):
            each.setCurrentIndex(0)
        self._days.hide()
        self._at_once()

    def show_applications(self, names: Sequence[str]) -> None:
        """The choice stays, also where nothing of it is left."""
        chosen = self.application.currentData()
        wanted = [*names, *([chosen] if chosen and chosen not in names else [])]
        there = [self.application.itemData(row) for row in range(1, self.application.count())]
        if there == wanted:
            return
        while self.application.count() > 1:
            self.application.removeItem(1)
        for name in wanted:
            short = name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1]}…"
            self.application.addItem(short, name)
            self.application.setItemData(
                self.application.count() - 1, name, Qt.ItemDataRole.ToolTipRole
            )
        self.application.setCurrentIndex(max(0, self.application.findData(chosen)))

    def _days_chosen(self) -> None:
        self._days.setVisible(self.when.currentData() == When.DAYS)
        self._at_once()

    def _at_once(self) -> None:
        self._typed.stop()
        self.changed.emit()


def _calendar(name: str, day: date) -> QDateEdit:
    made = DayField(QDate(day.year, day.month, day.day))
    made.setCalendarPopup(True)
    made.setAccessibleName(name)
    made.setDisplayFormat(QLocale().dateFormat(QLocale.FormatType.ShortFormat))
    made.setToolTip(name)
    return made


def _day(field: QDateEdit) -> date:
    chosen = field.date()
    return date(chosen.year(), chosen.month(), chosen.day())
