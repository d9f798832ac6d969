"""From the events of keys that were grabbed on X11 to what a hotkey source reports. Pure.

While a grabbed key is held, every key goes to whoever grabbed it. So no window can take another key
for a shortcut with ours, and ``Key.OTHER`` would have nothing to tell.
"""

from __future__ import annotations

from dataclasses import dataclass

from sayso.core.ports import Key

MODIFIER_BITS = 0xFF
"""The eight modifiers within the state of an X event; above them are buttons and the group."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What a chord is on one keyboard mapping.

    keys: pairs of a keycode and the modifier bits that must be down with it.
    modifiers: keycodes whose release ends the chord.
    escape: keycodes of Escape.
    locks: modifier bits that do not count: Caps Lock and Num Lock.
    own: the modifier bit that a lone modifier sets itself, or 0.
    """

    keys: frozenset[tuple[int, int]]
    modifiers: frozenset[int]
    escape: frozenset[int]
    locks: int
    own: int


class GrabbedKeys:
    """Follows the chord and Escape through the events of their grabs.

    cancel: report Escape as ``Key.CANCEL``. May be set at any time.
    codes: may be replaced when the keyboard mapping changes.

    A key that is held down repeats, and X reports each repeat as a release and a press of the same
    time. So a release waits until something follows it or `settle` is called.
    """

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        self.cancel = False
        self._waiting: tuple[int, int] | None = None
        self._held: int | None = None

    @property
    def waiting(self) -> int | None:
        """The keycode whose release waits."""
        return None if self._waiting is None else self._waiting[0]

    def press(self, code: int, state: int, time: int) -> tuple[Key, ...]:
        """``time`` in the server's milliseconds."""
        if self._waiting == (code, time):
            self._waiting = None
            return ()
        out = self.settle()
        if code in self.codes.escape:
            return (*out, Key.CANCEL) if self.cancel else out
        if (code, state & MODIFIER_BITS & ~self.codes.locks) in self.codes.keys:
            if self._held is not None:
                # Its release went to somebody else: a stronger grab, or another virtual terminal.
                out = (*out, Key.UP)
            self._held = code
            return (*out, Key.DOWN)
        return out

    def release(self, code: int, time: int) -> tuple[Key, ...]:
        out = self.settle()
        if self._held is not None and code in self.codes.modifiers:
            self._held = None
            return (*out, Key.UP)
        # Keys that no longer count wait too, so that their repeats are not taken for new presses.
        self._waiting = (code, time)
        return out

    def settle(self) -> tuple[Key, ...]:
        """No press followed: the release that waited was real."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting[0] == self._held:
            self._held = None
            return (Key.UP,)
        return ()
