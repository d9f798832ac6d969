"""What no range can say of a setting."""

from __future__ import annotations

import pytest

from sayso.control.keys import Keys
from sayso.control.meaning import faults, sound
from sayso.settings.schema import Settings, Value
from sayso.settings.store import with_values

MAC = Keys("macos", "right_alt", "ctrl+alt+z")


def settings(**values: Value) -> Settings:
    return with_values(Settings(), values)


def test_the_defaults_are_sound() -> None:
    assert faults(Settings(), Keys()) == faults(Settings(), MAC) == {}


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        ({"hotkey": "q"}, ["hotkey"]),
        ({"hotkey": "q", "undo_hotkey": "x"}, ["hotkey", "undo_hotkey"]),
        ({"hotkey": "Ctrl+Alt+Z"}, ["undo_hotkey"]),
        ({"hotkey": "ctrl+alt+z", "undo_hotkey": "none"}, []),
        ({"undo_hotkey": "right ctrl"}, ["undo_hotkey"]),
        ({"typing_for": "x"}, ["typing_for"]),
        ({"update_feed": "https://example.org/releases"}, []),
        ({"update_feed": "http://127.0.0.1:8000/x"}, []),
        ({"update_feed": "https://"}, ["update_feed"]),
        ({"update_feed": "file:///etc/passwd"}, ["update_feed"]),
        ({"update_feed": "https://exa mple.org"}, ["update_feed"]),
        ({"update_feed": "https://[x"}, ["update_feed"]),
    ],
)
def test_what_has_a_fault(values: dict[str, Value], keys: list[str]) -> None:
    assert list(faults(settings(**values), Keys())) == keys


def test_what_auto_means_is_the_systems() -> None:
    assert faults(settings(undo_hotkey="right_alt"), MAC)
    assert not faults(settings(undo_hotkey="right_alt"), Keys())


@pytest.mark.parametrize(
    ("values", "instead"),
    [
        ({"hotkey": "q", "model": "small"}, {"model": "small"}),
        ({"undo_hotkey": "q"}, {}),
        ({"hotkey": "ctrl+alt+z"}, {"hotkey": "ctrl+alt+z", "undo_hotkey": "none"}),
        ({"typing_for": "x", "update_feed": "y"}, {}),
    ],
)
def test_a_fault_costs_itself_and_is_told(
    values: dict[str, Value], instead: dict[str, Value]
) -> None:
    made, told = sound(settings(**values), Keys())
    assert made == settings(**instead)
    assert told
    assert all(sentence.endswith("is used in its place.") for sentence in told)
    assert not faults(made, Keys())
