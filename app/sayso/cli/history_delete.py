"""`sayso history delete` and `sayso history clear`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sayso.cli import history
from sayso.cli.say import say, show
from sayso.core.errors import UsageError

if TYPE_CHECKING:
    from sayso.archive.items import Item

_EPILOG = """A range is written 12-20. Deleted text and audio cannot be had back: they are
overwritten in the files that held them. What is being dictated at that moment stays.

--json prints one object: deleted, left (how many), missing (numbers that nothing has). The exit
code is 11 where a number has nothing."""

_CLEAR_EPILOG = """Text and audio cannot be had back: they are overwritten in the files that held
them. What is being dictated at that moment stays.

--json prints one object: deleted, left (how many)."""


def main(arguments: Sequence[str]) -> int:
    """Raises HistoryError, UsageError."""
    parser = history.parser("delete", _EPILOG)
    parser.add_argument("ids", nargs="+", metavar="ID", help="as `sayso history list` prints it")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_json()
    asked = parser.parse_args(arguments)
    from sayso.cli.history_open import found, no_such, opened_if_there, spans

    wanted = spans(asked.ids)
    # A full disk may let it be read at first; deleting makes room.
    with opened_if_there(or_read=True) as there:
        items, missing = found(there, wanted)
        if there is None or not items:
            raise no_such(missing)
        if missing:
            say(str(no_such(missing)))
        if not asked.yes and not sure(_about(items)):
            say("Nothing was deleted.")
            return 0
        there.delete([item.id for item in items])
        left, _ = found(there, wanted)
    # What was begun meanwhile was never asked for.
    known = {item.id for item in items}
    stay = sum(item.id in known for item in left)
    told = {"deleted": len(items) - stay, "left": stay, "missing": [str(each) for each in missing]}
    _tell(told, asked.json)
    return no_such(missing).exit_code if missing else 0


def clear(arguments: Sequence[str]) -> int:
    """Raises HistoryError, UsageError."""
    parser = history.parser("clear", _CLEAR_EPILOG)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_json()
    asked = parser.parse_args(arguments)
    from sayso.archive.items import Query
    from sayso.cli.history_open import opened_if_there
    from sayso.cli.history_words import NO_HISTORY

    # A full disk may let it be read at first; deleting makes room.
    with opened_if_there(or_read=True) as there:
        if there is None:
            if asked.json:
                _tell({"deleted": 0, "left": 0}, as_json=True)
            else:
                say(NO_HISTORY)
            return 0
        if not asked.yes and not sure("Everything that was said, with its audio."):
            say("Nothing was deleted.")
            return 0
        deleted = there.clear()
        left = len(there.items(Query()))
    _tell({"deleted": deleted, "left": left}, asked.json)
    return 0


def sure(sentence: str) -> bool:
    """Asks. Raises UsageError where nobody could answer."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("Nobody can be asked here whether to delete it; say so with --yes.")
    print(f"{sentence} Delete it for good? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _about(items: Sequence[Item]) -> str:
    from sayso.cli.history_words import count

    times = sorted(item.started_at for item in items)
    first, last = (f"{each:%Y-%m-%d %H:%M}" for each in (times[0], times[-1]))
    return f"{count(len(items))}, {first if first == last else f'{first} to {last}'}."


def _tell(told: dict[str, object], as_json: bool) -> None:
    if as_json:
        show(json.dumps(told) + "\n")
        return
    from sayso.cli.history_words import count

    deleted, left = told["deleted"], told["left"]
    assert isinstance(deleted, int)
    assert isinstance(left, int)
    show(f"{count(deleted)} deleted\n")
    if left:
        say(f"{count(left)} of what is being dictated just now {'stays' if left == 1 else 'stay'}.")
