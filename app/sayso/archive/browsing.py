"""The history as a person looks through it: by dictation, page by page, and corrected by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sayso.archive.database import rows
from sayso.archive.history import History
from sayso.archive.items import DictationKey, Earlier, Item, Query
from sayso.archive.statistics import Day
from sayso.core.speech import SAMPLE_RATE, Transcript
from sayso.core.state import State

_AT_ONCE = 500
"""Values in a statement: some builds take 999 at the most."""

_SHOWN_FIRST = (
    *(State.FAILED, State.REFUSED, State.INSERTING, State.HEARD, State.RECOGNISED),
    *(State.COPIED, State.INSERTED, State.TAKEN_BACK, State.CANCELLED, State.EMPTY),
)
"""Of utterances in several states, the one to tell of their dictation: what asks for something
comes before what is in order, and that before what is nothing any more."""


@dataclass(frozen=True, slots=True)
class Dictation:
    """One press of the key. utterances: those that are in the history, in order; at least one."""

    utterances: tuple[Item, ...]

    @property
    def key(self) -> DictationKey:
        return self.utterances[0].key

    @property
    def first(self) -> Item:
        return self.utterances[0]

    @property
    def text(self) -> str:
        """As it would stand in a window: a space between two utterances."""
        return " ".join(item.text for item in self.utterances if item.text)

    @property
    def raw_text(self) -> str:
        """As it was heard."""
        return " ".join(item.raw_text for item in self.utterances if item.raw_text)

    @property
    def state(self) -> State:
        """Of its utterances, what matters most to the person."""
        return min((item.state for item in self.utterances), key=_SHOWN_FIRST.index)

    @property
    def told(self) -> Item:
        """The utterance that `state` is of."""
        return next(item for item in self.utterances if item.state is self.state)

    @property
    def audio_seconds(self) -> float:
        return sum(item.audio_seconds for item in self.utterances)

    @property
    def has_audio(self) -> bool:
        return any(item.clip is not None for item in self.utterances)


@dataclass(frozen=True, slots=True)
class Page:
    """dictations: the newest first. before: for the query of the next page; None: this was the
    last."""

    dictations: tuple[Dictation, ...]
    before: int | None


class BrowsableHistory(History):
    """As `History`, also in what it raises."""

    def page(self, query: Query, known: frozenset[DictationKey] = frozenset()) -> Page:
        """The dictations of which an utterance is in the query, whole, each where its newest such
        utterance is. ``query.limit``: of utterances that are looked at. ``known``: of the pages
        before; what is among them is left out."""
        statement, values = rows.select_some(
            "u.id, u.dictation, d.run, d.number", query, indexed=self._store.searches()
        )
        found = self._store.rows(statement, *values)
        wanted: dict[int, DictationKey] = {}
        for row in found:
            wanted.setdefault(row["dictation"], DictationKey(row["run"], row["number"]))
        ids = [one for one, key in wanted.items() if key not in known]
        whole = self._whole(ids)
        more = query.limit is not None and len(found) == query.limit > 0
        return Page(
            # What was deleted between the two questions is left out.
            tuple(whole[one] for one in ids if one in whole),
            found[-1]["id"] if more else None,
        )

    def dictation(self, key: DictationKey) -> Dictation | None:
        """None where there is no such."""
        items = self.items(Query(dictation=key))
        ordered = sorted(items, key=lambda item: item.number)
        return Dictation(tuple(ordered)) if ordered else None

    def dictations(self, query: Query, but: frozenset[DictationKey] = frozenset()) -> int:
        """How many there are, ``but`` these, of which an utterance is in the query."""
        indexed = self._store.searches()
        if not but:
            statement, values = rows.count_of(query, indexed=indexed)
            return int(self._store.rows(statement, *values)[0]["many"])
        statement, values = rows.select_some("d.run, d.number", query, indexed=indexed)
        found = {DictationKey(row[0], row[1]) for row in self._store.rows(statement, *values)}
        return len(found - but)

    def ids_of(self, keys: Iterable[DictationKey]) -> Sequence[int]:
        """Of all utterances of these dictations."""
        ids: list[int] = []
        wanted = sorted(keys)
        for first in range(0, len(wanted), _AT_ONCE // 2):
            some = wanted[first : first + _AT_ONCE // 2]
            pairs = ", ".join(["(?, ?)"] * len(some))
            found = self._store.rows(
                "SELECT u.id FROM utterances AS u JOIN dictations AS d ON d.id = u.dictation"
                f" WHERE (d.run, d.number) IN (VALUES {pairs})",
                *(value for key in some for value in key),
            )
            ids += [row["id"] for row in found]
        return ids

    def applications(self) -> Sequence[str]:
        """Those that were dictated into, the one with the most utterances first."""
        found = self._store.rows(
            "SELECT application FROM utterances WHERE application != ''"
            " GROUP BY application COLLATE NOCASE ORDER BY count(*) DESC, application"
        )
        return [str(row["application"]) for row in found]

    def days(self, since: date, zone_seconds: float) -> Sequence[Day]:
        """Those since then on which something was said, the oldest first. A day is that of the
        clock on the wall, as it was then. ``zone_seconds``: how far a day may begin before that of
        UTC, and more than any zone does is no harm.

        Words are counted as what stands between spaces. Not among them is what was cancelled or
        taken back. No text is loaded.
        """
        # Nothing is listed before it began, and only for that is there an index.
        after = _utc_midnight(since) - zone_seconds
        found = self._store.rows(
            "SELECT substr(started_at, 1, 10) AS day, count(DISTINCT dictation) AS dictations,"
            " sum(1 + length(trim(text)) - length(replace(trim(text), ' ', ''))) AS words,"
            " sum(samples) AS samples FROM utterances"
            " WHERE listed_at >= ? AND day >= ? AND trim(text) != '' AND state NOT IN (?, ?)"
            " GROUP BY day ORDER BY day",
            after,
            since.isoformat(),
            State.CANCELLED,
            State.TAKEN_BACK,
        )
        with self._store.reading():
            return [
                Day(
                    date.fromisoformat(row["day"]),
                    row["dictations"],
                    row["words"],
                    row["samples"] / SAMPLE_RATE,
                )
                for row in found
            ]

    def earlier_of(self, dictation: Dictation) -> Mapping[int, Sequence[Earlier]]:
        """Of each of its utterances by its id, as `earlier`."""
        return {item.id: self.earlier(item.id) for item in dictation.utterances}

    def edited(self, item_id: int, text: str) -> Item:
        """The person has corrected it: as `retried`, but what was heard stays what it was. Nothing
        where it reads like that already."""
        with self.writing():
            item = self.item(item_id)
            if (item.text or "") == text:
                return item
            by_hand = Transcript(
                item.raw_text or "",
                (),
                item.language,
                item.engine,
                item.model,
                item.audio_seconds,
                item.taken_seconds or 0.0,
            )
            return self.retried(item_id, by_hand, text)

    def _whole(self, dictations: Sequence[int]) -> dict[int, Dictation]:
        found: dict[int, Dictation] = {}
        for first in range(0, len(dictations), _AT_ONCE):
            some = dictations[first : first + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            these = self._store.rows(
                f"{rows.SELECT} WHERE u.dictation IN ({marks}) ORDER BY u.dictation, u.number",
                *some,
            )
            for row, item in zip(these, self._items(these), strict=True):
                known = found.get(row["dictation"])
                found[row["dictation"]] = (
                    Dictation((item,))
                    if known is None
                    else replace(known, utterances=(*known.utterances, item))
                )
        return found


def was_edited(earlier: Earlier, later_text: str, later_raw_text: str) -> bool:
    """Whether what followed it was written by hand: then the same was heard, and reads otherwise.
    Pure."""
    return earlier.raw_text == later_raw_text and earlier.text != later_text


def shared_out(texts: Sequence[str], new: str) -> list[str]:
    """The corrected text of a dictation, divided among its utterances, which were ``texts``.

    What comes before and after the change stays with its utterance, and the change goes to the one
    that it begins in. Pure.
    """
    old = " ".join(text for text in texts if text)
    new = " ".join(new.split())
    short = min(len(old), len(new))
    same = next((n for n in range(short) if old[n] != new[n]), short)
    left = short - same
    same_end = next((n for n in range(left) if old[-1 - n] != new[-1 - n]), left)

    def place(cut: int) -> int:
        if cut < same:
            return cut
        if cut >= len(old) - same_end:
            return cut + len(new) - len(old)
        return len(new) - same_end

    shares: list[str] = []
    until = begin = 0
    last = max((n for n, text in enumerate(texts) if text), default=0)
    for number, text in enumerate(texts):
        if number == last:
            shares.append(new[begin:].strip())
            begin = len(new)
        elif text:
            until += len(text)
            cut = max(begin, place(until))
            if 0 < cut < len(new) and not new[cut].isspace():  # never through a word
                cut = max(begin, new.rfind(" ", 0, cut) + 1)
            shares.append(new[begin:cut].strip())
            begin = cut
            until += 1
        else:
            shares.append("")
    return shares


def _utc_midnight(day: date) -> float:
    return (day - date(1970, 1, 1)).days * 86_400.0
