from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sayso.control.choices import Choice
from sayso.desktop.choice_box import ChoiceBox
from sayso.desktop.languages import arranged
from sayso.settings.schema import LANGUAGES

CHOICES = [Choice(code, code, "", code == "de") for code in ("auto", *LANGUAGES)]


@pytest.fixture
def box(qtbot: QtBot) -> Iterator[ChoiceBox]:
    made = ChoiceBox("Nothing")
    qtbot.addWidget(made)
    made.fill(*arranged(CHOICES, "fr"))
    made.show()
    made.setFocus()
    yield made
    made.hidePopup()


def highlighted(box: ChoiceBox) -> str:
    return str(box.itemData(box.view().currentIndex().row()))


def test_shows_what_is_chosen_and_has_it_whole_in_the_tooltip(box: ChoiceBox) -> None:
    assert box.currentText() == box.toolTip() == "Deutsch (German)"
    assert box.count() == len(CHOICES) + 1, "a line sets the likely ones off"


def test_is_dimmed_where_there_is_nothing_to_choose(box: ChoiceBox) -> None:
    box.fill([])
    assert not box.isEnabled()
    assert box.currentIndex() == -1
    assert box.placeholderText() == "Nothing"


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Home])
def test_a_key_that_moves_opens_the_list_and_chooses_nothing(
    box: ChoiceBox, qtbot: QtBot, key: Qt.Key
) -> None:
    with qtbot.assertNotEmitted(box.picked):
        qtbot.keyClick(box, key)
    assert box.view().isVisible()
    assert box.currentText() == "Deutsch (German)"


def test_enter_picks_and_escape_does_not(box: ChoiceBox, qtbot: QtBot) -> None:
    qtbot.keyClick(box, Qt.Key.Key_Down)
    with qtbot.assertNotEmitted(box.picked):
        qtbot.keyClick(box.view(), Qt.Key.Key_Down)
        qtbot.keyClick(box.view(), Qt.Key.Key_Escape)
    assert box.currentText() == "Deutsch (German)"
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box.view(), Qt.Key.Key_Down)
    with qtbot.waitSignal(box.picked) as picked:
        qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    assert picked.args == ["fr"]
    box.fill(*arranged(CHOICES, "fr"))  # it could not be had
    assert box.currentText() == "Deutsch (German)"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("pol", "pl"),
        ("cest", "cs"),
        ("GREEK", "el"),
        ("tieng", "vi"),
        ("nynorsk", "nn"),
        ("l", "la"),
        ("ll", "lv"),  # the same letter again: the next one
        ("pzz", "pl"),  # not found: what the beginning found
    ],
)
def test_typing_finds_a_language_by_any_of_its_names(
    box: ChoiceBox, qtbot: QtBot, typed: str, found: str
) -> None:
    qtbot.keyClicks(box, typed[0])
    assert box.view().isVisible()
    for letter in typed[1:]:
        box.view().keyboardSearch(letter)
    assert highlighted(box) == found


def test_after_a_pause_a_new_word_begins(box: ChoiceBox, qtbot: QtBot) -> None:
    box.view().keyboardSearch("p")
    box.view()._pause.timeout.emit()
    box.view()._pause.stop()
    box.view().keyboardSearch("s")
    box.view().keyboardSearch("u")
    box.view().keyboardSearch("o")
    assert highlighted(box) == "fi"


def test_a_shortcut_of_the_window_opens_no_list(box: ChoiceBox, qtbot: QtBot) -> None:
    qtbot.keyClick(box, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert not box.view().isVisible()


def test_the_wheel_changes_nothing(box: ChoiceBox, qtbot: QtBot) -> None:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    with qtbot.assertNotEmitted(box.picked):
        QApplication.sendEvent(box, event)
    assert box.currentText() == "Deutsch (German)"
    assert not event.isAccepted(), "the window may scroll by it"


def test_the_open_list_is_as_wide_as_its_lines_and_as_high_as_a_screen_allows(
    box: ChoiceBox,
) -> None:
    box.setFixedWidth(150)
    box.showPopup()
    assert box.view().width() > 150
    assert box.view().height() < 600
