"""Keys for one window and no other."""

from __future__ import annotations

from collections.abc import Callable

from Xlib import XK

from sayso.core.errors import FocusMoved, InsertionError
from sayso.core.ports import Clock
from sayso.core.target import Target
from sayso.pipeline.type_out.x11.keyboard import X11Keyboard
from sayso.pipeline.type_out.x11.selections import Selections
from sayso.pipeline.type_out.x11.windows import (
    Holder,
    keyboard_holder,
    server_grabbed,
    window_of,
)

RELEASE_SECONDS = 3.0
"""How long a held modifier may keep the text waiting: longer than a shortcut takes. One that is
still down then is stuck (a release that got lost, a sticky key) and is let go of."""

POLL_SECONDS = 0.01
"""The core protocol has no event for a key of another window's: so the keyboard is asked, and only
while a modifier is down."""


STUCK_SECONDS = 1.0
"""For letting go of them, again and again. A program that presses them as often wins."""


class GuardedKeys:
    """Sends keys while the window that is meant has the keyboard, and no modifier is down.

    Both are asked, and the keys pressed, while the server carries out nobody else's requests: what
    takes the focus comes before, and is seen, or after, and gets none of the keys.

    Our own windows are the server's clients, too. Their toolkit waits for its answers with the
    interpreter's lock held, which this thread needs to let the server go on: the two would wait for
    each other, and the whole screen for them. So the main thread is made to stand still first; if
    it will not, the keys are pressed without holding the server, right after the question.
    """

    def __init__(
        self,
        selections: Selections,
        clock: Clock,
        closed: Callable[[], bool],
        release_seconds: float = RELEASE_SECONDS,
    ) -> None:
        self._selections = selections
        self._clock = clock
        self._closed = closed
        self._release_seconds = release_seconds
        self.keyboard = X11Keyboard(selections.display)

    def holder(self, target: Target | None) -> Holder:
        """Who has the keyboard. Raises FocusMoved where that is not ``target``; InsertionError
        where it is nobody."""
        holder = keyboard_holder(self._selections.display)
        if target is not None and (holder is None or holder.window != window_of(target)):
            raise FocusMoved(
                f"{target.name} has not the keyboard any more; go back to it and try again."
            )
        if holder is None:
            raise InsertionError(
                "No window has the keyboard; click where the text belongs and try again.",
                left_nothing=True,
            )
        return holder

    def send(self, target: Target | None, keys: Callable[[Holder], None]) -> None:
        """Calls ``keys`` at the right moment. Raises what it raises, and what `holder` does."""
        display = self._selections.display
        deadline = self._clock() + self._release_seconds
        while True:
            self._wait_for_release(deadline)
            if self._closed():
                raise InsertionError(
                    "Sayso is ending, so nothing is typed any more; start it again.",
                    left_nothing=True,
                )
            with self._selections.still() as still, server_grabbed(display, wanted=still):
                holder = self.holder(target)
                if not self.keyboard.held_modifiers():
                    keys(holder)
                    return

    def press_enter(self, target: Target | None) -> None:
        def press(_: Holder) -> None:
            if not self.keyboard.press(XK.XK_Return):
                raise InsertionError("The keyboard has no Return key; press it yourself.")

        self.send(target, press)

    def _wait_for_release(self, deadline: float) -> None:
        while held := self.keyboard.held_modifiers():
            now = self._clock()
            if now >= deadline + STUCK_SECONDS:
                raise InsertionError(
                    "A modifier key stays down whatever is done, so nothing can be typed; "
                    "press and release Shift, Ctrl and Alt, and try again.",
                    left_nothing=True,
                )
            if now >= deadline:
                self.keyboard.release(held)
                if not self.keyboard.held_modifiers():
                    return
            if self._selections.pump(self._closed, now + POLL_SECONDS):
                return
