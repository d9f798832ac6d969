"""The recogniser thread: order, waiting, discarding, and engines that come and go."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.core.errors import (
    AudioFileError,
    DeviceFailed,
    EngineDied,
    ModelError,
    Overloaded,
    RecognitionCancelled,
    RecognitionError,
    SaysoError,
)
from sayso.core.events import BacklogChanged, LoadProgress
from sayso.core.ports import RecognizeOptions, Recognizer
from sayso.core.speech import Samples, Transcript, Utterance, UtteranceId
from sayso.pipeline.recognize.queue import AHEAD_SECONDS, RecognitionQueue
from sayso.pipeline.recognize.turns import MOST_JOBS
from sayso.residency.model import ModelKey
from sayso.residency.policy import Limits
from sayso.residency.registry import Lease, Registry

LIMIT = 10.0


def utterance(dictation: int, number: int, spoken_until: int = 1) -> Utterance:
    samples = np.full(1, dictation * 100 + number, np.float32)
    return Utterance(dictation, number, samples, 0, spoken_until)


class Echo:
    """In place of an engine: its text is the first sample. Waits where it is told to."""

    engine = "echo"
    model = "echo"
    device = "cpu"

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.cancelled = threading.Event()
        self.cancels: list[bool] = []
        self.entered = threading.Semaphore(0)
        self.go_on = threading.Event()
        self.go_on.set()
        self.raises: BaseException | None = None
        self.taken = 0.0
        self.options: list[RecognizeOptions] = []

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        raise AssertionError("the queue never loads")

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        self.options.append(options)
        self.entered.release()
        assert self.go_on.wait(LIMIT)
        if self.cancelled.is_set():
            self.cancelled.clear()
            raise RecognitionCancelled("It is not wanted any more.")
        if self.raises is not None:
            raise self.raises
        return Transcript(f"{self.name}{samples[0]:.0f}", (), None, "echo", "echo", 0.0, self.taken)

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None:
        raise AssertionError("the queue never loads")

    def cancel(self, *, at_once: bool = True) -> None:
        self.cancels.append(at_once)
        self.cancelled.set()
        if at_once:
            self.go_on.set()

    def close(self) -> None:
        raise AssertionError("the queue never closes what it was lent")

    def await_entered(self) -> None:
        assert self.entered.acquire(timeout=LIMIT)


class Lent:
    """Lends an engine out as the registry does, one that is loaded. ``another``: whether another
    one is said to follow on an error."""

    def __init__(self, engine: Echo, another: bool = False) -> None:
        self.engine = engine
        self.another = another
        self.failures: list[SaysoError] = []
        limits = Limits(max_models=1, ttl_seconds=-1, memory_limit_percent=100)
        self._registry: Registry[Recognizer] = Registry(
            lambda key: Loaded(engine), limits, clock=lambda: 0.0
        )

    def lend(self) -> AbstractContextManager[Lease[Recognizer]]:
        return self._registry.lease(ModelKey("echo", "echo"))

    def failed(self, error: SaysoError) -> bool:
        self.failures.append(error)
        return self.another


class Loaded(Echo):
    """The engine, as the registry wants it."""

    def __init__(self, engine: Echo) -> None:
        self.__dict__ = engine.__dict__

    def load(self, report: Callable[[LoadProgress], None]) -> None: ...

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None: ...


@dataclass
class Log:
    """What the queue told: ``"107"`` a text, ``-1`` the end of dictation 1, or an error."""

    told: list[str | int | SaysoError] = field(default_factory=list)
    more: threading.Condition = field(default_factory=threading.Condition)

    def done(self, utterance: Utterance, result: Transcript | SaysoError) -> None:
        with self.more:
            self.told.append(result.text if isinstance(result, Transcript) else result)
            self.more.notify_all()

    def through(self, dictation: int) -> None:
        with self.more:
            self.told.append(-dictation)
            self.more.notify_all()

    def wait_for(self, count: int) -> list[str | int | SaysoError]:
        with self.more:
            assert self.more.wait_for(lambda: len(self.told) >= count, LIMIT), self.told
            return list(self.told)


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def queue(log: Log) -> Iterator[RecognitionQueue]:
    queue = RecognitionQueue(log.done, log.through)
    queue.start()
    yield queue
    queue.close()


def test_in_order_and_then_through(queue: RecognitionQueue, log: Log) -> None:
    queue.use(Lent(Echo()))
    for number in range(3):
        queue.put(utterance(1, number))
    queue.end(1)
    queue.put(utterance(2, 0))
    queue.end(2)
    assert log.wait_for(6) == ["100", "101", "102", -1, "200", -2]


def test_a_dictation_without_speech_is_through_without_an_engine(
    queue: RecognitionQueue, log: Log
) -> None:
    queue.end(4)
    assert log.wait_for(1) == [-4]


def test_audio_waits_for_an_engine(queue: RecognitionQueue, log: Log) -> None:
    queue.put(utterance(1, 0))
    queue.end(1)
    queue.unavailable()
    assert log.told == []
    queue.use(Lent(Echo()))
    assert log.wait_for(2) == ["100", -1]


def test_an_engine_is_switched_between_utterances(queue: RecognitionQueue, log: Log) -> None:
    first, second = Echo("a"), Echo("b")
    first.go_on.clear()
    queue.use(Lent(first))
    queue.put(utterance(1, 0))
    queue.put(utterance(1, 1))
    first.await_entered()
    queue.use(Lent(second))
    first.go_on.set()
    assert log.wait_for(2) == ["a100", "b101"]


def test_audio_that_fails_as_its_engine_goes_is_given_to_the_next(
    queue: RecognitionQueue, log: Log
) -> None:
    first = Echo("a")
    first.go_on.clear()
    first.raises = EngineDied("It was closed.")
    queue.use(Lent(first))
    queue.put(utterance(1, 0))
    queue.end(1)
    first.await_entered()
    queue.unavailable()
    first.go_on.set()
    queue.use(Lent(Echo("b")))
    assert log.wait_for(2) == ["b100", -1]


def test_an_error_is_told_and_the_next_is_tried(queue: RecognitionQueue, log: Log) -> None:
    engine = Echo()
    engine.raises = RecognitionError("No.")
    queue.use(Lent(engine))
    queue.put(utterance(1, 0))
    queue.end(1)
    assert log.wait_for(2) == [engine.raises, -1]
    engine.raises = None
    queue.put(utterance(2, 0))
    assert log.wait_for(3)[2] == "200"


def test_a_mistake_in_an_engine_does_not_end_the_thread(
    queue: RecognitionQueue, log: Log, caplog: pytest.LogCaptureFixture
) -> None:
    engine = Echo()
    engine.raises = KeyError("oops")
    queue.use(Lent(engine))
    queue.put(utterance(1, 0))
    (error,) = log.wait_for(1)
    assert isinstance(error, RecognitionError)
    assert "KeyError" in str(error)
    assert "raised what it should not" in caplog.text
    engine.raises = None
    queue.put(utterance(1, 1))
    assert log.wait_for(2)[1] == "101"


def test_a_mistake_in_a_listener_does_not_end_the_thread(
    log: Log, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(utterance: Utterance, result: Transcript | SaysoError) -> None:
        raise KeyError("oops")

    queue = RecognitionQueue(fail, log.through)
    queue.start()
    queue.use(Lent(Echo()))
    queue.put(utterance(1, 0))
    queue.end(1)
    assert log.wait_for(1) == [-1]
    assert queue.close() == ()
    assert "listener" in caplog.text


def test_discarding_drops_what_waits_what_runs_and_what_comes(
    queue: RecognitionQueue, log: Log
) -> None:
    engine = Echo()
    engine.go_on.clear()
    queue.use(Lent(engine))
    for number in range(3):
        queue.put(utterance(1, number))
    queue.put(utterance(2, 0))
    engine.await_entered()
    queue.discard(1)
    queue.put(utterance(1, 3))
    queue.end(1)
    engine.go_on.set()
    assert log.wait_for(2) == ["200", -1]
    assert len(engine.options) == 2


def test_discarding_after_the_end(queue: RecognitionQueue, log: Log) -> None:
    queue.put(utterance(1, 0))
    queue.end(1)
    queue.discard(1)
    assert log.wait_for(1) == [-1]


def test_closing_gives_back_what_was_not_recognised(log: Log) -> None:
    queue = RecognitionQueue(log.done, log.through)
    queue.start()
    waiting = [utterance(1, 0), utterance(1, 1), utterance(2, 0)]
    queue.put(waiting[0])
    queue.put(waiting[1])
    queue.end(1)
    queue.put(waiting[2])
    left = queue.close()
    assert left == tuple(one.id for one in waiting)
    assert queue.close() == ()
    assert log.told == []


def test_stopping_during_a_call_gives_its_audio_back(log: Log) -> None:
    queue = RecognitionQueue(log.done, log.through)
    queue.start()
    engine = Echo()
    engine.go_on.clear()
    engine.raises = EngineDied("It was closed.")
    queue.use(Lent(engine))
    running, waiting = utterance(1, 0), utterance(1, 1)
    queue.put(running)
    queue.put(waiting)
    engine.await_entered()
    left = queue.stop()
    late = utterance(1, 2)
    queue.put(late)
    engine.go_on.set()
    assert left == (running.id, waiting.id)
    assert queue.close() == (late.id,)
    assert log.told == []


def test_closing_before_it_was_started() -> None:
    queue = RecognitionQueue(lambda utterance, result: None, lambda dictation: None)
    queue.put(utterance(1, 0))
    assert len(queue.close()) == 1
    with pytest.raises(RecognitionError, match="is ending"):
        queue.put(utterance(1, 1))


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.integers(1, 3)),
            st.tuples(st.sampled_from(["use", "unavailable"]), st.just(0)),
        ),
        max_size=20,
    )
)
def test_nothing_is_lost_or_doubled_however_engines_come_and_go(
    steps: list[tuple[str, int]],
) -> None:
    log = Log()
    queue = RecognitionQueue(log.done, log.through)
    queue.start()
    expected: list[str] = []
    for number, (step, dictation) in enumerate(steps):
        if step == "put":
            expected.append(f"{dictation * 100 + number}")
            queue.put(utterance(dictation, number))
        elif step == "use":
            queue.use(Lent(Echo()))
        else:
            queue.unavailable()
    left = queue.close()
    told = [text for text in log.told if isinstance(text, str)]
    assert told + [f"{one.dictation * 100 + one.number}" for one in left] == expected


def foreseeing(queue: RecognitionQueue, log: Log) -> Echo:
    """The engine of a queue that has learned that it is quick."""
    engine = Echo()
    queue.use(Lent(engine))
    queue.put(utterance(9, 0))
    log.wait_for(1)
    engine.await_entered()
    return engine


def test_a_guess_that_was_right_is_not_recognised_again(queue: RecognitionQueue, log: Log) -> None:
    engine = foreseeing(queue, log)
    queue.foresee(utterance(1, 0))
    engine.await_entered()
    queue.put(utterance(1, 0))
    assert log.wait_for(2)[1] == "100"
    assert len(engine.options) == 2


def test_a_guess_that_is_still_being_recognised_is_waited_for(
    queue: RecognitionQueue, log: Log
) -> None:
    engine = foreseeing(queue, log)
    engine.go_on.clear()
    queue.foresee(utterance(1, 0))
    engine.await_entered()
    queue.put(utterance(1, 0))
    engine.go_on.set()
    assert log.wait_for(2)[1] == "100"
    assert len(engine.options) == 2


def test_a_guess_that_was_wrong_is_recognised_anew(queue: RecognitionQueue, log: Log) -> None:
    engine = foreseeing(queue, log)
    queue.foresee(utterance(1, 0, spoken_until=5))
    engine.await_entered()
    queue.foresee(None)
    queue.put(utterance(1, 0, spoken_until=9))
    assert log.wait_for(2)[1] == "100"
    assert len(engine.options) == 3


def test_what_was_said_comes_before_what_is_guessed(queue: RecognitionQueue, log: Log) -> None:
    engine = foreseeing(queue, log)
    engine.go_on.clear()
    queue.put(utterance(1, 0))
    engine.await_entered()
    queue.foresee(utterance(1, 2))
    queue.put(utterance(1, 1))
    engine.go_on.set()
    assert log.wait_for(3)[1:] == ["100", "101"]


def test_nothing_is_guessed_before_the_engine_is_known_to_be_quick(
    queue: RecognitionQueue, log: Log
) -> None:
    engine = Echo()
    queue.use(Lent(engine))
    queue.foresee(utterance(1, 0))
    queue.put(utterance(1, 0))
    log.wait_for(1)
    assert len(engine.options) == 1


def test_nothing_is_guessed_with_a_slow_engine(queue: RecognitionQueue, log: Log) -> None:
    engine = foreseeing(queue, log)
    engine.taken = AHEAD_SECONDS + 0.1
    queue.put(utterance(1, 0))
    log.wait_for(2)
    queue.foresee(utterance(1, 1))
    queue.put(utterance(1, 1))
    log.wait_for(3)
    assert len(engine.options) == 3


def test_of_what_was_discarded_no_guess_is_kept(queue: RecognitionQueue, log: Log) -> None:
    """Nothing of it was meant: neither its sound nor its text may stay in memory."""
    engine = foreseeing(queue, log)
    engine.go_on.clear()
    guess = utterance(1, 0)
    gone = weakref.ref(guess.samples)
    queue.foresee(guess)
    engine.await_entered()
    queue.foresee(utterance(1, 1))
    del guess
    queue.discard(1)
    queue.end(1)
    engine.go_on.set()
    assert log.wait_for(2)[1] == -1
    assert len(engine.options) == 2
    assert gone() is None


def test_an_error_in_a_guess_is_not_told(queue: RecognitionQueue, log: Log) -> None:
    engine = foreseeing(queue, log)
    engine.raises = RecognitionError("no")
    engine.go_on.clear()
    queue.foresee(utterance(1, 0))
    engine.await_entered()
    engine.go_on.set()
    queue.put(utterance(1, 0))
    assert str(log.wait_for(2)[1]) == "no"
    assert len(log.told) == 2


def test_another_engine_guesses_anew(queue: RecognitionQueue, log: Log) -> None:
    engine = foreseeing(queue, log)
    queue.foresee(utterance(1, 0))
    engine.await_entered()
    queue.put(utterance(1, 5))
    log.wait_for(2)
    other = Echo("other ")
    queue.use(Lent(other))
    queue.put(utterance(1, 0))
    assert log.wait_for(3)[2] == "other 100"


def test_a_model_that_is_loaded_again_is_still_known_to_be_quick(
    queue: RecognitionQueue, log: Log
) -> None:
    engine = Echo()
    lent = Lent(engine)
    queue.use(lent)
    queue.put(utterance(9, 0))
    log.wait_for(1)
    engine.await_entered()
    queue.unavailable()
    queue.use(lent)
    queue.foresee(utterance(1, 0))
    engine.await_entered()  # though nothing was put


def test_discarding_stops_what_runs(queue: RecognitionQueue, log: Log) -> None:
    engine = Echo()
    engine.go_on.clear()
    queue.use(Lent(engine))
    queue.put(utterance(1, 0))
    queue.end(1)
    engine.await_entered()
    queue.discard(1)
    assert log.wait_for(1) == [-1]


def test_what_fails_is_given_to_another_that_follows(queue: RecognitionQueue, log: Log) -> None:
    first = Echo("a")
    first.raises = DeviceFailed("The card is full.")
    lent = Lent(first, another=True)
    queue.use(lent)
    first.go_on.clear()
    queue.put(utterance(1, 0))
    queue.end(1)
    first.await_entered()
    queue.unavailable()
    first.go_on.set()
    queue.use(Lent(Echo("b")))
    assert log.wait_for(2) == ["b100", -1]


def test_where_no_other_follows_the_error_is_told(queue: RecognitionQueue, log: Log) -> None:
    engine = Echo()
    engine.raises = DeviceFailed("The card is full.")
    lent = Lent(engine)
    queue.use(lent)
    queue.put(utterance(1, 0))
    assert log.wait_for(1) == [engine.raises]
    assert lent.failures == [engine.raises]


def test_a_model_that_cannot_be_lent_is_an_error(queue: RecognitionQueue, log: Log) -> None:
    class Broken(Lent):
        def lend(self) -> AbstractContextManager[Lease[Recognizer]]:
            raise ModelError("The model is broken.")

    queue.use(Broken(Echo()))
    queue.put(utterance(1, 0))
    [error] = log.wait_for(1)
    assert isinstance(error, ModelError)


def test_the_queue_is_bounded(queue: RecognitionQueue) -> None:
    minute = np.zeros(60 * 16_000, np.float32)
    for number in range(10):
        queue.put(Utterance(1, number, minute, 0, 1))
    with pytest.raises(Overloaded, match="10 minutes behind"):
        queue.put(Utterance(1, 10, minute, 0, 1))
    queue.discard(1)
    queue.put(Utterance(2, 0, minute, 0, 1))


class Disk:
    """Has the sound of each utterance that was put, while it works."""

    def __init__(self, *utterances: Utterance) -> None:
        self.sounds = {one.id: one.samples for one in utterances}
        self.asked: list[UtteranceId] = []
        self.broken = False

    def leave(self, utterance: Utterance) -> Callable[[], Samples] | None:
        self.asked.append(utterance.id)
        return None if utterance.id not in self.sounds else lambda: self.fetch(utterance.id)

    def fetch(self, which: UtteranceId) -> Samples:
        if self.broken:
            raise AudioFileError("The recording is gone.")
        return self.sounds[which]


def minutes(count: int) -> list[Utterance]:
    """A minute each."""
    return [
        Utterance(1, number, np.full(60 * 16_000, 100 + number, np.float32), 0, 1)
        for number in range(count)
    ]


def test_what_waits_long_is_left_on_disk_and_comes_back_in_order(log: Log) -> None:
    spoken = minutes(30)
    disk = Disk(*spoken)
    told: list[BacklogChanged] = []
    queue = RecognitionQueue(log.done, log.through, backlog=told.append, leave=disk.leave)
    queue.start()
    for one in spoken:
        queue.put(one)
        del one
    assert told[-1] == BacklogChanged(30, 1800.0)
    # The two that are next, and the one that came last, were never looked for on disk.
    assert disk.asked == [each.id for each in spoken[2:-1]]
    queue.use(Lent(Echo()))
    assert log.wait_for(30) == [f"{100 + number}" for number in range(30)]
    queue.close()


def test_what_was_left_on_disk_is_not_in_memory() -> None:
    queue = RecognitionQueue(
        lambda utterance, result: None,
        lambda dictation: None,
        leave=lambda utterance: lambda: np.zeros(1, np.float32),
    )
    sounds = []
    for one in minutes(5):
        queue.put(one)
        sounds.append(weakref.ref(one.samples))
        del one
    gc.collect()
    assert [sound() is not None for sound in sounds] == [True, True, False, False, True]
    queue.close()


def test_where_the_disk_does_not_have_it_the_queue_is_bounded_as_before(log: Log) -> None:
    spoken = minutes(11)
    queue = RecognitionQueue(log.done, log.through, leave=Disk(spoken[2]).leave)
    queue.start()
    for one in spoken:
        queue.put(one)
    with pytest.raises(Overloaded, match="10 minutes behind"):
        queue.put(minutes(12)[-1])
    queue.close()


def test_sound_that_is_gone_is_an_error_of_that_utterance_alone(log: Log) -> None:
    spoken = minutes(4)
    disk = Disk(*spoken)
    queue = RecognitionQueue(log.done, log.through, leave=disk.leave)
    queue.start()
    for one in spoken:
        queue.put(one)
    disk.broken = True
    engine = Lent(Echo())
    queue.use(engine)
    first, second, error, last = log.wait_for(4)
    assert (first, second, last) == ("100", "101", "103")
    assert isinstance(error, RecognitionError)
    assert str(error) == "The recording is gone."
    queue.close()


def test_what_waits_can_be_seen(log: Log) -> None:
    told: list[BacklogChanged] = []
    queue = RecognitionQueue(log.done, log.through, backlog=told.append)
    queue.start()
    second = np.zeros(16_000, np.float32)
    queue.put(Utterance(1, 0, second, 0, 1))
    queue.put(Utterance(1, 1, second, 0, 1))
    assert told == [BacklogChanged(1, 1.0), BacklogChanged(2, 2.0)]
    queue.use(Lent(Echo()))
    log.wait_for(2)
    queue.close()
    assert told[2:] == [BacklogChanged(1, 1.0), BacklogChanged(0, 0.0)]


def test_what_waits_for_another_engine_can_be_seen(log: Log) -> None:
    told: list[BacklogChanged] = []
    waits = threading.Event()

    def backlog(changed: BacklogChanged) -> None:
        told.append(changed)
        if len(told) == 3:
            waits.set()

    class Last(Lent):
        def failed(self, error: SaysoError) -> bool:
            queue.unavailable()
            return True

    queue = RecognitionQueue(log.done, log.through, backlog=backlog)
    queue.start()
    engine = Echo()
    engine.raises = DeviceFailed("The card is full.")
    queue.put(Utterance(1, 0, np.zeros(16_000, np.float32), 0, 1))
    queue.use(Last(engine))
    with closing(queue):
        assert waits.wait(LIMIT), told
    assert told == [BacklogChanged(1, 1.0), BacklogChanged(0, 0.0), BacklogChanged(1, 1.0)]


def test_a_job_is_done_when_nobodys_words_wait(queue: RecognitionQueue, log: Log) -> None:
    engine = Echo()
    engine.go_on.clear()
    queue.use(Lent(engine))
    queue.put(utterance(1, 0))
    engine.await_entered()
    job = queue.submit(np.full(1, 7, np.float32))
    queue.put(utterance(1, 1))
    engine.go_on.set()
    assert job.result(LIMIT).text == "7"
    assert log.told == ["100", "101"]


def test_a_job_gives_way_to_words_and_is_done_after_them(queue: RecognitionQueue, log: Log) -> None:
    engine = Echo()
    engine.go_on.clear()
    queue.use(Lent(engine))
    job = queue.submit(np.full(1, 7, np.float32), RecognizeOptions(beam_size=5))
    engine.await_entered()
    queue.put(utterance(1, 0))
    assert job.result(LIMIT).text == "7"
    assert log.told == ["100"]
    assert [options.beam_size for options in engine.options] == [5, 1, 5]


def test_a_job_that_gave_way_to_words_that_were_discarded_is_done_all_the_same(
    queue: RecognitionQueue,
) -> None:
    class Slow(Echo):
        def cancel(self, *, at_once: bool = True) -> None:
            self.cancelled.set()  # heeded at its next step

    engine = Slow()
    engine.go_on.clear()
    queue.use(Lent(engine))
    job = queue.submit(np.full(1, 7, np.float32))
    engine.await_entered()
    queue.put(utterance(1, 0))
    queue.discard(1)
    engine.go_on.set()
    assert job.result(LIMIT).text == "7"


def test_a_job_can_be_withdrawn(queue: RecognitionQueue, log: Log) -> None:
    engine = Echo()
    engine.go_on.clear()
    queue.use(Lent(engine))
    running = queue.submit(np.full(1, 7, np.float32))
    waiting = queue.submit(np.full(1, 8, np.float32))
    engine.await_entered()
    queue.withdraw(waiting)
    queue.withdraw(running)
    for job in (running, waiting):
        assert isinstance(job.exception(LIMIT), RecognitionCancelled)
    queue.put(utterance(1, 0))
    assert log.wait_for(1) == ["100"]


def test_jobs_are_bounded_and_fail_with_the_recognizer(queue: RecognitionQueue) -> None:
    jobs = [queue.submit(np.zeros(1, np.float32)) for _ in range(MOST_JOBS)]
    with pytest.raises(Overloaded):
        queue.submit(np.zeros(1, np.float32))
    queue.unavailable(ModelError("The model is broken."))
    assert {str(job.exception(LIMIT)) for job in jobs} == {"The model is broken."}


def test_closing_ends_jobs(log: Log) -> None:
    queue = RecognitionQueue(log.done, log.through)
    queue.start()
    before = queue.submit(np.zeros(1, np.float32))
    queue.close()
    after = queue.submit(np.zeros(1, np.float32))
    for job in (before, after):
        assert isinstance(job.exception(LIMIT), RecognitionError)


def test_other_options_hold_from_the_next_utterance_on(queue: RecognitionQueue, log: Log) -> None:
    engine = foreseeing(queue, log)
    queue.foresee(utterance(1, 0))
    engine.await_entered()
    queue.set_options(RecognizeOptions(language="de"))
    queue.put(utterance(1, 0))
    log.wait_for(2)
    assert engine.options[-1].language == "de"


def test_a_patient_job_waits_until_nobody_dictates(queue: RecognitionQueue, log: Log) -> None:
    engine = Echo()
    queue.use(Lent(engine))
    queue.begin(1)
    piece = queue.submit(np.full(1, 7, np.float32), patient=True)
    queue.put(utterance(1, 0))
    check = queue.submit(np.full(1, 8, np.float32))
    assert check.result(LIMIT).text == "8"
    assert not piece.done()
    assert not queue.wait_quiet(0.0)
    queue.end(1)
    assert piece.result(LIMIT).text == "7"
    assert queue.wait_quiet(LIMIT)
    assert log.wait_for(2) == ["100", -1]


def test_the_other_jobs_come_before_the_patient_ones(queue: RecognitionQueue) -> None:
    engine = Echo()
    done: list[str] = []
    jobs = [queue.submit(np.full(1, number, np.float32), patient=number < 2) for number in range(4)]
    for job in jobs:
        job.add_done_callback(lambda job: done.append(job.result().text))
    queue.use(Lent(engine))
    for job in jobs:
        job.result(LIMIT)
    queue.close()  # after the last callback
    assert done == ["2", "3", "0", "1"]


def test_a_patient_job_stops_gently_at_key_down_and_is_done_again(
    queue: RecognitionQueue, log: Log
) -> None:
    engine = Echo()
    engine.go_on.clear()
    queue.use(Lent(engine))
    piece = queue.submit(np.full(1, 7, np.float32), patient=True)
    engine.await_entered()
    queue.begin(1)
    assert engine.cancels == [False]
    engine.go_on.set()  # its next step
    queue.put(utterance(1, 0))
    queue.end(1)
    assert log.wait_for(2) == ["100", -1]
    assert piece.result(LIMIT).text == "7"


def test_an_ordinary_job_goes_on_at_key_down(queue: RecognitionQueue) -> None:
    engine = Echo()
    engine.go_on.clear()
    queue.use(Lent(engine))
    check = queue.submit(np.full(1, 7, np.float32))
    engine.await_entered()
    queue.begin(1)
    engine.go_on.set()
    assert check.result(LIMIT).text == "7"
    assert len(engine.options) == 1


def test_a_patient_job_is_withdrawn_gently(queue: RecognitionQueue, log: Log) -> None:
    engine = Echo()
    engine.go_on.clear()
    queue.use(Lent(engine))
    piece = queue.submit(np.full(1, 7, np.float32), patient=True)
    engine.await_entered()
    queue.withdraw(piece)
    assert isinstance(piece.exception(LIMIT), RecognitionCancelled)
    assert engine.cancels == [False]
    queue.put(utterance(1, 0))  # whoever speaks does not wait for it
    assert engine.cancels == [False, True]
    assert log.wait_for(1) == ["100"]
