"""Where the pill goes: from screens, the caret and a size to a position. Pure.

Qt places windows in pixels that do not depend on the screen's scale, and yet keeps each screen's
upper left corner where the desktop has it: so that a place which the desktop tells is turned into
one of Qt's by its distance to that corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.core.spot import Rect, Spot

MARGIN = 24
"""Between the pill and the screen's edge."""

GAP = 10
"""Between the pill and the line with the caret."""

_ASIDE = 16
"""How far left of the caret it begins."""


@dataclass(frozen=True, slots=True)
class Screen:
    """whole, free: all of it, and what panels leave; in Qt's pixels. scale: how many of the
    desktop's pixels (`sayso.core.spot.Rect`) are one of those."""

    name: str
    whole: Rect
    free: Rect
    scale: float = 1.0

    @property
    def real(self) -> Rect:
        """All of it, as the desktop counts."""
        whole = self.whole
        return Rect(
            whole.x, whole.y, round(whole.width * self.scale), round(whole.height * self.scale)
        )

    def from_desktop(self, place: Rect) -> Rect:
        """No pixel of it is left out."""
        x, y = self.whole.x, self.whole.y
        left = x + int((place.x - x) // self.scale)
        top = y + int((place.y - y) // self.scale)
        right = x - int((x - place.right) // self.scale)
        bottom = y - int((y - place.bottom) // self.scale)
        return Rect(left, top, right - left, bottom - top)


def place(
    size: tuple[int, int],
    where: str,
    screens: Sequence[Screen],
    spot: Spot,
    *,
    name: str = "auto",
    height: int = 0,
) -> tuple[int, int]:
    """The upper left corner for a pill of that size.

    where, name: the settings ``overlay`` and ``overlay_screen``. screens: at least one, the main
    one first. height: that it may grow to, so that it need not change sides then.
    """
    if where == "caret" and spot.caret is not None:
        screen = _screen_at(screens, spot.caret)
        if screen is not None:
            beside = _beside(size, screen.from_desktop(spot.caret), screen.free, height)
            if beside is not None:
                return beside
    screen = screen_for(screens, spot, name)
    free = screen.free
    y = free.y + MARGIN if where == "top" else free.bottom - MARGIN - size[1]
    return _inside((free.x + (free.width - size[0]) // 2, y), size, free)


def screen_for(screens: Sequence[Screen], spot: Spot, name: str) -> Screen:
    """The one of that name, else the one with the caret, else the one with most of the window."""
    for screen in screens:
        if screen.name == name:
            return screen
    if spot.caret is not None and (found := _screen_at(screens, spot.caret)) is not None:
        return found
    if spot.window is None:
        return screens[0]
    window = spot.window
    return max(screens, key=lambda screen: _shared(screen.real, window))


def _beside(size: tuple[int, int], caret: Rect, free: Rect, height: int) -> tuple[int, int] | None:
    """Below the caret's line, else above it; None where there is room for neither."""
    needed = max(height, size[1])
    x = caret.x - _ASIDE
    for wanted in (needed, size[1]):
        if caret.bottom >= free.y and caret.bottom + GAP + wanted <= free.bottom:
            return _inside((x, caret.bottom + GAP), size, free)
        if caret.y <= free.bottom and caret.y - GAP - wanted >= free.y:
            return _inside((x, caret.y - GAP - size[1]), size, free)
    return None


def _inside(corner: tuple[int, int], size: tuple[int, int], free: Rect) -> tuple[int, int]:
    """What is larger than the screen begins where that begins."""
    x = max(free.x, min(corner[0], free.right - size[0]))
    y = max(free.y, min(corner[1], free.bottom - size[1]))
    return x, y


def _screen_at(screens: Sequence[Screen], caret: Rect) -> Screen | None:
    x, y = caret.x, caret.y + caret.height / 2
    return next((screen for screen in screens if screen.real.holds(x, y)), None)


def _shared(one: Rect, other: Rect) -> int:
    width = min(one.right, other.right) - max(one.x, other.x)
    height = min(one.bottom, other.bottom) - max(one.y, other.y)
    return max(0, width) * max(0, height)
