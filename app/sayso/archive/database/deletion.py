"""Deleting: from the tables, from the index, from the write-ahead log, from the recordings.

What a file is to lose is written down with the rest, and done after that; what could not be done is
tried again by the next purge.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from sayso.archive import recording
from sayso.archive.database import leftovers, making_room, retention, salvage
from sayso.archive.database.retention import Holding
from sayso.archive.database.store import Store
from sayso.archive.items import Clip, Retention
from sayso.core.errors import HistoryDamaged, HistoryError, HistoryUntidy, SaysoError
from sayso.core.state import UNDELIVERED

_TRACES = "traces"
_SEEN = "clock at the last purge"
_SET_ASIDE = "set aside: "
"""Before the name of a damaged database: when a purge first found it."""
_AT_ONCE = 500
"""Values in a statement: some builds take 999 at the most."""

_STATES = ", ".join(f"'{state}'" for state in sorted(UNDELIVERED))
STAYS = f"(d.ended = 0 OR (u.offered = 0 AND u.state IN ({_STATES})))"
"""What is being dictated, or not delivered and not offered."""

_DELETABLE = (
    "SELECT u.id, u.dictation, u.start, u.samples, u.audio, u.raw_text IS NOT NULL AS said,"
    " d.recording FROM utterances AS u JOIN dictations AS d ON d.id = u.dictation"
)


class Deletion:
    """On a store. Raises HistoryError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def items(self, ids: Sequence[int]) -> int:
        gone: list[int] = []
        making_room.deleted(
            self._store,
            lambda: self._delete(ids, gone),
            lambda: making_room.wholly(self._store, self._found(ids)),
        )
        with self._store.sentences():
            aside = leftovers.set_aside(self._store.folder)
        if gone and aside:
            self._store.say(
                f"What was deleted may still stand in {aside[0]}, a damaged history that was set"
                " aside; delete that file too, if nothing is missed."
            )
        return len(gone)

    def _found(self, ids: Sequence[int]) -> list[sqlite3.Row]:
        found: list[sqlite3.Row] = []
        every = sorted(set(ids))
        for first in range(0, len(every), _AT_ONCE):
            some = every[first : first + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            found += self._store.rows(
                f"{_DELETABLE} WHERE d.ended = 1 AND u.id IN ({marks})", *some
            )
        return found

    def _delete(self, ids: Sequence[int], gone: list[int]) -> None:
        """``gone``: takes the ids, once that is written; tidying up after it may fail."""
        with self._store.writing():
            found = self._found(ids)
            self._store.afterwards(lambda: gone.extend(row["id"] for row in found))
            self._remove(found)

    def everything(self) -> int:
        from sayso.archive import runs  # imports asyncio, which most commands do without

        folder = self._store.folder / "runs"
        crashed = runs.dead(folder, own="")
        cleared = False
        gone: list[int] = []

        def alive() -> frozenset[str]:
            return runs.standing(folder).difference(run.id for run in crashed)

        try:
            making_room.deleted(
                self._store,
                lambda: self._clear(alive, gone),
                lambda: making_room.everything(self._store, alive),
            )
            cleared = True
        finally:
            for run in crashed:
                if cleared:
                    run.settle()
                else:
                    run.leave()
        return len(gone)

    def _clear(self, alive: Callable[[], frozenset[str]], gone: list[int]) -> None:
        store = self._store
        with store.writing():
            with store.sentences():
                recordings = leftovers.recordings_in(store.recordings)
                others = alive()  # after the files: a run is there before its first recording
            marks = ", ".join("?" * len(others))
            found = store.rows(f"{_DELETABLE} WHERE d.ended = 1 OR d.run NOT IN ({marks})", *others)
            store.afterwards(lambda: gone.extend(row["id"] for row in found))
            store.afterwards(self._leave_nothing)
            self._remove(found)
            for row in store.rows(f"SELECT id FROM dictations WHERE run NOT IN ({marks})", *others):
                self.dictation(row["id"])
            known = {row["recording"] for row in store.rows("SELECT recording FROM dictations")}
            for name, run in recordings:
                if run not in others and name not in known:
                    self._leave(name)
            store.run("INSERT OR REPLACE INTO facts (name, value) VALUES (?, 1)", _TRACES)

    def _leave_nothing(self) -> None:
        first: HistoryError | None = None
        for what in (self.tidy, self._sweep, self._drop_aside, self._give_back):
            try:
                what()
            except HistoryError as error:
                first = first or error
        if first is not None:
            raise first

    def _drop_aside(self) -> None:
        store = self._store
        with store.sentences():
            found = leftovers.set_aside(store.folder)
        leftovers.remove(found)
        with store.writing():
            store.run("DELETE FROM facts WHERE name LIKE ?", f"{_SET_ASIDE}%")

    def _give_back(self) -> None:
        """The room in the database's file, which nothing of is left in by now."""
        try:
            self._store.rows("VACUUM")
        except HistoryDamaged:
            raise
        except HistoryError:
            return  # no room for it, or somebody reads; what is said next uses that room
        self._store.empty_log()

    def dictation(self, dictation: int) -> None:
        """Also while it is being dictated."""
        store = self._store
        with store.writing():
            row = store.row("SELECT recording FROM dictations WHERE id = ?", dictation)
            self._remove(store.rows(f"{_DELETABLE} WHERE d.id = ?", dictation))
            if row is not None:
                self._leave(row["recording"])
                store.run("DELETE FROM dictations WHERE id = ?", dictation)

    def purge(self, wanted: Retention) -> tuple[int, int]:
        """How many recordings and texts."""
        store = self._store
        with store.writing():
            now = store.now().timestamp()
            seen = store.row("SELECT value FROM facts WHERE name = ?", _SEEN)
            as_of = retention.as_of(now, seen["value"] if seen is not None else None)
            store.run("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", _SEEN, now)
            if now >= retention.EARLIEST:
                store.run(
                    "UPDATE utterances SET kept_at = ? WHERE kept_at < ?", now, retention.EARLIEST
                )
            recordings = self._purge_audio(wanted, as_of)
            texts = self._purge_texts(wanted, as_of)
            if recordings or texts:
                self._remove(
                    store.rows(
                        f"{_DELETABLE} WHERE u.raw_text IS NULL AND u.audio = 0 AND NOT {STAYS}"
                    )
                )
            store.afterwards(self.tidy)
            store.afterwards(self._sweep)
            if wanted.text_days is not None and as_of > 0:
                store.afterwards(partial(self._age_aside, wanted.text_days, as_of))
        return recordings, texts

    def _sweep(self) -> None:
        """What a program that was killed at its work has left, and nobody will come back to."""
        store = self._store
        with store.alone("recordings.lock"), store.sentences():
            leftovers.sweep(store.recordings)
        with store.alone("history.lock"), store.sentences():
            salvage.sweep(store.folder)
        with store.alone(leftovers.IMPORTING), store.sentences():
            leftovers.sweep_copies(store.folder)

    def _age_aside(self, days: float, as_of: float) -> None:
        """A damaged database that was set aside has the words in it too: it is kept for as long as
        a text, counted from when it was first seen here. Its size is no matter."""
        store = self._store
        with store.sentences():
            found = leftovers.set_aside(store.folder)
        if not found:
            return
        due: list[Path] = []
        with store.writing():
            for path in found:
                fact = _SET_ASIDE + leftovers.database_of(path)
                store.run("INSERT OR IGNORE INTO facts (name, value) VALUES (?, ?)", fact, as_of)
                row = store.row("SELECT value FROM facts WHERE name = ?", fact)
                if row is not None and retention.is_due(row["value"], days=days, as_of=as_of):
                    due.append(path)
        leftovers.remove(due)

    def tidy(self) -> None:
        """What was deleted leaves the files. Raises HistoryUntidy where one does not let go."""
        store = self._store
        if store.row("SELECT 1 FROM facts WHERE name = ?", _TRACES) is not None:
            if store.empty_log():
                with store.writing():
                    store.run("DELETE FROM facts WHERE name = ?", _TRACES)
            else:
                store.say(
                    "What was deleted from the history can still be found in its files until"
                    " another program that reads it has finished."
                )
        self._free_recordings()

    def _purge_audio(self, wanted: Retention, as_of: float) -> int:
        if wanted.audio_days is None and wanted.audio_bytes is None:
            return 0
        store = self._store
        found = store.rows(
            f"SELECT d.id, d.recording, max(u.kept_at) AS kept_at, max({STAYS}) AS stays"
            " FROM dictations AS d JOIN utterances AS u ON u.dictation = d.id"
            " WHERE d.recording IS NOT NULL GROUP BY d.id ORDER BY d.id"
        )
        sizes = self._sizes()
        names = {row["id"]: row["recording"] for row in found}
        due = retention.due(
            [
                Holding(
                    row["id"], row["kept_at"], sizes.get(row["recording"], 0), bool(row["stays"])
                )
                for row in found
            ],
            days=wanted.audio_days,
            limit=wanted.audio_bytes,
            as_of=as_of,
        )
        for one in due:
            self._leave(names[one])
            store.run("UPDATE dictations SET recording = NULL WHERE id = ?", one)
            store.run("UPDATE utterances SET audio = 0 WHERE dictation = ?", one)
        return len(due)

    def _purge_texts(self, wanted: Retention, as_of: float) -> int:
        if wanted.text_days is None and wanted.text_bytes is None:
            return 0
        store = self._store
        found = store.rows(
            "SELECT u.id, u.kept_at,"
            " length(CAST(u.raw_text AS BLOB)) + length(CAST(u.text AS BLOB))"
            " + coalesce((SELECT sum(length(CAST(e.raw_text AS BLOB))"
            " + length(CAST(e.text AS BLOB))) FROM earlier AS e WHERE e.utterance = u.id), 0)"
            f" AS size, {STAYS} AS stays"
            " FROM utterances AS u JOIN dictations AS d ON d.id = u.dictation"
            " WHERE u.raw_text IS NOT NULL ORDER BY u.id"
        )
        due = retention.due(
            [Holding(row["id"], row["kept_at"], row["size"], bool(row["stays"])) for row in found],
            days=wanted.text_days,
            limit=wanted.text_bytes,
            as_of=as_of,
        )
        for one in due:
            store.run("UPDATE utterances SET raw_text = NULL, text = NULL WHERE id = ?", one)
            store.run("DELETE FROM earlier WHERE utterance = ?", one)
        self._unsay(due)
        return len(due)

    def _remove(self, found: Iterable[sqlite3.Row]) -> None:
        """Inside `Store.writing`."""
        store = self._store
        found = sorted(found, key=lambda row: (row["dictation"], row["start"]))
        for row in found:
            store.run("DELETE FROM utterances WHERE id = ?", row["id"])
        self._unsay([row["id"] for row in found if row["said"]])
        for dictation, rows in groupby(found, key=lambda row: row["dictation"]):
            these = list(rows)
            name = these[0]["recording"]
            left = store.row("SELECT 1 FROM utterances WHERE dictation = ?", dictation)
            if left is None:
                self._leave(name)
                store.run("DELETE FROM dictations WHERE id = ?", dictation)
            elif name is not None:
                for start, samples in _joined(these):
                    self._leave(name, start, samples)
        store.afterwards(self.tidy)

    def _unsay(self, ids: list[int]) -> None:
        """Their words are gone from the tables, and leave the index."""
        if not ids:
            return
        store = self._store
        store.run("INSERT OR REPLACE INTO facts (name, value) VALUES (?, 1)", _TRACES)
        with store.sentences():
            store.index.drop(ids)

    def _leave(self, name: str | None, start: int | None = None, samples: int = 0) -> None:
        if name is not None:
            self._store.run(
                "INSERT INTO leaving (recording, start, samples) VALUES (?, ?, ?)",
                name,
                start,
                samples,
            )
            self._store.afterwards(self.tidy)

    def _free_recordings(self) -> None:
        store = self._store
        if store.row("SELECT 1 FROM leaving") is None:
            return
        # What two programs silence at once comes out as one of them left it.
        with store.alone("recordings.lock"):
            self._free_all(store.rows("SELECT * FROM leaving ORDER BY recording, id"))

    def _free_all(self, found: list[sqlite3.Row]) -> None:
        store = self._store
        by_name: dict[str, list[sqlite3.Row]] = {}
        for row in found:
            by_name.setdefault(row["recording"], []).append(row)
        failed: list[str] = []
        done: list[int] = []
        try:
            recording.remove(
                *(store.recording(name) for name, rows in by_name.items() if _all_of_it(rows))
            )
        except OSError:
            pass  # which of them, and what else can go, is seen one by one
        for name, rows in by_name.items():
            path = store.recording(name)
            try:
                if not _all_of_it(rows):
                    _silence(path, rows)
                elif path.exists():
                    recording.remove(path)
            except (OSError, SaysoError) as error:
                why = error.strerror if isinstance(error, OSError) else None
                failed.append(f"{path} ({why or type(error).__name__})")
            else:
                done += [row["id"] for row in rows]
        if done:
            with store.writing():
                for one in done:
                    store.run("DELETE FROM leaving WHERE id = ?", one)
        if failed:
            more = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
            raise HistoryUntidy(
                f"The words are deleted, but a recording of them is not yet: {failed[0]}{more};"
                " see that it is yours and nothing uses it, and it goes when Sayso next tidies up."
            )

    def _sizes(self) -> dict[str, int]:
        with self._store.sentences(), os.scandir(self._store.recordings) as entries:
            return {one.name: one.stat().st_size for one in entries if one.is_file()}


def _all_of_it(rows: Iterable[sqlite3.Row]) -> bool:
    return any(row["start"] is None for row in rows)


def _silence(path: Path, rows: Iterable[sqlite3.Row]) -> None:
    """Raises OSError, AudioFileError."""
    for row in rows:
        if path.exists():
            recording.blank(Clip(path, row["start"], row["samples"]))


def _joined(rows: Iterable[sqlite3.Row]) -> list[tuple[int, int]]:
    """Stretches (start, samples) that touch are one: each costs writing the recording anew."""
    stretches: list[tuple[int, int]] = []
    for row in rows:
        if not row["audio"]:
            continue
        start, end = row["start"], row["start"] + row["samples"]
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((start, end))
    return [(start, end - start) for start, end in stretches]
