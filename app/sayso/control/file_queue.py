"""Recordings that were dropped on a window, one after the other to their text.

Dictation goes first: no piece of a recording is begun while anybody dictates, and one that is being
recognised then stops and is begun again afterwards. The model is the one that serves dictation.

What is in these files is the person's own affair: nothing of it is written anywhere, neither to the
history nor to the log, and it is forgotten with the row, or when the app ends.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from sayso.control.file_finding import recordings_in
from sayso.control.file_job import FileJob, FileState
from sayso.core.errors import SaysoError
from sayso.core.events import FilesChanged
from sayso.core.ports import Clock, Publish, RecognizeOptions, VoiceDetector
from sayso.core.speech import SAMPLE_RATE, Samples, Transcript
from sayso.pipeline.capture.decoding import Sound, opened, stated_seconds
from sayso.pipeline.recognize.queue import RecognitionQueue
from sayso.pipeline.stretches import Cutter
from sayso.pipeline.transcribing import cutter_for, options_of, transcribed, whole
from sayso.settings.schema import Settings

_log = logging.getLogger(__name__)

TELL_SECONDS = 0.3
"""How often progress is told at most; what becomes of a file is told at once."""

_LOOK_SECONDS = 0.25
"""How often it is looked, while somebody dictates, whether the file is still wanted."""

CLOSE_SECONDS = 0.3
"""A disk that hangs must not keep the app from ending; the thread ends with the process then."""


class _GivenUp(Exception):
    """Nobody wants the file that is being done any more."""


@dataclass(slots=True, eq=False)
class _Work:
    """A row. Changed under the queue's lock.

    turn: counts how often it was begun or given up, so that a late answer is known for one.
    probed: its length was asked for.
    """

    job: FileJob
    turn: int = 0
    probed: bool = False
    future: Future[Transcript] | None = None


@dataclass(slots=True)
class _Run:
    """One way through a file; the thread's alone.

    waited: seconds in which nothing was done for it. taken: in which the engine worked for it.
    """

    work: _Work
    turn: int
    began: float
    engine: str
    model: str
    waited: float = 0.0
    taken: float = 0.0
    parts: list[Transcript] = field(default_factory=list)


class FileQueue:
    """All methods may be called from any thread; none blocks, but for `close`, briefly. A thread
    runs while there is something to do."""

    def __init__(
        self,
        *,
        recognition: Callable[[], RecognitionQueue],
        detector: Callable[[], AbstractContextManager[VoiceDetector]],
        settings: Callable[[], Settings],
        serves: Callable[[], tuple[str, str]],
        attended: Callable[[], AbstractContextManager[None]],
        publish: Publish,
        clock: Clock,
    ) -> None:
        """``recognition`` is asked for late. ``detector`` lends one, and may block until it is
        loaded. ``serves``: engine and model that serve, or will. ``attended``: the model is needed
        meanwhile."""
        self._recognition = recognition
        self._lend_detector = detector
        self._settings = settings
        self._serves = serves
        self._attended = attended
        self._publish = publish
        self._clock = clock
        self._told_at: float | None = None
        self._ids = count(1)
        self._changed = threading.Condition()
        """Held for moments, around all below; never while the recognition queue is called."""
        self._rows: dict[int, _Work] = {}
        self._thread: threading.Thread | None = None
        self._closed = False

    def add(self, paths: Iterable[Path]) -> None:
        """In this order, behind the others; but a file that waits or is being done already is not
        added again. In place of a folder come the recordings that lie in it."""
        with self._changed:
            self._append(paths)
            self._wake()
        self._tell()

    def _append(self, paths: Iterable[Path]) -> None:
        """With the lock."""
        there = {work.job.path for work in self._rows.values() if not work.job.state.is_over}
        for path in dict.fromkeys(Path(path).absolute() for path in paths):
            if path not in there:
                job = FileJob(next(self._ids), path)
                self._rows[job.id] = _Work(job)

    def cancel(self, number: int) -> None:
        """What it has so far stays. Nothing where it is over."""
        self._give_up(number, forget=False)

    def remove(self, number: int) -> None:
        """Forget it and its text, whatever its state."""
        self._give_up(number, forget=True)

    def again(self, number: int) -> None:
        """From the start. Nothing where it is not over."""
        with self._changed:
            work = self._rows.get(number)
            if work is None or not work.job.state.is_over:
                return
            work.job = FileJob(number, work.job.path, audio_seconds=work.job.audio_seconds)
            work.probed = False  # it may be another one by now, or not a folder any more
            self._wake()
        self._tell()

    def clear_done(self) -> None:
        """Forget those that are done, and their texts."""
        with self._changed:
            done = [it.job.id for it in self._rows.values() if it.job.state is FileState.DONE]
            for number in done:
                del self._rows[number]
        self._tell()

    def standing(self) -> tuple[FileJob, ...]:
        """All rows, in the order in which they were added."""
        with self._changed:
            return tuple(work.job for work in self._rows.values())

    def close(self) -> None:
        """What is under way ends, and is not gone on with later."""
        with self._changed:
            self._closed = True
            left = [it.job.id for it in self._rows.values() if not it.job.state.is_over]
            thread = self._thread
        for number in left:
            self._give_up(number, forget=False)
        if thread is not None:
            thread.join(CLOSE_SECONDS)

    def _give_up(self, number: int, *, forget: bool) -> None:
        with self._changed:
            work = self._rows.get(number)
            if work is None:
                return
            future, work.future = work.future, None
            work.turn += 1
            if not work.job.state.is_over:
                work.job = replace(work.job, state=FileState.CANCELLED, seconds_left=None)
            if forget:
                del self._rows[number]
            self._changed.notify_all()
        if future is not None:
            self._recognition().withdraw(future)
        self._tell()

    def _wake(self) -> None:
        """With the lock."""
        if self._closed:
            return
        if self._thread is None and self._first() is not None:
            self._thread = threading.Thread(target=self._run, name="files", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _first(self) -> _Work | None:
        """With the lock."""
        waiting = (it for it in self._rows.values() if it.job.state is FileState.WAITING)
        return next(waiting, None)

    # In the thread

    def _run(self) -> None:
        with self._attended():
            while (run := self._next()) is not None:
                self._do(run)

    def _next(self) -> _Run | None:
        """None: this thread ends."""
        engine, model = self._serves()
        while True:
            self._probe()
            with self._changed:
                if self._unprobed() is None:  # else it was added since, and may be a folder
                    break
        with self._changed:
            work = None if self._closed else self._first()
            if work is None:
                self._thread = None
                return None
            work.turn += 1
            run = _Run(work, work.turn, self._clock(), engine, model)
            work.job = replace(work.job, state=FileState.DECODING)
        self._tell()
        return run

    def _do(self, run: _Run) -> None:
        try:
            self._through(run)
        except _GivenUp:
            return
        except Exception as error:  # noqa: BLE001 - the files behind it are to be done
            sentence = _sentence(error)
            with suppress(_GivenUp):
                self._set(
                    run, tell=True, state=FileState.FAILED, sentence=sentence, seconds_left=None
                )

    def _through(self, run: _Run) -> None:
        settings = self._settings()
        with opened(run.work.job.path) as sound, self._lend_detector() as detector:
            self._set(run, audio_seconds=sound.seconds)
            cutter = cutter_for(run.engine, detector, settings.detection)
            for part, _ in transcribed(
                self._blocks(run, sound, cutter),
                cutter,
                options_of(settings.recognition),
                lambda samples, options: self._recognize(run, samples, options),
            ):
                run.parts.append(part)
                self._set(run, transcript=self._so_far(run, cutter.seconds))
        self._set(
            run,
            tell=True,
            state=FileState.DONE,
            audio_seconds=cutter.seconds,
            done_seconds=cutter.seconds,
            seconds_left=None,
            transcript=self._so_far(run, cutter.seconds),
        )

    def _blocks(self, run: _Run, sound: Sound, cutter: Cutter) -> Iterator[Samples]:
        for block in sound.blocks():
            self._make_way(run)
            yield block
            done = cutter.settled / SAMPLE_RATE
            self._set(run, done_seconds=done, seconds_left=self._left(run, done))
            self._probe()

    def _make_way(self, run: _Run) -> None:
        """Listening for speech in a recording takes a core, and somebody may be speaking."""
        began = self._clock()
        while True:
            quiet = self._recognition().wait_quiet(_LOOK_SECONDS)
            with self._changed:
                self._check(run)
            if quiet:
                break
        run.waited += self._clock() - began

    def _recognize(self, run: _Run, samples: Samples, options: RecognizeOptions) -> Transcript:
        began = self._clock()
        if run.work.job.state is FileState.DECODING:
            self._set(run, tell=True, state=FileState.RECOGNISING)
        future = self._recognition().submit(samples, options, patient=True)
        future.add_done_callback(self._answered)
        with self._changed:
            if wanted := self._wants(run):
                run.work.future = future
        if not wanted:
            self._recognition().withdraw(future)
            raise _GivenUp
        self._await(run, future)
        heard = future.result()
        run.waited += self._clock() - began
        run.taken += heard.taken_seconds
        run.engine, run.model = heard.engine, heard.model
        return heard

    def _await(self, run: _Run, future: Future[Transcript]) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: future.done() or not self._wants(run) or self._unprobed() is not None
                )
                self._check(run)
                if future.done():
                    run.work.future = None
                    return
            self._probe()

    def _answered(self, future: Future[Transcript]) -> None:
        del future
        with self._changed:
            self._changed.notify_all()

    def _probe(self) -> None:
        """How long those are that were added; what is no recording at all is told at once."""
        while True:
            with self._changed:
                work = self._unprobed()
                if work is None:
                    return
                work.probed, path, turn = True, work.job.path, work.turn
            seconds, sentence, inside = None, "", None
            try:
                if path.is_dir():
                    inside = recordings_in(path)
                else:
                    seconds = stated_seconds(path)
            except Exception as error:  # noqa: BLE001 - the files behind it are to be done
                sentence = _sentence(error)
            with self._changed:
                if work.turn != turn:
                    continue
                if inside is not None:
                    del self._rows[work.job.id]
                    self._append(inside)
                    continue
                state = FileState.FAILED if sentence else work.job.state
                work.job = replace(work.job, audio_seconds=seconds, sentence=sentence, state=state)
            self._tell()

    def _unprobed(self) -> _Work | None:
        """With the lock."""
        if self._closed:
            return None
        waiting = (it for it in self._rows.values() if it.job.state is FileState.WAITING)
        return next((it for it in waiting if not it.probed), None)

    def _left(self, run: _Run, done: float) -> float | None:
        total = run.work.job.audio_seconds
        if total is None or not run.parts or done <= 0:
            return None
        return max(0.0, total - done) * self._spent(run) / done

    def _spent(self, run: _Run) -> float:
        return max(0.0, self._clock() - run.began - run.waited) + run.taken

    def _so_far(self, run: _Run, seconds: float) -> Transcript:
        return whole(run.parts, run.engine, run.model, seconds, self._spent(run))

    def _set(self, run: _Run, *, tell: bool = False, **changes: object) -> None:
        """Raises _GivenUp."""
        with self._changed:
            self._check(run)
            before = run.work.job
            run.work.job = replace(before, **changes)  # type: ignore[arg-type]
            same = run.work.job == before
        if tell:
            self._tell()
        elif not same:
            self._tell_progress()

    def _check(self, run: _Run) -> None:
        """With the lock. Raises _GivenUp."""
        if not self._wants(run):
            raise _GivenUp

    def _wants(self, run: _Run) -> bool:
        """With the lock."""
        return run.work.turn == run.turn and not self._closed

    def _tell_progress(self) -> None:
        if self._told_at is None or self._clock() - self._told_at >= TELL_SECONDS:
            self._tell()

    def _tell(self) -> None:
        self._told_at = self._clock()
        self._publish(FilesChanged())


def _sentence(error: Exception) -> str:
    if isinstance(error, SaysoError):
        return str(error)
    # Not its message, nor its traceback: they may have the file's name in them.
    _log.error("a recording could not be done: %s", type(error).__name__)
    return f"This file could not be done ({type(error).__name__}): try it again."
