"""What the app is, and the licences of what is inside; and the diagnosis, to be copied."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

import sayso
from sayso.control.components import Component, components
from sayso.desktop import theme
from sayso.desktop.announcing import announce
from sayso.desktop.aside import Aside, OwnAside
from sayso.desktop.backend import Backend
from sayso.desktop.own_window import OwnWindow
from sayso.desktop.parts import app_icon
from sayso.desktop.theme import Space, Type
from sayso.desktop.wording import translate

_log = logging.getLogger(__name__)

_ICON = 48


class AboutWindow(OwnWindow):
    """A list on one side, the chosen licence on the other. Nothing here needs a network: a page
    opens only on a click."""

    def __init__(self, backend: Backend, aside: Aside) -> None:
        super().__init__(translate("About", "About Sayso"))
        self._backend = backend
        self._aside = OwnAside(aside, self)
        self._components: Sequence[Component] = ()

        self._search = QLineEdit()
        self._search.setClearButtonEnabled(True)
        self._search.setPlaceholderText(translate("About", "Name or licence"))
        self._search.textChanged.connect(self._filter)
        label = QLabel(translate("About", "&Search what is inside:"))
        label.setBuddy(self._search)
        self._list = QListWidget()
        self._list.setAccessibleName(translate("About", "What is inside"))
        self._list.currentItemChanged.connect(self._show_component)
        self._none = QLabel(translate("About", "Nothing inside is called so."))
        self._none.setWordWrap(True)
        self._none.hide()
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        theme.set_type(self._title, Type.HEADING)
        self._facts = QLabel()
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._facts.setWordWrap(True)
        self._page = QPushButton(translate("About", "Open its &page"))
        self._page.clicked.connect(self._open_page)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(translate("About", "Licence"))
        self._copy = QPushButton(translate("About", "&Copy diagnosis"))
        self._copy.setToolTip(
            translate(
                "About",
                "Version, system, settings, checks and the end of the log, to send along with a"
                " question. Nothing of what you said is in it.",
            )
        )
        self._copy.clicked.connect(self._ask_for_diagnosis)
        self._told = QLabel()
        self._told.setWordWrap(True)
        close = QPushButton(translate("About", "C&lose"))
        close.clicked.connect(self.close)

        inside = QWidget()
        left = QVBoxLayout(inside)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(label)
        left.addWidget(self._search)
        left.addWidget(self._list, 1)
        left.addWidget(self._none)
        licence = QWidget()
        right = QVBoxLayout(licence)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self._title)
        right.addWidget(self._facts)
        right.addWidget(self._page, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self._text, 1)
        both = QSplitter()
        both.addWidget(inside)
        both.addWidget(licence)
        both.setStretchFactor(1, 1)
        both.setChildrenCollapsible(False)
        both.setHandleWidth(Space.MEDIUM)
        foot = QHBoxLayout()
        foot.setSpacing(Space.SMALL)
        foot.addWidget(self._copy)
        foot.addWidget(self._told, 1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        column.setSpacing(Space.MEDIUM)
        column.addLayout(self._head())
        column.addWidget(both, 1)
        column.addLayout(foot)
        # Licences come in lines of 80 letters, and are hard to read where those are broken again.
        metrics = self.fontMetrics()
        names, text = 34 * metrics.averageCharWidth(), 1.1 * metrics.horizontalAdvance("n" * 80)
        both.setSizes([names, round(text)])
        self.resize(
            self.sizeHint().expandedTo(QSize(names + round(text) + 60, 36 * metrics.height()))
        )
        self._page.hide()  # until the list is there
        self._aside.ask("what is inside", components, self._fill, self._not_filled)
        self._search.setFocus()

    def _head(self) -> QHBoxLayout:
        icon = QLabel()
        icon.setProperty("decorative", True)
        icon.setPixmap(app_icon().pixmap(QSize(_ICON, _ICON), self.devicePixelRatio()))
        name = QLabel(translate("About", "Sayso {version}").format(version=sayso.__version__))
        theme.set_type(name, Type.TITLE)
        line = QLabel(
            translate(
                "About",
                "Hold a key, speak, release: what you said stands in the window you were in. On"
                " your machine, offline.",
            )
        )
        line.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(Space.TINY)
        words.addWidget(name)
        words.addWidget(line)
        head = QHBoxLayout()
        head.setSpacing(Space.MEDIUM)
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def _fill(self, found: Sequence[Component]) -> None:
        self._components = found
        for component in found:
            item = QListWidgetItem(f"{component.name} {component.version}".strip())
            item.setToolTip(component.licence)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._filter(self._search.text())

    def _not_filled(self, error: Exception) -> None:
        _log.error("what is inside could not be found out: %s", error)

    def _filter(self, words: str) -> None:
        """Each word, anywhere in the name or the licence."""
        wanted = words.casefold().split()
        first = None
        for row, component in enumerate(self._components):
            about = f"{component.name} {component.licence} {component.inside}".casefold()
            fits = all(word in about for word in wanted)
            self._list.item(row).setHidden(not fits)
            if fits and first is None:
                first = row
        self._none.setVisible(first is None and bool(self._components))
        if first is not None and self._list.currentItem().isHidden():
            self._list.setCurrentRow(first)

    def _show_component(self) -> None:
        component = self._components[self._list.currentRow()]
        self._title.setText(f"{component.name} {component.version}".strip())
        facts = [component.licence or translate("About", "Licence not told")]
        if component.inside:
            facts.append(translate("About", "came with {name}").format(name=component.inside))
        self._facts.setText(" · ".join(facts))
        self._page.setVisible(bool(component.homepage))
        self._page.setToolTip(component.homepage)
        self._text.setPlainText(
            component.text()
            or translate("About", "It brought no text of its licence along; its page has it.")
        )

    def _open_page(self) -> None:
        address = QUrl(self._components[self._list.currentRow()].homepage)
        if address.scheme() in ("http", "https"):
            QDesktopServices.openUrl(address)

    def _ask_for_diagnosis(self) -> None:
        self._copy.setEnabled(False)
        self._tell(translate("About", "Everything is being tried out…"))
        self._aside.ask("diagnosis", self._backend.diagnosis.text, self._diagnosed, self._failed)

    def _diagnosed(self, text: str) -> None:
        self._copy.setEnabled(True)
        QGuiApplication.clipboard().setText(text)
        self._tell(translate("About", "The diagnosis is on the clipboard."))

    def _failed(self, error: Exception) -> None:
        _log.error("no diagnosis could be made: %s", error)
        self._copy.setEnabled(True)
        self._tell(
            translate("About", "It could not be made; run sayso doctor in a terminal instead.")
        )

    def _tell(self, sentence: str) -> None:
        self._told.setText(sentence)
        self._told.setAccessibleName(sentence)
        announce(self._told, sentence)
