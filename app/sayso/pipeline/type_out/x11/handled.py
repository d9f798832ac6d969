"""Waits until a window has handled the keys that it was sent."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from sayso.core.ports import Clock
from sayso.pipeline.type_out.x11.ping import Ping
from sayso.pipeline.type_out.x11.selections import Selections
from sayso.pipeline.type_out.x11.windows import atoms

PAUSE_SECONDS, PAUSE_SECONDS_EACH = 0.03, 0.001
"""For windows that cannot be asked, for another machine's behind one that can, and for input
methods, which are asked by nobody: a pause, and so much more for each key. Windows handle 2000
keys or more in a second."""

QUESTIONS, ROUND_SECONDS = 3, 0.003
"""Qt answers as it reads, and handles in the same round of its event loop, or the next, what it has
read. Seconds: so that the next question is not read in the same round."""


class Handled:
    """Asked between keys that must not come together.

    closed: whether to stop waiting. deadline: of the whole text, by ``clock``.
    """

    def __init__(
        self, selections: Selections, clock: Clock, closed: Callable[[], bool], deadline: float
    ) -> None:
        self._selections = selections
        self._clock = clock
        self._closed = closed
        self._deadline = deadline
        root = selections.display.screen().root
        self._has_input_method = bool(atoms(root, selections.atom("XIM_SERVERS")))

    def wait(self, window: int, keys: int, *, remote: bool) -> bool:
        """False where the window has not handled what it was sent by the deadline. keys: those that
        take a pause where it cannot be asked."""
        can_tell = False
        if not remote:
            can_tell = all(self._asks(window, number) for number in range(QUESTIONS))
        if self._has_input_method or (keys and not can_tell):
            pause = PAUSE_SECONDS + keys * PAUSE_SECONDS_EACH
            self._pause(pause)
        return self._clock() < self._deadline

    def _pause(self, seconds: float) -> None:
        self._selections.pump(self._closed, min(self._clock() + seconds, self._deadline))

    def _asks(self, window: int, number: int) -> bool:
        """False where it is not a window that answers. One that has gone is for others to see."""
        if number:
            self._pause(ROUND_SECONDS)
        with closing(Ping(self._selections, window)) as ping:
            if ping.answers:
                ping.send()
                self._selections.pump(
                    lambda: ping.answered or ping.gone or self._closed(), self._deadline
                )
            return ping.answers
