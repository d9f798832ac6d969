"""A virtual keyboard: virtual-keyboard-v1, as wlroots, Hyprland, niri, COSMIC and others offer it.

The compositor keeps the modifiers of each keyboard apart, so that a Ctrl, Alt or Shift that the
person still holds does not get into what is typed here.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from sayso.core.errors import WayUnavailable
from sayso.core.ports import Clock
from sayso.pipeline.type_out.wayland import protocols
from sayso.pipeline.type_out.wayland.connection import Connection, Lost
from sayso.pipeline.type_out.wayland.keymap import INSERT, RETURN, SHIFT, Stroke, plain

SETTLE_SECONDS = 0.15
"""For windows to take notice of a new keymap, or of the first keyboard that there is at all.
Chromium reads a keymap beside its other work, and lost the first letters without a wait; with 0.1 s
nothing did. What has the same place in all keymaps, as Return and Shift+Insert, need not wait."""

_XKB_V1 = 1
_SHIFT_MASK = 1

_memory_file: Callable[[str], int] | None = getattr(os, "memfd_create", None)


class VirtualKeyboard:
    """Ends with its connection, if not before by `close`."""

    def __init__(self, clock: Clock, connection: Connection) -> None:
        """Raises WayUnavailable."""
        self._clock = clock
        self._connection = connection
        manager = connection.bind(protocols.KEYBOARD_MANAGER)
        if manager is None or _memory_file is None:
            raise WayUnavailable(
                "This Wayland desktop offers programs no keyboard of their own; "
                "set typing to copy and paste by hand."
            )
        first = not connection.has_keyboard()
        self._keyboard = manager.make("create_virtual_keyboard", connection.seat())
        self._keymap = ""
        self._read = ""
        self._shift = False
        try:
            self.use(plain())
            connection.roundtrip()
        except Lost as error:
            raise WayUnavailable(
                "This Wayland desktop does not let Sayso type; "
                "set typing to copy and paste by hand."
            ) from error
        if first:
            self._settle()

    def use(self, keymap: str) -> None:
        if keymap == self._keymap:
            return
        self._keymap = keymap
        data = keymap.encode() + b"\0"
        assert _memory_file is not None
        descriptor = _memory_file("sayso-keymap")
        try:
            with open(descriptor, "wb", closefd=False) as file:
                file.write(data)
            self._keyboard.request("keymap", _XKB_V1, descriptor, len(data))
        finally:
            os.close(descriptor)  # libwayland sends one of its own
        self._modifiers(0)

    def type_on(self, keymap: str) -> None:
        """As `use`, and wait until windows can be typed to on it. Raises Lost, Stopped."""
        if keymap != self._read:
            self.use(keymap)
            self._read = keymap
            self._settle()

    def tap(self, stroke: Stroke) -> None:
        """Shift stays as it is left, until `release`."""
        self._hold_shift(stroke.shift)
        self._key(stroke.key, 1)
        self._key(stroke.key, 0)

    def release(self) -> None:
        self._hold_shift(False)

    def enter(self) -> None:
        """Raises Lost, Stopped."""
        self.use(plain())
        self.tap(Stroke(RETURN, shift=False))
        self._connection.roundtrip()

    def paste(self) -> None:
        """Shift+Insert: the clipboard in windows of toolkits, the primary selection in terminals,
        to which Ctrl+V is a control character. Raises Lost, Stopped."""
        self.use(plain())
        self.tap(Stroke(INSERT, shift=True))
        self.release()
        self._connection.roundtrip()

    def close(self) -> None:
        self._keyboard.request(protocols.DESTROY)

    def _settle(self) -> None:
        self._connection.roundtrip()
        self._connection.pump(lambda: False, self._clock() + SETTLE_SECONDS)

    def _hold_shift(self, down: bool) -> None:
        if down == self._shift:
            return
        self._shift = down
        if down:
            self._key(SHIFT, 1)
            self._modifiers(_SHIFT_MASK)
        else:
            self._key(SHIFT, 0)
            self._modifiers(0)

    def _key(self, key: int, state: int) -> None:
        self._keyboard.request("key", int(self._clock() * 1000) & 0xFFFFFFFF, key, state)

    def _modifiers(self, depressed: int) -> None:
        self._keyboard.request("modifiers", depressed, 0, 0, 0)
