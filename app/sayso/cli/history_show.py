"""`sayso history show`."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.cli import history
from sayso.cli.say import say, show

_EPILOG = """Without ID it is the newest. --json prints one object: the fields of `sayso history
list --json`, and earlier: what it was taken for before it was recognised again (at, raw_text, text,
language, engine, model)."""


def main(arguments: Sequence[str]) -> int:
    """Raises HistoryError, UsageError."""
    parser = history.parser("show", _EPILOG)
    parser.add_argument("id", nargs="?", metavar="ID", help="as `sayso history list` prints it")
    parser.add_json()
    asked = parser.parse_args(arguments)
    from sayso.archive.items import Query
    from sayso.cli.history_open import found, no_such, opened_if_there, spans
    from sayso.cli.history_words import EMPTY, NO_HISTORY, details
    from sayso.core.errors import UsageError

    wanted = spans([] if asked.id is None else [asked.id])
    if any(span.first != span.last for span in wanted):
        raise UsageError("Only one item is shown; list shows several.")
    with opened_if_there(or_read=True) as there:
        items, missing = found(there, wanted)
        if missing:
            raise no_such(missing)
        if not wanted and there:
            items = list(there.items(Query(limit=1)))
        if not items or there is None:
            say(NO_HISTORY if there is None else EMPTY)
            return 0
        item = items[0]
        earlier = there.earlier(item.id)
    if asked.json:
        from sayso.archive.export_formats import as_dict, earlier_as_dict, json_text

        show(json_text({**as_dict(item), "earlier": [earlier_as_dict(e) for e in earlier]}) + "\n")
    else:
        show(details(item, earlier) + "\n")
    return 0
