from __future__ import annotations

import pytest
from PySide6.QtGui import QFontDatabase

from sayso.control.choices import Choice
from sayso.desktop import languages
from sayso.desktop.languages import arranged, folded, names, setting
from sayso.settings.schema import LANGUAGES

has_font = languages._has_font


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Codes of languages without a font; by itself the machine has them all."""
    missing: set[str] = set()
    monkeypatch.setattr(languages, "_has_font", lambda code, name: code not in missing)
    return missing


def choices(chosen: str) -> list[Choice]:
    return [Choice(code, code, "", code == chosen) for code in ("auto", *LANGUAGES)]


@pytest.mark.parametrize(
    ("code", "own", "english"),
    [
        ("de", "Deutsch", "German"),
        ("en", "English", "English"),
        ("es", "Español", "Spanish"),
        ("zh", "中文", "Chinese"),
        ("ka", "ქართული", "Georgian"),
        ("jw", "Jawa", "Javanese"),
        ("tl", "Tagalog", "Tagalog"),
        ("yue", "粵語", "Cantonese"),
        ("xx", "Language xx", "Language xx"),
        ("", "Language ", "Language "),
    ],
)
def test_names(code: str, own: str, english: str) -> None:
    assert names(code) == (own, english)


def test_every_language_of_the_settings_has_a_name() -> None:
    own = {names(code)[0] for code in LANGUAGES}
    assert len(own) == len(LANGUAGES)
    assert not any(name.startswith("Language ") for name in own)


def test_the_setting_in_a_word() -> None:
    assert setting("auto") == "Detect"
    assert setting("fr") == "Français"


def test_the_likely_ones_come_first() -> None:
    lines, likely = arranged(choices("fr"), "de")
    assert [line.id for line in lines[:likely]] == ["auto", "fr", "de", "en"]
    assert [line.chosen for line in lines[:likely]] == [False, True, False, False]
    assert (lines[0].label, lines[0].detail) == ("Detect", "by listening")
    assert (lines[1].label, lines[1].detail) == ("Français", "French")
    assert (lines[3].label, lines[3].detail) == ("English", "")


def test_the_rest_is_in_alphabetical_order_and_nothing_is_lost() -> None:
    given = choices("auto")
    lines, likely = arranged(given, "en")
    assert likely == 2
    assert {line.id for line in lines} == {line.id for line in given}
    assert len(lines) == len(given)
    rest = [line.label for line in lines[likely:]]
    assert rest.index("Català") < rest.index("Čeština") < rest.index("Cymraeg")
    assert rest.index("Türkçe") < rest.index("Ελληνικά") < rest.index("Русский")


def test_what_no_font_can_show_has_its_english_name(fonts: set[str]) -> None:
    fonts.add("hi")
    lines, _ = arranged(choices("hi"), "en")
    assert [(line.label, line.detail) for line in lines if line.chosen] == [("Hindi", "")]


@pytest.mark.parametrize(
    ("code", "system"),
    [
        ("hi", "Devanagari"),
        ("ru", "Cyrillic"),
        ("pa", "Gurmukhi"),
        ("ja", "Japanese"),
        ("ko", "Korean"),
        ("yue", "TraditionalChinese"),
    ],
)
def test_the_font_is_looked_for_by_script(
    monkeypatch: pytest.MonkeyPatch, code: str, system: str
) -> None:
    asked: list[str] = []

    def families(writing_system: QFontDatabase.WritingSystem) -> list[str]:
        asked.append(writing_system.name)
        return []

    monkeypatch.setattr(QFontDatabase, "families", families)
    assert not has_font(code, names(code)[0])
    assert asked == [system]


def test_latin_letters_need_no_look_and_ethiopic_ones_get_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QFontDatabase, "families", None)
    assert has_font("de", "Deutsch")
    assert has_font("haw", "ʻŌlelo Hawaiʻi")
    assert has_font("xx", "")
    assert not has_font("am", "አማርኛ")


def test_a_system_language_that_nobody_can_choose_is_left_out() -> None:
    lines, likely = arranged(choices("auto"), "tlh")
    assert [line.id for line in lines[:likely]] == ["auto", "en"]


def test_a_chosen_language_that_is_not_known_is_shown_all_the_same() -> None:
    lines, likely = arranged([*choices("de"), Choice("xx", "xx", "", False)], "en")
    assert [line.label for line in lines if line.id == "xx"] == ["Language xx"]
    assert likely == 3


def test_accents_and_case_do_not_count() -> None:
    assert folded("Čeština") == "cestina"
    assert folded("ʻŌlelo Hawaiʻi") == "olelo hawaiʻi"
