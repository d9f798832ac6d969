"""Into the focused field on Wayland as an input method does it: input-method-v2.

The most exact way there is: no keys, no layouts, no clipboard, and held modifiers do not matter.
"""

from __future__ import annotations

from sayso.core.errors import FocusMoved, InsertionError, WayUnavailable
from sayso.core.ports import Clock, Focus, Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.wayland.connection import Connection, Lost, Stop, Stopped
from sayso.pipeline.type_out.wayland.field import WaylandField
from sayso.pipeline.type_out.wayland.focus import check
from sayso.pipeline.type_out.wayland.pieces import pieces
from sayso.pipeline.type_out.wayland.virtual_keyboard import press_enter

WAY = "input method"

LONGEST_BYTES = 64 * 1024
"""A compositor ends the program whose window does not read, once some 200 kB wait for it. A longer
text goes another way, by which the window reads at its own pace."""

SEEN_SECONDS = 0.3
"""For a field that tells what it holds to tell of the text: 5 to 50 ms is usual."""

SHOWN_BYTES_A_SECOND = 10_000
"""For a long text, on top of that: Chromium shows some 40 kB a second, and on a machine that has
more to do, or in a paragraph of 60 kB, Qt and GTK need as long."""

_TAIL_CHARACTERS = 40


class WaylandInputMethod:
    """A `sayso.core.ports.Way`."""

    def __init__(
        self, clock: Clock, focus: Focus | None = None, address: str | None = None
    ) -> None:
        """address: as in WAYLAND_DISPLAY, which holds where it is None."""
        self._clock = clock
        self._focus = focus
        self._address = address
        self._stop = Stop()

    def insert(self, text: str, target: Target | None) -> Insertion:
        """Confirmed: the compositor gave all of it to the field, and the field, if it tells what it
        holds, holds its end. Raises Refused where the field is for a password."""
        if len(text.encode()) > LONGEST_BYTES:
            raise WayUnavailable("The text is too long for an input method; try typing = paste.")
        with Connection(self._clock, self._address, self._stop) as connection:
            try:
                field = WaylandField(self._clock, connection)
                field.refuse_secret(target)
                check(self._focus, target)
                if not field.here:
                    raise WayUnavailable(_GONE)
            except (Lost, Stopped) as error:
                raise WayUnavailable(_LOST) from error
            try:
                self._commit(field, text, target)
                return Insertion(WAY, confirmed=_seen(field, text), target=target)
            except (Lost, Stopped) as error:
                raise InsertionError(_HALFWAY) from error

    def press_enter(self, target: Target | None) -> None:
        press_enter(self._clock, self._focus, target, self._address, self._stop)

    def close(self) -> None:
        self._stop.set()

    def _commit(self, field: WaylandField, text: str, target: Target | None) -> None:
        for number, piece in enumerate(pieces(text)):
            if number:
                try:
                    check(self._focus, target)
                except FocusMoved as error:
                    raise InsertionError(_MOVED) from error
            if not field.commit(piece):
                # Never FocusMoved, after which the text goes in by itself: sway may have given it
                # to a field that has only ended for a moment, and then it stands there twice.
                raise InsertionError(_MOVED)


def _seen(field: WaylandField, text: str) -> bool:
    """A field that does not tell what it holds is believed: it was given the text."""
    tail = _plain(text.rpartition("\n")[2][-_TAIL_CHARACTERS:].encode())
    if field.surroundings is None or not tail:
        return True
    seconds = SEEN_SECONDS + len(text.encode()) / SHOWN_BYTES_A_SECOND
    return field.comes_to_show(lambda around: _plain(around.before).endswith(tail), seconds)


def _plain(text: bytes) -> bytes:
    """Web pages put a no-break space where a space would not show."""
    return text.replace("\xa0".encode(), b" ")


_LOST = "The Wayland desktop does not answer, so nothing was typed; try again."
_GONE = "The text field lost the keyboard before anything was typed; click it and try again."
_HALFWAY = (
    "The Wayland desktop went away while the text was typed, so only a part of it may stand there; "
    "look, and copy the rest from Sayso's window."
)
_MOVED = (
    "The text field lost the keyboard while the text was typed, so only a part of it may stand "
    "there; look, and copy the rest from Sayso's window."
)
