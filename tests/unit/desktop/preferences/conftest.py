"""The real window over real preferences, a fake of the rest; see `fake_backend`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fake_backend import FakeBackend
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sayso.desktop.aside import Aside
from sayso.desktop.bridge import Bridge
from sayso.desktop.preferences.pages import PAGE_OF
from sayso.desktop.preferences.row import Row
from sayso.desktop.preferences.window import PreferencesWindow


@pytest.fixture
def window(qtbot: QtBot, backend: FakeBackend) -> Iterator[PreferencesWindow]:
    aside = Aside()
    made = PreferencesWindow(backend, aside)
    bridge = Bridge()
    bridge.happened.connect(made.happened)
    backend.publish = bridge.publish
    qtbot.addWidget(made)
    made.come_forward()
    qtbot.waitActive(made)
    yield made
    qtbot.waitUntil(lambda: not made.changes.under_way)
    aside.close()


@pytest.fixture
def row(window: PreferencesWindow, qtbot: QtBot) -> Callable[[str], Row]:
    """The row of a setting, on its page, complete."""

    def shown(key: str) -> Row:
        window.show_page(PAGE_OF[key])
        qtbot.waitUntil(lambda: window.content.is_complete)
        found = window.content.row(key)
        assert found is not None
        assert found.isVisible()
        return found

    return shown


@pytest.fixture
def field(row: Callable[[str], Row]) -> Callable[[str], QWidget]:
    """What has the keyboard in a setting's row, with the focus."""

    def focused(key: str) -> QWidget:
        widget = row(key).control.focus
        widget.setFocus()
        return widget

    return focused
