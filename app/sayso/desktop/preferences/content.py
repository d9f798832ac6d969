"""The pages themselves: rows that are made when they are first wanted, a few at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from sayso.desktop.parts import Words
from sayso.desktop.preferences.controls import Control
from sayso.desktop.preferences.pages import KEYS, PAGE_OF, SETTINGS, Page
from sayso.desktop.preferences.row import Row
from sayso.desktop.preferences.section import Section
from sayso.desktop.theme import Space
from sayso.desktop.wording import translate
from sayso.settings.schema import Settings

_AT_ONCE = 3
"""Rows that are made in one go; a row takes some milliseconds, and the window stays awake."""


class Content(QScrollArea):
    """All pages below each other; one of them is seen, or of each what a search has found.

    Signals:
        made(Row): a row, to be connected; it is shown next.
        complete(): everything that is to be seen is made.
        page_reset_wanted(Page): the button below a page.
    """

    made = Signal(object)
    complete = Signal()
    page_reset_wanted = Signal(object)

    def __init__(self, make: Callable[[str], Control], variables: Mapping[str, str]) -> None:
        """``variables``: of the environment, by the keys that they fix."""
        super().__init__()
        self._make = make
        self._variables = variables
        self._settings = Settings()
        self._wanted: dict[Page, Sequence[str]] = {}
        self._whole = True
        self._queue: deque[str] = deque()
        self._later = QTimer(self)
        self._later.setInterval(0)
        self._later.timeout.connect(self.make_some)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it scrolls to what has the keyboard
        inner = QWidget()
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(Space.TINY, Space.TINY, Space.SMALL, Space.TINY)
        self._layout.setSpacing(Space.HUGE)
        self.nothing = Words()
        self.nothing.hide()
        self._layout.addWidget(self.nothing)
        self.sections: dict[Page, Section] = {}
        for page in Page:
            section = self.sections[page] = Section(page)
            section.hide()
            section.reset_wanted.connect(lambda page=page: self.page_reset_wanted.emit(page))
            self._layout.addWidget(section)
        self._layout.addStretch(1)
        self.setWidget(inner)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)

    @property
    def is_complete(self) -> bool:
        return not self._queue

    def rows(self) -> Iterator[Row]:
        """Those that are made."""
        for section in self.sections.values():
            yield from section.rows.values()

    def row(self, key: str) -> Row | None:
        return self.sections[PAGE_OF[key]].rows.get(key)

    def show_page(self, page: Page, settings: Settings) -> None:
        section = self.sections[page]
        self._show({page: (*section.own, *KEYS[page])}, settings, whole=True)

    def show_found(
        self, found: Mapping[Page, Sequence[str]], text: str, settings: Settings
    ) -> None:
        sentence = translate("Settings", "No setting has “{text}” in it. Escape clears the search.")
        self.nothing.setText(sentence.format(text=text))
        self._show(found, settings, whole=False)

    def follow(self, settings: Settings, keys: Sequence[str] | None = None) -> None:
        """They hold. ``keys``: what has changed; where somebody types, it stays. None: everything
        may have, and what was typed is forgotten."""
        self._settings = settings
        for row in self.rows():
            if keys is None:
                row.follow(settings)
            elif any(key in keys for key in row.control.keys):
                row.follow(settings, with_control=not row.control.typing)
        for section in self.sections.values():
            section.follow(settings, self._variables)

    def stops(self) -> Iterator[QWidget]:
        for section in self.sections.values():
            yield from section.stops()

    def _show(
        self, wanted: Mapping[Page, Sequence[str]], settings: Settings, *, whole: bool
    ) -> None:
        self._settings = settings
        self._wanted, self._whole = dict(wanted), whole
        self.nothing.setVisible(not wanted)
        for page, section in self.sections.items():
            if page in wanted:
                section.show_only(wanted[page], whole=whole)
                section.follow(settings, self._variables)
            else:
                section.hide()
        self.verticalScrollBar().setValue(0)
        self._queue = deque(
            key
            for page, keys in wanted.items()
            for key in keys
            if key in SETTINGS and key not in self.sections[page].rows
        )
        self.make_some()

    def make_some(self) -> None:
        for _ in range(min(_AT_ONCE, len(self._queue))):
            key = self._queue.popleft()
            section = self.sections[PAGE_OF[key]]
            row = Row(self._make(key), self._variables.get(key))
            section.add(key, row)
            self.made.emit(row)
            row.follow(self._settings)
            row.show()
        if self._queue:
            self._later.start()
        else:
            self._later.stop()
            self.complete.emit()

    def _follow_focus(self, _: QWidget | None, new: QWidget | None) -> None:
        """What has the keyboard is seen, with its title and its sentence."""
        inner: QWidget | None = self.widget()
        if new is None or inner is None or not inner.isAncestorOf(new):
            return
        seen: QWidget | None = new
        while seen is not None and not isinstance(seen, Row):
            seen = seen.parentWidget()
        self.ensureWidgetVisible(seen or new, 0, Space.MEDIUM)
