from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_backend import FakeBackend
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot

import sayso
from sayso.desktop.about.window import AboutWindow
from sayso.desktop.aside import Aside


@pytest.fixture
def window(qtbot: QtBot, backend: FakeBackend) -> Iterator[AboutWindow]:
    aside = Aside()
    made = AboutWindow(backend, aside)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made._list.count() > 0)
    yield made
    aside.close()


def names(window: AboutWindow) -> list[str]:
    rows = (window._list.item(row) for row in range(window._list.count()))
    return [item.text().partition(" ")[0] for item in rows if not item.isHidden()]


def test_the_apps_own_licence_comes_first(window: AboutWindow) -> None:
    assert window._list.currentItem().text() == f"Sayso {sayso.__version__}"
    assert window._text.toPlainText().startswith("MIT License")
    assert "The Sayso authors" in window._text.toPlainText()
    assert not window._page.isVisible()
    assert {"numpy", "PySide6_Essentials", "Qt", "Silero"} <= set(names(window))


def test_what_is_inside_is_found_out_aside(qtbot: QtBot, backend: FakeBackend) -> None:
    """It takes some tenths of a second; what is searched for meanwhile is found then."""
    aside = Aside()
    made = AboutWindow(backend, aside)
    qtbot.addWidget(made)
    made._search.setText("silero")
    assert names(made) == []
    assert made._none.isHidden()
    qtbot.waitUntil(lambda: names(made) == ["Silero"])
    aside.close()


def test_the_list_is_searched_by_name_and_licence(window: AboutWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(window._search, "silero")
    assert names(window) == ["Silero"]
    assert "Silero Team" in window._text.toPlainText()
    window._search.setText("bsd numpy")
    assert names(window) == ["numpy"]
    assert not window._none.isVisible()
    window._search.setText("no such thing")
    assert names(window) == []
    assert window._none.isVisible()
    window._search.setText("")
    assert len(names(window)) == window._list.count()


def test_a_page_opens_only_on_a_click(window: AboutWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    window._search.setText("silero")
    assert opened == []
    window._page.click()
    assert opened == [QUrl("https://github.com/snakers4/silero-vad")]


def test_the_diagnosis_is_made_aside_and_copied(
    window: AboutWindow, qtbot: QtBot, backend: FakeBackend
) -> None:
    window._copy.click()
    assert not window._copy.isEnabled()
    assert window._told.text() == "Everything is being tried out…"
    qtbot.waitUntil(window._copy.isEnabled)
    assert QGuiApplication.clipboard().text() == backend.diagnosis.text()
    assert window._told.text() == "The diagnosis is on the clipboard."


def test_one_that_fails_is_told(
    window: AboutWindow, qtbot: QtBot, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise RuntimeError("broken")

    monkeypatch.setattr(backend.diagnosis, "text", broken)
    window._copy.click()
    qtbot.waitUntil(window._copy.isEnabled)
    assert "sayso doctor" in window._told.text()
