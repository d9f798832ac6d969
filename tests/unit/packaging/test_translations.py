"""The languages are complete, and what is committed is what the source gives."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "packaging"))

import sentences  # noqa: E402
import translations  # noqa: E402

GERMAN = list(translations.messages(translations.FOLDER / "sayso_de.ts"))
MNEMONIC = re.compile(r"&(?=[^\W_])")
UPDATE = "run packaging/translations.py update, fill in what is unfinished, then release"


def test_every_text_of_the_source_is_in_the_translation(tmp_path: Path) -> None:
    translations.update(tmp_path)
    listed = translations.SENTENCES.read_text(encoding="utf-8")
    assert listed == (tmp_path / translations.SENTENCES.name).read_text(encoding="utf-8"), UPDATE
    wanted = {item[:2] for item in translations.messages(tmp_path / "sayso_de.ts")}
    assert {item[:2] for item in GERMAN} == wanted, UPDATE


def test_german_is_complete() -> None:
    lacking = [item[:2] for item in GERMAN if not item[3] or not all(item[2])]
    assert lacking == [], UPDATE


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_what_the_app_reads_is_what_was_translated(language: str, tmp_path: Path) -> None:
    translations.release(into=tmp_path)
    name = f"sayso_{language}.qm"
    assert (tmp_path / name).read_bytes() == (translations.FOLDER / name).read_bytes(), UPDATE


def test_nothing_is_lost_in_translation() -> None:
    faults = []
    for context, source, forms, _ in GERMAN:
        for text in filter(None, forms):
            if Counter(fields(source)) != Counter(fields(text)):
                faults.append(f"{context}: other fields in {text!r}")
            if len(MNEMONIC.findall(source)) != len(MNEMONIC.findall(text)):
                faults.append(f"{context}: another number of mnemonics in {text!r}")
            faults += [
                f"{context}: {text!r} does not end as {source!r}"
                for ending in ("…", ":", ".")
                if source.endswith(ending) != text.endswith(ending)
            ]
    assert faults == []


def fields(text: str) -> list[str]:
    return re.findall(r"\{[^{}]*\}|%n|`[^`]*`", text)


def test_templates_are_read_from_the_source() -> None:
    found = sentences.of_source(
        '"""Documentation is left out."""\n'
        "import logging\n"
        "_log = logging.getLogger(__name__)\n"
        '_WHOLE = "Nothing stands there; look again."\n'
        "def f(name, count, error):\n"
        '    """So is this one, which is long enough."""\n'
        '    _log.warning("Logs are left out, too.")\n'
        '    raise ModelError(f"The model {error.name!r} has {count} parts"\n'
        "        f\" and {len(name)} names{' more' if count else str()}: see {name.first}.\")\n"
        '    raise ValueError("Faults of the program are left out.")\n'
        '    report(LoadProgress("Waiting", "there"))\n'
        '    run("SELECT name FROM things.")\n'
    )
    assert found == {
        "Nothing stands there; look again.",
        "The model {name} has {count} parts and {name2} names more: see {first}.",
        "The model {name} has {count} parts and {name2} names{str}: see {first}.",
        "Waiting",
        "there",
    }


def test_pseudo_languages_keep_what_must_stay() -> None:
    source = "Save {count} files to `sayso` &now…\n%n left"
    for changed in (translations.longer(source), translations.hebrew(source)):
        assert fields(changed) == fields(source)
        assert changed.count("&") == 1
        assert "\n" in changed
    assert "&n" in translations.longer(source)


def test_pseudo_languages_are_longer_by_40_percent() -> None:
    for _, source, _, _ in GERMAN:
        for changed in (translations.longer(source), translations.hebrew(source)):
            assert 1.4 * len(source) <= len(changed) <= 2.2 * len(source) + 10


def test_the_right_to_left_language_has_no_latin_letters() -> None:
    assert not re.search(r"[A-Za-z]", translations.hebrew("Start &dictation anew."))
