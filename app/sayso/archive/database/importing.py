"""Items of another history become ours."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path

from sayso.archive.database.leftovers import PART
from sayso.archive.database.search import clean
from sayso.archive.database.store import Store
from sayso.archive.items import DictationKey, Item
from sayso.core.errors import HistoryError
from sayso.core.speech import SAMPLE_RATE


def add(store: Store, items: Sequence[Item], kept_at: float) -> int:
    """How many were new. The recordings are copied first, so that nobody who writes waits for it;
    whoever tidies them up does."""
    with store.alone("recordings.lock"):
        return _add(store, items, kept_at)


def _add(store: Store, items: Sequence[Item], kept_at: float) -> int:
    ordered = sorted(items, key=lambda item: (item.id, item.key, item.number))
    recordings = _copy_recordings(store, ordered)
    placed: list[Path] = []
    try:
        with store.writing():
            count = sum(
                _add_dictation(store, key, list(of), recordings.get(key), kept_at, placed)
                for key, of in groupby(
                    sorted(ordered, key=_first_places(ordered)), key=lambda item: item.key
                )
            )
    except BaseException:
        _drop(placed)
        raise
    finally:
        _drop(file for file in recordings.values() if file.name.endswith(PART))
    return count


def _drop(files: Iterable[Path]) -> None:
    for file in files:
        with suppress(OSError):
            file.unlink()


def _first_places(items: Sequence[Item]) -> partial[int]:
    """A key for sorting that keeps dictations together, in the order in which they begin."""
    places: dict[DictationKey, int] = {}
    for place, item in enumerate(items):
        places.setdefault(item.key, place)
    return partial(_place, places)


def _place(places: dict[DictationKey, int], item: Item) -> int:
    return places[item.key]


def _new(store: Store, key: DictationKey, items: Iterable[Item]) -> list[Item]:
    known = {
        row["number"]
        for row in store.rows(
            "SELECT u.number FROM utterances AS u JOIN dictations AS d ON d.id = u.dictation"
            " WHERE d.run = ? AND d.number = ?",
            *key,
        )
    }
    new: list[Item] = []
    for item in items:
        if item.number not in known:
            known.add(item.number)
            new.append(item)
    return new


def _copy_recordings(store: Store, items: Sequence[Item]) -> dict[DictationKey, Path]:
    """Of the dictations that have something new: a copy that is not one of the recordings yet, or
    the recording itself where it lies here already."""
    found: dict[DictationKey, Path] = {}
    by_key: dict[DictationKey, list[Item]] = {}
    for item in items:
        by_key.setdefault(item.key, []).append(item)
    try:
        with store.sentences():
            for key, of in by_key.items():
                clip = next((one.clip for one in _new(store, key, of) if one.clip), None)
                if clip is None or not clip.recording.is_file():
                    continue
                name = clip.recording.name
                if clip.recording.absolute() == (store.recordings / name).absolute():
                    found[key] = clip.recording
                    continue
                found[key] = copy = store.recordings / f"{name}{PART}"
                copy.touch(mode=0o600)
                shutil.copyfile(clip.recording, copy)
                copy.chmod(0o600)
                with copy.open("rb+") as file:
                    os.fsync(file.fileno())
    except HistoryError:
        _drop(file for file in found.values() if file.name.endswith(PART))
        raise
    return found


def _add_dictation(
    store: Store,
    key: DictationKey,
    items: list[Item],
    recording: Path | None,
    kept_at: float,
    placed: list[Path],
) -> int:
    """``placed``: takes the recordings that are new here."""
    new = _new(store, key, items)
    if not new:
        return 0
    known = store.row("SELECT id FROM dictations WHERE run = ? AND number = ?", *key)
    name = recording.name.removesuffix(PART) if recording is not None else None
    began = min(
        item.started_at
        - timedelta(seconds=item.clip.start / SAMPLE_RATE if item.clip is not None else 0.0)
        for item in new
    )
    if known is None:
        dictation = store.run(
            "INSERT INTO dictations (run, number, started_at, application, recording, ended)"
            " VALUES (?, ?, ?, ?, ?, 1)",
            *key,
            began.isoformat(),
            clean(new[0].application),
            name,
        ).lastrowid
    else:
        dictation = known["id"]
        if name is not None:
            store.run("UPDATE dictations SET recording = ? WHERE id = ?", name, dictation)
    if name is not None and recording is not None:
        store.run("DELETE FROM leaving WHERE recording = ?", name)
        place = store.recordings / name
        if recording.name != name:
            with store.sentences():
                if not place.exists():
                    placed.append(place)
                recording.replace(place)
    for item in new:
        _add_item(store, item, dictation, began, name is not None, kept_at)
    return len(new)


def _add_item(
    store: Store,
    item: Item,
    dictation: int | None,
    began: datetime,
    has_audio: bool,
    kept_at: float,
) -> None:
    clip = item.clip
    start = clip.start if clip else round((item.started_at - began).total_seconds() * SAMPLE_RATE)
    samples = clip.samples if clip else round(item.audio_seconds * SAMPLE_RATE)
    raw_text = item.raw_text if item.raw_text is not None else item.text
    text = item.text if item.text is not None else raw_text
    values: dict[str, object] = {
        "dictation": dictation,
        "number": item.number,
        "state": item.state,
        "offered": 1,
        "started_at": item.started_at.isoformat(),
        "started": item.started_at.timestamp(),
        "kept_at": kept_at,
        "listed_at": min(item.started_at.timestamp(), kept_at),
        "start": start,
        "samples": samples,
        "audio": int(clip is not None and has_audio),
        "application": clean(item.application),
        "raw_text": None if raw_text is None else clean(raw_text),
        "text": None if text is None else clean(text),
        "recognised_at": None if raw_text is None else item.started_at.isoformat(),
        "language": item.language,
        "engine": item.engine,
        "model": item.model,
        "taken_seconds": item.taken_seconds,
        "delivered_seconds": item.delivered_seconds,
        "way": clean(item.way),
        "confirmed": int(item.confirmed),
        "reason": clean(item.reason),
    }
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    utterance = store.run(
        f"INSERT INTO utterances ({columns}) VALUES ({marks})", *values.values()
    ).lastrowid
    if utterance is not None and raw_text is not None and text is not None:
        with store.sentences():
            store.index.put(utterance, clean(text), clean(raw_text))
