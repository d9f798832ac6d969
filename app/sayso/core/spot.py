"""Where on the screens the person writes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rect:
    """In whatever the desktop places windows by: pixels of the screen on X11 and Windows, points on
    macOS. y grows downwards; what lies left of or above the main screen is negative."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column that is outside."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row that is outside."""
        return self.y + self.height

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom


@dataclass(frozen=True, slots=True)
class Spot:
    """caret: the text cursor, or the character that it stands before. window: the one that has the
    keyboard. None: the desktop does not tell."""

    caret: Rect | None = None
    window: Rect | None = None
