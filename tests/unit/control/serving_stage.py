"""Serving, registry and queue, all real, with engines that stand in for the real ones: they load,
answer and fail when the test says so. Time and timers are the test's too."""

from __future__ import annotations

import contextlib
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sayso.control import waker
from sayso.control.serving import Report, Serving
from sayso.core.errors import DownloadCancelled, EngineDied, ModelError, SaysoError
from sayso.core.events import Event, LoadProgress, RecognizerChanged
from sayso.core.health import Health
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import Samples, Transcript, Utterance
from sayso.models.choosing import STARTER, Plan
from sayso.pipeline.recognize.queue import RecognitionQueue
from sayso.residency.model import ModelKey
from sayso.residency.policy import Limits
from sayso.residency.registry import Registry
from sayso.residency.vitals import Vitals
from sayso.settings.schema import Recognition

LIMIT = 10.0
KEEP = Limits(max_models=1, ttl_seconds=-1, memory_limit_percent=100.0)


def cpu(model: str) -> ModelKey:
    return ModelKey("whisper", model, Path(model))


def cuda(model: str) -> ModelKey:
    return ModelKey("whisper", model, Path(model), "cuda")


A, B = cpu("a"), cpu("b")
CARD, PROCESSOR = cuda("big"), cpu("big")
BIG = Plan((CARD, PROCESSOR), (A, STARTER))


