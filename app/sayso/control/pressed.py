"""From keys going down and up to what a hotkey source reports. Pure.

For sources that watch the keyboard without taking keys from the windows: every key reaches its
window, so another key pressed while the hotkey is down was perhaps part of a shortcut.
"""

from __future__ import annotations

from sayso.control.chord import LONE_MODIFIERS, MODIFIERS, Chord
from sayso.core.ports import Key

_SIDES = {name: frozenset((f"left_{name}", f"right_{name}")) for name in MODIFIERS}


class PressedKeys:
    """Follows which keys are down.

    cancel: report Escape as ``Key.CANCEL``. May be set at any time.
    repeats: whether a key that is held down is told again and again. Where it is not, a press
        without a release means that the release was lost.

    Key names are those of `sayso.control.chord`, and any other text for keys that it does not name.
    """

    def __init__(self, chord: Chord, *, repeats: bool = True) -> None:
        self.cancel = False
        self._chord = chord
        self._repeats = repeats
        self._down: set[str] = set()
        self._active = False

    @property
    def active(self) -> bool:
        """Whether the hotkey is down."""
        return self._active

    def belongs(self, name: str) -> bool:
        """Whether ``name`` is the hotkey, or part of it."""
        return name == self._chord.key or any(name in _SIDES[m] for m in self._chord.modifiers)

    def press(self, name: str) -> tuple[Key, ...]:
        """A key went down."""
        lost: tuple[Key, ...] = ()
        if name in self._down:
            if self._repeats:
                return ()
            lost = self.release(name)
        self._down.add(name)
        if name == "escape" and self.cancel:
            return (*lost, Key.CANCEL)
        if self._active:
            return (*lost, Key.OTHER)
        if name == self._chord.key and self._modifiers_match():
            self._active = True
            return (*lost, Key.DOWN)
        return lost

    def release(self, name: str) -> tuple[Key, ...]:
        """A key went up. Any part of the hotkey ends it."""
        self._down.discard(name)
        if self._active and self.belongs(name):
            self._active = False
            return (Key.UP,)
        return ()

    def _modifiers_match(self) -> bool:
        """A chord wants its modifiers and no others; a lone modifier does not mind company."""
        if self._chord.key in LONE_MODIFIERS:
            return True
        down = {name for name, sides in _SIDES.items() if sides & self._down}
        return down == self._chord.modifiers
