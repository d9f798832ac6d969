"""Names for the languages that can be spoken, and the order in which they are shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontDatabase

from sayso.control.choices import AUTO, Choice
from sayso.desktop import translation
from sayso.desktop.wording import translate

_ALIASES = {"jw": "jv"}
"""Whisper has the code that ISO 639 withdrew in 2001."""

_NAMES = {
    # Qt means the language of one country by these, and Filipino by tl.
    "en": ("English", "English"),
    "es": ("Español", "Spanish"),
    "tl": ("Tagalog", "Tagalog"),
    "zh": ("中文", "Chinese"),
}
"""Own name and English name, where Qt's would mislead."""


_CHINESE_SIGNS = {
    "ja": "Japanese",
    "ko": "Korean",
    "yue": "TraditionalChinese",
    "zh": "SimplifiedChinese",
}
"""Whose fonts Qt tells apart by language; of the others it is by script."""


def names(code: str) -> tuple[str, str]:
    """What a language calls itself, and what it is called in English: ``Deutsch``, ``German``.

    A code that Qt does not know is its own name, ``Language xx``.
    """
    code = _ALIASES.get(code, code)
    if code in _NAMES:
        return _NAMES[code]
    language = QLocale.codeToLanguage(code)
    if language in (QLocale.Language.AnyLanguage, QLocale.Language.C):
        unknown = translate("Languages", "Language {code}").format(code=code)
        return unknown, unknown
    english = QLocale.languageToString(language)
    locale = QLocale(code)
    own = locale.nativeLanguageName() if locale.language() == language else ""
    if own.islower():
        # Title case and not upper case: Georgian has the second for inscriptions only.
        own = own[:1].title() + own[1:]
    return own or english, english


def setting(code: str) -> str:
    """The setting in a word: ``Deutsch``, or that it is detected."""
    return _named(Choice(code, code)).label


def arranged(choices: Sequence[Choice], system: str) -> tuple[list[Choice], int]:
    """The choices with names (own names where there is a font for them), and how many of them, at
    the top, are the likely ones: detection, the one that is chosen, the system's language (an
    ISO 639 code) and English. The rest follows in alphabetical order, Latin letters first.
    """
    chosen = next((item.id for item in choices if item.chosen), AUTO)
    likely = list(dict.fromkeys((AUTO, chosen, system, "en")))
    top = sorted(
        (item for item in choices if item.id in likely), key=lambda it: likely.index(it.id)
    )
    rest = [_named(item) for item in choices if item.id not in likely]
    rest.sort(key=lambda item: folded(item.label))
    return [*map(_named, top), *rest], len(top)


def folded(text: str) -> str:
    """Without case, accents and signs before the first letter: what is compared by eye."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare.lstrip("ʻʼ'’ ")


def _has_font(code: str, name: str) -> bool:
    """Whether this machine has a font for the name; else it would be a row of empty boxes.

    Of scripts that Qt cannot be asked about (Ethiopic) this is not known, and not assumed.
    """
    letter = next((it for it in name if unicodedata.category(it) in ("Lu", "Ll", "Lo")), "A")
    script = unicodedata.name(letter, "LATIN").partition(" ")[0].title()
    if script == "Latin":
        return True
    system = getattr(QFontDatabase.WritingSystem, _CHINESE_SIGNS.get(code, script), None)
    return system is not None and bool(QFontDatabase.families(system))


def _named(item: Choice) -> Choice:
    if item.id == AUTO:
        return replace(
            item,
            label=translate("Languages", "Detect"),
            detail=translate("Languages", "by listening"),
        )
    own, english = names(item.id)
    if not _has_font(item.id, own):
        own = english
    known = folded(english) == folded(own) or item.id == translation.language()
    return replace(item, label=own, detail="" if known else english)
