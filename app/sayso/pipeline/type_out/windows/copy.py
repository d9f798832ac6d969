"""Onto the clipboard of Windows and no further: the person pastes."""

from __future__ import annotations

from sayso.core.errors import InsertionError
from sayso.core.ports import Clock, Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.windows.api import Api
from sayso.pipeline.type_out.windows.clipboard import CF_UNICODETEXT, as_data, opened, place
from sayso.pipeline.type_out.windows.message_window import MessageWindow

WAY = "copied to the clipboard"


class WindowsCopy:
    """A `sayso.core.ports.Way`. The text is in the clipboard's history too, as any that the person
    copies, and stays when the app ends."""

    def __init__(self, clock: Clock, *, api: Api | None = None) -> None:
        self._api = api or Api()
        self._clock = clock
        self._window = MessageWindow(self._api, clock, lambda message, first: False)

    def insert(self, text: str, target: Target | None) -> Insertion:
        """Never confirmed: whether and where it is pasted is the person's business."""
        self._window.call(lambda: copy(self._api, self._window, self._clock, text))
        return Insertion(WAY, confirmed=False, copied=True)

    def press_enter(self, target: Target | None) -> None:
        """Nothing was typed that it could send."""

    def close(self) -> None:
        self._window.close()


def copy(api: Api, window: MessageWindow, clock: Clock, text: str) -> None:
    """On the window's thread. Raises InsertionError."""
    with opened(api, window.handle, clock, window.wait):
        api.EmptyClipboard()
        if not place(api, CF_UNICODETEXT, as_data(text)):
            raise InsertionError(
                "Windows did not take the text for its clipboard; copy it from Sayso's window.",
                left_nothing=True,
            )
