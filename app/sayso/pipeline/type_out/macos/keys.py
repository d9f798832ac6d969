"""Into the window that has the keyboard, by key events (macOS).

For windows of this machine the events carry the text itself, so that the layout does not matter.
Viewers of another machine pass the key's code on and drop that text (CGEvent's documentation allows
it; VoiceInk 758 saw every letter arrive as "a"), so they get the layout's own keys.

The events enter the session (kCGSessionEventTap) rather than being posted to the window's process:
Electron and web pages silently drop text that is posted so (FluidVoice 175), and it passes by the
focus within the program. So it is looked before the first piece, and again and again, whether the
target still has the keyboard. A viewer's keys enter where the keyboard's own do (kCGHIDEventTap),
because some watch from there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from sayso.core.errors import InsertionError, WayUnavailable
from sayso.core.ports import Clock, Focus, Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.macos.api import MacApi
from sayso.pipeline.type_out.macos.keyboard import (
    RELEASE_SECONDS,
    RETURN_KEY,
    SHIFT_FLAGS,
    SHIFT_KEY,
    MacKeyboard,
)
from sayso.pipeline.type_out.macos.layout import plain_keys
from sayso.pipeline.type_out.macos.pieces import pieces

WAY = "typed keys"

PAUSE_SECONDS = 0.001
"""Between two pieces. Without any, some are lost (enigo 260)."""

REMOTE_PAUSE_SECONDS = 0.008
"""Between two edges in a viewer, which sends each over a network: keys that follow a modifier too
soon arrive without it. 5 to 10 ms do (Ultimate Hacking Keyboard's firmware 353)."""

LOOK_EVERY = 20
"""Pieces between two looks at who has the keyboard; a look takes some milliseconds."""

LONGEST = 8000
"""Pieces, some fifteen seconds of typing: what is longer is not to be typed."""

LONGEST_REMOTE = 1000
"""Likewise in a viewer."""


class MacKeys:
    """A `sayso.core.ports.Way`.

    focus: tells whether the target still has the keyboard. remote: whether the windows of an
    application, by `Target.application`, show another machine.
    """

    def __init__(
        self,
        api: MacApi,
        clock: Clock,
        focus: Focus,
        remote: Callable[[str], bool],
        *,
        release_seconds: float = RELEASE_SECONDS,
    ) -> None:
        self._api = api
        self._remote = remote
        self._closed = threading.Event()
        self._keyboard = MacKeyboard(api, clock, focus, self._closed, release_seconds)

    def insert(self, text: str, target: Target | None) -> Insertion:
        """Never confirmed: nothing tells whether a window took the keys."""
        self._keyboard.check(target)
        strokes = self._keys_for(text) if self._is_remote(target) else self._texts_for(text)
        self._keyboard.wait_released()
        self._keyboard.aimed(target)
        for number, stroke in enumerate(strokes):
            if number and number % LOOK_EVERY == 0 and not self._keyboard.has(target):
                raise InsertionError(
                    "The window lost the keyboard while the text was typed, so only its beginning "
                    "stands there; delete that and try again."
                )
            if self._closed.is_set():
                raise InsertionError(
                    "Sayso was closed while the text was typed, so only its beginning stands there."
                )
            stroke()
        return Insertion(WAY, confirmed=False)

    def press_enter(self, target: Target | None) -> None:
        self._keyboard.enter(target, hardware=self._is_remote(target))

    def close(self) -> None:
        self._closed.set()

    def _is_remote(self, target: Target | None) -> bool:
        return target is not None and self._remote(target.application)

    def _texts_for(self, text: str) -> list[Callable[[], None]]:
        found = list(pieces(text))
        if len(found) > LONGEST:
            raise WayUnavailable("The text is too long to be typed key by key; paste it.")
        return [partial(self._type, piece) for piece in found]

    def _type(self, piece: str) -> None:
        if piece == "\n":
            self._keyboard.chord(RETURN_KEY, 0)
        else:
            self._api.post_text(piece)
        self._closed.wait(PAUSE_SECONDS)

    def _keys_for(self, text: str) -> list[Callable[[], None]]:
        if len(text) > LONGEST_REMOTE:
            raise InsertionError(
                "The text is too long to be typed into another machine; save it there as a file, "
                "or share the clipboard with that machine.",
                left_nothing=True,
            )
        if self._keyboard.caps_lock():
            raise InsertionError(
                "Caps Lock is on, and another machine would turn the letters round; switch it off.",
                left_nothing=True,
            )
        layouts = self._keyboard.layouts()
        keys = plain_keys(layouts[0]) if layouts else {}
        keys["\n"] = (RETURN_KEY, False)
        missing = sorted({char for char in text if char not in keys})
        if missing:
            raise InsertionError(
                f"The keyboard layout has no key for {' '.join(missing[:5])}, and another machine "
                "takes nothing but keys; switch the layout, or share the clipboard with it.",
                left_nothing=True,
            )
        return [partial(self._strike, *keys[char]) for char in text]

    def _strike(self, code: int, shifted: bool) -> None:
        """Shift is a key of its own there, and not only a flag."""
        flags = SHIFT_FLAGS if shifted else 0
        edges = [(code, True, flags), (code, False, flags)]
        if shifted:
            edges = [(SHIFT_KEY, True, flags), *edges, (SHIFT_KEY, False, 0)]
        for edge in edges:
            self._api.post_key(*edge, hardware=True)
            self._closed.wait(REMOTE_PAUSE_SECONDS)
