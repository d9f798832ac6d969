"""What keys are called on this system, and whether one of them can be had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sayso.control import chord
from sayso.control.chord import Chord
from sayso.control.no_hotkey import NoHotkey
from sayso.core.errors import HotkeyError, SettingsError
from sayso.core.ports import HotkeySource


def _none(wanted: str, failed: Callable[[HotkeyError], None]) -> HotkeySource:
    return NoHotkey("No key is listened to.")


@dataclass(frozen=True, slots=True)
class Keys:
    """Callable from any thread.

    system: ``linux``, ``macos`` or ``windows``.
    default, default_undo: what ``auto`` means there for the settings hotkey and undo_hotkey.
    make: the source that listens to a key by its setting; raises SettingsError.
    """

    system: str = "linux"
    default: str = "right_ctrl"
    default_undo: str = "ctrl+alt+z"
    make: Callable[[str, Callable[[HotkeyError], None]], HotkeySource] = _none

    def chord(self, hotkey: str) -> Chord:
        """What the setting hotkey means. Raises SettingsError."""
        return chord.parse(hotkey, self.default)

    def undo_chord(self, undo_hotkey: str) -> Chord | None:
        """The same of the setting undo_hotkey; None where it is none, or no key."""
        if undo_hotkey == "none":
            return None
        try:
            return chord.parse(undo_hotkey, self.default_undo)
        except SettingsError:
            return None

    def label(self, hotkey: str) -> str:
        """What people call it. Raises SettingsError."""
        return chord.label(self.chord(hotkey), self.system)

    def why_none(self) -> str:
        """Why no key at all can be listened to here, in a sentence; else empty."""
        source = self.make(self.default, lambda error: None)
        return source.reason if isinstance(source, NoHotkey) else ""

    def try_out(self, hotkey: str) -> None:
        """Whether it can be had: it is listened to for a moment. Not for the key that the app
        listens to already, which then would be taken by itself. Takes some 10 ms.

        Raises HotkeyError where another program has it, or the system does not let us; and
        SettingsError.
        """
        source = self.make(hotkey, lambda error: None)
        source.start(lambda key: None)
        source.stop()
