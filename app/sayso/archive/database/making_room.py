"""On a full disk even a deletion has to be written first: recordings that go with it make room."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path

from sayso.archive import recording
from sayso.archive.database import leftovers
from sayso.archive.database.store import Store
from sayso.core.errors import HistoryError, HistoryFull

_LEAVING = "SELECT recording FROM leaving WHERE start IS NULL"


def deleted(store: Store, delete: Callable[[], None], going: Callable[[], Sequence[Path]]) -> None:
    """``delete``, and, where there is no room for it, once more after the files that it would
    delete wholly are removed: the person has said that they may go, and an utterance without its
    audio is nothing new to the history. Raises HistoryError."""
    try:
        delete()
    except HistoryFull:
        with store.alone("recordings.lock"):
            if not _removed(going()):
                raise
        # The log has most of it a second time, and is begun anew.
        with suppress(HistoryError):
            store.empty_log()
    else:
        return
    try:
        delete()
    except HistoryFull as error:
        raise HistoryFull(
            "The disk is full: the audio is deleted, but the words are not yet; make room for the"
            f" history in {store.folder}, and delete them again."
        ) from error


def wholly(store: Store, found: Iterable[sqlite3.Row]) -> Sequence[Path]:
    """The recordings of which nothing is left without these utterances, or is to be left anyway.
    ``found``: with their dictation and its recording."""
    names = [row["recording"] for row in store.rows(_LEAVING)]
    count = "SELECT count(*) AS count FROM utterances WHERE dictation = ?"
    in_order = sorted(found, key=lambda row: int(row["dictation"]))
    for dictation, rows in groupby(in_order, key=lambda row: int(row["dictation"])):
        these = list(rows)
        there = store.row(count, dictation)
        if there is not None and there["count"] == len(these):
            names.append(these[0]["recording"])
    return [store.recording(name) for name in names if name is not None]


def everything(store: Store, alive: Callable[[], frozenset[str]]) -> Sequence[Path]:
    """All recordings but those of dictations that are under way, and what was set aside."""
    with store.sentences():
        recordings = leftovers.recordings_in(store.recordings)
        others = alive()  # after the files: a run is there before its first recording
        aside = leftovers.set_aside(store.folder)
    known = {
        row["recording"]: row["ended"] == 1 or row["run"] not in others
        for row in store.rows("SELECT recording, ended, run FROM dictations")
    }
    going = [name for name, run in recordings if known.get(name, run not in others)]
    going += [row["recording"] for row in store.rows(_LEAVING)]
    return [*(store.recording(name) for name in going), *aside]


def _removed(files: Sequence[Path]) -> bool:
    """Whether there were any. What does not let go stays for the deletion itself, which tells of
    it."""
    there = [file for file in files if file.exists()]
    try:
        recording.remove(*there)
    except OSError:
        for file in there:
            try:
                recording.remove(file)
            except OSError:
                continue
    return any(not file.exists() for file in there)
