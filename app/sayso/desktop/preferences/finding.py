"""The search among the settings. Pure but for the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sayso.desktop.languages import folded
from sayso.desktop.preferences import words
from sayso.desktop.preferences.pages import KEYS, PAGE_OF, SETTINGS, Page
from sayso.settings.schema import Setting


class Index:
    """All that a setting can be found by: page, title, sentence, key and choices, in the language
    of the windows and in English, without case and accents."""

    def __init__(self) -> None:
        self._texts = {key: _text(setting) for key, setting in SETTINGS.items()}

    def find(self, wanted: str, extra: Mapping[str, str]) -> Mapping[Page, Sequence[str]]:
        """Those that have every word of ``wanted`` in them, as a part of a word at least.

        extra: texts of rows that are no settings, by key; they stand on the last page.
        """
        parts = folded(wanted).split()
        keys_on = {**KEYS, Page.ADVANCED: (*extra, *KEYS[Page.ADVANCED])}
        texts = {**self._texts, **{key: folded(text) for key, text in extra.items()}}
        found = {
            page: [key for key in keys if all(part in texts[key] for part in parts)]
            for page, keys in keys_on.items()
        }
        return {page: keys for page, keys in found.items() if keys}


def _text(setting: Setting) -> str:
    rule = setting.rule
    texts = [
        words.page_title(PAGE_OF[setting.key]),
        words.title(setting),
        words.sentence(setting),
        rule.title,
        rule.in_full,
        setting.key,
        setting.key.replace("_", " "),
    ]
    if setting.key != "language":  # a hundred names would be found by anything
        for value, english in words.CHOICES.get(setting.key, {}).items():
            texts += [words.word(setting.key, value), english]
    return folded("\n".join(texts))
