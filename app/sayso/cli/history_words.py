"""The history in words, for people at a terminal. Pure.

What was said comes from anywhere, an import too: nothing of it may steer the terminal.
"""

from __future__ import annotations

import shlex
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from sayso.archive.export_formats import one_line
from sayso.archive.items import Clip, Earlier, Item
from sayso.core.speech import SAMPLE_RATE
from sayso.core.state import State

STATES = {
    State.HEARD: "not recognised",
    State.RECOGNISED: "not delivered",
    State.INSERTING: "perhaps inserted",
    State.INSERTED: "inserted",
    State.COPIED: "copied",
    State.TAKEN_BACK: "taken back",
    State.EMPTY: "no words",
    State.CANCELLED: "cancelled",
    State.FAILED: "failed",
    State.REFUSED: "refused",
}

NO_HISTORY = "There is no history yet: nothing that was said has been kept."
EMPTY = "The history is empty."
NOTHING_LIKE_THAT = "The history holds nothing like that."
NOTHING_TO_RETRY = (
    "Nothing waits to be recognised; name an ID to do it again, or with what was cancelled."
)
LEFT_BEHIND = "Sayso crashed; start it again, and it offers what was not delivered."

_LEAST_TEXT = 20
_WIDEST_APPLICATION = 20


def cells(text: str) -> int:
    """How wide it stands in a terminal: East Asian characters take two cells (Unicode's annex 11),
    marks on others none."""
    return sum(map(_cells, text))


def cut(text: str, most: int) -> str:
    """At most so many cells, with … where something is missing."""
    if cells(text) <= most:
        return text
    left = most - 1
    kept = []
    for character in text:
        left -= _cells(character)
        if left < 0:
            break
        kept.append(character)
    return f"{''.join(kept).rstrip()}…"


def table(items: Sequence[Item], today: date, width: int | None) -> str:
    """A line each. ``width``: of the terminal, in cells; ``None`` cuts no text off."""
    head = ("id", "when", "state", "sec", "application", "text")
    rows = [head, *(_row(item, today) for item in items)]
    columns = _columns(rows, width)
    return "\n".join(_line(row, columns, width) for row in rows)


def _row(item: Item, today: date) -> tuple[str, ...]:
    return (
        str(item.id),
        when(item, today),
        STATES[item.state],
        f"{item.audio_seconds:.1f}",
        cut(one_line(item.application), _WIDEST_APPLICATION),
        one_line(item.text or "") or one_line(item.reason and f"({item.reason})"),
    )


def when(item: Item, today: date) -> str:
    """``14:03``; of another day ``2026-11-21 14:03``."""
    form = "%H:%M" if item.started_at.date() == today else "%Y-%m-%d %H:%M"
    return item.started_at.strftime(form)


def _columns(rows: Sequence[Sequence[str]], width: int | None) -> dict[int, int]:
    """Which columns stand before the text, and how wide: in a narrow terminal some are left out."""
    widths = [max(cells(row[column]) for row in rows) for column in range(5)]
    for chosen in ((0, 1, 2, 3, 4), (0, 1, 2, 4), (0, 1, 2), (0, 2), (0,)):
        columns = {column: widths[column] for column in chosen}
        if width is None or width - _before_text(columns) >= _LEAST_TEXT:
            break
    return columns


def _before_text(columns: dict[int, int]) -> int:
    return sum(columns.values()) + 2 * len(columns)


def _line(row: Sequence[str], columns: dict[int, int], width: int | None) -> str:
    parts = []
    for column, wide in columns.items():
        padding = " " * (wide - cells(row[column]))
        right = column in (0, 3)
        parts.append(f"{padding if right else ''}{row[column]}{'' if right else padding}  ")
    text = row[5]
    if width is not None:
        text = cut(text, max(1, width - _before_text(columns)))
    return f"{''.join(parts)}{text}".rstrip()


def details(item: Item, earlier: Sequence[Earlier]) -> str:
    """A fact a line."""
    lines = [f"{label + ':':13}{one_line(value)}" for label, value in _facts(item) if value]
    for number, each in enumerate(earlier):
        language = f", {each.language}" if each.language else ""
        by = f"{each.at:%Y-%m-%d %H:%M}, {each.model or each.engine}{language}: {each.text}"
        lines.append(f"{'' if number else 'earlier:':13}{one_line(by)}")
    return "\n".join(lines)


def _facts(item: Item) -> Iterator[tuple[str, str]]:
    yield "id", str(item.id)
    yield "when", f"{item.started_at:%Y-%m-%d %H:%M:%S %z}"
    yield "state", STATES[item.state] + (f": {item.reason}" if item.reason else "")
    yield "text", item.text or ""
    if item.raw_text != item.text:
        yield "as heard", item.raw_text or ""
    yield "length", f"{item.audio_seconds:.1f} s"
    yield "application", item.application
    yield "way", item.way and item.way + (", confirmed" if item.confirmed else ", not confirmed")
    if item.delivered_seconds is not None:
        yield "delivered", f"{item.delivered_seconds:.2f} s after the last word"
    yield "language", item.language or ""
    yield "model", f"{item.engine} {item.model}".strip()
    if item.taken_seconds is not None:
        yield "recognised", f"in {item.taken_seconds:.2f} s"
    yield "dictation", f"its utterance {item.number + 1}"
    if item.clip is None:
        yield "audio", "none any more"
    else:
        yield "audio", str(item.clip.recording)
        yield "hear it", hear_it(item.clip)


def hear_it(clip: Clip) -> str:
    """The command that plays that part of the file."""
    start, length = clip.start / SAMPLE_RATE, clip.samples / SAMPLE_RATE
    file = shlex.quote(str(clip.recording))
    return f"ffplay -nodisp -autoexit -ss {start:.3f} -t {length:.3f} {file}"


def count(number: int) -> str:
    """``1 item``, ``12 items``."""
    return f"{number} item{'' if number == 1 else 's'}"


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
