"""`sayso history export`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from sayso.archive.export_formats import BYTE_ORDER_MARK, ENDINGS, FORMATS
from sayso.cli import history, history_filters
from sayso.cli.say import say, show
from sayso.core.errors import UsageError

_EPILOG = f"""{history_filters.DAYS} The oldest comes first.

formats:
  txt   a line for each dictation: when, and its text
  md    Markdown: a heading for each day, a paragraph for each dictation
  json  everything but the audio; `sayso history import` reads it
  csv   for spreadsheets, with a header. What begins with = + - @ or a tab gets an
        apostrophe in front, so that no spreadsheet takes it for a formula; control
        characters are left out. A file begins with a byte-order mark, which Excel
        needs; standard output has none.

Without --format the ending of the file says which, and else it is txt. The file can be read by you
alone; one that is there is replaced only with --force."""


def main(arguments: Sequence[str]) -> int:
    """Raises HistoryError, UsageError."""
    parser = history.parser("export", _EPILOG)
    parser.add_argument("--format", choices=FORMATS)
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="write there instead of on the terminal"
    )
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    history_filters.add_to(parser)
    asked = parser.parse_intermixed_args(arguments)
    from sayso.archive.export_formats import rendered
    from sayso.cli.history_open import now, opened_if_there
    from sayso.cli.history_words import NO_HISTORY, count

    query = history_filters.query(asked, now().date())
    _refuse(asked)
    with opened_if_there(or_read=True) as there:
        items = list(there.items(query)) if there else []
        # What was imported came later than it was said.
        items.sort(key=lambda item: (item.started_at, item.id))
        form = _format(asked)
        if asked.output is None:
            for piece in rendered(items, form):
                show(piece)
        else:
            _write(asked.output, "".join(rendered(items, form)), form)
    if there is None:
        say(NO_HISTORY)
    elif asked.output is not None:
        say(f"{count(len(items))} went into {asked.output}.")
    if form in ("txt", "md") and (silent := sum(not item.text for item in items)):
        say(f"{count(silent)} without a text left out.")
    return 0


def _format(asked: argparse.Namespace) -> str:
    if asked.format is not None:
        return str(asked.format)
    return ENDINGS.get(asked.output.suffix.casefold(), "txt") if asked.output else "txt"


def _refuse(asked: argparse.Namespace) -> None:
    """Raises UsageError."""
    output: Path | None = asked.output
    if output is None:
        return
    try:
        there = output.is_file()
    except OSError:
        there = False  # writing tells why
    if there and not asked.force:
        raise UsageError(f"{output} is there already; name another file, or replace it: --force.")


def _write(file: Path, text: str, form: str) -> None:
    """Whole or not at all, for its owner's eyes alone. Raises UsageError."""
    from sayso.cli.output import Output

    output = Output(file, private=True)
    try:
        if form == "csv":
            output.write(BYTE_ORDER_MARK)
        output.write(text)
        output.keep()
    finally:
        output.close()
