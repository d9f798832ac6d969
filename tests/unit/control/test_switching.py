"""Twenty switches under continuous dictation: every utterance exactly once and in order.

Several threads talk, choose, evict, cancel and let time pass. Engines, talkers and choosers halt at
every step, and the test, seeded, says who goes on: no two seeds meet in the same way.
"""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Callable

import pytest
from serving_stage import BIG, CARD, KEEP, PROCESSOR, A, B, Stage, staged

from sayso.core.errors import DeviceError, DeviceFailed, EngineDied, EngineHung, ModelError
from sayso.core.health import Health
from sayso.core.speech import Transcript
from sayso.models.choosing import STARTER, Plan
from sayso.residency.policy import Limits, Pressure
from sayso.residency.vitals import LAST_RETRY_SECONDS

SWITCHES = 20
PATIENCE = 5.0
"""Seconds without anybody's step that are taken for standing still."""


class Order:
    """Who goes on next. ``what`` happens is at random, too."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.random = random.Random(seed)
        self.wild = False
        self._stage = stage
        self._moved = threading.Condition()
        self._halted: list[object] = []
        self._ended = False
        stage.step = self.step

    def step(self, what: str) -> None:
        """Halts who calls until it is his turn."""
        ticket = object()
        with self._moved:
            if self._ended:
                return
            self._halted.append(ticket)
            self._moved.notify_all()
            assert self._moved.wait_for(
                lambda: self._ended or ticket not in self._halted, 4 * PATIENCE
            )

    def run(self, until: Callable[[], bool], between: Callable[[], None]) -> None:
        idle = 0.0
        while not until():
            with self._moved:
                # A moment, so that others may come and there is something to choose from.
                self._moved.wait(0.0005)
                if self._halted:
                    self._halted.remove(self.random.choice(self._halted))
                    self._moved.notify_all()
                    idle = 0.0
                else:
                    idle += 0.0005
            between()
            assert idle < PATIENCE, (
                f"all stand still: {self._stage.told}, {self._stage.registry.census()}, "
                f"{len(self._stage.done)} done, over {self._stage.over}"
            )

    def end(self) -> None:
        with self._moved:
            self._ended = True
            self._moved.notify_all()


class Talker:
    """One dictation after the other, as one person does; some are cancelled."""

    def __init__(self, stage: Stage, order: Order, *, cancels: float) -> None:
        self.spoken: list[int] = []
        self.meant: set[int] = set()
        self.dictations = 0
        self.enough = threading.Event()
        self._stage = stage
        self._order = order
        self._cancels = cancels
        self.thread = threading.Thread(target=self._run, name="talker")
        self.thread.start()

    def _run(self) -> None:
        stage, random_one = self._stage, random.Random(self._order.random.random())
        while not self.enough.is_set():
            self.dictations += 1
            number = self.dictations
            stage.serving.attend(number)
            said = []
            for _ in range(random_one.randint(1, 3)):
                self._order.step("talk")
                said.append(stage.put(number))
            self.spoken += said
            if random_one.random() < self._cancels:
                stage.queue.discard(number)
            else:
                self.meant.update(said)
            stage.queue.end(number)
            while number - len(stage.over) > 3:
                self._order.step("breathe")


def choose_all(stage: Stage, order: Order, count: int) -> threading.Thread:
    def run() -> None:
        names = random.Random(order.random.random())
        last = "a"
        for _ in range(count):
            before = len(stage.asked)
            for _ in range(20):  # something is said between two choices, if anything is there
                order.step("choose")
                if len(stage.asked) > before:
                    break
            last = names.choice([name for name in ("a", "b", "big") if name != last])
            with contextlib.suppress(ModelError):
                stage.choose(last)

    thread = threading.Thread(target=run, name="chooser")
    thread.start()
    return thread


def check(stage: Stage, talker: Talker) -> None:
    """Once and in order; what was cancelled may have been too late for that."""
    numbers = [number for number, _ in stage.done]
    assert numbers == sorted(set(numbers))
    assert talker.meant <= set(numbers) <= set(talker.spoken)
    for number, result in stage.done:
        assert isinstance(result, Transcript), f"{number}: {result}"
        assert result.text == str(number)
    assert stage.over == list(range(1, talker.dictations + 1))


@pytest.mark.parametrize("max_models", [1, 2])
@pytest.mark.parametrize("seed", range(4))
def test_twenty_switches_lose_nothing(
    monkeypatch: pytest.MonkeyPatch, seed: int, max_models: int
) -> None:
    with staged(monkeypatch, Limits(max_models, -1, 100.0)) as stage:
        stage.choose("a")
        order = Order(stage, seed)
        talker = Talker(stage, order, cancels=0.0)
        chooser = choose_all(stage, order, SWITCHES)
        order.run(lambda: not chooser.is_alive(), lambda: None)
        talker.enough.set()
        order.run(
            lambda: not talker.thread.is_alive() and len(stage.over) == talker.dictations,
            lambda: None,
        )
        order.end()
        check(stage, talker)
        assert stage.registry.census()
        assert len(stage.alive) <= max_models
        # Nobody who asks for a model that works is served by another.
        assert all(event.health is not Health.UNAVAILABLE for event in stage.events)
        assert {key for key, _ in stage.asked} <= {A, B, CARD}
        assert len({key for key, _ in stage.asked}) == 3


@pytest.mark.parametrize("ttl_seconds", [-1.0, 0.0, 30.0])
@pytest.mark.parametrize("seed", range(4))
def test_nor_if_everything_goes_wrong_besides(
    monkeypatch: pytest.MonkeyPatch, seed: int, ttl_seconds: float
) -> None:
    """Loads and cards fail, engines die, models are evicted, dictations cancelled."""
    limits = Limits(1 + seed % 2, ttl_seconds, 80.0)
    with staged(monkeypatch, limits) as stage:
        stage.plans |= {
            "a": Plan((A,)),
            "b": Plan((B,), (A,)),
            "big": BIG if seed % 2 else Plan((CARD, PROCESSOR), (STARTER,)),
        }
        stage.choose("a")
        order = Order(stage, seed)
        throw = order.random.random

        def fault() -> None:
            if throw() > 0.1:
                return
            key = order.random.choice([A, B, CARD, PROCESSOR, STARTER])
            if throw() < 0.5:
                error = ModelError if key.device == "cpu" else DeviceError
                stage.load_faults[key].append(error("It could not be loaded."))
            elif key.device == "cpu":
                stage.faults[key].append(ModelError("It could not be started again."))
            else:
                kind = order.random.choice([DeviceFailed, EngineDied, EngineHung])
                stage.faults[key].append(kind("The card failed."))

        def disturb() -> None:
            fault()
            if throw() < 0.05:
                stage.registry.evict(order.random.choice([A, B, CARD, PROCESSOR, STARTER]))
            if throw() < 0.05:
                stage.registry.sweep(Pressure(95.0, {0: 95.0}))
            if throw() < 0.1:
                stage.pass_time(order.random.choice([0.5, 20.0, 60.0]))

        def mend() -> None:
            """Sooner or later everything works, and time goes by."""
            stage.load_faults.clear()
            stage.faults.clear()
            if stage.timers:
                stage.pass_time(LAST_RETRY_SECONDS)

        talker = Talker(stage, order, cancels=0.2)
        chooser = choose_all(stage, order, SWITCHES)
        order.run(lambda: not chooser.is_alive(), disturb)
        talker.enough.set()
        order.run(
            lambda: not talker.thread.is_alive() and len(stage.over) == talker.dictations, mend
        )
        order.end()
        check(stage, talker)
        stage.wait(lambda: not any(it.leases for it in stage.registry.census()))


def test_the_limits_of_the_stage_keep_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """And so the switches above are switches."""
    with staged(monkeypatch, KEEP) as stage:
        for name in ("a", "b", "big"):
            stage.choose(name)
            assert len(stage.alive) == 1
