"""The radio lists of tray and window."""

from __future__ import annotations

from sayso.control.choices import (
    Choice,
    microphone_choices,
    recognizer_choices,
    settings_of_recognizer,
)


def test_microphones() -> None:
    assert microphone_choices([("Built-in", False), ("Headset", True)], "auto") == [
        Choice("auto", "System default", "Headset", chosen=True),
        Choice("Built-in", "Built-in"),
        Choice("Headset", "Headset"),
    ]


def test_a_microphone_that_is_not_there_is_still_shown() -> None:
    lines = microphone_choices([], "Headset")
    assert lines[-1] == Choice("Headset", "Headset", "not there", chosen=True)


def test_recognizers() -> None:
    lines = recognizer_choices([("base", 145_000_000)], "whisper", "base", "base")
    assert lines == [
        Choice("base", "Whisper base", "145 MB", chosen=True),
        Choice("starter", "Starter", "rough, English"),
    ]


def test_a_model_from_a_folder_elsewhere_is_still_shown() -> None:
    lines = recognizer_choices([], "whisper", "mine", "/models/mine")
    assert lines[0] == Choice("/models/mine", "Whisper mine", chosen=True)
    back = recognizer_choices([], "starter", "pocketsphinx en-us", "/models/mine")
    assert back[0] == Choice("/models/mine", "Whisper mine")


def test_before_anything_is_loaded_nothing_is_chosen() -> None:
    assert not any(line.chosen for line in recognizer_choices([("base", 1)], "", "", "auto"))


def test_what_a_line_means() -> None:
    assert settings_of_recognizer("starter") == {"engine": "starter"}
    assert settings_of_recognizer("base") == {"engine": "whisper", "model": "base"}
