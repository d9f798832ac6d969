"""The checks of all windows find what they are for."""

from __future__ import annotations

from collections.abc import Callable

import checks
import faintness
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sayso.desktop.parts import ElidedLabel, call

Build = Callable[..., QWidget]


@pytest.fixture
def build(qtbot: QtBot) -> Build:
    kept = []

    def build(*inside: QWidget, width: int = 300) -> QWidget:
        window = QWidget()
        kept.append(window)
        qtbot.addWidget(window)
        column = QVBoxLayout(window)
        for widget in inside:
            column.addWidget(widget)
        window.resize(width, 200)
        window.show()
        qtbot.waitExposed(window)
        return window

    return build


def picture() -> QPixmap:
    made = QPixmap(8, 8)
    made.fill(QColor("red"))
    return made


def test_controls_without_a_name(build: Build) -> None:
    bare, named = QLineEdit(), QLineEdit()
    named.setAccessibleName("Words")
    (fault,) = checks.unnamed(build(bare, named, QPushButton("&Copy")))
    assert "QLineEdit" in fault
    assert "no accessible name" in fault


def test_a_label_that_is_a_buddy_is_a_name(build: Build) -> None:
    label, box = QLabel("&Model:"), QComboBox()
    label.setBuddy(box)
    assert checks.unnamed(build(label, box)) == []


def test_a_box_has_to_be_named_in_a_way_that_linux_tells(build: Build) -> None:
    bare, called = QComboBox(), QComboBox()
    for box in (bare, called):
        box.addItem("Chosen")
    bare.setAccessibleName("Model")  # Linux tells "Chosen" in its place
    call(called, "Model")
    assert len(checks.unnamed(build(bare, called))) == 1


def test_a_control_that_qt_knows_nothing_of(build: Build) -> None:
    odd = QWidget()
    odd.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    odd.setAccessibleName("Odd")
    (fault,) = checks.unnamed(build(odd))
    assert "no role" in fault


def test_a_name_with_its_mnemonic(build: Build) -> None:
    line = QLineEdit()
    line.setAccessibleName("&Model")
    (fault,) = checks.unnamed(build(line))
    assert "mnemonic" in fault


def test_pictures_without_words(build: Build) -> None:
    bare, named, decorative = QLabel(), QLabel(), QLabel()
    for label in (bare, named, decorative):
        label.setPixmap(picture())
    named.setAccessibleName("Warning")
    decorative.setProperty("decorative", True)
    assert len(checks.unnamed(build(bare, named, decorative))) == 1


def test_what_the_tab_key_does_not_reach(build: Build) -> None:
    reached, out = QPushButton("Reached"), QPushButton("Out")
    out.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    (fault,) = checks.out_of_reach(build(reached, out))
    assert "'Out' cannot be reached" in fault


def test_what_keeps_the_tab_key(build: Build) -> None:
    edit = QPlainTextEdit()
    (fault,) = checks.out_of_reach(build(QPushButton("Before"), edit))
    assert "keeps the Tab key" in fault
    edit.setTabChangesFocus(True)
    assert checks.out_of_reach(edit.window()) == []


def test_radio_buttons_are_one_stop(build: Build) -> None:
    group, buttons = QButtonGroup(), [QRadioButton(name) for name in "abc"]
    for button in buttons:
        group.addButton(button)
    buttons[0].setChecked(True)
    assert checks.out_of_reach(build(*buttons, QPushButton("After"))) == []


def test_mnemonics_that_two_have(build: Build) -> None:
    label, box = QLabel("&Copy what:"), QComboBox()
    label.setBuddy(box)
    window = build(label, box, QPushButton("&Copy"), QCheckBox("&Trace"))
    (fault,) = checks.clashing_mnemonics(window)
    assert fault == "Alt+C is the mnemonic of &Copy what: and &Copy"


def test_mnemonics_of_a_menu(qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    for text in ("&Copy", "&Cut", "&Paste"):
        menu.addAction(text)
    assert len(checks.clashing_mnemonics(menu)) == 1


@pytest.mark.parametrize("make", [QLabel, QPushButton, QCheckBox])
def test_texts_that_are_cut(build: Build, make: type[QLabel | QPushButton | QCheckBox]) -> None:
    widget = make("Long words that have no room at all here")
    widget.setMaximumWidth(60)
    assert "is cut" in checks.cut(build(widget))[0]
    widget.setMaximumWidth(1000)
    assert checks.cut(build(widget, width=600)) == []


def test_wrapped_text_that_is_too_high(build: Build) -> None:
    label = QLabel("Many words in many lines, of which only one is to be seen. " * 3)
    label.setWordWrap(True)
    label.setMaximumHeight(20)
    assert "is cut" in checks.cut(build(label))[0]


def test_a_combo_box_may_be_short_if_its_tooltip_is_not(build: Build) -> None:
    box = QComboBox()
    box.addItem("A microphone with a name that is as long as they are at times")
    box.setMaximumWidth(80)
    window = build(box)
    assert "is cut" in checks.cut(window)[0]
    box.setToolTip(box.currentText())
    assert checks.cut(window) == []


def test_shortened_labels_have_a_tooltip(build: Build) -> None:
    label = ElidedLabel("A line that shortens itself, for it has more words than there is room for")
    window = build(label, width=120)
    assert checks.cut(window) == []
    label.setToolTip("")
    assert "tooltip" in checks.cut(window)[0]


def test_what_is_outside_or_wider_than_its_place(build: Build) -> None:
    area = QScrollArea()
    area.setWidget(QLabel("wide " * 100))
    loose = QWidget(build(area))
    loose.setGeometry(280, 10, 100, 20)
    loose.show()
    faults = checks.cut(loose.window())
    assert any("is wider than it" in fault for fault in faults)
    assert any("not wholly inside its window" in fault for fault in faults)


def test_windows_that_are_too_large(build: Build) -> None:
    window = build(width=1100)
    assert "too much for a screen" in checks.cut(window)[0]


def test_what_is_not_mirrored(qapp: QApplication, build: Build) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.addWidget(QPushButton("First"))
        row.addStretch(1)
        window = build(inner)
        assert checks.not_mirrored(window) == []
        loose = QPushButton("Loose", window)
        loose.move(5, 150)
        loose.show()
        (fault,) = checks.not_mirrored(window)
        assert "Loose" in fault
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_faint_text(build: Build) -> None:
    label = QLabel("Hardly to be seen")
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#b0b0b0"))
    label.setPalette(palette)
    window = build(label, QLabel("As it should be"))
    (fault,) = faintness.too_faint(window)
    assert "Hardly" in fault
    label.setEnabled(False)
    assert faintness.too_faint(window) == []


def test_contrast_as_wcag_counts_it() -> None:
    black, white, grey = QColor("black"), QColor("white"), QColor("#777777")
    assert faintness.contrast(white, black, white) == pytest.approx(21.0)
    assert faintness.contrast(white, grey, white) == pytest.approx(4.48, abs=0.01)
    half = QColor(0, 0, 0, 128)
    assert faintness.contrast(white, half, white) == pytest.approx(4.0, abs=0.05)
