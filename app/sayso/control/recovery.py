"""After a crash: what was heard to the last second, cut into utterances as if nothing had been."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from sayso.archive.items import Clip, DictationKey, Unfinished
from sayso.archive.journal import Journal
from sayso.archive.recording import length, read
from sayso.archive.runs import dead, standing
from sayso.archive.unfinished import adopt, unfinished
from sayso.core.errors import AudioFileError, HistoryError
from sayso.core.ports import VoiceDetector
from sayso.pipeline.detect.segmenter import Rules
from sayso.pipeline.stretches import utterances

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recovered:
    """crashed: the ids of the runs. rebuilt: dictations of which there was nothing but the audio,
    so that what was said in them may stand in a window already."""

    crashed: frozenset[str] = frozenset()
    rebuilt: frozenset[DictationKey] = frozenset()


def recover(
    journal: Journal,
    detector: Callable[[], AbstractContextManager[VoiceDetector]],
    rules: Rules,
    goes_on: Callable[[], bool] = lambda: True,
) -> Recovered:
    """Write down what the runs that crashed have left; which those are. Blocks; whatever it does
    not get to, or cannot read, is found again at the next start. ``detector`` lends one. Raises
    HistoryError."""
    crashed = dead(journal.folder / "runs", own=journal.run)
    ours = frozenset(run.id for run in crashed)
    unread: set[str] = set()
    try:
        left = journal.ask(
            lambda history: unfinished(
                history,
                journal.recordings,
                alive=lambda: standing(journal.folder / "runs").difference(ours),
            )
        )
        for each in left:
            spans = _spans(each, detector, rules)
            if not goes_on():  # voice detection may be gone, and then takes silence for speech
                raise HistoryError("Sayso is ending; what is left is seen to at the next start.")
            if spans is None:
                unread.add(each.key.run)
            else:
                journal.ask(partial(adopt, it=each, spans=spans))
    except BaseException:
        for run in crashed:
            run.leave()
        raise
    for run in crashed:
        if run.id in unread:
            run.leave()
        else:
            run.settle()
    return Recovered(ours, frozenset(each.key for each in left if each.rebuilt))


def _spans(
    it: Unfinished, detector: Callable[[], AbstractContextManager[VoiceDetector]], rules: Rules
) -> list[tuple[int, int]] | None:
    """Start and length of each utterance behind ``heard_until``. None: it cannot be read, and may
    hold some."""
    if it.recording is None:
        return []
    try:
        rest = length(it.recording) - it.heard_until
        if rest <= 0:
            return []
        samples = read(Clip(it.recording, it.heard_until, rest))
    except AudioFileError as error:
        _log.warning("a recording cannot be read: %s", error)
        return [] if it.utterances else None
    with detector() as lent:
        return [
            (found.start, found.end - found.start) for found in utterances(samples, lent, rules)
        ]
