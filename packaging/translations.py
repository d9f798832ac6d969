"""The languages of the windows, by Qt Linguist's own tools.

    python packaging/translations.py update           the texts in the source -> sayso_de.ts
    python packaging/translations.py release          sayso_de.ts -> sayso_de.qm
    python packaging/translations.py pseudo FOLDER    languages that show what a translation breaks

In the development environment. ``update`` keeps what is translated and marks what is new as
unfinished; Qt Linguist (pyside6-linguist) or any editor fills it in. The .qm is what the app
reads: it is committed, so that no installation needs these tools, and a test compares it with what
the .ts gives.

The words that are used in German:

    utterance        Äußerung          recognizer       Erkennung
    dictation        Diktat            voice detection  Stimmerkennung
    hands-free       freihändig        starter          Startmodell
    take back        zurücknehmen      warm-up          Aufwärmen
    deliver          zustellen         hotkey           Taste
    keep             aufheben          overlay          Anzeige
    history          Verlauf           tray             Infobereich
    clipboard        Zwischenablage    log              Protokoll
    leave no trace   keine Spuren hinterlassen

People are addressed as “Sie”. A key's name is written as on a German keyboard (Strg, Umschalt,
Eingabetaste); names of settings, commands and files stay as they are.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import sentences

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
DESKTOP = ROOT / "app" / "sayso" / "desktop"
SENTENCES = FOLDER / "sentences.json"
LANGUAGES = ("de",)

LEFT_ALONE = re.compile(r"\{[^{}]*\}|%n|%L?\d|<[^<>]*>|&\w+;|\n|`[^`]*`")
"""Of a text, what no translation may change."""

_VOWELS = "aeiouyAEIOUY"
_ACCENTS = str.maketrans(
    "aceginosuyzACEGINOSUYZ",
    "åçéĝîñöšûýžÅÇÉĜÎÑÖŠÛÝŽ",
)
_HEBREW = dict(zip("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשתךםןף", strict=True))


def update(folder: Path = FOLDER) -> None:
    """Bring the list of sentences and the .ts files up to date with the source."""
    write_sentences(folder / SENTENCES.name)
    with tempfile.TemporaryDirectory() as scratch:
        unseen = Path(scratch, "unseen.py")
        unseen.write_text(unseen_texts(folder / SENTENCES.name), encoding="utf-8")
        sources = [*sorted(map(str, DESKTOP.rglob("*.py"))), str(unseen)]
        for language in LANGUAGES:
            _run(
                "lupdate",
                "-silent",
                "-locations",
                "none",
                "-no-obsolete",
                "-source-language",
                "en",
                "-target-language",
                language,
                *sources,
                "-ts",
                str(folder / f"sayso_{language}.ts"),
            )


def write_sentences(path: Path) -> None:
    found = sentences.templates(ROOT / "app" / "sayso")
    path.write_text(json.dumps(found, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def unseen_texts(templates: Path) -> str:
    """A source file for lupdate, with the texts that it cannot see where they are: the settings',
    their values' and the sentences of the layers below the windows."""
    from sayso.desktop.preferences.words import CHOICES
    from sayso.settings.schema import all_settings

    texts = [("Sentences", text) for text in json.loads(templates.read_text(encoding="utf-8"))]
    for setting in all_settings():
        rule = setting.rule
        words = CHOICES.get(setting.key, {}).values()
        texts += [("Settings", it) for it in (rule.title, rule.sentence, rule.unit, *words) if it]
    lines = [f"translate({_quoted(context)}, {_quoted(text)})" for context, text in texts]
    return "\n".join(dict.fromkeys(lines)) + "\n"


def release(folder: Path = FOLDER, into: Path | None = None) -> None:
    """Make the .qm files that the app reads, beside the .ts files or in another folder."""
    for language in LANGUAGES:
        made = (into or folder) / f"sayso_{language}.qm"
        _run("lrelease", "-silent", str(folder / f"sayso_{language}.ts"), "-qm", str(made))


def pseudo(into: Path) -> None:
    """Make ``sayso_xa.qm`` (accented) and ``sayso_xr.qm`` (in Hebrew letters), both long, from what
    the source has now, translated or not."""
    into.mkdir(parents=True, exist_ok=True)
    update(into)
    for name, change in (("xa", longer), ("xr", hebrew)):
        tree = ET.parse(into / f"sayso_{LANGUAGES[0]}.ts")
        root = tree.getroot()
        # One plural form is enough for a language that nobody speaks.
        root.set("language", "en")
        for message in root.iter("message"):
            source, translated = message.find("source"), message.find("translation")
            assert source is not None
            assert translated is not None
            translated.clear()
            text = change(source.text or "")
            if message.get("numerus") == "yes":
                for _ in range(2):
                    ET.SubElement(translated, "numerusform").text = text
            else:
                translated.text = text
        draft = into / f"sayso_{name}.ts"
        tree.write(draft, encoding="utf-8", xml_declaration=True)
        _run("lrelease", "-silent", str(draft), "-qm", str(into / f"sayso_{name}.qm"))
        draft.unlink()


def longer(text: str) -> str:
    """Accented, in brackets, and longer by at least 40 %; mnemonics stay what they are."""
    made = _each_piece(text, _long_piece)
    return f"[{made}{_padding(text, made, 'óóóóó')}]"


def hebrew(text: str) -> str:
    """In letters that run from right to left, and as long: each letter is another one's."""
    made = _each_piece(text, lambda piece: "".join(_HEBREW.get(it, it) for it in piece.lower()))
    return f"[{made}{_padding(text, made, 'סססס')}]"


def _padding(text: str, made: str, word: str) -> str:
    lacking = math.ceil(1.4 * len(text)) - len(made) - 2
    return f" {word}" * math.ceil(lacking / (len(word) + 1))


def _each_piece(text: str, change: Callable[[str], str]) -> str:
    at, made = 0, []
    for kept in LEFT_ALONE.finditer(text):
        made += [change(text[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*made, change(text[at:])])


def _long_piece(piece: str) -> str:
    return "".join(_long_letters(piece))


def _long_letters(piece: str) -> Iterator[str]:
    """Every vowel twice; that is about 40 % of an English text's letters."""
    for before, letter in zip(" " + piece, piece, strict=False):
        if before == "&" and letter.isalnum():
            yield letter
        else:
            accented = letter.translate(_ACCENTS)
            yield accented * 2 if letter in _VOWELS else accented


def messages(path: Path) -> Iterator[tuple[str, str, list[str], bool]]:
    """Of a .ts file, each text as (context, source, translations, finished)."""
    for context in ET.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")]
            finished = translation.get("type") is None
            yield name, message.findtext("source", ""), forms or [translation.text or ""], finished


def _quoted(text: str) -> str:
    """As a literal that lupdate reads as Python does."""
    return json.dumps(text, ensure_ascii=False)


def _run(tool: str, *arguments: str) -> None:
    import PySide6

    path = Path(PySide6.__file__).parent / (f"{tool}.exe" if sys.platform == "win32" else tool)
    subprocess.run([str(path), *arguments], check=True)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="The languages of Sayso's windows.")
    work = parser.add_subparsers(dest="work", required=True)
    work.add_parser("update", help="bring the .ts files up to date with the source")
    work.add_parser("release", help="make the .qm files")
    odd = work.add_parser("pseudo", help="make the .qm files of the pseudo-languages xa and xr")
    odd.add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    if options.work == "update":
        update()
    elif options.work == "release":
        release()
    else:
        pseudo(options.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
