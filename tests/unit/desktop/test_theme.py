from __future__ import annotations

from collections.abc import Iterator

import pytest
from faintness import contrast
from PySide6.QtGui import QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from sayso.desktop import theme
from sayso.desktop.theme import Meaning, Type

ROLES = QPalette.ColorRole


@pytest.fixture(autouse=True)
def system_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply("auto")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_setting_holds_where_the_desktop_has_no_such_side(name: str) -> None:
    theme.apply(name)
    assert theme.is_dark() is (name == "dark")
    theme.apply("auto")
    assert not theme.is_dark()  # as the platform of the tests is


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("behind", [ROLES.Window, ROLES.Base])
def test_colours_can_be_read(name: str, behind: QPalette.ColorRole) -> None:
    theme.apply(name)
    palette = QGuiApplication.palette()
    ground = palette.color(behind)
    for meaning in Meaning:
        assert contrast(ground, theme.colour(meaning), ground) >= 4.5, meaning
    for role in (ROLES.Text, ROLES.WindowText, ROLES.PlaceholderText, ROLES.Link):
        assert contrast(ground, palette.color(role), ground) >= 4.5, role


def test_what_is_chosen_can_be_read_in_the_dark() -> None:
    theme.apply("dark")
    palette = QGuiApplication.palette()
    chosen = palette.color(ROLES.Highlight)
    assert contrast(chosen, palette.color(ROLES.HighlightedText), chosen) >= 4.5


def test_sizes_go_with_the_font() -> None:
    base = QFont("DejaVu Sans", 10)
    assert theme.font(Type.TITLE, base).pointSizeF() == 15
    assert theme.font(Type.TITLE, base).weight() == QFont.Weight.DemiBold
    base.setPixelSize(20)
    assert theme.font(Type.SMALL, base).pixelSize() == 18


def test_dimmed_text_follows_the_palette(qtbot: QtBot) -> None:
    label = QLabel("later")
    qtbot.addWidget(label)
    theme.dim(label)
    for name in ("dark", "light"):
        theme.apply(name)
        ground = label.palette().color(ROLES.Window)
        assert contrast(ground, label.palette().color(label.foregroundRole()), ground) >= 4.5
