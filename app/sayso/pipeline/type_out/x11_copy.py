"""Onto the X11 clipboard and no further: the person pastes."""

from __future__ import annotations

from sayso.core.errors import InsertionError
from sayso.core.ports import Clock, Insertion
from sayso.pipeline.type_out.method import typeable
from sayso.pipeline.type_out.x11_content import text_content
from sayso.pipeline.type_out.x11_selections import Selections
from sayso.pipeline.type_out.x11_thread import SelectionThread

WAY = "copied to the clipboard"


class X11Copy:
    """A `sayso.core.ports.TextInserter` that fills CLIPBOARD and offers it until `close`."""

    def __init__(self, clock: Clock, display_name: str | None = None) -> None:
        self._thread = SelectionThread(clock, display_name)

    def insert(self, text: str) -> Insertion:
        """Never confirmed: whether and where it is pasted is the person's business."""
        text = typeable(text)
        if text and not self._thread.call(lambda selections: _copy(selections, text)):
            raise InsertionError(
                "Another program took the clipboard at the same moment; "
                "copy the text from Sayso's window."
            )
        return Insertion(WAY, confirmed=False)

    def close(self) -> None:
        self._thread.close()


def _copy(selections: Selections, text: str) -> bool:
    content = text_content(text, selections.atom, transient=False)
    return selections.own(selections.clipboard, content)
