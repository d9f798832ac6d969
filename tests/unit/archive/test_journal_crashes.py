"""The app is killed between any two writes: nothing that was said is lost, nothing goes in twice.

Dictations, insertions, ends and starts come in any order, and at the n-th write to the disk the
folder is copied as it stands: what ``kill -9`` would leave. The next start works on the copy, and
may be killed in its turn. What it finds is compared with a model that knows what the app was told.

The journal's thread and the recorder's are let go on by turns, so that an example can be repeated.

``CRASH_EXAMPLES=1000`` in the environment runs that many examples in place of a few.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from journal_stage import EDITOR, ENOUGH, START, noise, took, transcript

from sayso.archive import journal as journal_module
from sayso.archive import writer as writer_module
from sayso.archive.database import store as store_module
from sayso.archive.history import History
from sayso.archive.items import DictationKey, Item, Retention
from sayso.archive.journal import Journal
from sayso.archive.recorder import Recorder, _Do, _Order
from sayso.archive.recording import read
from sayso.control.offers import Offers
from sayso.core.errors import HistoryError
from sayso.core.ports import VoiceDetector
from sayso.core.speech import FRAME_SAMPLES, Samples, Transcript, Utterance
from sayso.core.state import UNDELIVERED, State, may_become
from sayso.pipeline.detect.segmenter import ONSET_FRAMES, Rules
from sayso.pipeline.detect.silero import EverythingIsSpeech

EXAMPLES = int(os.environ.get("CRASH_EXAMPLES", "0"))

BLOCK = 2 * 1152
"""Samples that a recorder may still hold: a block that is not full, and the one before it, of which
the encoder is not sure yet."""

SHORTEST = ONSET_FRAMES * FRAME_SAMPLES
"""What is shorter is no utterance, whatever it is."""

WORDS = ("", "Hello.", "Good morning.")


class Disk:
    """Counts the writes under ``folder``, and copies it at the one that was asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "0"
        self.lock = threading.RLock()
        """Held while anything is written, so that the copy is of one moment."""
        self.left: int | None = None
        self.wanted = ""
        self.crashed: Path | None = None
        self.copies = 0
        self.faults: list[BaseException] = []

    def arm(self, writes: int, wanted: str) -> None:
        with self.lock:
            self.left, self.wanted = writes, wanted

    def write(self, kind: str) -> None:
        """Before it is done."""
        with self.lock:
            if self.left is None or self.crashed or self.wanted != kind:
                return
            self.left -= 1
            if self.left > 0:
                return
            self.left = None
            self.copies += 1
            copy = self.root / str(self.copies)
            try:
                # Without the shared memory, which does not outlive the processes that share it.
                shutil.copytree(self.folder, copy, ignore=shutil.ignore_patterns("*-shm"))
            except BaseException as error:
                self.faults.append(error)
                raise
            self.crashed = copy

    @contextmanager
    def watched(self) -> Iterator[None]:
        with ExitStack() as stack:
            for name in ("open", "write", "unlink", "replace", "mkdir"):
                stack.enter_context(mock.patch.object(os, name, self._through(getattr(os, name))))
            connect = store_module.connect

            def connected(*args: Any, **otherwise: Any) -> Any:
                connection = connect(*args, **otherwise)
                connection.set_trace_callback(self._statement)
                return connection

            stack.enter_context(mock.patch.object(store_module, "connect", connected))
            yield

    def _through(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(first: Any, *rest: Any, **otherwise: Any) -> Any:
            if real.__name__ == "write":
                ours = threading.current_thread().name == "recorder"
            else:
                ours = isinstance(first, (str, os.PathLike)) and str(first).startswith(
                    str(self.folder)
                )
            if real.__name__ == "open" and ours:
                ours = bool((rest[0] if rest else otherwise.get("flags", 0)) & os.O_CREAT)
            if not ours:
                return real(first, *rest, **otherwise)
            with self.lock:
                if self.folder.is_dir():
                    self.write(threading.current_thread().name)
                return real(first, *rest, **otherwise)

        return call

    def _statement(self, statement: str) -> None:
        word = statement.split(None, 1)[0].upper() if statement.strip() else ""
        if word in ("COMMIT", "CREATE") or "wal_checkpoint" in statement:
            self.write("row")


class WatchedRecorder(Recorder):
    """Does something in `settle` alone, which returns when all is done; and when it ends."""

    def __init__(self, *args: Any, **otherwise: Any) -> None:
        self.may = threading.Event()
        self._marks: dict[str, threading.Event] = {}
        super().__init__(*args, **otherwise)

    def settle(self) -> None:
        done = threading.Event()
        mark = f"mark {id(done)}"
        self._marks[mark] = done
        with self._changed:
            self._give(_Order(_Do.END, mark))
        self.may.set()
        assert done.wait(ENOUGH)
        self.may.clear()

    def close(self, seconds: float) -> bool:
        self.may.set()
        return super().close(seconds)

    def _carry_out(self, order: _Order) -> None:
        assert self.may.wait(ENOUGH)
        super()._carry_out(order)
        if order.name in self._marks:
            self._marks.pop(order.name).set()


class WatchedJournal(Journal):
    """Holds the disk while it writes."""

    disk: Disk

    def _do(self, work: Callable[[], object]) -> None:
        with self.disk.lock:
            super()._do(work)


@dataclass
class Said:
    """An utterance of the model. states: all that it was told to become, in order. sure: from which
    of them on the disk may have it; None: it may not have it at all."""

    number: int
    start: int
    samples: int
    states: list[State]
    sure: int | None = None
    text: str | None = None
    in_window: bool = False

    @property
    def state(self) -> State:
        return self.states[-1]

    @property
    def possible(self) -> frozenset[State]:
        return frozenset(self.states[self.sure or 0 :])


@dataclass
class Dictation:
    """length: samples that were spoken; written: of which it is known that they were handed to the
    disk; found: that were read from there. ends: whether it was told to end; ended: and that was
    written."""

    key: DictationKey
    live: bool = True
    spoken: list[Samples] = field(default_factory=list, repr=False)
    length: int = 0
    written: int = 0
    found: int = 0
    said: list[Said] = field(default_factory=list)
    ends: bool = False
    ended: bool = False
    begun: bool = False

    @property
    def audio(self) -> Samples:
        return np.concatenate([np.zeros(0, np.float32), *self.spoken])

    @property
    def cut_until(self) -> int:
        return max((each.start + each.samples for each in self.said), default=0)


class Crashes(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.resources = ExitStack()
        root = Path(self.resources.enter_context(tempfile.TemporaryDirectory()))
        self.disk = Disk(root)
        for patch in (
            mock.patch.multiple(journal_module, Recorder=WatchedRecorder),
            mock.patch.multiple(writer_module, WRITTEN_SECONDS=ENOUGH, AGAIN_SECONDS=0.01),
        ):
            self.resources.enter_context(patch)
        self.resources.enter_context(self.disk.watched())
        self.clock = 0.0
        self.dictations: dict[DictationKey, Dictation] = {}
        self.seen: set[int] = set()  # offered, and then the app ended in order
        self.maybe_seen: set[int] = set()  # but it was killed while it did so
        self.journals: list[Journal] = []
        self.clipboard: list[str] = []
        self.checked = True  # else it was found wrong
        self.start()

    # Start and end

    def start(self) -> None:
        self.disk.folder.mkdir(mode=0o700, exist_ok=True)
        disk = self.disk

        class Locked(History):
            def close(self) -> None:
                with disk.lock:
                    super().close()

        self.told: list[Any] = []
        self.journal = WatchedJournal(
            self.disk.folder,
            publish=self.told.append,
            clock=lambda: self.clock,
            now=lambda: START,
            retention=Retention(),
            open_history=Locked,
        )
        self.journal.disk = self.disk
        self.journals.append(self.journal)
        self.lagging = False
        self.journal.start()
        self.journal.ask(lambda history: None, ENOUGH)
        self.next_number = 1
        self.since = 0  # how much was said since

        @contextmanager
        def detector() -> Iterator[VoiceDetector]:
            yield EverythingIsSpeech()

        self.offers = Offers(
            self.journal,
            detector=detector,
            rules=Rules(),
            submit=self._recognized_again,
            copy=self.clipboard.append,
            publish=self.told.append,
        )
        self.offers.look()

    def _recognized_again(self, samples: Samples) -> Future[Transcript]:
        future: Future[Transcript] = Future()
        words = WORDS[len(samples) % len(WORDS)]
        future.set_result(transcript(words))
        return future

    def crash(self, again: int = 0, kind: str = "") -> None:
        """If it has come to that: the next start, on what is left."""
        assert not self.disk.faults
        crashed = False
        while self.disk.crashed is not None:
            crashed = True
            old = self.disk.folder
            self._let_go()
            self.journal.close(ENOUGH)
            with self.disk.lock:
                self.disk.folder, self.disk.crashed = self.disk.crashed, None
                self.disk.left = None
            shutil.rmtree(old)
            if again:
                self.disk.arm(again, kind)
                again = 0
            self.start()
        if crashed:
            self.disk.left = None
            self.check()

    def tell(self, call: Callable[..., object], *args: Any) -> None:
        """The journal, something that it does not wait with."""
        call(*args)
        if not self.lagging:
            self.settle()

    def settle(self) -> None:
        """All that the journal was told gets to the disk."""
        self._let_go()
        lengths = {key: each.length for key, each in self.dictations.items()}
        recorder = self.journal._recorder
        assert isinstance(recorder, WatchedRecorder)
        recorder.settle()
        self.journal.ask(lambda history: None, ENOUGH)
        recorder.settle()  # what nothing was said in
        self._rows_are_written()
        if self.disk.crashed is None:
            for key, length in lengths.items():
                self.dictations[key].written = length

    def _let_go(self) -> None:
        if self.lagging:
            self.lagging = False
            self.journal._writer._changed.release()

    def _rows_are_written(self) -> None:
        """All that the journal was told, as it says."""
        if self.disk.crashed is not None:
            return
        for dictation in self.dictations.values():
            dictation.begun = True
            dictation.ended = dictation.ends
            for each in dictation.said:
                each.sure = len(each.states) - 1

    # What the app finds

    def check(self) -> None:
        """After a start, the disk against the model, which then takes over what is there."""
        self.checked = False
        assert not [event for event in self.told if "not kept" in getattr(event, "text", "")]
        items = self.journal.ask(lambda history: list(history.items()), ENOUGH)
        by_key: dict[DictationKey, list[Item]] = {}
        for item in sorted(items, key=lambda item: item.number):
            by_key.setdefault(item.key, []).append(item)
        assert set(by_key) <= set(self.dictations)
        offered = set(self.offers._items)
        for key, dictation in self.dictations.items():
            rows = by_key.get(key, [])
            self._check_rows(dictation, rows)
            self._check_audio(dictation, rows)
        self.seen |= {item.id for item in items if item.offered and item.id in self.maybe_seen}
        self.maybe_seen = set()
        for item in items:
            waits = item.state in UNDELIVERED
            assert (item.id in offered) == (waits and item.id not in self.seen), item
        self._take_over(by_key)
        self.checked = True

    def _check_rows(self, dictation: Dictation, rows: list[Item]) -> None:
        numbers = [item.number for item in rows]
        assert numbers == list(range(len(rows))), numbers
        for each in dictation.said:
            if each.sure is not None:
                assert each.number < len(rows), f"lost: {each}"
            if each.number >= len(rows):
                continue
            row = rows[each.number]
            if each.sure is not None:
                span = (round(row.audio_seconds * 16000), row.clip.start if row.clip else None)
                assert span[0] == each.samples
                assert span[1] in (None, each.start)
            assert row.state in each.possible, (row, each)
            if each.in_window:
                assert row.state not in (State.HEARD, State.RECOGNISED), row
            if row.state is State.RECOGNISED and each.sure is not None:
                assert row.text == each.text
        for row in rows[len(dictation.said) :]:
            assert row.state is State.HEARD, row
            assert not dictation.ended, row

    def _check_audio(self, dictation: Dictation, rows: list[Item]) -> None:
        audio, safe = dictation.audio, dictation.written - BLOCK
        covered = np.zeros(len(audio), np.int8)
        for row in rows:
            if row.clip is None:
                assert safe <= 0, f"the recording is lost: {row}"
                continue
            found = read(row.clip)
            end = row.clip.start + len(found)
            np.testing.assert_array_equal(found, audio[row.clip.start : end])
            if len(found):
                dictation.found = max(dictation.found, end)
            assert end >= min(row.clip.start + row.clip.samples, safe), (row, dictation)
            covered[row.clip.start : row.clip.start + row.clip.samples] += 1
        assert covered.max(initial=0) <= 1, "the same audio is in two utterances"
        if safe <= 0:
            return
        for each in dictation.said:
            if each.sure is not None or not dictation.ends:
                self._is_covered(covered, each.start, min(each.start + each.samples, safe))
        if not dictation.ends:
            self._is_covered(covered, dictation.cut_until, safe)

    def _is_covered(self, covered: Any, start: int, end: int) -> None:
        if end - start >= SHORTEST:
            assert covered[start:end].all(), f"lost between {start} and {end}"

    def _take_over(self, by_key: dict[DictationKey, list[Item]]) -> None:
        for key in list(self.dictations):
            if key not in by_key:
                del self.dictations[key]
                continue
            dictation = self.dictations[key]
            dictation.live, dictation.ends, dictation.ended = False, True, True
            # What was lost is lost; from now on no more is to be.
            dictation.length = dictation.written = dictation.found + BLOCK
            before = {each.number: each for each in dictation.said}
            dictation.said = []
            for row in by_key[key]:
                old = before.get(row.number)
                start = row.clip.start if row.clip else (old.start if old else 0)
                dictation.said.append(
                    Said(
                        row.number,
                        start,
                        round(row.audio_seconds * 16000),
                        [row.state],
                        0,
                        row.text,
                        old.in_window if old else False,
                    )
                )

    # What the pipeline tells

    def live(self) -> list[Dictation]:
        return [each for each in self.dictations.values() if each.live]

    def current(self) -> list[tuple[Dictation, Said]]:
        """Utterances of this run."""
        return [
            (dictation, each)
            for dictation in self.dictations.values()
            if dictation.key.run == self.journal.run
            for each in dictation.said
        ]

    def those(self, *states: State) -> list[tuple[Dictation, Said]]:
        return [(dictation, each) for dictation, each in self.current() if each.state in states]

    def _utterance(self, dictation: Dictation, each: Said) -> Utterance:
        end = each.start + each.samples
        samples = dictation.audio[each.start : end]
        return Utterance(dictation.key.number, each.number, samples, each.start, end)

    @precondition(lambda self: len(self.live()) < 3)
    @rule()
    def begin(self) -> None:
        self._begin()
        self.crash()

    def _begin(self) -> Dictation:
        key = DictationKey(self.journal.run, self.next_number)
        self.next_number += 1
        dictation = self.dictations[key] = Dictation(key)
        self.tell(self.journal.begin, key.number, EDITOR)
        return dictation

    @rule(
        pick=st.integers(0, 2),
        frames=st.integers(4, 20),
        skipped=st.sampled_from((0, 0, 0.2)),
        until=st.integers(0, 5),
    )
    def say(self, pick: int, frames: int, skipped: float, until: int) -> None:
        """Several steps at once, as they mostly come."""
        journal = self.journal
        dictation = _one_of(self.live(), pick) if self.live() else self._begin()
        self._speak(dictation, frames, 0)
        said = self._hear(dictation, skipped)
        utterance = self._utterance(dictation, said)
        if until > 0:
            self.settle()
        if until > 0 and self.disk.crashed is None:
            said.states.append(State.RECOGNISED)
            said.text = "Hello."
            journal.recognized(utterance, transcript("hello"), "Hello.")
            self._rows_are_written()
        if until > 1 and self.disk.crashed is None:
            said.states.append(State.INSERTING)
            journal.inserting([utterance.id])
            self._rows_are_written()
        if until > 2 and self.disk.crashed is None:
            said.in_window = True
        if until > 3 and self.disk.crashed is None:
            said.states.append(State.INSERTED)
            self.tell(journal.inserted, [utterance.id], took())
        if until > 4 and self.disk.crashed is None:
            dictation.live, dictation.ends = False, True
            self.tell(journal.end, dictation.key.number)
        self.since += 1
        self.crash()

    @precondition(lambda self: self.live())
    @rule(pick=st.integers(0, 5), frames=st.integers(1, 30), more=st.sampled_from((0, 77)))
    def speak(self, pick: int, frames: int, more: int) -> None:
        self._speak(_one_of(self.live(), pick), frames, more)
        self.crash()

    def _speak(self, dictation: Dictation, frames: int, more: int) -> None:
        seed = dictation.key.number * 1009 + len(dictation.spoken)
        samples = noise(frames * FRAME_SAMPLES + more, seed)
        for at in range(0, len(samples), FRAME_SAMPLES):
            part = samples[at : at + FRAME_SAMPLES]
            dictation.spoken.append(part)
            dictation.length += len(part)
            self.journal.frame(dictation.key.number, part)
        self.tell(lambda: None)

    @precondition(lambda self: [each for each in self.live() if each.cut_until < each.length])
    @rule(pick=st.integers(0, 5), skipped=st.sampled_from((0, 0, 0.2, 0.7)))
    def hear(self, pick: int, skipped: float) -> None:
        self._hear(
            _one_of([each for each in self.live() if each.cut_until < each.length], pick), skipped
        )
        self.since += 1
        self.crash()

    def _hear(self, dictation: Dictation, skipped: float) -> Said:
        rest = dictation.length - dictation.cut_until
        start = dictation.cut_until + int(rest * skipped)
        said = Said(len(dictation.said), start, dictation.length - start, [State.HEARD])
        dictation.said.append(said)
        self.tell(self.journal.heard, self._utterance(dictation, said))
        return said

    def unread(self) -> list[tuple[Dictation, Said]]:
        """What has no text is recognised, and nothing else by the app itself."""
        return [each for each in self.those(State.HEARD, State.FAILED) if each[1].text is None]

    @precondition(lambda self: self.unread())
    @rule(pick=st.integers(0, 9), text=st.sampled_from(WORDS))
    def recognise(self, pick: int, text: str) -> None:
        dictation, said = _one_of(self.unread(), pick)
        self.settle()
        if self.disk.crashed is not None:
            return self.crash()
        said.states.append(State.RECOGNISED if text else State.EMPTY)
        said.text = text
        self.journal.recognized(self._utterance(dictation, said), transcript(text), text)
        self._rows_are_written()
        self.crash()
        return None

    @precondition(lambda self: self.those(State.HEARD))
    @rule(pick=st.integers(0, 9))
    def fail(self, pick: int) -> None:
        dictation, said = _one_of(self.those(State.HEARD), pick)
        self.settle()
        if self.disk.crashed is not None:
            return self.crash()
        said.states.append(State.FAILED)
        told = self.journal.failed(self._utterance(dictation, said), "It failed.")
        self._rows_are_written()
        assert "sayso history retry" in told
        self.crash()
        return None

    @precondition(lambda self: self.those(State.RECOGNISED))
    @rule(pick=st.integers(0, 9), how_many=st.integers(1, 3))
    def insert(self, pick: int, how_many: int) -> None:
        waiting = self.those(State.RECOGNISED)
        first = pick % len(waiting)
        chosen = waiting[first : first + how_many]
        self.settle()
        if self.disk.crashed is not None:
            return self.crash()
        for _, said in chosen:
            said.states.append(State.INSERTING)
        self.journal.inserting([self._utterance(*each).id for each in chosen])
        self._rows_are_written()
        self.crash()
        return None

    @precondition(lambda self: self.those(State.INSERTING))
    @rule(pick=st.integers(0, 9))
    def the_window_takes_it(self, pick: int) -> None:
        _, said = _one_of(self.those(State.INSERTING), pick)
        said.in_window = True

    @precondition(lambda self: [1 for _, each in self.those(State.INSERTING) if each.in_window])
    @rule(pick=st.integers(0, 9), copied=st.booleans())
    def inserted(self, pick: int, copied: bool) -> None:
        dictation, said = _one_of(
            [each for each in self.those(State.INSERTING) if each[1].in_window], pick
        )
        said.states.append(State.COPIED if copied else State.INSERTED)
        utterance = self._utterance(dictation, said)
        self.tell(self.journal.inserted, [utterance.id], took(copied=copied))
        self.crash()

    @precondition(lambda self: [1 for _, each in self.those(State.INSERTING) if not each.in_window])
    @rule(pick=st.integers(0, 9))
    def it_waits_again(self, pick: int) -> None:
        waiting = [each for each in self.those(State.INSERTING) if not each[1].in_window]
        self._mark(*_one_of(waiting, pick), State.RECOGNISED)

    @precondition(lambda self: self.current())
    @rule(pick=st.integers(0, 9), state=st.sampled_from(State))
    def mark(self, pick: int, state: State) -> None:
        """Any that there are, whether it can be or not: but not what says that the window did not
        get what it has got, nor what never comes this way."""
        dictation, said = _one_of(self.current(), pick)
        if said.in_window and state in (State.RECOGNISED, State.INSERTING):
            return
        if state in (State.HEARD, State.INSERTING, State.RECOGNISED, State.EMPTY):
            return
        self._mark(dictation, said, state)

    def _mark(self, dictation: Dictation, said: Said, state: State) -> None:
        if may_become(said.state, state):
            said.states.append(state)
        self.tell(self.journal.mark, [self._utterance(dictation, said).id], state, "Why.")
        self.crash()

    @precondition(lambda self: self.dictations)
    @rule(pick=st.integers(0, 5))
    def cancel(self, pick: int) -> None:
        ours = [each for each in self.dictations.values() if each.key.run == self.journal.run]
        if not ours:
            return
        dictation = _one_of(ours, pick)
        for said in dictation.said:
            if said.state is State.HEARD:
                said.states.append(State.CANCELLED)
        self.tell(self.journal.cancel, dictation.key.number)
        self.crash()

    @precondition(lambda self: self.live())
    @rule(pick=st.integers(0, 5))
    def end(self, pick: int) -> None:
        dictation = _one_of(self.live(), pick)
        dictation.live, dictation.ends = False, True
        self.tell(self.journal.end, dictation.key.number)
        self.crash()

    @rule()
    def lag(self) -> None:
        """From now on all waits, until something is waited for."""
        self._lag()

    def _lag(self) -> None:
        if not self.lagging:
            self.lagging = True
            self.journal._writer._changed.acquire()

    @precondition(lambda self: self.lagging)
    @rule()
    def only_audio_is_written(self) -> None:
        self._write_audio()
        self.crash()

    def _write_audio(self) -> None:
        lengths = {key: each.length for key, each in self.dictations.items()}
        recorder = self.journal._recorder
        assert isinstance(recorder, WatchedRecorder)
        recorder.settle()
        if self.disk.crashed is None:
            for key, length in lengths.items():
                self.dictations[key].written = length

    @precondition(lambda self: len(self.live()) < 3)
    @rule(
        rows=st.booleans(),
        frames=st.integers(8, 20),
        again=st.integers(0, 4),
        kind=st.sampled_from(("row", "row", "journal", "MainThread")),
    )
    def be_killed_while_somebody_speaks(
        self, rows: bool, frames: int, again: int, kind: str
    ) -> None:
        """``rows``: the history knows of it; else there is only its audio. And once more while the
        next start sees to it."""
        if not rows:
            self._lag()
        self._speak(self._begin(), frames, 0)
        self._write_audio()
        self._kill(again, kind)

    @precondition(lambda self: self.lagging)
    @rule()
    def wait_a_moment(self) -> None:
        self.settle()
        self.clock += 1.0
        self.crash()

    @precondition(lambda self: self.disk.left is None and self.since > 0)
    @rule(
        writes=st.integers(1, 12),
        kind=st.sampled_from(("row", "recorder", "journal", "MainThread")),
    )
    def be_killed_at(self, writes: int, kind: str) -> None:
        self.disk.arm(writes, kind)

    @precondition(lambda self: self.since > 3)
    @rule(again=st.integers(0, 5), kind=st.sampled_from(("row", "journal", "MainThread")))
    def be_killed_now(self, again: int, kind: str) -> None:
        """And once more at a write of the next start."""
        self._kill(again, kind)

    def _kill(self, again: int, kind: str) -> None:
        self.disk.arm(1, "now")
        self.disk.write("now")
        self.crash(again, kind)

    @precondition(lambda self: self.since > 2)
    @rule(in_order=st.booleans())
    def quit_and_start(self, in_order: bool) -> None:
        self.settle()
        if in_order:
            for dictation in self.live():
                dictation.live, dictation.ends = False, True
                self.journal.end(dictation.key.number)
        offered = set(self.offers._items)
        self.offers.close()
        if self.disk.crashed is None:
            self.seen |= offered
        lengths = {key: each.length for key, each in self.dictations.items()}
        self.journal.close(ENOUGH)
        if self.disk.crashed is None:
            self._rows_are_written()
            for key, length in lengths.items():
                self.dictations[key].written = length
            self.start()
            if self.disk.crashed is None:
                with self.disk.lock:
                    self.disk.left = None
                self.check()
                return
        self.maybe_seen = offered
        self.crash()

    @precondition(lambda self: self.offers._items)
    @rule(act=st.sampled_from(("copy", "discard", "recognize")))
    def the_person_decides(self, act: str) -> None:
        self.settle()
        if self.disk.crashed is not None:
            return self.crash()
        chosen = dict(self.offers._items)
        models = {
            item.id: _one(self.dictations[item.key].said, item.number) for item in chosen.values()
        }
        for item in chosen.values():
            said = models[item.id]
            if act == "discard":
                said.states.append(State.CANCELLED)
            elif act == "copy" and item.text:
                said.states.append(State.COPIED)
            elif act == "recognize" and item.text is None:
                assert item.clip is not None
                words = WORDS[len(read(item.clip)) % len(WORDS)]
                said.states.append(State.RECOGNISED if words else State.EMPTY)
                said.text = words
        texts = [item.text for item in chosen.values() if item.text]
        try:
            {
                "copy": self.offers.copy,
                "discard": self.offers.discard,
                "recognize": self.offers.recognize,
            }[act]()
        except HistoryError:
            assert act == "copy"
            assert not texts
        if act == "copy" and texts:
            assert self.clipboard[-1].split() == " ".join(texts).split()
        if act == "discard":
            assert not self.offers._items
        self._rows_are_written()
        self.crash()
        return None

    def teardown(self) -> None:
        try:
            if self.checked and not self.disk.faults and self.disk.crashed is None:
                with self.disk.lock:
                    self.disk.left = None
                self.settle()
                self.disk.arm(1, "now")
                self.disk.write("now")
                self.crash()
        finally:
            self._let_go()
            for journal in self.journals:
                journal.close(ENOUGH)
            self.resources.close()


def _one_of(these: list[Any], pick: int) -> Any:
    return these[pick % len(these)]


def _one(said: list[Said], number: int) -> Said:
    [found] = [each for each in said if each.number == number]
    return found


TestCrashes = Crashes.TestCase
TestCrashes.settings = settings(
    max_examples=EXAMPLES or 20,
    stateful_step_count=40,
    deadline=None,
    derandomize=not EXAMPLES,
    database=None,
    suppress_health_check=list(HealthCheck),
)
