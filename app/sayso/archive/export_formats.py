"""The history as text, Markdown, JSON and CSV. Pure.

CSV: RFC 4180, but for the ends of lines. A spreadsheet takes a cell that begins with = + - or @ for
a formula, which what was said must never become: https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sayso.archive.items import Earlier, Item
from sayso.core.speech import SAMPLE_RATE

VERSION = 1
MARK = "sayso_history"

FORMATS = ("txt", "md", "json", "csv")

ENDINGS = {".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md", ".json": "json"} | {
    ".csv": "csv"
}

BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes a CSV file for text of an old Windows code page."""

_FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")

_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON need not escape, and a terminal should not get."""

_NOT_IN_A_CELL = re.compile(f"[\x00-\x08\x0b-\x1f{_ESCAPED.pattern[1:]}")
"""Likewise; JSON alone keeps them, escaped."""

_STEERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, breaks of lines, what turns the direction of all that follows, and halves of
characters."""

_MARKDOWN = re.compile(r"([\\`*_\[\]<>&~|])")


def one_line(text: str) -> str:
    """Without anything that moves the cursor, changes colours or turns the direction."""
    return " ".join(_STEERS.sub("", " ".join(text.split())).split())


def as_dict(item: Item) -> dict[str, Any]:
    """For JSON. Times are seconds, ``started_at`` ISO 8601 with its distance from UTC."""
    clip = item.clip
    return {
        "id": item.id,
        "state": item.state.value,
        "started_at": item.started_at.isoformat(timespec="milliseconds"),
        "audio_seconds": _rounded(item.audio_seconds),
        "raw_text": item.raw_text,
        "text": item.text,
        "application": item.application,
        "language": item.language,
        "model": item.model,
        "engine": item.engine,
        "taken_seconds": _rounded(item.taken_seconds),
        "delivered_seconds": _rounded(item.delivered_seconds),
        "way": item.way,
        "confirmed": item.confirmed,
        "reason": item.reason,
        "offered": item.offered,
        "audio": None if clip is None else str(clip.recording),
        "audio_start": None if clip is None else _rounded(clip.start / SAMPLE_RATE),
        "dictation": {"run": item.key.run, "number": item.key.number},
        "number": item.number,
    }


def earlier_as_dict(earlier: Earlier) -> dict[str, Any]:
    return {
        "at": earlier.at.isoformat(timespec="milliseconds"),
        "raw_text": earlier.raw_text,
        "text": earlier.text,
        "language": earlier.language,
        "engine": earlier.engine,
        "model": earlier.model,
    }


def json_text(value: object) -> str:
    """On one line, its letters as they are."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def rendered(items: Sequence[Item], form: str) -> Iterator[str]:
    """Piece by piece, all ends of lines \\n. ``items``: in the order in which they are to stand.
    ``form``: of `FORMATS`."""
    match form:
        case "json":
            return _json(items)
        case "csv":
            return _csv(items)
        case "md":
            return _markdown(items)
        case _:
            return _plain(items)


def spoken(items: Iterable[Item]) -> str:
    """The texts of a dictation as they would stand in a window: a space between two."""
    return " ".join(item.text for item in items if item.text)


def _json(items: Sequence[Item]) -> Iterator[str]:
    """An item a line, for whoever compares two of them."""
    yield f'{{"{MARK}": {VERSION}, "items": ['
    for number, item in enumerate(items):
        yield f"{',' if number else ''}\n{json_text(as_dict(item))}"
    yield "\n]}\n"


def _csv(items: Sequence[Item]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    names: Sequence[str] = ()
    for row in map(_row, items):
        if not names:
            names = tuple(row)
            writer.writerow(names)
        writer.writerow([_cell(value) for value in row.values()])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    if not names:
        writer.writerow(_COLUMNS)
        yield line.getvalue()


_COLUMNS = (
    *("id", "state", "started_at", "audio_seconds", "raw_text", "text", "application", "language"),
    *("model", "engine", "taken_seconds", "delivered_seconds", "way", "confirmed", "reason"),
    *("offered", "audio", "audio_start", "number", "dictation_run", "dictation_number"),
)


def _row(item: Item) -> dict[str, Any]:
    row = as_dict(item)
    dictation = row.pop("dictation")
    return {**row, "dictation_run": dictation["run"], "dictation_number": dictation["number"]}


def _cell(value: object) -> object:
    """An apostrophe in front of what a spreadsheet would take for a formula."""
    if not isinstance(value, str):
        return value if not isinstance(value, bool) else str(value).lower()
    value = _NOT_IN_A_CELL.sub("", value)
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value


def _markdown(items: Sequence[Item]) -> Iterator[str]:
    """A heading for each day, a paragraph for each dictation."""
    day = ""
    for first, text in _dictations(items):
        if (today := f"{first.started_at:%Y-%m-%d}") != day:
            yield f"{chr(10) if day else ''}## {today}\n"
            day = today
        where = f", {_escaped(one_line(first.application))}" if first.application else ""
        yield f"\n**{first.started_at:%H:%M}**{where}: {_escaped(text)}\n"


def _plain(items: Sequence[Item]) -> Iterator[str]:
    """A line for each dictation."""
    for first, text in _dictations(items):
        yield f"{first.started_at:%Y-%m-%d %H:%M}  {text}\n"


def _dictations(items: Sequence[Item]) -> Iterator[tuple[Item, str]]:
    """The first utterance with a text, and the text of all, on one line."""
    with_text = (item for item in items if item.text and one_line(item.text))
    for _, together in groupby(with_text, key=lambda item: item.key):
        parts = list(together)
        yield parts[0], one_line(spoken(parts))


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _rounded(seconds: float | None) -> float | None:
    """Finer than a sample, so that samples can be had back."""
    return None if seconds is None else round(seconds, 6)
