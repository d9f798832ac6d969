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
    dead: Sequence[str],
    alive: Callable[[], frozenset[str]],
) -> Sequence[Unfinished]:
    """Of the runs that are ``dead``, and whatever recording the history does not know, as where its
    database was lost: but for those of runs that are ``alive``. Nothing is written. Raises
    HistoryError."""
    found = [
        Unfinished(key, heard_until, utterances, _there(recordings, name))
        for run in dead
        for key, heard_until, utterances, name in history.unended(run)
    ]
    paths = _files(recordings)
    others = alive()  # after the files: a run is there before its first recording
    for path in paths:
        named = key_of(path.name)
        if named is None or named[0].run in others or history.knows_recording(path.name):
            continue
        found.append(Unfinished(named[0], 0, 0, path))
    return found


def adopt(history: History, it: Unfinished, spans: Sequence[tuple[int, int]]) -> None:
    """The rest of it was cut into utterances: start and length of each, in samples, counted from
    ``it.heard_until``. Without any, nothing of the dictation is kept. Raises HistoryError."""
    with history.writing():
        # Together with its utterances: a row that stood alone would be looked for by nobody.
        if it.recording is not None and not history.knows_recording(it.recording.name):
            named = key_of(it.recording.name)
            if named is not None:
                history.begin(it.key, named[1].astimezone(), "", it.recording.name)
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
