"""The history for a command: opened where there is one, and items by their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sayso import paths
from sayso.archive.items import Item, Query
from sayso.cli.say import say
from sayso.core.errors import HistoryError, UsageError

if TYPE_CHECKING:
    from sayso.archive.history import History

DATABASE = "history.db"

_SPAN = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")


@dataclass(frozen=True, slots=True)
class Span:
    """Items from one number to another, both among them."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def spans(words: Sequence[str]) -> tuple[Span, ...]:
    """``12`` and ``12-20``. Raises UsageError."""
    found = []
    for word in words:
        match = _SPAN.fullmatch(word)
        span = match and Span(int(match[1]), int(match[2] or match[1]))
        if not span or span.last < span.first:
            raise UsageError(
                f"{word} is no number of an item, nor a range as 12-20; see `sayso history list`."
            )
        found.append(span)
    return tuple(found)


def is_there() -> bool:
    """Whether anything was ever kept. Nothing is made by asking. Raises HistoryError."""
    try:
        return (paths.history_folder() / DATABASE).exists()
    except OSError as error:
        raise HistoryError(
            f"{paths.history_folder()} cannot be read ({error.strerror}); see to whose it is."
        ) from error


def left_behind() -> bool:
    """Whether Sayso crashed: what it had recorded by then comes into the history when it is started
    again."""
    folder = paths.history_folder() / "runs"
    try:
        if not any(folder.iterdir()):
            return False
    except OSError:  # there is none, or it cannot be read: there is nothing to tell then
        return False
    from sayso.archive import runs  # slow to import

    crashed = runs.dead(folder, own="")
    for run in crashed:
        run.leave()
    return bool(crashed)


def now() -> datetime:
    """With its zone."""
    return datetime.now().astimezone()


@contextmanager
def opened(*, or_read: bool = False) -> Iterator[History]:
    """Made where it is not there. ``or_read``: as of `History`. Raises HistoryError."""
    from sayso.archive.history import History

    history = History(paths.history_folder(), now=now, say=say, or_read=or_read)
    try:
        yield history
    finally:
        history.close()


@contextmanager
def opened_if_there(*, or_read: bool = False) -> Iterator[History | None]:
    """None where there is none. Raises HistoryError."""
    if not is_there():
        yield None
        return
    with opened(or_read=or_read) as history:
        yield history


def mend() -> None:
    """It was found to be damaged, which opening it does not always show. Raises HistoryError."""
    from sayso.archive.history import History

    History(paths.history_folder(), now=now, say=say, damaged=True).close()


def found(history: History | None, wanted: Sequence[Span]) -> tuple[list[Item], list[Span]]:
    """Those items, in that order and each once, and what has none. Raises HistoryError."""
    items: dict[int, Item] = {}
    missing = []
    for span in wanted:
        there = history.items(Query(ids=(span.first, span.last))) if history else ()
        if not there:
            missing.append(span)
        for item in sorted(there, key=lambda item: item.id):
            items.setdefault(item.id, item)
    return list(items.values()), missing


def no_such(missing: Sequence[Span]) -> HistoryError:
    """The sentence for numbers that nothing has."""
    which = ", ".join(map(str, missing))
    return HistoryError(f"There is no {which} in the history; see `sayso history list`.")
