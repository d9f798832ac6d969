"""Where a text is meant for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a window does with what is put into it."""

    WINDOW = "window"
    TERMINAL = "terminal"
    """A line break may run what stands on the line."""
    REMOTE = "remote"
    """It shows another machine's screen: it passes keys on, and has that machine's clipboard."""


@dataclass(frozen=True, slots=True)
class Target:
    """A window that can have the keyboard.

    id: the platform's name for it, the same for the same window only (an X11 window, a HWND…).
    application: what the platform calls its program, in lower case: the class in WM_CLASS, a
        Wayland app_id, a bundle identifier, the name of an .exe without its end. May be empty.
    process: its process's number; 0 where that is not known.
    elevated: it runs with more rights than we do, and so takes no keys of ours.
    """

    id: str
    application: str
    process: int = 0
    elevated: bool = False

    @property
    def name(self) -> str:
        """For people."""
        return self.application.rpartition(".")[2].capitalize() or "that window"
