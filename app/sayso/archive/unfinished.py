"""What a run that crashed has left: recordings whose end nobody has written down."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from sayso.archive.history import History
from sayso.archive.items import Unfinished
from sayso.archive.recording import key_of

_log = logging.getLogger(__name__)


def unfinished(
    history: History,
    recordings: Path,
    *,
    alive: Callable[[], frozenset[str]],
) -> Sequence[Unfinished]:
    """Of all runs but those that are ``alive``: also of one whose lock is gone, and whatever
    recording the history does not know, as where its database was lost. Nothing is written. Raises
    HistoryError."""
    runs, paths = history.unended_runs(), _files(recordings)
    others = alive()  # after both: a run is there before what it writes
    # And this after that: a run that has just ended in order has nothing left here.
    found = [
        Unfinished(key, heard_until, utterances, _there(recordings, name))
        for run in sorted(runs - others)
        for key, heard_until, utterances, name in history.unended(run)
    ]
    for path in paths:
        named = key_of(path.name)
        if named is None or named[0].run in others or history.knows_recording(path.name):
            continue
        found.append(Unfinished(named[0], 0, 0, path, rebuilt=True))
    return found


def adopt(history: History, it: Unfinished, spans: Sequence[tuple[int, int]]) -> None:
    """The rest of it was cut into utterances: start and length of each, in samples, counted from
    ``it.heard_until``. Without any, nothing of the dictation is kept. Nothing where another app has
    seen to it meanwhile. Raises HistoryError."""
    name = it.recording.name if it.recording is not None else None
    with history.writing():
        if it.key not in {key for key, *_ in history.unended(it.key.run)}:
            named = key_of(name) if name is not None else None
            if name is None or named is None or history.knows_recording(name):
                return
            # Together with its utterances: a row that stood alone would be looked for by nobody.
            history.begin(it.key, named[1].astimezone(), "", name)
        for number, (start, samples) in enumerate(spans, start=it.utterances):
            history.heard(it.key, number, start=it.heard_until + start, samples=samples)
        ended = history.end(it.key)
    if not ended and it.recording is not None:
        try:
            it.recording.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("an empty recording stays: %s", error.strerror or error)


def _there(recordings: Path, name: str | None) -> Path | None:
    path = recordings / name if name else None
    return path if path is not None and path.is_file() else None


def _files(recordings: Path) -> Sequence[Path]:
    with suppress(OSError):
        return sorted(path for path in recordings.iterdir() if path.is_file())
    return ()
