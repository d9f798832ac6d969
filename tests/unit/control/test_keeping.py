"""What the settings say of what is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sayso.archive.items import Retention
from sayso.control.keeping import named, retention
from sayso.settings.schema import Settings

DEFAULT = Settings().history


def test_the_default_keeps_text_for_ever_and_audio_for_a_week() -> None:
    assert retention(DEFAULT) == Retention(audio_days=7.0, audio_bytes=1_000_000_000)


def test_below_zero_there_is_no_limit_and_zero_is_one() -> None:
    wanted = replace(
        DEFAULT, audio_days=-1.0, audio_megabytes=-0.5, text_days=0.0, text_megabytes=0.0
    )
    assert retention(wanted) == Retention(text_days=0.0, text_bytes=0)
    assert retention(replace(DEFAULT, text_megabytes=1.5)).text_bytes == 1_500_000


@pytest.mark.parametrize(
    ("setting", "names"),
    [
        ("none", set()),
        ("", set()),
        (" , ", set()),
        ("None", set()),
        ("keepassxc", {"keepassxc"}),
        (" KeePassXC , org.signal.Signal,", {"keepassxc", "org.signal.signal"}),
        ("none, signal", {"signal"}),
    ],
)
def test_applications_are_a_list_in_any_case(setting: str, names: set[str]) -> None:
    assert named(setting) == names
