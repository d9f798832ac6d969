"""What was said, in a database (SQLite, in WAL mode) beside a folder of recordings."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sayso.archive.database import importing, rows
from sayso.archive.database.deletion import Deletion
from sayso.archive.database.reading import ReadableStore
from sayso.archive.database.search import clean
from sayso.archive.database.store import Store
from sayso.archive.items import DictationKey, Earlier, Item, Query, Retention
from sayso.core.errors import HistoryError
from sayso.core.speech import SAMPLE_RATE, Transcript
from sayso.core.state import UNDELIVERED, State, may_become

_OWN_REASON = frozenset({State.FAILED, State.REFUSED, State.CANCELLED, State.COPIED})
"""States in which the reason for the one before says something still."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What retention has deleted."""

    recordings: int
    texts: int


class History:
    """One connection to it, for one thread at a time; other programs may have theirs.

    Every method raises HistoryError: HistoryBusy where another program holds it for longer than
    ``patience`` seconds, HistoryDamaged, or one sentence about the disk. Then nothing was changed;
    but where a recording cannot be deleted or silenced, the words are gone all the same, and
    `purge` tries again.
    """

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime],
        patience: float = 5.0,
        say: Callable[[str], None] = lambda sentence: None,
        damaged: bool = False,
        or_read: bool = False,
    ) -> None:
        """Opens it, makes it if it is not there, migrates it. ``now``: local time with its zone.

        A damaged one is set aside, a new one begun and what can be read brought over, which
        ``say`` is told in a sentence; ``damaged`` says that it was found to be. ``or_read``: where
        rights or room to write are wanting, it is opened for reading; then what writes raises
        HistoryReadOnly or HistoryFull.
        """
        opening = ReadableStore if or_read else Store
        self._store = opening(folder, now=now, patience=patience, say=say, damaged=damaged)
        self._deletion = Deletion(self._store)

    def close(self) -> None:
        """May be called twice. What is called after it raises HistoryError."""
        self._store.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All that is written inside is written together, or, where anything in there raises,
        nothing of it: that is raised at the end, even if it was caught inside."""
        with self._store.writing():
            yield

    def sync(self) -> None:
        """A power cut costs nothing of what was written before."""
        self._store.sync()

    # What the journal writes. A method that is told of a dictation that is not there does nothing.

    def begin(
        self, key: DictationKey, started_at: datetime, application: str, recording: str | None
    ) -> None:
        """``recording``: the name of its file in the folder of recordings. Nothing where the
        dictation is known already."""
        with self._store.writing():
            self._store.run(
                "INSERT OR IGNORE INTO dictations (run, number, started_at, application, recording)"
                " VALUES (?, ?, ?, ?, ?)",
                *key,
                started_at.isoformat(),
                clean(application),
                recording,
            )

    def heard(
        self,
        key: DictationKey,
        number: int,
        *,
        start: int,
        samples: int,
        state: State = State.HEARD,
    ) -> int:
        """A new utterance; its id. Nothing new where it is known already. 0 where the dictation is
        not there."""
        store = self._store
        with store.writing():
            dictation = self._dictation(key)
            if dictation is None:
                return 0
            known = self.id_of(key, number)
            if known is not None:
                return known
            with self._store.reading():
                began = datetime.fromisoformat(dictation["started_at"])
            started_at = began + timedelta(seconds=start / SAMPLE_RATE)
            kept_at = store.kept_at()
            new = store.run(
                "INSERT INTO utterances (dictation, number, state, started_at, started, kept_at,"
                " listed_at, start, samples, audio, application)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                dictation["id"],
                number,
                state,
                started_at.isoformat(),
                started_at.timestamp(),
                kept_at,
                kept_at,
                start,
                samples,
                dictation["recording"] is not None,
                dictation["application"],
            ).lastrowid
            return new or 0

    def recognized(self, key: DictationKey, number: int, transcript: Transcript, text: str) -> None:
        """`State.RECOGNISED`, or `State.EMPTY` where ``text`` is empty. Nothing where the utterance
        cannot become that; where it is that already, the text is replaced."""
        with self._store.writing():
            row = self._utterance(key, number)
            after = State.RECOGNISED if text else State.EMPTY
            if row is None or row["state"] == State.INSERTING:
                return
            before = self._state(row)
            if before == after or may_become(before, after):
                self._write_text(row, transcript, text, after)

    def mark(
        self,
        key: DictationKey,
        numbers: Sequence[int],
        state: State,
        *,
        reason: str = "",
        application: str = "",
        way: str = "",
        confirmed: bool = False,
        delivered_seconds: float | None = None,
    ) -> None:
        """What is empty or None leaves what is written there; but a reason does not outlast the
        failure that it was given for. Each utterance of which `may_become` says no is left as it
        is."""
        with self._store.writing():
            for number in numbers:
                row = self._utterance(key, number)
                if row is None or not may_become(self._state(row), state):
                    continue
                self._store.run(
                    "UPDATE utterances SET state = ?, reason = ?, application = ?, way = ?,"
                    " confirmed = ?, delivered_seconds = ? WHERE id = ?",
                    state,
                    clean(reason) or (row["reason"] if state in _OWN_REASON else ""),
                    clean(application) or row["application"],
                    clean(way) or row["way"],
                    confirmed or bool(row["confirmed"]),
                    row["delivered_seconds"] if delivered_seconds is None else delivered_seconds,
                    row["id"],
                )

    def cancel(self, key: DictationKey) -> None:
        """What is heard of it becomes cancelled. Not what has a text, which may wait for its window
        all the same: whoever drops that text marks it."""
        with self._store.writing():
            dictation = self._dictation(key)
            if dictation is not None:
                self._store.run(
                    "UPDATE utterances SET state = ? WHERE dictation = ? AND state = ?",
                    State.CANCELLED,
                    dictation["id"],
                    State.HEARD,
                )

    def end(self, key: DictationKey) -> bool:
        """Nothing more of it will be heard. False: it had no utterance, and is forgotten."""
        with self._store.writing():
            dictation = self._dictation(key)
            if dictation is None:
                return False
            if self._store.row("SELECT 1 FROM utterances WHERE dictation = ?", dictation["id"]):
                self._store.run("UPDATE dictations SET ended = 1 WHERE id = ?", dictation["id"])
                return True
            self._deletion.dictation(dictation["id"])
            return False

    def forget(self, key: DictationKey) -> None:
        """All of it is deleted, its recording too, whether it has ended or not."""
        with self._store.writing():
            dictation = self._dictation(key)
            if dictation is not None:
                self._deletion.dictation(dictation["id"])

    def id_of(self, key: DictationKey, number: int) -> int | None:
        """None where that utterance is not there."""
        row = self._utterance(key, number)
        return None if row is None else int(row["id"])

    # What a start after a crash needs

    def unended_runs(self) -> frozenset[str]:
        """Those that have dictations that have not ended."""
        found = self._store.rows("SELECT DISTINCT run FROM dictations WHERE ended = 0")
        return frozenset(row["run"] for row in found)

    def unended(self, run: str) -> Sequence[tuple[DictationKey, int, int, str | None]]:
        """Of each dictation of that run that has not ended: where its last utterance ends (in
        samples, 0: it has none), the number that its next one would have, and its recording's
        name."""
        found = self._store.rows(
            "SELECT d.run, d.number, d.recording, coalesce(max(u.number) + 1, 0) AS utterances,"
            " coalesce(max(u.start + u.samples), 0) AS until"
            " FROM dictations AS d LEFT JOIN utterances AS u ON u.dictation = d.id"
            " WHERE d.run = ? AND d.ended = 0 GROUP BY d.id ORDER BY d.id",
            run,
        )
        return [
            (DictationKey(run, row["number"]), row["until"], row["utterances"], row["recording"])
            for row in found
        ]

    def knows_recording(self, name: str) -> bool:
        """Whether a dictation has it, or it is to be deleted and could not be yet."""
        return bool(
            self._store.rows(
                "SELECT 1 FROM dictations WHERE recording = ?"
                " UNION ALL SELECT 1 FROM leaving WHERE recording = ?",
                name,
                name,
            )
        )

    def undelivered(self) -> Sequence[Item]:
        """What is in a state of `UNDELIVERED` and was not offered yet, in the order of speech, of
        dictations that have ended."""
        states = sorted(UNDELIVERED)
        marks = ", ".join("?" * len(states))
        return self._items(
            self._store.rows(
                f"{rows.SELECT} WHERE d.ended = 1 AND u.offered = 0 AND u.state IN ({marks})"
                " ORDER BY d.id, u.number",
                *states,
            )
        )

    def set_offered(self, ids: Sequence[int]) -> None:
        """What is not there (any more) is left out."""
        with self._store.writing():
            for one in ids:
                self._store.run("UPDATE utterances SET offered = 1 WHERE id = ?", one)

    # For people

    def items(self, query: Query = Query()) -> Sequence[Item]:  # noqa: B008 - frozen
        """The newest first. What was dictated here goes by the order in which that was done,
        whatever the clock said; what was imported is among it by its own time."""
        statement, values = rows.select(query, indexed=self._store.searches())
        return self._items(self._store.rows(statement, *values))

    def item(self, item_id: int) -> Item:
        """Raises HistoryError where there is none, too."""
        found = self._items(self._store.rows(f"{rows.SELECT} WHERE u.id = ?", item_id))
        if not found:
            raise HistoryError(
                f"There is no utterance {item_id} in the history; `sayso history list` shows which"
                " there are."
            )
        return found[0]

    def earlier(self, item_id: int) -> Sequence[Earlier]:
        """What it was taken for before, the oldest first."""
        found = self._store.rows("SELECT * FROM earlier WHERE utterance = ? ORDER BY id", item_id)
        with self._store.reading():
            return [rows.earlier_of(row) for row in found]

    def retried(self, item_id: int, transcript: Transcript, text: str) -> Item:
        """It was recognised again, for the person: that counts as offered. What was neither
        recognised nor delivered before is recognised now; any other state stays. Raises
        HistoryError where there is no such utterance."""
        with self._store.writing():
            before = self.item(item_id)
            row = self._store.row("SELECT * FROM utterances WHERE id = ?", item_id)
            assert row is not None
            after = State.RECOGNISED if text else State.EMPTY
            unread = before.state in (State.HEARD, State.EMPTY) or (
                before.state is State.FAILED and before.raw_text is None
            )
            becomes = unread and may_become(before.state, after)
            self._write_text(row, transcript, text, after if becomes else before.state)
            self._store.run("UPDATE utterances SET offered = 1 WHERE id = ?", item_id)
            return self.item(item_id)

    def delete(self, ids: Sequence[int]) -> int:
        """How many there were. Their audio is gone, too, also where the rest of the recording
        stays; neither is left in any file of ours. What is being dictated is left alone."""
        return self._deletion.items(ids)

    def clear(self) -> int:
        """All but what is being dictated, also what a crashed run has not ended, recordings that
        are in no table, and damaged databases that were set aside. How many items there were."""
        return self._deletion.everything()

    def purge(self, retention: Retention) -> Purged:
        """Delete what is too old or too much. Not what is undelivered and was not offered, nor
        what is being dictated. Of what its clock is believed: `sayso.archive.database.retention`.

        Damaged databases that were set aside go ``text_days`` after the first purge that finds
        them. What a program that was killed has left unfinished goes, too."""
        return Purged(*self._deletion.purge(retention))

    def add(self, items: Sequence[Item]) -> int:
        """Of another history: those that are not here yet, with their audio, if their clips are
        there. How many were new. They count as offered, and are as old as today: what was brought
        here is not deleted at once for its age."""
        return importing.add(self._store, items, self._store.kept_at())

    # The rest

    def _dictation(self, key: DictationKey) -> sqlite3.Row | None:
        return self._store.row("SELECT * FROM dictations WHERE run = ? AND number = ?", *key)

    def _utterance(self, key: DictationKey, number: int) -> sqlite3.Row | None:
        return self._store.row(
            "SELECT u.* FROM utterances AS u JOIN dictations AS d ON d.id = u.dictation"
            " WHERE d.run = ? AND d.number = ? AND u.number = ?",
            *key,
            number,
        )

    def _state(self, row: sqlite3.Row) -> State:
        with self._store.reading():
            return State(row["state"])

    def _write_text(
        self, row: sqlite3.Row, transcript: Transcript, text: str, state: State
    ) -> None:
        """What it was taken for so far is kept beside it."""
        # What had no text can only have failed to be recognised, and now that has been done.
        stays = state in _OWN_REASON and (row["raw_text"] is not None or not text)
        store = self._store
        raw_text, text = clean(transcript.text), clean(text)
        store.run(
            "INSERT INTO earlier"
            " (utterance, recognised_at, raw_text, text, language, engine, model)"
            " SELECT id, recognised_at, raw_text, text, language, engine, model FROM utterances"
            " WHERE id = ? AND raw_text IS NOT NULL",
            row["id"],
        )
        store.run(
            "UPDATE utterances SET state = ?, raw_text = ?, text = ?, recognised_at = ?,"
            " language = ?, engine = ?, model = ?, taken_seconds = ?, reason = ? WHERE id = ?",
            state,
            raw_text,
            text,
            store.now().isoformat(),
            transcript.language,
            transcript.engine,
            transcript.model,
            transcript.taken_seconds,
            row["reason"] if stays else "",
            row["id"],
        )
        with store.sentences():
            store.index.put(row["id"], text, raw_text)

    def _items(self, found: Iterable[sqlite3.Row]) -> list[Item]:
        recording = self._store.recording
        known: dict[str, bool] = {}

        def is_there(name: str) -> bool:
            if name not in known:
                known[name] = recording(name).is_file()
            return known[name]

        with self._store.reading():
            return [rows.item_of(row, recording, is_there) for row in found]
