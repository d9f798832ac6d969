"""`sayso history list`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace

from sayso.cli import history, history_filters
from sayso.cli.say import say, show

USUAL_LIMIT = 20

_EPILOG = f"""{history_filters.DAYS} Without --limit the newest {USUAL_LIMIT} are shown, and
all with --json.

--json prints one object: items, each with id, state, started_at, audio_seconds, raw_text, text,
application, language, model, engine, taken_seconds, delivered_seconds, way, confirmed, reason,
offered, audio (its file, or null), audio_start (seconds), dictation (run, number), number."""


def main(arguments: Sequence[str], command: str = "history list") -> int:
    """``command``: as the person wrote it. Raises HistoryError, UsageError."""
    parser = history.parser("list", _EPILOG)
    parser.prog = f"sayso {command}"
    history_filters.add_to(parser)
    parser.add_json()
    asked = parser.parse_intermixed_args(arguments)
    from sayso.archive.items import Query
    from sayso.cli.history_open import left_behind, now, opened_if_there

    today = now().date()
    query = history_filters.query(asked, today)
    limit = query.limit or (None if asked.json else USUAL_LIMIT)
    with opened_if_there(or_read=True) as there:
        # One more than is shown tells whether there are more.
        more = replace(query, limit=limit and limit + 1)
        items = there.items(more) if there else ()
    shown = items[:limit]
    if asked.json:
        from sayso.archive.export_formats import as_dict, json_text

        show(json_text({"items": [as_dict(item) for item in shown]}) + "\n")
        return 0
    from sayso.cli.history_words import EMPTY, LEFT_BEHIND, NO_HISTORY, NOTHING_LIKE_THAT, table

    if shown:
        show(table(shown, today, _width()) + "\n")
    else:
        asked_all = replace(query, limit=None) == Query()
        say(NO_HISTORY if there is None else EMPTY if asked_all else NOTHING_LIKE_THAT)
    if len(items) > len(shown):
        say(f"These are the newest {len(shown)}; --limit N shows more.")
    if left_behind():
        say(LEFT_BEHIND)
    return 0


def _width() -> int | None:
    """Of the terminal; None where it is a file or a pipe, which takes lines of any length."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns
