from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sayso.desktop.preferences.pages import SETTINGS, Page
from sayso.desktop.preferences.words import (
    CHOICES,
    page_title,
    retention,
    sentence,
)
from sayso.settings.schema import History
from sayso.settings.store import parse


def test_every_choice_has_plain_words() -> None:
    own_names = {"language", "interface_language"}
    for key, setting in SETTINGS.items():
        if key not in own_names:
            assert set(setting.rule.choices) <= set(CHOICES.get(key, {})), key
    for key, words in CHOICES.items():
        for word in words.values():
            assert word[0].isupper() or word[0].isdigit(), (key, word)


def test_words_are_there_for_values_that_there_are() -> None:
    for key, words in CHOICES.items():
        for value in words:
            if (key, value) != ("model", "starter"):  # of the engine, in the same list
                parse(SETTINGS[key], value)


def test_two_choices_of_a_setting_are_never_called_the_same() -> None:
    for key, words in CHOICES.items():
        assert len(set(words.values())) == len(words), key


def test_a_sentence_speaks_of_values_as_the_window_calls_them() -> None:
    assert sentence(SETTINGS["theme"]) == "“Automatic” follows the system."
    assert "“Paste” is fast" in sentence(SETTINGS["typing"])
    assert sentence(SETTINGS["audio_days"]) == "Audio older than this is deleted."
    raw = re.compile(r"`|“”|(?<!\w)(auto|-1|sayso|cuda|right_ctrl)(?!\w)")
    assert [key for key, it in SETTINGS.items() if raw.search(sentence(it))] == []


def test_every_page_has_a_title() -> None:
    assert len({page_title(page) for page in Page}) == len(Page)


@pytest.mark.parametrize(
    ("history", "told"),
    [
        (History(), "Kept: audio 7 days, text for ever. At most 1000 MB of audio."),
        (
            History(audio_days=0, audio_megabytes=-1, text_days=1, text_megabytes=5),
            "Kept: audio until the text is delivered, text 1 day. At most 5 MB of text.",
        ),
        (replace(History(), leave_no_trace=True), "Nothing of what you say is kept."),
    ],
)
def test_retention_in_words(history: History, told: str) -> None:
    assert retention(history).replace("\u00a0", " ") == told
