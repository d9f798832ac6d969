"""The hotkey on macOS and Windows, through pynput.

The keyboard is watched; no key is kept from the windows. So a hotkey that is typed into the focused
window should not be chosen there, and Escape also does there what it always does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sayso.control.chord import LONE_MODIFIERS, Chord
from sayso.control.pressed import PressedKeys
from sayso.core.errors import HotkeyError
from sayso.core.ports import Key

_STOP_SECONDS = 2.0

_NAMES = {
    "esc": "escape",
    "alt_gr": "right_alt",
    **{
        f"{theirs}{end}": f"{side}_{ours}"
        for theirs, ours in (("ctrl", "ctrl"), ("alt", "alt"), ("shift", "shift"), ("cmd", "super"))
        for end, side in (("", "left"), ("_l", "left"), ("_r", "right"))
    },
}

_WINDOWS_F1 = 0x70

_MAC_ANSI = "asdfhgzxcv§bqweryt123465=97-80]ou[ip\rlj'k;\\,/nm."
"""kVK_ANSI_A, 0, and so on in Carbon's HIToolbox/Events.h: what an ANSI keyboard has there."""


def key_name(special: str | None, char: str | None, code: int | None, system: str) -> str:
    """The name that `sayso.control.chord` gives a key.

    special: the name of a member of pynput's ``Key``, or None.
    char, code: what pynput's ``KeyCode`` has; with Ctrl or Option held, ``char`` is a control
        character or what Option makes of the key, and only ``code`` tells the key.
    system: ``linux``, ``macos`` or ``windows``.
    """
    if special is not None:
        return _NAMES.get(special, special)
    if system == "windows" and code is not None:
        if 0x30 <= code <= 0x39 or 0x41 <= code <= 0x5A:  # VK_0…VK_9, VK_A…VK_Z
            return chr(code).lower()
        if _WINDOWS_F1 <= code < _WINDOWS_F1 + 24:
            return f"f{code - _WINDOWS_F1 + 1}"
    composed = char is None or not char.isascii() or not char.isprintable()
    if system == "macos" and composed and code is not None and 0 <= code < len(_MAC_ANSI):
        return _MAC_ANSI[code]
    if char is not None and len(char) == 1:
        if 1 <= ord(char) <= 26:
            return chr(ord(char) + 0x60)
        return {"+": "plus", " ": "space"}.get(char, char.lower())
    return f"code {code}"


class PynputHotkey:
    """Watches for one hotkey.

    system: ``macos`` or ``windows`` (``linux`` works on X11, and tests use it).

    On macOS a listener that is started after Qt's application has been reported to crash (pynput
    issue 511). The app does start it after: that was never tried on a Mac.
    """

    def __init__(self, chord: Chord, system: str) -> None:
        self._chord = chord
        self._pressed = PressedKeys(chord)
        self._system = system
        self._listener: Any = None
        self._down: dict[object, str] = {}

    def start(self, deliver: Callable[[Key], None]) -> None:
        """Raises HotkeyError: the system does not let us listen."""
        try:
            from pynput import keyboard
        except ImportError as error:
            raise HotkeyError(
                f"The keyboard cannot be listened to ({str(error).splitlines()[0]});"
                " bind keys to `sayso start` and `sayso stop` instead."
            ) from error

        def moved(key: Any, injected: bool, down: bool) -> None:
            for report in self._moved(key, injected, down):
                deliver(report)

        # A key that was down when this was stopped went up unseen.
        wanted = self._pressed.cancel
        self._pressed, self._down = PressedKeys(self._chord), {}
        self._pressed.cancel = wanted
        self._listener = keyboard.Listener(
            on_press=lambda key, injected: moved(key, injected, True),
            on_release=lambda key, injected: moved(key, injected, False),
        )
        self._listener.start()
        self._listener.wait()
        if self._system == "macos" and not self._listener.IS_TRUSTED:
            self.stop()
            raise HotkeyError(
                "macOS does not let Sayso see the hotkey; allow it in System Settings, Privacy &"
                " Security, under Accessibility and Input Monitoring, and start Sayso again."
            )

    def watch_cancel(self, wanted: bool) -> None:
        self._pressed.cancel = wanted

    def stop(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.stop()
            # pynput's own join raises again what its thread ended with.
            if threading.current_thread() is not listener:
                threading.Thread.join(listener, _STOP_SECONDS)

    def _moved(self, key: Any, injected: bool, down: bool) -> tuple[Key, ...]:
        """``key``: a member of pynput's Key, a KeyCode, or None where pynput does not know it."""
        value = getattr(key, "value", key)
        code = getattr(value, "vk", None)
        # A key that went down as "?" may come up as "/": its code tells that it is the same one.
        identity = code if code is not None else value
        name = self._down.get(identity) or key_name(
            getattr(key, "name", None), getattr(key, "char", None), code, self._system
        )
        if injected and not self._pressed.belongs(name):
            # What Sayso types is no key of the person's. The hotkey itself counts: programs that
            # remap keys inject what they make of them.
            return ()
        if self._system == "macos" and down and identity in self._down and name in LONE_MODIFIERS:
            # Modifiers do not repeat there, and pynput takes the release of one for a press while
            # the other one of its pair is down.
            down = False
        if down:
            self._down[identity] = name
            return self._pressed.press(name)
        self._down.pop(identity, None)
        return self._pressed.release(name)
