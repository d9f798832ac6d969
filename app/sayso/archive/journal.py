"""Writes down what is heard and what becomes of it, at once, so that a crash costs next to nothing.

Audio goes to the recorder's thread and from there into files; what is known of each utterance goes
to the journal's thread (`writer`) and from there into the history.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from sayso.archive import recording
from sayso.archive.history import History
from sayso.archive.items import Clip, DictationKey, Retention
from sayso.archive.recorder import Recorder
from sayso.archive.recording import read, recording_name
from sayso.archive.runs import Run
from sayso.archive.writer import Writer
from sayso.core.errors import AudioFileError
from sayso.core.events import TraceHereChanged
from sayso.core.ports import Clock, Insertion, Publish
from sayso.core.speech import Samples, Transcript, Utterance, UtteranceId
from sayso.core.state import State
from sayso.core.target import Target

MOST_REMEMBERED = 1000
"""Utterances of which it is remembered when they ended, and dictations, under which name they were
recorded."""

_NOT_KEPT = "It is in no file, because Sayso leaves no trace now: say it again."

_ONE_STEP = 1 / 2**15
"""Of 16 bit samples, in which audio is written."""

_T = TypeVar("_T")


class Journal:
    """Implements `sayso.core.ports.Journal`. Started once, closed once.

    What is said while it leaves no trace, or into an application in ``no_trace_in``, is not
    written anywhere; whatever is told of it later is for nobody.

    run: the id of this run of the app.
    folder: of the history; its recordings lie in ``recordings``.
    """

    def __init__(
        self,
        folder: Path,
        *,
        publish: Publish,
        clock: Clock,
        now: Callable[[], datetime],
        retention: Retention,
        leave_no_trace: bool = False,
        no_trace_in: frozenset[str] = frozenset(),
        open_history: Callable[..., History] = History,
    ) -> None:
        """``now``: local time with its zone. ``no_trace_in``: names as in `Target.application`."""
        self.folder = folder
        self.recordings = folder / "recordings"
        self._publish = publish
        self._clock = clock
        self._now = now
        self._no_trace_in = no_trace_in
        self._run = Run(folder / "runs")
        self._recorder = Recorder(self.recordings, clock=clock, failed=self._not_recorded)
        self._writer = Writer(
            folder,
            self._run,
            publish=publish,
            clock=clock,
            now=now,
            retention=retention,
            open_history=open_history,
        )
        self._lock = threading.Lock()
        """Held for moments, around all below."""
        self._no_trace = leave_no_trace
        self._traceless: set[int] = set()
        self._traceless_here: set[int] = set()
        """Those that go on and whose application is excluded."""
        self._live: dict[int, bool] = {}  # dictation → whether an utterance of it was heard
        self._names: OrderedDict[int, str] = OrderedDict()  # dictation → name of its recording
        self._heard_at: OrderedDict[UtteranceId, float] = OrderedDict()
        self._telling = threading.Lock()
        """Around what is told of them: what was so last is told last."""
        self._told_here = False

    @property
    def run(self) -> str:
        return self._run.id

    def start(self) -> None:
        self._recorder.start()
        self._writer.start(at_once=not self._no_trace)

    def leave_no_trace(self, wanted: bool) -> None:
        """From now on. What is being said at this moment leaves none either, if so."""
        with self._lock:
            self._no_trace = wanted
            live = tuple(self._live) if wanted else ()
        for dictation in live:
            self._forget(dictation)
        if not wanted:
            # So that the history is open before the next dictation needs it.
            self._writer.write(lambda history: None)

    def leave_no_trace_in(self, applications: frozenset[str]) -> None:
        """From the next dictation on: names as in `Target.application`."""
        self._no_trace_in = applications

    def keep(self, retention: Retention) -> None:
        """From now on: what it does not let stay is deleted in a few seconds."""
        self._writer.keep(retention)
        if not self._no_trace:
            self._writer.write(lambda history: None)  # after a change it looks at what is to stay

    def prepare(self) -> None:
        """What the first dictation would otherwise have to wait for. Takes its time."""
        if not self._no_trace:
            recording.prepare()

    # The port. Nothing here raises.

    def begin(self, dictation: int, target: Target | None) -> None:
        application = target.application if target is not None else ""
        if self._excluded(application):
            with self._lock:
                self._traceless.add(dictation)
                self._traceless_here.add(dictation)
            self._tell_here()
            return
        with self._lock:
            if self._no_trace:
                self._traceless.add(dictation)
                return
            started_at, key = self._now(), self._key(dictation)
            name = self._names[dictation] = recording_name(key, started_at)
            self._live[dictation] = False
            if len(self._names) > MOST_REMEMBERED:
                self._names.popitem(last=False)
            # With the lock: what is forgotten must not begin after that.
            self._recorder.begin(name)
            self._writer.write(lambda history: history.begin(key, started_at, application, name))

    def frame(self, dictation: int, samples: Samples) -> None:
        if dictation in self._live:
            self._recorder.frame(self._names[dictation], samples)

    def heard(self, utterance: Utterance) -> None:
        if self._leaves_none(utterance.dictation):
            return
        with self._lock:
            if utterance.dictation in self._live:
                self._live[utterance.dictation] = True
            self._heard_at[utterance.id] = self._clock()
            if len(self._heard_at) > MOST_REMEMBERED:
                self._heard_at.popitem(last=False)
        # Not the utterance itself: its samples are not to stay in memory while a disk is full.
        key, number = self._key(utterance.dictation), utterance.number
        start, samples = utterance.start, len(utterance.samples)
        self._writer.write(lambda history: history.heard(key, number, start=start, samples=samples))

    def recognized(self, utterance: Utterance, transcript: Transcript, text: str) -> None:
        key, number = self._key(utterance.dictation), utterance.number
        if not self._leaves_none(utterance.dictation):
            self._writer.write_now(lambda h: h.recognized(key, number, transcript, text))

    def failed(self, utterance: Utterance, reason: str) -> str:
        if self._leaves_none(utterance.dictation):
            return f"{reason} {_NOT_KEPT}"
        key, number = self._key(utterance.dictation), utterance.number
        found: list[int | None] = []

        def write(history: History) -> None:
            history.mark(key, (number,), State.FAILED, reason=reason)
            found.append(history.id_of(key, number))

        if self._writer.write_now(write) and found and found[-1] is not None:
            return f"{reason} Its audio is kept: sayso history retry {found[-1]}"
        return f"{reason} Its audio could not be kept either; say it again."

    def inserting(self, of: Sequence[UtteranceId]) -> None:
        self._mark(of, State.INSERTING, now=True)

    def inserted(self, of: Sequence[UtteranceId], insertion: Insertion) -> None:
        if self._excluded(insertion.application):
            dictations = {each.dictation for each in of}
            with self._lock:
                self._traceless_here |= dictations & self._live.keys()
            for dictation in dictations:
                self._forget(dictation)
            self._tell_here()
            return
        state = State.COPIED if insertion.copied else State.INSERTED
        with self._lock:
            ended = [at for each in of if (at := self._heard_at.pop(each, None)) is not None]
            seconds = self._clock() - ended[-1] if ended else None
        self._mark(
            of,
            state,
            application=insertion.application,
            way=insertion.way,
            confirmed=insertion.confirmed,
            delivered_seconds=seconds,
        )

    def mark(self, of: Sequence[UtteranceId], state: State, reason: str = "") -> None:
        self._mark(of, state, reason=reason)

    def cancel(self, dictation: int) -> None:
        key = self._key(dictation)
        if not self._leaves_none(dictation):
            self._writer.write(lambda history: history.cancel(key))

    def end(self, dictation: int) -> None:
        with self._lock:
            self._traceless_here.discard(dictation)
            heard = self._live.pop(dictation, None)
            name = self._names.get(dictation, "")
        self._tell_here()
        if heard is None:
            return
        key = self._key(dictation)

        def write(history: History) -> None:
            # Where something was heard, it is the rows that are lost: their audio is not to be.
            if not history.end(key) and not heard:
                self._recorder.drop(name)

        self._recorder.end(name)
        self._writer.write(write)

    def on_disk(self, utterance: Utterance) -> Callable[[], Samples] | None:
        """Reads its samples back, or raises AudioFileError; None where they are not there as they
        were heard, which is tried. While it is being dictated."""
        if utterance.dictation not in self._live:
            return None
        name = self._names[utterance.dictation]
        clip = Clip(self.recordings / name, utterance.start, len(utterance.samples))

        def fetch() -> Samples:
            samples = read(clip)
            if len(samples) < clip.samples:
                raise AudioFileError("The recording of what was said is cut off, so this is lost.")
            return samples

        try:
            there = fetch()
        except AudioFileError:
            return None
        # Where the disk hung, or a block is damaged, there is silence in their place.
        heard = np.clip(utterance.samples, -1.0, 1.0)
        return fetch if np.allclose(there, heard, rtol=0.0, atol=_ONE_STEP) else None

    # For whoever looks into it while the app runs

    def ask(self, work: Callable[[History], _T], seconds: float | None = None) -> _T:
        """What ``work`` returns of the history, once all before is written. Raises HistoryError,
        also where it takes longer than ``seconds``."""
        return self._writer.ask(work, seconds)

    def close(self, seconds: float) -> None:
        """Write what waits, within so many seconds, and end. What has not ended by then is seen to
        at the next start."""
        until = self._clock() + seconds
        self._writer.hurry(seconds)
        recorded = self._recorder.close(seconds)
        self._writer.close(max(0.0, until - self._clock()))
        with self._lock:
            settled = recorded and not self._live
        self._run.end(settled=settled and self._writer.settled)

    def _key(self, dictation: int) -> DictationKey:
        return DictationKey(self._run.id, dictation)

    def _excluded(self, application: str) -> bool:
        """``org.keepassxc.keepassxc`` is meant by ``keepassxc``, too."""
        return not self._no_trace_in.isdisjoint({application, application.rpartition(".")[2]})

    def _tell_here(self) -> None:
        with self._telling:
            with self._lock:
                here = bool(self._traceless_here)
            if here != self._told_here:
                self._told_here = here
                self._publish(TraceHereChanged(here))

    def _leaves_none(self, dictation: int) -> bool:
        with self._lock:
            return dictation in self._traceless

    def _forget(self, dictation: int) -> None:
        with self._lock:
            self._traceless.add(dictation)
            self._live.pop(dictation, None)
            name = self._names.get(dictation)
        key = self._key(dictation)
        if name is not None:
            # Also where it has ended: a disk that hangs may have left it to the recorder's thread.
            self._recorder.drop(name)
        self._writer.write(lambda history: history.forget(key), always=True)

    def _mark(
        self, of: Sequence[UtteranceId], state: State, *, now: bool = False, **what: Any
    ) -> None:
        kept = sorted(each for each in of if not self._leaves_none(each.dictation))
        by_dictation = [
            (self._key(dictation), tuple(each.number for each in group))
            for dictation, group in groupby(kept, key=lambda each: each.dictation)
        ]

        def write(history: History) -> None:
            for key, numbers in by_dictation:
                history.mark(key, numbers, state, **what)

        if by_dictation:
            (self._writer.write_now if now else self._writer.write)(write)

    def _not_recorded(self, name: str, error: OSError) -> None:
        """From the recorder's thread."""
        self._writer.tell(
            f"What you say cannot be written to {self.recordings} ({error.strerror or error}); "
            "free some space, or make the folder writable."
        )
