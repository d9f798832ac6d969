"""Into the focused window on Wayland key by key, from a keyboard of our own."""

from __future__ import annotations

from sayso.core.errors import FocusMoved, InsertionError, WayUnavailable
from sayso.core.ports import Clock, Focus, Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.wayland.connection import Connection, Lost, Stop, Stopped
from sayso.pipeline.type_out.wayland.focus import check
from sayso.pipeline.type_out.wayland.keyboard import VirtualKeyboard
from sayso.pipeline.type_out.wayland.keymap import Run, runs
from sayso.pipeline.type_out.wayland.life import signs_of_life

WAY = "typed keys"

BURST = 20
"""Characters that are sent at once."""

CHARACTERS_A_SECOND = 1000
"""Slower than any window reads: they came to 1400 to 14,000."""

WATCHED = 400
"""Characters, after which the window must have shown a sign of life. A compositor ends the program
whose window does not read, once its socket is full: sway 1.7 with 2000 characters."""


class WaylandKeys:
    """A `sayso.core.ports.Way`. A line break is the Return key."""

    def __init__(
        self, clock: Clock, focus: Focus | None = None, address: str | None = None
    ) -> None:
        """address: as in WAYLAND_DISPLAY, which holds where it is None."""
        self._clock = clock
        self._focus = focus
        self._address = address
        self._stop = Stop()
        self._life: int | None = None

    def insert(self, text: str, target: Target | None) -> Insertion:
        """Never confirmed: the compositor does not tell whether the window read the keys.

        Emoji and the like are not typed: Chromium's windows make other characters of those beyond
        U+FFFF, and nothing tells which windows are Chromium's.
        """
        if any(character > "\uffff" for character in text):
            raise WayUnavailable(
                "The text has emoji or the like, which not every window takes from keys; "
                "set typing to paste.",
                for_text=True,
            )
        with Connection(self._clock, self._address, self._stop) as connection:
            try:
                keyboard = VirtualKeyboard(self._clock, connection)
                check(self._focus, target)
            except (Lost, Stopped) as error:
                raise WayUnavailable(_LOST) from error
            typed = 0
            self._life = None
            try:
                for run in runs(text):
                    typed = self._type(connection, keyboard, run, target, typed)
            except (Lost, Stopped) as error:
                raise InsertionError(_HALFWAY) from error
        return Insertion(WAY, confirmed=False, target=target)

    def press_enter(self, target: Target | None) -> None:
        press_enter(self._clock, self._focus, target, self._address, self._stop)

    def close(self) -> None:
        self._stop.set()

    def _type(
        self,
        connection: Connection,
        keyboard: VirtualKeyboard,
        run: Run,
        target: Target | None,
        typed: int,
    ) -> int:
        """Returns how many characters are typed by now; ``typed``: before."""
        keyboard.type_on(run.keymap)
        due = self._clock()
        for begin in range(0, len(run.strokes), BURST):
            burst = run.strokes[begin : begin + BURST]
            if typed:
                try:
                    check(self._focus, target)
                except FocusMoved as error:
                    raise InsertionError(_MOVED) from error
            for stroke in burst:
                keyboard.tap(stroke)
            keyboard.release()  # so that no Shift is down while we wait, or where we are stopped
            connection.roundtrip()
            if typed // WATCHED != (typed + len(burst)) // WATCHED:
                self._watch(target)
            typed += len(burst)
            due = max(due, self._clock() - BURST / CHARACTERS_A_SECOND)
            due += len(burst) / CHARACTERS_A_SECOND
            connection.pump(lambda: False, due)
        return typed

    def _watch(self, target: Target | None) -> None:
        """Raises InsertionError where the window has done nothing since the last time."""
        if target is None or not target.process:
            return
        before, self._life = self._life, signs_of_life(target.process)
        if before is not None and before == self._life:
            raise InsertionError(_HANGS)


def press_enter(
    clock: Clock,
    focus: Focus | None,
    target: Target | None,
    address: str | None,
    stop: Stop,
) -> None:
    """For every way. Raises InsertionError."""
    with Connection(clock, address, stop) as connection:
        try:
            keyboard = VirtualKeyboard(clock, connection)
            check(focus, target)
            keyboard.enter()
        except (Lost, Stopped) as error:
            raise InsertionError(
                "The Return key could not be pressed; press it yourself."
            ) from error


_LOST = "The Wayland desktop went away before anything was typed; try again."
_HALFWAY = (
    "The Wayland desktop went away while the text was typed, so only a part of it may stand there; "
    "look, and copy the rest from Sayso's window."
)
_HANGS = (
    "The window does not take what is typed, so only a part of the text was sent; look, and copy "
    "the rest from Sayso's window."
)
_MOVED = (
    "Another window took the keyboard while the text was typed, so only a part of it stands there; "
    "copy the rest from Sayso's window."
)
