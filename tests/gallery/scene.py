"""What a scene is: a window in one state, for the pictures and for the checks of all windows.

Each room of the desktop has its scenes in ``ROOM_scenes.py`` beside this file, as ``SCENES``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from sayso.desktop.aside import Aside


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


class AtOnce(Aside):
    """Asks in the main thread: a picture is made of the answer."""

    def ask(
        self,
        name: str,
        question: Callable[[], Any],
        answer: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        try:
            result = question()
        except Exception as error:  # noqa: BLE001 - whoever asked is told
            failed(error)
        else:
            answer(result)
