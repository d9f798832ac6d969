from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from sayso.core.events import LoadProgress
from sayso.desktop.parts import Bar, ElidedLabel
from sayso.desktop.splash import Splash
from sayso.desktop.stage_lines import MarkSign
from sayso.desktop.stages import Mark


@pytest.fixture
def splash(qtbot: QtBot) -> Splash:
    QLocale.setDefault(QLocale.c())
    made = Splash()
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.painted):
        made.appear()
    return made


def words(splash: Splash) -> list[str]:
    labels = [label for label in splash.findChildren(QLabel) if label.isVisible()]
    texts = [label.whole if isinstance(label, ElidedLabel) else label.text() for label in labels]
    return [text for text in texts if text]


def bar(splash: Splash) -> Bar:
    (found,) = splash.findChildren(Bar)
    return found


def test_never_takes_the_focus(splash: Splash) -> None:
    assert splash.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert splash.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert splash.findChild(QToolButton).focusPolicy() is Qt.FocusPolicy.NoFocus


def test_tells_the_step_the_file_and_how_much(splash: Splash) -> None:
    splash.show_progress(LoadProgress("Loading the model", "model.bin", 36e6, 144e6))
    assert words(splash) == [
        "Sayso",
        "Voice detection",
        "Loading the model",
        "Warm-up",
        "model.bin",
        "36 of 144 MB",
    ]
    assert bar(splash).isVisible()
    assert bar(splash).value == 0.25


def test_a_download_tells_how_long_it_takes_and_can_be_stopped(
    splash: Splash, qtbot: QtBot
) -> None:
    stop = splash.findChild(QPushButton)
    splash.show_progress(LoadProgress("Loading", "model.bin"))
    assert not stop.isVisible()
    splash.show_progress(LoadProgress("Downloading", "base", 63e6, 145e6, seconds_left=48.0))
    assert words(splash)[2:] == [
        "Downloading base",
        "Model",
        "Warm-up",
        "50 s left",
        "63 of 145 MB",
    ]
    assert stop.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert stop.geometry().bottom() < splash.height()
    with qtbot.waitSignal(splash.stop_wanted):
        qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    height = splash.height()
    splash.show_progress(LoadProgress("Loading", "model.bin"))
    assert not stop.isVisible()
    assert splash.height() == height
    splash.say("The download was stopped.")
    assert words(splash) == ["Sayso", "The download was stopped."]
    assert splash.height() < height


def test_shows_no_bar_where_the_whole_is_not_known(splash: Splash) -> None:
    height = splash.height()
    splash.show_progress(LoadProgress("Loading", "model.bin", 36e6, 144e6))
    splash.show_progress(LoadProgress("Warming up"))
    assert not bar(splash).isVisible()
    assert words(splash) == ["Sayso", "Voice detection", "Model", "Warming up"]
    assert splash.height() == height


def test_more_than_the_whole_is_a_full_bar(splash: Splash) -> None:
    splash.show_progress(LoadProgress("Loading", "model.bin", 200, 100))
    assert bar(splash).value == 1.0


def marks(splash: Splash) -> str:
    """Of the lines that are seen, from above."""
    signs = [sign for sign in splash.findChildren(MarkSign) if sign.isVisible()]
    signs.sort(key=lambda sign: sign.y())
    return "".join(" >x"[sign.mark.value] for sign in signs)


def test_each_stage_has_a_mark(splash: Splash) -> None:
    assert marks(splash) == "   "
    height = splash.height()
    splash.show_progress(LoadProgress("Voice detection"))
    assert marks(splash) == ">  "
    splash.show_progress(LoadProgress("Reading the model", "model.bin", 36e6, 144e6))
    assert marks(splash) == ">> ", "voice detection is loaded beside it"
    splash.show_progress(LoadProgress("Voice detection", "", 1, 1, ""))
    assert marks(splash) == "x> "
    assert "Reading the model" in words(splash)
    assert "36 of 144 MB" in words(splash)
    splash.show_progress(LoadProgress("Warming up", "base", 0, 1, "passes"))
    assert marks(splash) == "xx>"
    assert splash.height() == height
    names = [label.accessibleName() for label in splash.findChildren(ElidedLabel)]
    assert "Voice detection, done" in names
    assert "Warming up, now" in names


def test_a_download_has_a_line_where_there_is_one(splash: Splash) -> None:
    splash.show_progress(LoadProgress("Connecting", "base"))
    assert marks(splash) == " >  "
    splash.show_progress(LoadProgress("Downloading", "base · file 2 of 5", 63e6, 145e6))
    assert "Downloading base · file 2 of 5" in words(splash)
    splash.show_progress(LoadProgress("Starting Whisper", "base"))
    assert marks(splash) == " x> "


def test_marks_are_told_apart_without_colour(splash: Splash, qtbot: QtBot) -> None:
    pictures = []
    for mark in Mark:
        sign = MarkSign()
        qtbot.addWidget(sign)
        sign.resize(12, 12)
        sign.set_mark(mark)
        grey = sign.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        pictures.append([grey.pixelColor(x, y).lightness() for x in range(12) for y in range(12)])
    for one, other in combinations(pictures, 2):
        assert sum(abs(a - b) > 60 for a, b in zip(one, other, strict=True)) >= 12


def test_the_arrow_points_in_the_direction_of_reading(qtbot: QtBot) -> None:
    def picture(direction: Qt.LayoutDirection) -> QImage:
        sign = MarkSign()
        qtbot.addWidget(sign)
        sign.setLayoutDirection(direction)
        sign.resize(24, 24)
        sign.set_mark(Mark.NOW)
        return sign.grab().toImage()

    left, right = map(picture, (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft))
    corners = [[image.pixelColor(x, 5) for x in (7, 16)] for image in (left, right)]
    assert corners[0] == corners[1][::-1]
    assert corners[0][0] != corners[0][1]


def test_can_be_closed_while_loading_goes_on(splash: Splash, qtbot: QtBot) -> None:
    with qtbot.waitSignal(splash.gone):
        qtbot.mouseClick(splash.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert not splash.isVisible()
    splash.show_progress(LoadProgress("Loading", "model.bin", 1, 2))
    assert not splash.isVisible()


def test_a_click_does_not_close_it_while_loading(splash: Splash, qtbot: QtBot) -> None:
    qtbot.mouseClick(splash, Qt.MouseButton.LeftButton)
    assert splash.isVisible()


def test_an_error_is_told_in_whole_until_a_click(splash: Splash, qtbot: QtBot) -> None:
    sentence = "The model <base.en> is incomplete (model.bin is missing); load it again. " * 3
    splash.show_progress(LoadProgress("Loading", "model.bin", 1, 2))
    splash.say(sentence)
    assert words(splash) == ["Sayso", sentence]
    assert splash.height() >= splash.heightForWidth(splash.width())
    with qtbot.waitSignal(splash.gone):
        qtbot.mouseClick(splash, Qt.MouseButton.LeftButton)
    assert not splash.isVisible()


def test_an_error_goes_by_itself_after_a_while(
    splash: Splash, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    splash.say("It is broken; load it again.")
    assert splash._leave.isActive()
    assert splash._leave.interval() >= 5000
    with qtbot.waitSignal(splash.gone):
        splash._leave.start(0)
    assert not splash.isVisible()


def test_loading_again_after_an_error(splash: Splash) -> None:
    splash.say("It is broken; load it again.")
    splash.show_progress(LoadProgress("Loading", "small.bin", 1, 2))
    assert "small.bin" in words(splash)
    assert not splash._leave.isActive()
