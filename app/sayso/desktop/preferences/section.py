"""A page: its heading, and its rows as they are made."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sayso.desktop import theme
from sayso.desktop.parts import Words
from sayso.desktop.preferences import words
from sayso.desktop.preferences.pages import KEYS, Page
from sayso.desktop.preferences.row import Row, differing
from sayso.desktop.theme import Space, Type
from sayso.desktop.wording import translate
from sayso.settings.schema import Settings


class Section(QWidget):
    """Rows come one by one, in any order, and stand in that of the page.

    Attributes:
        rows: by key, those that are made.
        own: widgets of the page that are no settings, by the names that they are found by.

    Signals:
        reset_wanted(): the button for the whole page.
    """

    reset_wanted = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.rows: dict[str, Row] = {}
        self.own: dict[str, QWidget] = {}
        self.heading = Words(words.page_title(page))
        theme.set_type(self.heading, Type.TITLE)
        self.told: Words | None = None
        self.reset = QPushButton(translate("Settings", "&Reset this page"))
        self.reset.clicked.connect(self.reset_wanted)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.reset)
        self._top = 1
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.LARGE)
        self._layout.addWidget(self.heading)
        self._layout.addLayout(foot)
        if page is Page.HISTORY:
            self.told = Words()
            theme.set_type(self.told, Type.STRONG)
            self._put_on_top(self.told)

    def add_own(self, name: str, widget: QWidget) -> None:
        """Above the settings."""
        self.own[name] = widget
        self._put_on_top(widget)

    def add(self, key: str, row: Row) -> None:
        """Hidden."""
        row.hide()
        order = KEYS[self.page]
        before = sum(order.index(it) < order.index(key) for it in self.rows)
        self.rows[key] = row
        self._layout.insertWidget(self._top + before, row)

    def show_only(self, keys: Collection[str], *, whole: bool) -> None:
        """``whole``: it is shown as a page, and not as what a search has found."""
        for key, row in self.rows.items():
            row.setVisible(key in keys)
        for name, widget in self.own.items():
            widget.setVisible(name in keys)
        if self.told is not None:
            self.told.setVisible(whole)
        self.reset.setVisible(whole)
        self.show()

    def follow(self, settings: Settings, fixed: Collection[str]) -> None:
        """What stands above and below the rows."""
        if self.told is not None:
            self.told.setText(words.retention(settings.history))
        self.reset.setEnabled(bool(changed_on(self.page, settings, fixed)))

    def stops(self) -> Iterator[QWidget]:
        """What the Tab key comes by, in order."""
        for widget in self.own.values():
            yield from widget.findChildren(QCheckBox)
        for key in KEYS[self.page]:
            if key in self.rows:
                yield from self.rows[key].control.stops()
                yield self.rows[key].reset
        yield self.reset

    def _put_on_top(self, widget: QWidget) -> None:
        self._layout.insertWidget(self._top, widget)
        self._top += 1


def changed_on(page: Page, settings: Settings, fixed: Collection[str]) -> Sequence[str]:
    """The keys that its reset would change."""
    return [key for key in KEYS[page] if key not in fixed and differing((key,), settings)]
