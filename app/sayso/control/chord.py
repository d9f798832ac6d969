"""What the hotkey setting means: text to a `Chord` and back. Pure.

A hotkey is one of three kinds: a **lone modifier** (``right_ctrl``), an **ordinary key** that
nobody needs for typing (``F9``, ``pause``), or a **chord** of modifiers and any key
(``ctrl+alt+h``).
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from sayso.core.errors import SettingsError

MODIFIERS = ("ctrl", "alt", "shift", "super")
"""In the order in which a chord is written. In a chord either key of a pair will do."""

LONE_MODIFIERS = tuple(f"{side}_{name}" for name in MODIFIERS for side in ("left", "right"))

_FREE_KEYS = (
    *(f"f{number}" for number in range(1, 25)),
    *("pause", "insert", "scroll_lock", "print_screen", "menu"),
)
"""Keys that may stand alone: nobody needs them to write or to correct a text."""

_EDITING_KEYS = (
    *("space", "tab", "enter", "backspace", "delete"),
    *("home", "end", "page_up", "page_down", "left", "right", "up", "down"),
)

_EXAMPLES = "for example F9, ctrl+alt+h or right_ctrl"

_MODIFIER_SYNONYMS = {
    "ctrl": ("control", "ctl", "strg"),
    "alt": ("option", "opt"),
    "shift": (),
    "super": ("win", "windows", "cmd", "command", "meta", "logo"),
}

_KEY_SYNONYMS = {
    "altgr": "right_alt",
    "altgraph": "right_alt",
    "break": "pause",
    "ins": "insert",
    "del": "delete",
    "return": "enter",
    "pgup": "page_up",
    "pgdn": "page_down",
    "pagedn": "page_down",
    "print": "print_screen",
    "prtsc": "print_screen",
    "scroll": "scroll_lock",
    "apps": "menu",
    "esc": "escape",
    "minus": "-",
    "comma": ",",
    "period": ".",
    "dot": ".",
    "slash": "/",
    "backslash": "\\",
    "semicolon": ";",
    "apostrophe": "'",
    "equal": "=",
    "grave": "`",
}


@dataclass(frozen=True, slots=True)
class Chord:
    """A hotkey.

    modifiers: of `MODIFIERS`; empty for a lone modifier and for an ordinary key.
    key: a canonical name: one of `LONE_MODIFIERS`, a key's name (``f9``, ``page_up``, ``plus``), or
        the character that the key types, in lower case.
    """

    modifiers: frozenset[str]
    key: str

    @property
    def is_lone_modifier(self) -> bool:
        return self.key in LONE_MODIFIERS

    def __str__(self) -> str:
        """As it is written in the settings; `parse` reads it back."""
        return "+".join((*(name for name in MODIFIERS if name in self.modifiers), self.key))


def parse(text: str, default: str = "right_ctrl") -> Chord:
    """Read a hotkey; case, order, spaces and common synonyms do not matter.

    default: what ``auto`` stands for on this system, see `sayso.platforms.current`.
    Raises SettingsError where it is no hotkey, or one that would get in the way of typing.
    """
    written = unicodedata.normalize("NFC", text).strip()
    if _squash(written) == "auto":
        return parse(default)
    if not written:
        raise SettingsError(f"The setting hotkey is empty; name a key, {_EXAMPLES}.")
    *before, last = [_token(part, written) for part in _parts(written)]
    names = [*before, last]
    modifiers = {name for name in names if name in MODIFIERS}
    keys = [name for name in names if name not in MODIFIERS]
    if len(names) != len(modifiers) + len(keys):
        raise SettingsError(f"'{written}' names a modifier twice; write it once, {_EXAMPLES}.")
    if not keys:
        raise SettingsError(_without_key(written, modifiers))
    if len(keys) > 1:
        raise SettingsError(_several_keys(written, keys, modifiers))
    chord = Chord(frozenset(modifiers), keys[0])
    _refuse_nuisance(chord, written)
    return chord


def label(chord: Chord, system: str = "linux") -> str:
    """What people call it: ``Right Ctrl``, ``Ctrl+Alt+H``; on macOS ``Right Option``.

    system: ``linux``, ``macos`` or ``windows``.
    """
    own = {
        "macos": {"alt": "Option", "super": "Command"},
        "windows": {"super": "Windows"},
    }.get(system, {})

    def word(name: str) -> str:
        return own.get(name, name.capitalize())

    parts = [word(name) for name in MODIFIERS if name in chord.modifiers]
    key = " ".join(word(piece) for piece in chord.key.split("_") if piece) or chord.key
    return "+".join([*parts, key])


def _parts(written: str) -> list[str]:
    """Split at "+", where a "+" at the end is the key itself: ``ctrl++``."""
    if written == "+":
        return ["+"]
    if written.endswith("+") and written[:-1].rstrip().endswith("+"):
        return [*written[:-1].rstrip()[:-1].split("+"), "+"]
    return written.split("+")


def _squash(token: str) -> str:
    """``Right Ctrl``, ``right-ctrl`` and ``right_ctrl`` are one name."""
    stripped = token.strip().lower()
    return stripped if len(stripped) == 1 else "".join(c for c in stripped if c not in "_- ")


def _names() -> dict[str, str]:
    names = {_squash(key): key for key in (*_FREE_KEYS, *_EDITING_KEYS, "escape", "plus")}
    names["+"] = "plus"
    names.update(_KEY_SYNONYMS)
    for modifier, synonyms in _MODIFIER_SYNONYMS.items():
        for word in (modifier, *synonyms):
            names[word] = modifier
            for side, short in (("left", "l"), ("right", "r")):
                canonical = f"{side}_{modifier}"
                for form in (side + word, word + side, short + word, word + short):
                    names[form] = canonical
    return names


_NAMES = _names()


def _token(part: str, written: str) -> str:
    token = _squash(part)
    if token in _NAMES:
        return _NAMES[token]
    if len(token) == 1 and (token.isalpha() or 0x20 < ord(token) < 0x7F):
        return token
    if not token:
        raise SettingsError(f"'{written}' lacks a key beside a '+'; name a key, {_EXAMPLES}.")
    close = difflib.get_close_matches(token, _NAMES, n=1, cutoff=0.75)
    hint = f"did you mean {_NAMES[close[0]]}?" if close else f"name a key, {_EXAMPLES}."
    raise SettingsError(f"'{part.strip()}' is not a key that Sayso knows; {hint}")


def _without_key(written: str, modifiers: Iterable[str]) -> str:
    first, *more = sorted(modifiers)
    if more:
        return f"'{written}' has no key beside its modifiers; add one, as in {written}+h."
    return f"'{written}' does not say which of the two keys; write right_{first} or left_{first}."


def _several_keys(written: str, keys: Iterable[str], modifiers: Iterable[str]) -> str:
    """Why: X11 and Windows report in a chord only *that* Ctrl is down, not which."""
    wanted = set(modifiers)
    rest = []
    for key in keys:
        if key in LONE_MODIFIERS:
            wanted.add(key.partition("_")[2])
        else:
            rest.append(key)
    if len(rest) == 1:
        better = Chord(frozenset(wanted), rest[0])
        return f"'{written}' asks for one side's modifier within a chord; write {better}."
    return f"'{written}' has more than one key; write modifiers and one key, {_EXAMPLES}."


def _refuse_nuisance(chord: Chord, written: str) -> None:
    key, modifiers = chord.key, chord.modifiers
    if key == "escape":
        raise SettingsError(f"Escape cancels a dictation; choose another hotkey, {_EXAMPLES}.")
    if chord.is_lone_modifier:
        if modifiers:
            raise SettingsError(
                f"'{written}' has no key beside its modifiers; add one, as in ctrl+alt+h."
            )
        return
    if key == "insert" and modifiers == {"shift"}:
        raise SettingsError(
            f"Shift+Insert is how Sayso pastes a text; choose another hotkey, {_EXAMPLES}."
        )
    if key not in _FREE_KEYS and modifiers <= {"shift"}:
        better = Chord(modifiers | {"ctrl", "alt"}, key)
        raise SettingsError(
            f"'{written}' as the hotkey could no longer be used for writing; try {better}."
        )
