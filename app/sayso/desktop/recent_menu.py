"""The tray's list of the latest texts; a click copies one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from sayso.desktop.wording import translate

_LETTERS = 60
"""As much of a text as tells it from the others."""


class RecentMenu(QMenu):
    """The latest first. Nothing of them is on disk: they are gone when the app ends.

    Signals:
        picked(str): the whole of the text that was clicked.
    """

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__(translate("Tray", "Last te&xts"))
        self._texts: tuple[str, ...] | None = None
        self.fill(())

    def fill(self, texts: Sequence[str]) -> None:
        """Each change goes over the bus to the panel, so the same texts again are none."""
        if tuple(texts) == self._texts:
            return
        self._texts = tuple(texts)
        self.clear()
        for text in texts:
            action = self.addAction(line(text).replace("&", "&&"))
            action.setToolTip(translate("Tray", "Copy this text"))
            action.triggered.connect(partial(self._pick, text))
        if not texts:
            self.addAction(translate("Tray", "Nothing was said yet")).setEnabled(False)

    def _pick(self, text: str) -> None:
        self.picked.emit(text)


def line(text: str) -> str:
    """Of no more than so many letters, cut between words where that leaves most of them."""
    whole = " ".join(text.split())
    if len(whole) <= _LETTERS:
        return whole
    cut = whole[: _LETTERS - 1]
    words, _, _ = cut.rpartition(" ")
    return (words if len(words) > _LETTERS // 2 else cut) + "…"
