"""Takes a text back out of the focused field on Wayland: input-method-v2."""

from __future__ import annotations

from sayso.core.errors import InsertionError, WayUnavailable
from sayso.core.ports import Clock, Focus
from sayso.core.target import Target
from sayso.pipeline.type_out.wayland.connection import Connection, Lost, Stop, Stopped
from sayso.pipeline.type_out.wayland.field import Surroundings, WaylandField
from sayso.pipeline.type_out.wayland.focus import check

GONE_SECONDS = 0.5
"""For the field to tell that the text is gone."""


class WaylandErase:
    """A `sayso.core.ports.Eraser`, for fields that tell what stands before the caret."""

    def __init__(
        self, clock: Clock, focus: Focus | None = None, address: str | None = None
    ) -> None:
        """address: as in WAYLAND_DISPLAY, which holds where it is None."""
        self._clock = clock
        self._focus = focus
        self._address = address
        self._stop = Stop()

    def erase(self, text: str, target: Target) -> bool:
        wanted = text.encode()
        with Connection(self._clock, self._address, self._stop) as connection:
            try:
                field = WaylandField(self._clock, connection)
                check(self._focus, target)
                around = field.surroundings
                if around is None or not field.here:
                    raise InsertionError(_UNTOLD, left_nothing=True)
                if not _stands(around, wanted):
                    return False
            except (Lost, Stopped, WayUnavailable) as error:
                raise InsertionError(_UNTOLD, left_nothing=True) from error
            left = around.before.removesuffix(wanted)
            try:
                gone = field.remove_before(len(wanted)) and field.comes_to_show(
                    lambda now: now.before != around.before and now.before.endswith(left),
                    GONE_SECONDS,
                    or_nothing=not left,
                )
            except (Lost, Stopped) as error:
                raise InsertionError(_UNSURE) from error
            if not gone:
                raise InsertionError(_UNSURE)
        return True

    def close(self) -> None:
        self._stop.set()


def _stands(around: Surroundings, text: bytes) -> bool:
    """Raises InsertionError where the field shows less than would tell."""
    if around.cursor != around.anchor:
        return False
    if around.before.endswith(text):
        return True
    if len(around.before) < len(text) and text.endswith(around.before):
        raise InsertionError(_UNTOLD, left_nothing=True)
    return False


_UNTOLD = (
    "The text field does not tell what stands in it; take the text back there, by its own undo."
)
_UNSURE = "The text could not be taken back for certain; look, and use the window's own undo."
