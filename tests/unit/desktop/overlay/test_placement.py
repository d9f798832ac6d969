from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sayso.core.spot import Rect, Spot
from sayso.desktop.overlay.placement import GAP, MARGIN, Screen, place, screen_for

MAIN = Screen("DP-1", Rect(0, 0, 1920, 1080), Rect(0, 0, 1920, 1040))
FINE = Screen("eDP-1", Rect(1920, 0, 1280, 800), Rect(1920, 30, 1280, 770), 2.0)
"""2560 × 1600 pixels of the desktop, from its column 1920 on."""

SCREENS = [MAIN, FINE]
PILL = (400, 40)


def test_at_the_edges_in_the_middle() -> None:
    assert place(PILL, "bottom", SCREENS, Spot()) == (760, 1040 - MARGIN - 40)
    assert place(PILL, "top", SCREENS, Spot()) == (760, MARGIN)


def test_an_unknown_caret_is_the_bottom_of_the_windows_screen() -> None:
    spot = Spot(window=Rect(2000, 100, 1000, 800))
    assert place(PILL, "caret", SCREENS, spot) == place(PILL, "bottom", SCREENS, spot)
    assert place(PILL, "caret", SCREENS, spot) == (2360, 800 - MARGIN - 40)


def test_below_the_caret_or_above_it() -> None:
    assert place(PILL, "caret", SCREENS, Spot(Rect(300, 400, 1, 18))) == (284, 418 + GAP)
    low = Spot(Rect(300, 1000, 1, 18))
    assert place(PILL, "caret", SCREENS, low) == (284, 1000 - GAP - 40)


def test_room_is_kept_so_that_it_need_not_change_sides() -> None:
    spot = Spot(Rect(300, 940, 1, 18))
    x, y = place(PILL, "caret", SCREENS, spot, height=120)
    assert (x, y + 40) == (284, 940 - GAP)
    assert place((400, 120), "caret", SCREENS, spot, height=120) == (284, 940 - GAP - 120)


def test_no_room_on_either_side() -> None:
    tiny = Screen("tiny", Rect(0, 0, 500, 100), Rect(0, 0, 500, 100))
    assert place(PILL, "caret", [tiny], Spot(Rect(10, 40, 1, 18))) == (50, 100 - MARGIN - 40)


def test_on_a_screen_of_another_scale() -> None:
    """A caret 200 of the desktop's pixels into it is 100 of Qt's."""
    caret = Rect(1920 + 200, 400, 2, 40)
    assert FINE.from_desktop(caret) == Rect(2020, 200, 1, 20)
    assert place(PILL, "caret", SCREENS, Spot(caret)) == (2020 - 16, 220 + GAP)
    far = Rect(1920 + 2400, 1500, 2, 40)
    x, y = place(PILL, "caret", SCREENS, Spot(far))
    assert (x + 400, y + 40) == (FINE.free.right, 750 - GAP)


def test_which_screen() -> None:
    assert screen_for(SCREENS, Spot(), "auto") is MAIN
    assert screen_for(SCREENS, Spot(), "eDP-1") is FINE
    assert screen_for(SCREENS, Spot(), "unplugged") is MAIN
    assert screen_for(SCREENS, Spot(Rect(4000, 1500, 1, 9)), "auto") is FINE
    assert screen_for(SCREENS, Spot(window=Rect(1800, 0, 400, 400)), "auto") is FINE
    assert screen_for(SCREENS, Spot(window=Rect(1600, 0, 400, 400)), "auto") is MAIN


sides = st.integers(300, 3000)
pills = st.tuples(st.integers(120, 560), st.integers(36, 110))


@st.composite
def screen_rows(draw: st.DrawFn) -> list[Screen]:
    """Side by side, as the desktop places them, with panels."""
    found: list[Screen] = []
    x = draw(st.integers(-4000, 0))
    for number in range(draw(st.integers(1, 3))):
        scale = draw(st.sampled_from([1.0, 1.25, 1.5, 2.0]))
        y = draw(st.integers(-500, 500))
        whole = Rect(x, y, draw(sides), draw(sides))
        panel = draw(st.integers(0, 60))
        free = Rect(x, y + panel, whole.width, whole.height - panel)
        found.append(Screen(f"screen-{number}", whole, free, scale))
        x += found[-1].real.width
    return found


@given(screen_rows(), pills, st.sampled_from(["caret", "top", "bottom"]), st.data())
def test_never_off_the_screen_and_never_over_the_line(
    screens: list[Screen], size: tuple[int, int], where: str, data: st.DataObject
) -> None:
    of = data.draw(st.sampled_from(screens))
    caret = Rect(
        of.real.x + data.draw(st.integers(0, of.real.width - 1)),
        of.real.y + data.draw(st.integers(0, of.real.height - 40)),
        1,
        data.draw(st.integers(1, 40)),
    )
    x, y = place(size, where, screens, Spot(caret), height=data.draw(st.integers(0, 130)))
    assume(size[0] <= of.free.width and size[1] + 2 * MARGIN <= of.free.height)
    assert of.free.x <= x <= of.free.right - size[0]
    assert of.free.y <= y <= of.free.bottom - size[1]
    line = of.from_desktop(caret)
    room = max(line.y - of.free.y, of.free.bottom - line.bottom) - GAP - size[1]
    if where == "caret" and room >= 0:
        assert y >= line.bottom or y + size[1] <= line.y


@given(screen_rows(), st.data())
def test_no_pixel_of_the_caret_is_lost_by_scaling(
    screens: list[Screen], data: st.DataObject
) -> None:
    screen = data.draw(st.sampled_from(screens))
    at = Rect(
        screen.real.x + data.draw(st.integers(0, 3000)),
        screen.real.y + data.draw(st.integers(0, 3000)),
        data.draw(st.integers(1, 50)),
        data.draw(st.integers(1, 50)),
    )
    inside = screen.from_desktop(at)
    assert (inside.x - screen.whole.x) * screen.scale <= at.x - screen.whole.x
    assert (inside.right - screen.whole.x) * screen.scale >= at.right - screen.whole.x
    assert (inside.bottom - screen.whole.y) * screen.scale >= at.bottom - screen.whole.y


@pytest.mark.parametrize("where", ["caret", "top", "bottom"])
def test_a_pill_larger_than_the_screen_begins_where_that_does(where: str) -> None:
    tiny = Screen("tiny", Rect(10, 20, 100, 30), Rect(10, 20, 100, 30))
    assert place(PILL, where, [tiny], Spot(Rect(20, 30, 1, 9))) == (10, 20)
