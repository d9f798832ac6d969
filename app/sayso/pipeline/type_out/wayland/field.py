"""The text field with the keyboard, as the compositor shows it to an input method.

Bound for one insertion only: a seat has one input method, and the person may have their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sayso.core.errors import Refused, WayUnavailable
from sayso.core.ports import Clock
from sayso.core.target import Target
from sayso.pipeline.type_out.wayland import protocols
from sayso.pipeline.type_out.wayland.connection import Connection

ACTIVATE_SECONDS = 0.25
"""For the window to say that it has a text field: 5 to 30 ms is usual, and windows that do not know
text-input-v3 never say it."""

LOOK_SECONDS = 0.04
"""For a field to tell of a change."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the caret, as UTF-8, no more than 4000 bytes of it, and often only its
    line. cursor, anchor: in bytes from its begin; they differ where something is selected."""

    text: bytes
    cursor: int
    anchor: int

    @property
    def before(self) -> bytes:
        return self.text[: self.cursor]


@dataclass(slots=True)
class _State:
    active: bool = False
    surroundings: Surroundings | None = None
    secret: bool = False


class WaylandField:
    """Everything may raise `Lost` and `Stopped` of the connection.

    surroundings: None where the field does not tell.
    """

    def __init__(self, clock: Clock, connection: Connection) -> None:
        """Waits for the field. Raises WayUnavailable."""
        self._clock = clock
        self._connection = connection
        self._now = _State()
        self._pending = _State()
        self._taken = False
        self._done = 0
        self._entered = 0
        manager = connection.bind(protocols.INPUT_METHOD_MANAGER)
        if manager is None:
            raise WayUnavailable(
                "This Wayland desktop lets no program be an input method; try typing = paste."
            )
        self._method = manager.make("get_input_method", connection.seat())
        self._method.on("activate", self._activate)
        self._method.on("deactivate", self._deactivate)
        self._method.on("surrounding_text", self._surround)
        self._method.on("content_type", self._say_kind)
        self._method.on("done", self._apply)
        self._method.on("unavailable", self._give_up)
        connection.pump(lambda: self._taken or self._now.active, clock() + ACTIVATE_SECONDS)
        if self._taken or not self._now.active:
            self.close()  # or the seat would have an input method, and the next of ours be refused
        if self._taken:
            raise WayUnavailable(
                "Another input method (as fcitx or ibus) is in use; try typing = paste."
            )
        if not self._now.active:
            raise WayUnavailable(
                "The window has no text field that takes input methods; try typing = paste."
            )
        self._here = self._entered

    @property
    def here(self) -> bool:
        """It is still the field that it was at first, and the compositor lets us write."""
        return self._now.active and self._entered == self._here and not self._taken

    @property
    def surroundings(self) -> Surroundings | None:
        return self._now.surroundings

    def refuse_secret(self, target: Target | None) -> None:
        """Raises Refused where what is typed there is hidden."""
        if self._now.secret:
            name = target.name if target else "that window"
            raise Refused(f"The field in {name} is for a password; type it yourself.")

    def commit(self, text: str) -> bool:
        """At most `pieces.LONGEST` characters. False: the field went away meanwhile."""
        self._method.request("commit_string", text)
        self._method.request("commit", self._done)
        self._connection.roundtrip()
        return self.here

    def remove_before(self, size: int) -> bool:
        """So many bytes before the caret. False: the field went away meanwhile."""
        self._method.request("delete_surrounding_text", size, 0)
        self._method.request("commit", self._done)
        self._connection.roundtrip()
        return self.here

    def comes_to_show(
        self, fits: Callable[[Surroundings], bool], seconds: float, *, or_nothing: bool = False
    ) -> bool:
        """Whether the field shows what fits, in time. It is not to be used any further then.

        or_nothing: it may also tell nothing any more, as Qt's do where nothing stands in them.

        Qt and Chromium tell of some changes only to an input method that comes anew: so we do.
        """
        deadline = self._clock() + seconds
        field: WaylandField | None = self
        while True:
            looked_until = min(deadline, self._clock() + LOOK_SECONDS)
            shows = partial(_shows, field, fits, or_nothing=or_nothing)
            if self._connection.pump(shows, looked_until):
                return True
            if self._clock() >= deadline:
                return False
            if field is not None:
                field.close()
            try:
                field = WaylandField(self._clock, self._connection)
            except WayUnavailable:  # the window is busy with what it got
                field = None

    def close(self) -> None:
        self._method.request(protocols.DESTROY)

    def _activate(self) -> None:
        self._pending = _State(active=True)
        self._entered += 1

    def _deactivate(self) -> None:
        self._pending.active = False

    def _surround(self, text: str, cursor: int, anchor: int) -> None:
        self._pending.surroundings = Surroundings(
            text.encode(errors="surrogateescape"), cursor, anchor
        )

    def _say_kind(self, hint: int, purpose: int) -> None:
        self._pending.secret = bool(hint & protocols.HINT_HIDDEN_TEXT) or purpose in (
            protocols.PURPOSE_PASSWORD,
            protocols.PURPOSE_PIN,
        )

    def _apply(self) -> None:
        """What was said before holds from now on, and all at once."""
        self._done += 1
        pending = self._pending
        self._now = _State(pending.active, pending.surroundings, pending.secret)

    def _give_up(self) -> None:
        self._taken = True


def _shows(
    field: WaylandField | None, fits: Callable[[Surroundings], bool], *, or_nothing: bool
) -> bool:
    if field is None or not field.here:
        return False
    return or_nothing if field.surroundings is None else fits(field.surroundings)
