"""Onto the X11 clipboard and no further: the person pastes."""

from __future__ import annotations

from sayso.core.errors import InsertionError, WayUnavailable
from sayso.core.ports import Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.x11.content import text_content
from sayso.pipeline.type_out.x11.selections import Selections
from sayso.pipeline.type_out.x11.thread import SelectionThread

WAY = "copied to the clipboard"


class X11Copy:
    """A `sayso.core.ports.Way` that fills CLIPBOARD, which ``thread`` offers until it is closed."""

    def __init__(self, thread: SelectionThread) -> None:
        self._thread = thread

    def insert(self, text: str, target: Target | None) -> Insertion:
        """Never confirmed: whether and where it is pasted is the person's business."""
        if not self._thread.call(lambda selections: _copy(selections, text)):
            raise InsertionError(
                "Another program took the clipboard at the same moment; "
                "copy the text from Sayso's window.",
                left_nothing=True,
            )
        return Insertion(WAY, confirmed=False, copied=True)

    def press_enter(self, target: Target | None) -> None:
        """Raises WayUnavailable: it knows no window."""
        raise WayUnavailable("Copying to the clipboard presses no keys; press Enter yourself.")

    def close(self) -> None:
        """Nothing waits; what was copied stays with the thread."""


def _copy(selections: Selections, text: str) -> bool:
    content = text_content(text, selections.atom, transient=False)
    return selections.own(selections.clipboard, content)
