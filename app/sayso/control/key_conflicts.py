"""What else a key is for, that is to be held to dictate. Pure.

What can be no hotkey at all, a letter alone say, `sayso.control.chord.parse` refuses.
"""

from __future__ import annotations

from enum import StrEnum

from sayso.control.chord import Chord


class Use(StrEnum):
    """What a key does already."""

    UNDO = "undo"
    """It is the key that takes the last dictation back: it cannot be both."""
    EDITING = "editing"
    """Copy, paste, save, and so on, in nearly every program."""
    HELP = "help"
    RELOAD = "reload"
    MENU_BAR = "menu bar"
    FULL_SCREEN = "full screen"
    WINDOWS = "windows"
    """The desktop's own: switching and closing windows, its menu, locking the screen."""
    SCREENSHOT = "screenshot"
    SHORTCUTS = "shortcuts"
    """The modifier that most shortcuts begin with."""
    CAPITALS = "capitals"
    THIRD_LEVEL = "third level"
    """AltGr: on many keyboards @, € and brackets are typed with it."""


_EDITING = frozenset("acfnopqstvwxyz")
"""Of the shortcuts that Apple's, Microsoft's and GNOME's guidelines have in common."""

_ALONE = {
    "f1": Use.HELP,
    "f5": Use.RELOAD,
    "f10": Use.MENU_BAR,
    "f11": Use.FULL_SCREEN,
    "print_screen": Use.SCREENSHOT,
    "menu": Use.MENU_BAR,
    "left_ctrl": Use.SHORTCUTS,
    "left_alt": Use.SHORTCUTS,
    "left_super": Use.WINDOWS,
    "right_super": Use.WINDOWS,
    "left_shift": Use.CAPITALS,
    "right_shift": Use.CAPITALS,
    "right_alt": Use.THIRD_LEVEL,
}

_OF_THE_DESKTOP = frozenset(
    {"alt+tab", "alt+f4", "alt+space", "ctrl+alt+delete", "ctrl+alt+t", "ctrl+alt+l"}
)


def use(chord: Chord, undo: Chord | None, system: str) -> Use | None:
    """What ``chord`` is for already, as far as that can be known; None: nothing much.

    undo: the key that takes a dictation back. system: ``linux``, ``macos`` or ``windows``.
    """
    if chord == undo:
        return Use.UNDO
    if not chord.modifiers:
        return _alone(chord.key, system)
    if str(chord) in _OF_THE_DESKTOP and system != "macos":
        return Use.WINDOWS
    command = "super" if system == "macos" else "ctrl"
    if chord.modifiers in ({command}, {command, "shift"}) and chord.key in _EDITING:
        return Use.EDITING
    if system == "macos":
        takes = chord.modifiers == {"super"} and chord.key in ("space", "tab", "h", "m")
        return Use.WINDOWS if takes else None
    return Use.WINDOWS if "super" in chord.modifiers else None


def _alone(key: str, system: str) -> Use | None:
    if system == "macos":
        if key in ("left_super", "right_super"):
            return Use.SHORTCUTS  # Command is there what Ctrl is elsewhere
        if key in ("right_alt", "left_ctrl"):
            return None
    return _ALONE.get(key)


def forbids(what: Use | None) -> bool:
    """Whether it cannot be had for that, and not only had better not."""
    return what is Use.UNDO
