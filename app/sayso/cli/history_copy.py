"""`sayso history copy`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from sayso.cli import history
from sayso.cli.say import say, show
from sayso.core.errors import HistoryError, HistoryFull, HistoryReadOnly
from sayso.core.state import UNDELIVERED, State

if TYPE_CHECKING:
    from sayso.archive.history import History
    from sayso.archive.items import Item

_EPILOG = """Without ID it is the last dictation that has a text, all of it. A range is written
12-20. Utterances of one dictation are joined as they would stand in a window; each other dictation
begins on a line of its own.

A process of its own does it, and stays in the background until something else is copied. What was
delivered nowhere before counts as copied then, and is not offered again.

--json prints one object: ids, text."""

_PAGE = 200


def main(arguments: Sequence[str]) -> int:
    """Raises HistoryError, InsertionError, UsageError."""
    parser = history.parser("copy", _EPILOG)
    parser.add_argument("ids", nargs="*", metavar="ID", help="as `sayso history list` prints it")
    parser.add_json()
    asked = parser.parse_args(arguments)
    from sayso.archive.export_formats import json_text
    from sayso.cli import type_text
    from sayso.cli.history_open import found, no_such, opened_if_there, spans
    from sayso.cli.history_words import count
    from sayso.cli.type_child import CLIPBOARD

    wanted = spans(asked.ids)
    with opened_if_there(or_read=True) as there:
        items, missing = found(there, wanted)
        if missing:
            raise no_such(missing)
        if not wanted and there:
            items = last_dictation(there)
        without = [item for item in items if not item.text]
        if wanted and without:
            which = ", ".join(str(item.id) for item in without)
            say(f"There is no text of {which}; `sayso history retry` recognises it.")
        items = [item for item in items if item.text]
        if not items or there is None:
            raise HistoryError("There is no text to copy; see `sayso history list`.")
        text = type_text.checked(together(items))
        # Which window has the keyboard, and what the settings say of it, does not matter here.
        type_text.put(text, CLIPBOARD)
        try:
            _note(there, items)
        except (HistoryFull, HistoryReadOnly):
            say("That it was copied cannot be written down there, so it may be offered again.")
    if asked.json:
        show(json_text({"ids": [item.id for item in items], "text": text}) + "\n")
    else:
        what = count(len(items)) if wanted else "The last dictation"
        show(f"{what} copied, for you to paste\n")
    return 0


def last_dictation(there: History) -> list[Item]:
    """All utterances of the newest dictation of which any has a text, in order. Raises
    HistoryError."""
    from sayso.archive.items import Query

    before: int | None = None
    while page := there.items(Query(before=before, limit=_PAGE)):
        for item in page:
            if item.text:
                whole = there.items(Query(dictation=item.key))
                return sorted((each for each in whole if each.text), key=lambda each: each.number)
        before = page[-1].id
    return []


def together(items: Iterable[Item]) -> str:
    from sayso.archive.export_formats import spoken

    return "\n".join(spoken(parts) for _, parts in groupby(items, key=lambda item: item.key))


def _note(there: History, items: Iterable[Item]) -> None:
    """That the person has it. What is on its way into a window at this moment stays so."""
    undelivered = [item for item in items if item.state in UNDELIVERED]
    if not undelivered:
        return
    with there.writing():
        for item in undelivered:
            if item.state is not State.INSERTING:
                there.mark(item.key, [item.number], State.COPIED, way="clipboard")
        there.set_offered([item.id for item in undelivered])
