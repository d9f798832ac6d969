"""Which control a setting gets."""

from __future__ import annotations

from sayso.desktop.backend import Backend
from sayso.desktop.preferences.controls import Control, Number, Pick, Switch, Text
from sayso.desktop.preferences.exceptions import Exceptions
from sayso.desktop.preferences.key import Key
from sayso.desktop.preferences.listed import OWN
from sayso.desktop.preferences.microphone import MicrophonePick
from sayso.desktop.preferences.pages import SETTINGS


def control_for(key: str, backend: Backend) -> Control:
    """Empty: `Control.show_settings` comes next."""
    setting = SETTINGS[key]
    if key in OWN:
        return OWN[key]()
    if key in ("hotkey", "undo_hotkey"):
        return Key(key, backend.keys)
    if key == "microphone":
        return MicrophonePick(backend.trial)
    if key == "typing_for":
        return Exceptions()
    if setting.kind is bool:
        return Switch(setting)
    if setting.kind is not str:
        return Number(setting)
    if setting.rule.choices:
        return Pick(setting, setting.rule.choices)
    return Text(setting)
