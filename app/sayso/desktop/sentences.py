"""Translates the sentences that the layers below make, which know of no translation.

They tell in English what went wrong, with names and numbers put in. Here the template that a
sentence was made from is found again among those that the source has
(``resources/translations/sentences.json``, written by ``packaging/translations.py``), its
translation is taken, and the same names and numbers are put into that.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QCoreApplication

from sayso.desktop import translation
from sayso.paths import resource

_log = logging.getLogger(__name__)

CONTEXT = "Sentences"

_translated = QCoreApplication.translate
"""By another name than `sayso.desktop.wording` has it: lupdate is to find no literals here."""

_FIELD = re.compile(r"(?<!\{)\{(\w*)\}(?!\})")
_BREAK = re.compile(r"(?<=[.!?]) (?=\S)")
"""Some sentences begin with a setting's key, and so with a small letter."""

_DEEPEST = 3
"""Sentences within sentences: an error, in a notice, behind another one."""

_FEW_LETTERS = 12
_NAME_WORDS = 4
"""Templates with fewer letters put names together, and names have at most so many words."""


@dataclass(frozen=True, slots=True)
class _Template:
    """text: as in the source. longest: the longest literal in it, to be looked for first.
    letters: how much of it is literal; of two that fit, the one with more says more."""

    text: str
    longest: str
    letters: int


def said(text: str) -> str:
    """``text`` in the language of the windows; as it is where it is in that already, or is in none
    of the source's sentences."""
    if translation.language() == translation.ENGLISH or not text:
        return text
    found = _said(text, _DEEPEST)
    if found is None:
        # Not the sentence itself: a window's title may stand in it.
        _log.debug("a sentence of %d letters has no template", len(text))
        return text
    return found


def _said(text: str, depth: int) -> str | None:
    if text in _plain():
        return _translated(CONTEXT, text)
    # First of all, or a template's last field would take the next sentence for a part of it.
    if (pieces := _piece_by_piece(text, depth)) is not None:
        return pieces
    for template in _with_fields():
        if template.longest not in text:
            continue
        match = _pattern(template.text).fullmatch(text)
        if match is not None and _fits(template, match.groups(), depth):
            return _filled(template.text, match.groups(), depth)
    return None


def _fits(template: _Template, values: tuple[str, ...], depth: int) -> bool:
    """``{first}, or {second}`` has nearly no words of its own, and is in many an unknown sentence:
    half of that in another language would be worse than none of it."""
    return template.letters >= _FEW_LETTERS or all(
        len(value.split()) <= _NAME_WORDS or _said(value, depth - 1) is not None for value in values
    )


def _filled(template: str, values: tuple[str, ...], depth: int) -> str:
    names = _FIELD.findall(template)
    known: dict[str, str] = {}
    for place, (name, value) in enumerate(zip(names, values, strict=True)):
        inner = _said(value, depth - 1) if depth > 0 else None
        if inner is None and value in _plain():
            inner = _translated(CONTEXT, value)
        known[name or str(place)] = value if inner is None else inner
    # Not str.format, which would take braces in a translation for more than they are.
    numbers = iter(range(len(names)))
    return (
        _FIELD.sub(
            lambda match: known.get(match[1] or str(next(numbers)), match[0]),
            _translated(CONTEXT, template),
        )
        .replace("{{", "{")
        .replace("}}", "}")
    )


def _piece_by_piece(text: str, depth: int) -> str | None:
    """Two sentences that somebody put one behind the other; None unless all of them are known."""
    if depth <= 0:
        return None
    for gap in _BREAK.finditer(text):
        first = _said(text[: gap.start()], 0)
        rest = _said(text[gap.end() :], depth - 1) if first is not None else None
        if first is not None and rest is not None:
            return f"{first} {rest}"
    return None


@cache
def _all() -> tuple[str, ...]:
    found = json.loads(resource("translations", "sentences.json").read_text(encoding="utf-8"))
    return tuple(found)


@cache
def _plain() -> frozenset[str]:
    return frozenset(text for text in _all() if not _FIELD.search(text))


@cache
def _with_fields() -> tuple[_Template, ...]:
    found = []
    for text in _all():
        if _FIELD.search(text):
            literals = list(_literals(text))
            found.append(_Template(text, max(literals, key=len), sum(map(len, literals))))
    return tuple(sorted(found, key=lambda it: (-it.letters, it.text)))


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, _literals(template))), re.DOTALL)


def _literals(template: str) -> Iterator[str]:
    """What stands between the fields."""
    at = 0
    for field in _FIELD.finditer(template):
        yield template[at : field.start()].replace("{{", "{").replace("}}", "}")
        at = field.end()
    yield template[at:].replace("{{", "{").replace("}}", "}")
