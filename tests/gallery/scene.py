"""What a scene is: a window in one state, for the pictures and for the checks of all windows.

Each room of the desktop has its scenes in ``ROOM_scenes.py`` beside this file, as ``SCENES``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Scene:
    """name: of the picture's file, as ``history-empty``.

    build: makes the window, in that state and not yet shown, with real values in it; it gets an
        empty folder to write into. It runs in the main thread, in any language and palette, and
        starts nothing that outlives the window.
    close: what must end with it.
    """

    name: str
    build: Callable[[Path], QWidget]
    close: Callable[[QWidget], None] = lambda widget: None
