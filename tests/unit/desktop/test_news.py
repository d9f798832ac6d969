from __future__ import annotations

from dataclasses import replace

import pytest
from fake_backend import OFFERED, RECOGNISED
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sayso.core.events import Level, Notice, Offered
from sayso.desktop.news import Messages, OfferedText
from sayso.desktop.shown import Shown

SENTENCE = "The microphone went away; plug it in again or choose another one."


def shown(offered: Offered) -> Shown:
    return Shown(offered=offered)


@pytest.fixture
def offer(qtbot: QtBot) -> OfferedText:
    made = OfferedText()
    qtbot.addWidget(made)
    made.show_state(shown(OFFERED))
    qtbot.waitActive(made)
    return made


def test_says_what_was_not_delivered_and_what_can_be_done(offer: OfferedText) -> None:
    assert offer.what.sentence.text() == (
        "Sayso ended before this was delivered: 3 utterances, 0:43."
        " 1 of them may stand in its window already."
    )
    assert offer.text.toPlainText() == "Remember the milk."
    assert offer.text.isReadOnly()
    assert offer.recognize.text() == "Reco&gnise"
    assert offer.recognize.isEnabled()
    assert offer.copy.isEnabled()
    assert offer.discard.toolTip() == "It stays in the history"


def test_without_a_text_there_is_nothing_to_copy(offer: OfferedText) -> None:
    offer.show_state(shown(Offered(2, 9.0, unrecognised=2)))
    assert not offer.text.isVisible()
    assert not offer.copy.isEnabled()
    assert offer.discard.isEnabled()


def test_how_far_the_recognising_is(offer: OfferedText) -> None:
    offer.show_state(shown(replace(OFFERED, recognising=True)))
    assert offer.recognize.text() == "Recognising… 2 left"
    assert not offer.recognize.isEnabled()
    offer.show_state(shown(RECOGNISED))
    assert not offer.recognize.isVisible()
    assert offer.text.toPlainText() == "Remember the milk. And bread, too."


def test_what_is_over_leaves_no_text_behind(offer: OfferedText) -> None:
    offer.show_state(shown(Offered(0)))
    assert not offer.isVisible()
    assert offer.text.toPlainText() == ""


@pytest.mark.parametrize(
    "after", [replace(OFFERED, recognising=True), RECOGNISED], ids=["begun", "done"]
)
def test_a_key_pressed_twice_does_not_discard(
    offer: OfferedText, qtbot: QtBot, after: Offered
) -> None:
    """A button that goes away gives the focus to the next one, which would discard it all."""
    discarded: list[bool] = []
    offer.discard.clicked.connect(discarded.append)
    offer.recognize.setFocus()
    with qtbot.waitSignal(offer.recognize.clicked):
        qtbot.keyClick(offer.recognize, Qt.Key.Key_Space)
    offer.show_state(shown(replace(after, text="")))
    assert QApplication.focusWidget() is offer.what.sentence
    offer.show_state(shown(OFFERED))
    offer.copy.setFocus()
    offer.show_state(shown(replace(OFFERED, text="")))
    focus = QApplication.focusWidget()
    assert focus is offer.what.sentence
    qtbot.keyClick(focus, Qt.Key.Key_Space)
    assert discarded == []


def test_messages_take_no_more_room_than_they_need_or_may(qtbot: QtBot) -> None:
    messages = Messages()
    qtbot.addWidget(messages)
    messages.resize(480, 100)
    messages.show_state(Shown(), 1000)
    assert not messages.isVisible()
    messages.show_state(shown(OFFERED), 1000)
    offer = messages.offer
    qtbot.waitUntil(lambda: messages.sizeHint().height() == offer.heightForWidth(480))
    alone = messages.sizeHint()
    both = replace(shown(OFFERED), notice=Notice(Level.INFO, SENTENCE))
    messages.show_state(both, 1000)
    assert messages.sizeHint().height() > alone.height()
    assert messages.sizeHint().width() == alone.width()
    messages.resize(messages.sizeHint())
    messages.show_state(both, 70)
    assert messages.sizeHint().height() == 70
    messages.resize(480, 70)
    messages.show()
    qtbot.waitUntil(messages.verticalScrollBar().isVisible)
    messages.show_state(both, 1000)
    assert not messages.verticalScrollBar().isVisible(), "it does not stay for its own sake"
    messages.show_state(both, -100)
    assert messages.sizeHint().height() == 60, "of a screen that is too small for anything"
    assert messages.sizeHint().width() > alone.width(), "there is a scroll bar, too"
