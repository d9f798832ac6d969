from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from sayso.control.choices import Choice
from sayso.desktop.languages import arranged
from sayso.desktop.radio_menu import RadioMenu
from sayso.settings.schema import LANGUAGES

TWO = [Choice("1", "One & all", chosen=True), Choice("2", "Two", "new")]


@pytest.fixture
def menu(qtbot: QtBot) -> RadioMenu:
    made = RadioMenu("Title", "Nothing")
    qtbot.addWidget(made)
    return made


def labels(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def radios(menu: QMenu) -> list[QAction]:
    """Those in submenus, too, from top to bottom."""
    found = []
    for action in menu.actions():
        part = action.menu()
        found += radios(part) if isinstance(part, QMenu) else [action]
    return [action for action in found if action.isCheckable()]


def marked(menu: QMenu) -> list[str]:
    return [action.data() for action in radios(menu) if action.isChecked()]


def test_says_what_there_is_and_what_is_chosen(menu: RadioMenu) -> None:
    menu.fill(TWO)
    assert labels(menu) == ["One && all", "Two (new)"]
    assert marked(menu) == ["1"]


def test_tells_what_was_picked_and_the_mark_can_be_put_back(menu: RadioMenu, qtbot: QtBot) -> None:
    menu.fill(TWO)
    with qtbot.waitSignal(menu.picked) as picked:
        menu.actions()[1].trigger()
    assert picked.args == ["2"]
    assert marked(menu) == ["2"]
    menu.fill(TWO)  # it could not be had
    assert marked(menu) == ["1"]
    menu.fill([replace(item, chosen=False) for item in TWO])
    assert marked(menu) == []


def test_is_left_alone_where_nothing_has_changed(menu: RadioMenu) -> None:
    assert labels(menu) == ["Nothing"]
    assert not menu.actions()[0].isEnabled()
    menu.fill(TWO)
    before = menu.actions()
    menu.fill(list(TWO))
    assert menu.actions() == before
    menu.fill([])
    assert labels(menu) == ["Nothing"]


def test_a_long_list_fits_on_a_small_screen(menu: RadioMenu, qtbot: QtBot) -> None:
    choices = [Choice(code, code, "", code == "de") for code in ("auto", *LANGUAGES)]
    lines, likely = arranged(choices, "fr")
    menu.fill(lines, likely)
    assert [action.data() for action in menu.actions()[:likely]] == ["auto", "de", "fr", "en"]
    assert menu.actions()[likely].isSeparator()
    parts = [action.menu() for action in menu.actions()[likely + 1 :]]
    assert parts[0].title().startswith("Afrikaans – ")
    assert all(10 <= len(part.actions()) <= 20 for part in parts)
    for whole in (menu, *parts):
        assert whole.sizeHint().height() < 720
    assert [action.data() for action in radios(menu)] == [line.id for line in lines]
    assert marked(menu) == ["de"]

    with qtbot.waitSignal(menu.picked) as picked:
        parts[0].actions()[0].trigger()
    assert picked.args == ["af"]
    assert marked(menu) == ["af"], "one mark in all parts together"
    menu.fill(lines, likely)
    assert marked(menu) == ["de"]


def test_a_long_list_without_likely_ones_stays_in_one_piece(menu: RadioMenu) -> None:
    menu.fill([Choice(str(n), f"Microphone {n}") for n in range(30)])
    assert len(radios(menu)) == len(menu.actions()) == 30


def test_a_line_whose_end_changes_stays_the_same_line(qtbot: QtBot) -> None:
    menu = RadioMenu("Model", "none")
    qtbot.addWidget(menu)
    menu.fill([Choice("a", "A", "on disk", True), Choice("b", "B")])
    before = menu.actions()
    menu.fill([Choice("a", "A", "loaded", False), Choice("b", "B", "", True)])
    assert menu.actions() == before
    assert [action.text() for action in before] == ["A (loaded)", "B"]
    assert [action.isChecked() for action in before] == [False, True]
