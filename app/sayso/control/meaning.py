"""Pure: what no range can say of a setting, as that a hotkey is a key and not the other hotkey."""

from __future__ import annotations

from sayso.control import chord
from sayso.control.keys import Keys
from sayso.control.releases import may_be_asked
from sayso.core.errors import SettingsError
from sayso.pipeline.type_out import applications
from sayso.settings.schema import Settings, Trigger, Value
from sayso.settings.store import with_values


def faults(settings: Settings, keys: Keys) -> dict[str, str]:
    """By key, one sentence each; none where all is well."""
    found = _of_keys(settings.trigger, keys)
    try:
        applications.parse(settings.typing.typing_for)
    except SettingsError as error:
        found["typing_for"] = str(error)
    feed = settings.updates.update_feed
    if feed != "none" and not may_be_asked(feed):
        found["update_feed"] = (
            f"update_feed is {feed!r}; it must be an address like https://example.org/releases, "
            "or none."
        )
    return found


def sound(settings: Settings, keys: Keys) -> tuple[Settings, list[str]]:
    """With the default in the place of what has a fault, or ``none`` where that has one as well;
    and a sentence about each."""
    told = []
    for instead in ("auto", "none"):
        found = faults(settings, keys)
        values: dict[str, Value] = {}
        for key, sentence in found.items():
            values[key] = instead if key.endswith("hotkey") else "none"
            told.append(f"{sentence} {values[key]} is used in its place.")
        settings = with_values(settings, values)
    return settings, told


def _of_keys(trigger: Trigger, keys: Keys) -> dict[str, str]:
    found = {}
    hotkey = None
    try:
        hotkey = keys.chord(trigger.hotkey)
    except SettingsError as error:
        found["hotkey"] = str(error)
    if trigger.undo_hotkey != "none":
        try:
            if chord.parse(trigger.undo_hotkey, default=keys.default_undo) == hotkey:
                found["undo_hotkey"] = (
                    f"undo_hotkey is the key that you dictate with, {hotkey}; choose another, or"
                    " none."
                )
        except SettingsError as error:
            found["undo_hotkey"] = f"undo_hotkey: {error}"
    return found
