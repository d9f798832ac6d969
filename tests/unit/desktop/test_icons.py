from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter

from sayso.desktop.icons import state_icon, state_pixmap
from sayso.desktop.parts import app_icon
from sayso.desktop.shown import Look

pytestmark = pytest.mark.usefixtures("qapp")


def _luminance(colour: QColor) -> float:
    """Relative, of sRGB, as WCAG 2.1 has it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ratio(one: float, other: float) -> float:
    light, dark = max(one, other), min(one, other)
    return (light + 0.05) / (dark + 0.05)


def _contrast(one: QColor, other: QColor) -> float:
    return _ratio(_luminance(one), _luminance(other))


def _grey_on(image: QImage, panel: QColor) -> list[float]:
    """Luminance of each pixel, once it is painted on the panel."""
    whole = QImage(image.size(), QImage.Format.Format_RGB32)
    whole.fill(panel)
    painter = QPainter(whole)
    painter.drawImage(0, 0, image)
    painter.end()
    return [
        _luminance(whole.pixelColor(x, y))
        for x in range(whole.width())
        for y in range(whole.height())
    ]


def _image(look: Look, size: int, leaves_no_trace: bool = False) -> QImage:
    return state_pixmap(look, size, leaves_no_trace).toImage()


def _ground(image: QImage) -> QColor:
    """The colour that most of the shape has."""
    counts: dict[int, int] = {}
    for x in range(image.width()):
        for y in range(image.height()):
            colour = image.pixelColor(x, y)
            if colour.alpha() == 255:
                counts[colour.rgb()] = counts.get(colour.rgb(), 0) + 1
    return QColor(max(counts, key=counts.__getitem__))


@pytest.mark.parametrize("look", Look)
def test_stands_out_from_light_and_dark_panels(look: Look) -> None:
    """3 : 1 is what WCAG 1.4.11 asks of signs."""
    ground = _ground(_image(look, 32))
    assert _contrast(ground, QColor("#f5f5f5")) >= 3
    assert _contrast(ground, QColor("#1e1e1e")) >= 3
    assert _contrast(ground, QColor("#ffffff")) >= 3  # the sign itself


PANELS = ["#ffffff", "#f0f0f0", "#808080", "#3b3b3b", "#1e1e1e", "#000000"]
"""Light, dark and in between; white and black are those of high contrast."""

SEEN = 30
"""Pixels of the 256 that must tell two icons apart: more than a tenth."""


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("marked", [False, True])
def test_differ_in_grey_on_every_panel(panel: str, marked: bool) -> None:
    """So that nobody needs to see the colours."""
    greys = {look: _grey_on(_image(look, 16, marked), QColor(panel)) for look in Look}
    for one, other in combinations(Look, 2):
        differing = sum(
            _ratio(here, there) >= 2 for here, there in zip(greys[one], greys[other], strict=True)
        )
        assert differing >= (SEEN if panel != "#808080" else SEEN / 2), (one, other, differing)


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("look", Look)
def test_enough_of_it_stands_out_from_every_panel(look: Look, panel: str) -> None:
    """On one of its own brightness the sign alone, which is white."""
    ground = _luminance(QColor(panel))
    greys = _grey_on(_image(look, 16), QColor(panel))
    assert sum(_ratio(grey, ground) >= 3 for grey in greys) >= 12


@pytest.mark.parametrize("look", Look)
def test_that_no_trace_is_left_is_seen_in_grey_too(look: Look) -> None:
    marked = _image(look, 16, leaves_no_trace=True)
    assert _differing(_image(look, 16), marked) >= 15
    bar, disc = marked.pixelColor(12, 12), marked.pixelColor(12, 14)
    assert _contrast(bar, disc) >= 3
    assert _contrast(disc, QColor("#f5f5f5")) >= 3
    assert _contrast(disc, QColor("#1e1e1e")) >= 3
    for other in Look:
        assert other is look or _differing(_image(other, 16, leaves_no_trace=True), marked) >= 25


def _differing(first: QImage, second: QImage) -> int:
    """Pixels that nobody needs to see colours for."""
    differing = 0
    for x in range(16):
        for y in range(16):
            here, there = first.pixelColor(x, y), second.pixelColor(x, y)
            outline = abs(here.alpha() - there.alpha()) > 128
            sign = (here.lightness() > 200) != (there.lightness() > 200)
            differing += outline or sign
    return differing


@pytest.mark.parametrize("marked", [False, True])
@pytest.mark.parametrize("look", Look)
def test_has_the_sizes_that_panels_use(look: Look, marked: bool) -> None:
    sizes = state_icon(look, marked).availableSizes()
    assert {QSize(n, n) for n in (16, 22, 24, 32, 48, 64, 128)} == set(map(_copy, sizes))


def test_the_apps_own_icon_is_found_and_drawn() -> None:
    image = app_icon().pixmap(QSize(64, 64)).toImage()
    assert image.size() == QSize(64, 64)
    assert image.pixelColor(32, 20) == QColor("#ffffff")  # the microphone
    assert image.pixelColor(0, 0).alpha() == 0


def _copy(size: QSize) -> QSize:
    return QSize(size.width(), size.height())
