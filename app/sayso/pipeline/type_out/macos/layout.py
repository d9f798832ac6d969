"""Which key stands for which character. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

Translate: TypeAlias = Callable[[int, int], str]
"""Key code and modifiers to what the layout gives: empty for nothing and for a dead key."""

NONE, COMMAND, SHIFT = 0, 1, 2
"""Modifiers as UCKeyTranslate takes them: EventRecord.modifiers, shifted right by eight bits."""

V_KEY = 9
"""kVK_ANSI_V (Carbon's HIToolbox/Events.h)."""

_KEYPAD = frozenset({65, 67, 69, 71, 75, 76, 78, *range(81, 93)})
"""A viewer's other machine may have its keypad in another mode."""

_CODES = tuple(code for code in range(128) if code not in _KEYPAD)


def paste_key(layouts: Sequence[Translate]) -> int:
    """The key that pastes with Command.

    Applications compare what the layout makes of the key: key 9 on Dvorak is Command+K (VoiceInk
    597). The layout is asked with Command held, because some have other letters then (Dvorak -
    QWERTY ⌘, where looking for a bare "v" finds the wrong key: Flycut 245), and Cyrillic, Greek and
    others have their Latin ones only then.
    """
    for modifiers in (COMMAND, NONE):
        for translate in layouts:
            keys = [code for code in _CODES if translate(code, modifiers).lower() == "v"]
            if keys:
                return V_KEY if V_KEY in keys else keys[0]
    return V_KEY


def plain_keys(translate: Translate) -> dict[str, tuple[int, bool]]:
    """Each character with its key, and whether Shift is held.

    What needs Option is left out: on the other machine Option is another key (Alt), and so is what
    it makes of it.
    """
    keys: dict[str, tuple[int, bool]] = {}
    for modifiers in (NONE, SHIFT):
        for code in _CODES:
            char = translate(code, modifiers)
            if len(char) == 1 and char.isprintable():
                keys.setdefault(char, (code, modifiers == SHIFT))
    return keys
