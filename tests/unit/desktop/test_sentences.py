from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from sayso.control.choices import Choice, recognizer_choices
from sayso.core.events import LoadProgress
from sayso.desktop import texts, translation, wording
from sayso.desktop.languages import arranged
from sayso.desktop.sentences import said
from sayso.paths import resource
from sayso.settings.schema import Recognition

TEMPLATES: list[str] = json.loads(
    resource("translations", "sentences.json").read_text(encoding="utf-8")
)
FIELD = re.compile(r"(?<!\{)\{(\w*)\}(?!\})")
SINGLE = [text for text in TEMPLATES if len(FIELD.findall(text)) == 1 and text[-1] == "."]


@pytest.fixture(autouse=True, scope="module")
def german(qapp: QApplication) -> Iterator[None]:
    translation.install("de")
    yield
    translation.install("en")


def filled(template: str, *values: str) -> str:
    """In the order of the template's own fields, wherever they stand."""
    names = FIELD.findall(template)
    known = dict(zip(names, values, strict=False))
    return (
        FIELD.sub(lambda match: known.get(match[1], match[0]), template)
        .replace("{{", "{")
        .replace("}}", "}")
    )


def german_of(template: str) -> str:
    return QCoreApplication.translate("Sentences", template)


def test_a_sentence_is_found_by_its_template() -> None:
    assert (
        said("The microphone Jabra gives no sound; check that it is plugged in and switched on, or"
             " choose another one.")
        == "Das Mikrofon Jabra gibt keinen Ton; prüfen Sie, ob es angeschlossen und eingeschaltet"
        " ist, oder wählen Sie ein anderes."
    )  # fmt: skip


def test_what_is_put_in_is_translated_where_it_is_a_sentence_itself() -> None:
    assert said(
        "That is a password field, so nothing was typed into it. Return was not pressed."
    ) == (
        "Das ist ein Passwortfeld, darum wurde nichts eingegeben. Die Eingabetaste wurde nicht"
        " gedrückt."
    )
    assert said("There is no clipboard here. Meanwhile the starter, which is rough, listens.") == (
        "Hier gibt es keine Zwischenablage. Inzwischen hört das Startmodell, das ungenau ist, zu."
    )


def test_two_sentences_one_behind_the_other() -> None:
    assert said("The history was closed; open it anew. Sayso is ending.") == (
        "Der Verlauf wurde geschlossen; öffnen Sie ihn neu. Sayso wird beendet."
    )


def test_a_template_takes_nothing_of_the_next_sentence(german: None) -> None:
    both = (
        "theme is 'pink'; it must be one of auto, light, dark. Its default 'auto' is used."
        " sound_volume is 300; it must be between 0 and 100 percent. Its default 50 is used."
    )
    found = said(both)
    assert "is used" not in found
    assert found.count("Es gilt die Vorgabe") == 2


def test_what_is_no_sentence_of_the_source_stays() -> None:
    for text in ("", "Unheard-of.", "Das ist schon Deutsch.", "Sayso is ending. Unheard-of."):
        assert said(text) == text


def test_half_of_a_sentence_is_not_translated() -> None:
    """``{first}, or {second}`` is a template, too, for two keys."""
    for text in (
        "The camel that we looked for is not here; buy one, or go on foot.",
        "Nobody has heard of it so far, except for those on whom it fell.",
    ):
        assert said(text) == text
    assert said("F9, or Pause") == "F9, oder Pause"


def test_the_lines_of_lists_are_in_the_same_language_throughout() -> None:
    lines = recognizer_choices(
        [("base.en", 145_000_000)], "starter", "", Recognition(), offline=False, loaded=["starter"]
    )
    told = [texts.choice(line) for line in lines]
    assert "Whisper base.en (145 MB, vorhanden)" in told
    assert "Startmodell (ungenau, Englisch, geladen)" in told
    assert "Whisper medium (etwa 1,5 GB, zum Herunterladen)" in told
    named, _ = arranged([Choice(code, code) for code in ("auto", "de", "en")], "de")
    assert texts.choice(named[1]) == "Deutsch", "and not (German)"
    progress = LoadProgress("Downloading", "small · file 2 of 5", 1, 2, "bytes")
    assert wording.step(progress) == "Download: small · Datei 2 von 5"


def test_english_is_left_as_it_is(german: None) -> None:
    translation.install("en")
    assert said("Sayso is ending.") == "Sayso is ending."
    translation.install("de")


def test_each_template_is_found_again() -> None:
    for template in TEMPLATES:
        names = FIELD.findall(template)
        values = [f"<{number}>" for number, _ in enumerate(names)]
        known = dict(zip(names, values, strict=True))
        # The fields of a translation may come in another order.
        expected = FIELD.sub(lambda match, known=known: known[match[1]], german_of(template))
        expected = expected.replace("{{", "{").replace("}}", "}")
        assert said(filled(template, *values)) == expected


@given(template=st.sampled_from(SINGLE), value=st.text(max_size=40))
def test_whatever_stands_in_a_field_is_kept(template: str, value: str) -> None:
    made = said(filled(template, value))
    assert made == filled(german_of(template), value) or said(value) != value


@given(template=st.sampled_from(TEMPLATES), data=st.data())
def test_odd_values_break_nothing(template: str, data: st.DataObject) -> None:
    values = [data.draw(st.text(max_size=12)) for _ in FIELD.findall(template)]
    assert isinstance(said(filled(template, *values)), str)
