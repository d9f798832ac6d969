"""How `sayso devices` lists what it found."""

from __future__ import annotations

from typing import Any

from sayso.cli.devices import words

FOUND: dict[str, Any] = {
    "microphones": [
        {"name": "Built-in", "id": "a", "default": True, "muted": True, "used": True},
        {"name": "Headset", "id": "b", "default": False, "muted": False, "used": False},
    ],
    "models": [{"name": "base.en", "folder": "/m/base.en", "bytes": 145e6, "used": True}],
    "models_folder": "/m",
    "starter": {"name": "pocketsphinx en-us", "allowed": True, "used": False},
    "devices": [
        {"device": "cpu", "name": "8 cores", "memory_bytes": 16 * 2**30},
        {"device": "cuda:0", "name": "Some Card", "memory_bytes": 8 * 2**30},
    ],
}


def test_what_is_used_has_a_star() -> None:
    assert words(FOUND).splitlines() == [
        "Microphones (setting: microphone)",
        "  * Built-in  (default, muted)",
        "    Headset",
        "",
        "Whisper models (setting: model)",
        "  * base.en  (145 MB, /m/base.en)",
        "",
        "Starter (setting: starter)",
        "    pocketsphinx en-us  (rough, used while there is no Whisper model)",
        "",
        "Processors (setting: device)",
        "    cpu  (8 cores, 16 GB of memory)",
        "    cuda:0  (Some Card, 8 GB of memory)",
    ]


def test_where_there_is_nothing() -> None:
    nothing = {
        **FOUND,
        "microphones": [],
        "models": [],
        "starter": {"name": "pocketsphinx en-us", "allowed": False, "used": False},
    }
    lines = words(nothing).splitlines()
    assert "    none was found" in lines
    assert "    none; `sayso models` lists what can be downloaded" in lines
    assert "    pocketsphinx en-us  (switched off)" in lines
