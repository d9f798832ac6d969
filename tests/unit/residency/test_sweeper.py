"""The sweeper: when it looks, and that otherwise it sleeps. Its waits are the test's to end."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

import pytest

from sayso.residency.policy import CALM, Pressure
from sayso.residency.sweeper import Sweeper

SOON = 10.0  # seconds in which the thread must have come to its next wait
EVERY = 5.0
FULL = Pressure(99.0)


class Cellar:
    """Stands for a registry."""

    def __init__(self) -> None:
        self.look: float | None = None
        self.minds = False
        self.swept: list[Pressure] = []
        self.fails = False

    def sweep(self, pressure: Pressure) -> tuple[()]:
        self.swept.append(pressure)
        if self.fails:
            raise ValueError("broken broom")
        return ()

    def next_look(self) -> float | None:
        return self.look

    def minds_memory(self) -> bool:
        return self.minds


class Bench:
    """A sweeper whose waits are handed to the test: what it waits for, and when that ends."""

    def __init__(self) -> None:
        self.now = 100.0
        self.cellars = [Cellar(), Cellar()]
        self.reads = 0
        self.is_nudged = False  # when it began to wait
        self._waits: queue.Queue[float | None] = queue.Queue()
        self._go_on = threading.Semaphore(0)
        self.sweeper = Sweeper(
            self.cellars,
            self.read,
            clock=lambda: self.now,
            every_seconds=EVERY,
            wait=self._wait,
        )

    def read(self) -> Pressure:
        self.reads += 1
        return FULL

    def _wait(self, nudged: threading.Event, seconds: float | None) -> None:
        self.is_nudged = nudged.is_set()
        self._waits.put(seconds)
        assert self._go_on.acquire(timeout=SOON)

    def waits_for(self) -> float | None:
        """Once it has come to its next wait."""
        return self._waits.get(timeout=SOON)

    def wake(self, after: float = 0.0) -> None:
        self.now += after
        self._go_on.release()


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench._go_on.release(9)
    bench.sweeper.close()


def test_with_nothing_to_wait_for_it_sleeps_until_it_is_nudged(bench: Bench) -> None:
    bench.sweeper.start()
    assert bench.waits_for() is None
    assert bench.reads == 0
    assert [it.swept for it in bench.cellars] == [[CALM], [CALM]]


def test_a_nudge_wakes_it_once(bench: Bench) -> None:
    bench.sweeper.start()
    bench.waits_for()
    bench.sweeper.nudge()
    bench.wake()
    bench.waits_for()
    assert not bench.is_nudged


def test_it_sleeps_until_the_first_time_is_over(bench: Bench) -> None:
    bench.cellars[0].look, bench.cellars[1].look = 70.0, 30.0
    bench.sweeper.start()
    assert bench.waits_for() == 30.0
    bench.cellars[1].look = None
    bench.wake(after=30.0)
    assert bench.waits_for() == 70.0
    assert bench.cellars[1].swept == [CALM, CALM]


def test_a_clock_that_moves_in_steps_does_not_keep_it_awake(bench: Bench) -> None:
    bench.cellars[0].look = 1e-12
    bench.sweeper.start()
    seconds = bench.waits_for()
    assert seconds is not None
    assert 0.01 < seconds < 1


def test_memory_is_read_only_while_it_makes_a_difference(bench: Bench) -> None:
    bench.sweeper.start()
    bench.waits_for()
    bench.cellars[1].minds = True
    bench.wake()
    assert bench.waits_for() == EVERY
    assert bench.reads == 1
    assert [it.swept[-1] for it in bench.cellars] == [FULL, FULL]
    bench.cellars[1].minds = False
    bench.wake(after=EVERY)
    assert bench.waits_for() is None
    assert bench.reads == 1


def test_memory_is_not_read_more_often_for_being_nudged(bench: Bench) -> None:
    bench.cellars[0].minds = True
    bench.sweeper.start()
    assert bench.waits_for() == EVERY
    bench.wake(after=2.0)
    assert bench.waits_for() == EVERY - 2.0
    assert bench.reads == 1
    assert bench.cellars[0].swept == [FULL, CALM]
    bench.wake(after=EVERY - 2.0)
    assert bench.waits_for() == EVERY
    assert bench.reads == 2


def test_the_sooner_of_both(bench: Bench) -> None:
    bench.cellars[0].minds = True
    bench.cellars[0].look = 3.0
    bench.sweeper.start()
    assert bench.waits_for() == 3.0


def test_a_mistake_does_not_end_it(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.cellars[0].fails = True
    bench.sweeper.start()
    assert bench.waits_for() == EVERY
    assert "The sweeper could not sweep" in caplog.text
    bench.cellars[0].fails = False
    bench.wake()
    assert bench.waits_for() is None


def test_what_cannot_be_read_is_not_full(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    def read() -> Pressure:
        raise OSError("no such file")

    bench.sweeper._read_pressure = read
    bench.cellars[0].minds = True
    bench.sweeper.start()
    assert bench.waits_for() == EVERY
    assert bench.cellars[0].swept == [CALM]
    assert "could not read how full the memory is" in caplog.text


def test_one_that_fails_does_not_keep_the_others_from_being_swept(bench: Bench) -> None:
    bench.cellars[0].fails = True
    bench.sweeper.start()
    bench.waits_for()
    assert bench.cellars[1].swept == [CALM]


def test_a_nudge_wakes_it_from_a_real_wait() -> None:
    swept = threading.Semaphore(0)

    class Told(Cellar):
        def sweep(self, pressure: Pressure) -> tuple[()]:
            swept.release()
            return ()

    sweeper = Sweeper([Told()], lambda: CALM, clock=lambda: 0.0, every_seconds=EVERY)
    sweeper.start()
    assert swept.acquire(timeout=SOON)
    sweeper.nudge()
    assert swept.acquire(timeout=SOON)
    sweeper.close()
    sweeper.close()
    assert "sweeper" not in {thread.name for thread in threading.enumerate()}


def test_a_nudge_during_a_look_is_not_lost() -> None:
    swept = threading.Semaphore(0)
    nudged: list[bool] = []

    class Nudges(Cellar):
        def sweep(self, pressure: Pressure) -> tuple[()]:
            if not nudged:
                nudged.append(True)
                sweeper.nudge()
            swept.release()
            return ()

    sweeper = Sweeper([Nudges()], lambda: CALM, clock=lambda: 0.0, every_seconds=EVERY)
    sweeper.start()
    assert swept.acquire(timeout=SOON)
    assert swept.acquire(timeout=SOON)
    sweeper.close()


def test_it_can_be_closed_without_being_started_and_from_its_own_thread() -> None:
    Sweeper([], lambda: CALM, clock=lambda: 0.0, every_seconds=EVERY).close()

    class Closes(Cellar):
        def sweep(self, pressure: Pressure) -> tuple[()]:
            sweeper.close()
            closed.set()
            return ()

    closed = threading.Event()
    sweeper = Sweeper([Closes()], lambda: CALM, clock=lambda: 0.0, every_seconds=EVERY)
    sweeper.start()
    assert closed.wait(SOON)
    sweeper.close()
