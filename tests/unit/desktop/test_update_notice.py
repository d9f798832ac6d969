from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from sayso.control.releases import Release
from sayso.desktop.aside import Aside
from sayso.desktop.update_notice import UpdateNotice

PAGE = "https://example.org/sayso/0.2.0"


class Known:
    """A fake of `sayso.control.updates.Updates`, which has a test of its own with a server."""

    def __init__(self) -> None:
        self.release: Release | None = None
        self.looks = 0

    def look(self) -> Release | None:
        self.looks += 1
        return self.release


@pytest.fixture
def known() -> Known:
    return Known()


@pytest.fixture
def notice(qtbot: QtBot, known: Known) -> Iterator[UpdateNotice]:
    aside = Aside()
    made = UpdateNotice(known, aside)  # type: ignore[arg-type]
    yield made
    made.close()
    aside.close()


def test_a_newer_version_is_told_once(notice: UpdateNotice, known: Known, qtbot: QtBot) -> None:
    told: list[str] = []
    notice.found.connect(lambda version, sentence: told.append(version))
    notice.begin()
    qtbot.waitUntil(lambda: known.looks == 1)
    known.release = Release("0.2.0", PAGE)
    with qtbot.waitSignal(notice.found) as found:
        notice._timer.timeout.emit()
    assert found.args == ["0.2.0", "Sayso 0.2.0 is there; the menu leads to its page."]
    notice.look()
    qtbot.waitUntil(lambda: known.looks == 3)
    known.release = Release("0.3.0", PAGE)
    with qtbot.waitSignal(notice.found):
        notice.look()
    assert told == ["0.2.0", "0.3.0"]


def test_its_page_opens_only_when_asked_for(
    notice: UpdateNotice, known: Known, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    notice.open_page()
    known.release = Release("0.2.0", PAGE)
    with qtbot.waitSignal(notice.found):
        notice.begin()
    assert opened == []
    notice.open_page()
    assert opened == [QUrl(PAGE)]