class Gate:
    """Holds up whoever comes until it is opened. ``entered``: somebody came."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = False


class Engine:
    """Stands in for one: no audio is understood here."""

    def __init__(self, key: ModelKey, stage: Stage) -> None:
        self.key = key
        self.engine, self.model, self.device = key.engine, key.model, key.place
        self._stage = stage
        self.closed = False
        self._cancelled = False

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        with self._stage.moved:
            assert self.key not in self._stage.alive, f"two copies of {self.key}"
            self._stage.alive[self.key] = self
            self._stage.loads.append(self.key)
        report(LoadProgress("Reading"))
        self._pass(self._stage.load_gates)
        self._stage.step("load")
        if self.closed:
            raise ModelError("It was closed while it was loading.")
        self._stage.maybe_fail(self._stage.load_faults, self.key)

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None:
        self._stage.step("warm_up")

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        self._cancelled = False
        number = int(samples[0])
        with self._stage.moved:
            assert not self.closed, "a model that was evicted is in use"
            self._stage.asked.append((self.key, number))
            self._stage.moved.notify_all()
        self._pass(self._stage.gates)
        self._stage.step("recognize")
        if self.closed:
            raise EngineDied("The engine was closed.")
        self._stage.maybe_fail(self._stage.faults, self.key)
        return Transcript(str(number), (), "en", self.engine, self.device, 1.0, 0.1)

    def cancel(self, *, at_once: bool = True) -> None:
        self._cancelled = True

    def close(self) -> None:
        with self._stage.moved:
            self.closed = True
            if self._stage.alive.get(self.key) is self:
                del self._stage.alive[self.key]
            self._stage.moved.notify_all()

    def _pass(self, gates: dict[ModelKey, Gate]) -> None:
        gate = gates.get(self.key)
        if gate is not None:
            gate.entered.set()
            with self._stage.moved:
                assert self._stage.moved.wait_for(lambda: gate.opened or self.closed, LIMIT)


class Fetching:
    """A download that ends when the test says so."""

    def __init__(self, stage: Stage, name: str) -> None:
        self._stage = stage
        self._name = name
        self._stopped = False

    def run(self, report: Report) -> Path:
        stage = self._stage
        with stage.moved:
            stage.fetching = self._name
            stage.moved.notify_all()
            assert stage.moved.wait_for(lambda: self._stopped or stage.fetched, LIMIT)
            stage.fetching, done, stage.fetched = "", stage.fetched, None
        if self._stopped or done is None:
            raise DownloadCancelled("The download was stopped.")
        return done()

    def cancel(self) -> None:
        with self._stage.moved:
            self._stopped = True
            self._stage.moved.notify_all()


class HandTimer:
    """A timer that `Stage.pass_time` sets off."""

    def __init__(self, stage: Stage, seconds: float, work: Callable[[], None]) -> None:
        self.due = stage.now + seconds
        self.work = work
        self._stage = stage

    def start(self) -> None:
        self._stage.timers.append(self)

    def cancel(self) -> None:
        with contextlib.suppress(ValueError):
            self._stage.timers.remove(self)

    def join(self, seconds: float) -> None: ...


class Stage:
    """plans: what the settings mean, by the model's name in them. Texts are the utterances' own
    numbers."""

    def __init__(self, limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.moved = threading.Condition(threading.RLock())
        self.timers: list[HandTimer] = []
        self.alive: dict[ModelKey, Engine] = {}
        self.loads: list[ModelKey] = []
        self.asked: list[tuple[ModelKey, int]] = []
        self.load_faults: dict[ModelKey, deque[Exception]] = defaultdict(deque)
        self.faults: dict[ModelKey, deque[Exception]] = defaultdict(deque)
        self.load_gates: dict[ModelKey, Gate] = {}
        self.gates: dict[ModelKey, Gate] = {}
        self.step: Callable[[str], None] = lambda what: None
        self.fetching = ""
        self.fetched: Callable[[], Path] | None = None
        self.events: list[RecognizerChanged] = []
        self.done: list[tuple[int, Transcript | SaysoError]] = []
        self.over: list[int] = []
        self.plans: dict[str, Plan | SaysoError] = {
            "a": Plan((A,), (STARTER,)),
            "b": Plan((B,), (STARTER,)),
            "big": BIG,
            "card": Plan((CARD,), (PROCESSOR, STARTER)),
            "alone": Plan((A,)),
        }
        self._numbers = 0
        self._threads: list[threading.Thread] = []
        monkeypatch.setattr(
            waker.threading, "Timer", lambda seconds, work: HandTimer(self, seconds, work)
        )
        self.registry: Registry[Any] = Registry(
            self.make, limits, clock=lambda: self.now, changed=self._changed
        )
        self.queue = RecognitionQueue(self._done, self._through)
        self.serving = Serving(
            self.registry,
            self.queue,
            plan=self._plan,
            fetch=lambda name: Fetching(self, name),
            clock=lambda: self.now,
            publish=self._publish,
        )
        self.queue.start()

    def make(self, key: ModelKey) -> Engine:
        return Engine(key, self)

    # What the test does

    def choose(self, name: str) -> None:
        self.serving.load(Recognition(model=name), lambda progress: None)

    def choose_beside(self, name: str) -> threading.Thread:
        """In a thread; what is raised is in the events."""

        def work() -> None:
            with contextlib.suppress(SaysoError):
                self.choose(name)

        thread = threading.Thread(target=work, name=f"choose {name}")
        self._threads.append(thread)
        thread.start()
        return thread

    def put(self, dictation: int) -> int:
        self._numbers += 1
        samples = np.full(160, self._numbers, np.float32)
        self.queue.put(Utterance(dictation, self._numbers, samples, 0, 160))
        return self._numbers

    def dictate(self, dictation: int) -> int:
        """A dictation of one utterance. Returns its number."""
        self.serving.attend(dictation)
        number = self.put(dictation)
        self.queue.end(dictation)
        return number

    def said(self, dictation: int) -> Transcript | SaysoError:
        """What became of a dictation of one utterance, once it is through."""
        number = self.dictate(dictation)
        self.wait(lambda: dictation in self.over)
        [result] = [result for it, result in self.done if it == number]
        return result

    def open(self, gates: dict[ModelKey, Gate], key: ModelKey) -> None:
        with self.moved:
            gates.pop(key).opened = True
            self.moved.notify_all()

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        for timer in [timer for timer in self.timers if timer.due <= self.now]:
            self.timers.remove(timer)
            timer.work()

    def wait(self, condition: Callable[[], object]) -> None:
        with self.moved:
            assert self.moved.wait_for(condition, LIMIT), (
                f"now {self.now}, events {self.events[-4:]}, done {self.done}, alive {self.alive}"
            )

    @property
    def told(self) -> RecognizerChanged:
        return self.events[-1]

    def wait_for(self, health: Health) -> RecognizerChanged:
        self.wait(lambda: self.events and self.told.health is health)
        return self.told

    def is_loaded(self, key: ModelKey) -> bool:
        return self.registry.vitals(key).health.serves

    def close(self) -> tuple[Utterance, ...]:
        """As the app does."""
        left = self.queue.stop()
        self.serving.close()
        left += self.queue.close()
        for thread in self._threads:
            thread.join(LIMIT)
            assert not thread.is_alive()
        return left

    # What the parts call

    def maybe_fail(self, faults: dict[ModelKey, deque[Exception]], key: ModelKey) -> None:
        with self.moved:
            fault = faults[key].popleft() if faults[key] else None
        if fault is not None:
            raise fault

    def _plan(self, wanted: Recognition) -> Plan:
        plan = self.plans[wanted.model]
        if isinstance(plan, SaysoError):
            raise plan
        return plan

    def _changed(self, key: ModelKey, vitals: Vitals) -> None:
        self.serving.note(key, vitals)
        with self.moved:
            self.moved.notify_all()

    def _publish(self, event: Event) -> None:
        assert isinstance(event, RecognizerChanged)
        with self.moved:
            self.events.append(event)
            self.moved.notify_all()

    def _done(self, utterance: Utterance, result: Transcript | SaysoError) -> None:
        with self.moved:
            self.done.append((utterance.number, result))
            self.moved.notify_all()

    def _through(self, dictation: int) -> None:
        self.serving.release(dictation)
        with self.moved:
            self.over.append(dictation)
            self.moved.notify_all()


@contextlib.contextmanager
def staged(monkeypatch: pytest.MonkeyPatch, limits: Limits = KEEP) -> Iterator[Stage]:
    stage = Stage(limits, monkeypatch)
    try:
        yield stage
    finally:
        stage.close()
    assert not stage.alive
