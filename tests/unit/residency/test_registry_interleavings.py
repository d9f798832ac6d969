"""The registry under whatever may happen, in whatever order.

Twice: one thread, with hypothesis choosing what happens next, against a plain account of what must
be true; and several real threads of which one at a time runs, while the test chooses at every lock
and every step of a model which one goes on. The second finds what only threads can do to each
other, and finds the same again for the same numbers.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from sayso.core.errors import ModelError, RecognitionError, RegistryClosed
from sayso.core.events import LoadProgress
from sayso.core.health import LEGAL, Health
from sayso.residency.model import ModelKey
from sayso.residency.policy import REST_SECONDS, Limits, Pressure
from sayso.residency.registry import Lease, Registry
from sayso.residency.vitals import Vitals

KEYS = [ModelKey("whisper", name) for name in ("base", "small", "tiny")]
KEYS.append(ModelKey("whisper", "large", device="cuda"))
LIMITS = st.builds(
    Limits, st.integers(0, 3), st.sampled_from([-1.0, 0.0, 10.0]), st.sampled_from([80.0, 100.0])
)
PRESSURES = st.sampled_from([Pressure(), Pressure(90.0), Pressure(0.0, {0: 90.0})])


def check_told(told: list[tuple[ModelKey, Vitals]], registry: Registry[Fake]) -> None:
    """Each key's changes were told once, in an order that can be, up to the last."""
    last: dict[ModelKey, Vitals] = {}
    for key, vitals in told:
        before = last.get(key, Vitals())
        assert vitals != before
        assert vitals.health is before.health or vitals.health in LEGAL[before.health]
        assert vitals.working >= 0
        last[key] = vitals
    for key in KEYS:
        assert registry.vitals(key) == last.get(key, Vitals())


class Fake:
    """Stands for an engine. ``step`` is called wherever a real one would take its time."""

    def __init__(self, key: ModelKey, fails: BaseException | None, world: World) -> None:
        self.key = key
        self.fails = fails
        self.world = world
        self.borrowers = 0  # as the borrowers themselves count
        self.is_closed = False
        self.is_loading = False
        if key in world.alive:
            world.wrong.append("two copies of a model")
        world.alive[key] = self

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        self.is_loading = True
        try:
            self.world.step()
            report(LoadProgress("reading"))
            self.world.step()
        finally:
            self.is_loading = False
        if self.fails is not None:
            raise self.fails
        if self.is_closed:
            raise ModelError("It was closed while it loaded.")

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None:
        self.world.step()

    def close(self) -> None:
        self.world.went.append(self.key)
        if self.borrowers:
            self.world.closed_while_lent.append(self)
        self.world.step()
        self.is_closed = True
        # Told to end in the middle of its load, it gives back what it took when that ends.
        if self.world.alive.get(self.key) is self and not self.is_loading:
            del self.world.alive[self.key]


class World:
    def __init__(self, step: Callable[[], None] = lambda: None) -> None:
        self.step = step
        self.alive: dict[ModelKey, Fake] = {}
        self.closed_while_lent: list[Fake] = []
        self.went: list[ModelKey] = []  # in the order in which they were closed
        self.wrong: list[str] = []  # what would not come out of the registry as an error


# One thread


class Sequences(RuleBasedStateMachine):
    """Whatever is done one after the other."""

    leases = Bundle("leases")

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.fails: BaseException | None = None
        self.world = World()
        self.told: list[tuple[ModelKey, Vitals]] = []
        self.limits = Limits(2, -1, 80)
        self.registry = Registry(
            lambda key: Fake(key, self.fails, self.world),
            self.limits,
            clock=lambda: self.now,
            changed=lambda key, vitals: self.told.append((key, vitals)),
        )
        self.held: Counter[ModelKey] = Counter()
        self.used: dict[ModelKey, float] = {}  # in the order of use, longest ago first
        self.broken: set[ModelKey] = set()
        self.closed = False

    def idle(self) -> list[ModelKey]:
        return [key for key in self.used if not self.held[key]]

    def touch(self, key: ModelKey) -> None:
        self.used.pop(key, None)
        self.used[key] = self.now

    def forget(self, expected: list[ModelKey]) -> None:
        """Exactly these were closed, in this order."""
        assert self.world.went == expected
        self.world.went.clear()
        for key in expected:
            self.used.pop(key, None)

    def outlived(self) -> list[ModelKey]:
        """An account of the cap and the time to live that is kept apart from policy.py."""
        gone: list[ModelKey] = []
        for key in self.idle():
            too_many = len(self.used) - len(gone) > self.limits.max_models
            ttl = self.limits.ttl_seconds
            if too_many or (ttl >= 0 and self.now - self.used[key] >= ttl):
                gone.append(key)
        return gone

    @rule(
        target=leases,
        key=st.sampled_from(KEYS),
        error=st.sampled_from(
            [None, None, None, ModelError("No."), ValueError(), KeyboardInterrupt()]
        ),
        retry=st.booleans(),
    )
    def lease(self, key: ModelKey, error: BaseException | None, retry: bool) -> Lease[Fake] | None:
        if key in self.broken:
            return None  # would wait for ever, as it says
        vitals = self.registry.vitals(key)
        self.fails = error
        was_there = key in self.world.alive
        lease = raised = None
        try:
            lease = self.registry.lease(key, retry=retry)
        except (ModelError, KeyboardInterrupt) as it:
            raised = it
        if lease is None:
            after = self.registry.vitals(key)
            assert not was_there or self.closed
            if self.closed:
                assert isinstance(raised, RegistryClosed)
            elif vitals.retry_at is not None and self.now < vitals.retry_at and not retry:
                assert after == vitals
                assert isinstance(raised, ModelError)
                self.forget([])
            elif isinstance(error, KeyboardInterrupt):
                assert raised is error
                assert after.health is Health.UNLOADED
                self.forget([key])
            else:
                assert error is not None
                assert isinstance(raised, ModelError)
                assert after.health is Health.UNAVAILABLE
                self.forget([key])
            return None
        assert not self.closed
        assert was_there or error is None
        self.held[key] += 1
        if not was_there:
            self.touch(key)
        lease.model.borrowers += 1
        self.forget([])
        return lease

    @rule(target=leases, key=st.sampled_from(KEYS))
    def if_loaded(self, key: ModelKey) -> Lease[Fake] | None:
        lease = self.registry.if_loaded(key)
        assert (lease is not None) == (key in self.used and not self.closed)
        if lease is not None:
            self.held[key] += 1
            lease.model.borrowers += 1
        return lease

    @rule(lease=consumes(leases), twice=st.booleans())
    def release(self, lease: Lease[Fake] | None, twice: bool) -> None:
        if lease is None:
            return
        self.held[lease.key] -= 1
        lease.model.borrowers -= 1
        lease.release()
        if twice:
            lease.release()
        if self.closed or self.held[lease.key]:
            self.forget([])
        elif lease.key in self.broken:
            self.broken.remove(lease.key)
            self.forget([lease.key])
        else:
            self.touch(lease.key)
            self.forget(self.outlived())

    @rule(lease=leases, seconds=st.integers(0, 9), error=st.none() | st.just(RecognitionError("?")))
    def work(self, lease: Lease[Fake] | None, seconds: int, error: RecognitionError | None) -> None:
        if lease is None or self.closed:
            return
        before = self.registry.vitals(lease.key)
        try:
            with lease.at_work():
                self.now += seconds
                if error:
                    raise error
        except RecognitionError:
            pass
        after = self.registry.vitals(lease.key)
        if lease.key in self.broken:
            assert after == before
        else:
            self.touch(lease.key)
            assert after.last_used == self.now
            assert after.errors == before.errors + bool(error)
            assert after.errors_in_row == (before.errors_in_row + 1 if error else 0)

    @rule(key=st.sampled_from(KEYS))
    def fail(self, key: ModelKey) -> None:
        is_there = key in self.used and not self.closed
        self.registry.fail(key, ModelError("It is broken."))
        if not is_there:
            self.forget([])
        elif self.held[key]:
            self.broken.add(key)
            self.used.pop(key)
            self.forget([])
        else:
            self.forget([key])

    @rule(key=st.sampled_from(KEYS))
    def evict(self, key: ModelKey) -> None:
        expected = [key] if key in self.idle() else []
        assert self.registry.evict(key) == bool(expected)
        self.forget(expected)

    @rule(pressure=PRESSURES)
    def sweep(self, pressure: Pressure) -> None:
        expected = self.outlived()
        rested = [
            key
            for key in self.idle()
            if key not in expected and self.now - self.used[key] >= REST_SECONDS
        ]
        if self.limits.memory_limit_percent < 90:
            on_card = [key for key in rested if key.device == "cuda"]
            if pressure.vram_percent and not any(key.device == "cuda" for key in expected):
                expected += on_card[:1]
            if pressure.ram_percent > 80 and not expected:
                expected += rested[:1]
        assert self.registry.sweep(pressure) == tuple(expected)
        self.forget(expected)

    @rule(limits=LIMITS)
    def set_limits(self, limits: Limits) -> None:
        self.limits = limits
        self.registry.set_limits(limits)

    @rule(seconds=st.sampled_from([1, 7, 40, 700]))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @rule(sure=st.integers(0, 9))
    def close(self, sure: int) -> None:
        if sure or self.closed:  # else too many sequences would end early
            return
        there = [*self.used, *self.broken]
        assert self.registry.close(0) == (not +self.held)
        self.closed = True
        assert sorted(self.world.went, key=str) == sorted(there, key=str)
        self.world.went.clear()
        self.world.closed_while_lent.clear()
        self.used.clear()
        self.broken.clear()

    @invariant()
    def the_books_agree(self) -> None:
        assert not self.world.closed_while_lent
        assert not self.world.wrong
        assert set(self.world.alive) == set(self.used) | self.broken
        census = {it.key: it for it in self.registry.census()}
        for key in KEYS:
            counted = census[key].leases if key in census else 0
            assert counted == (0 if self.closed else self.held[key])
            assert (census[key].vitals.health.serves if key in census else False) == (
                key in self.used
            )
        changed_last = list(reversed(self.used))
        in_census = [it.key for it in self.registry.census() if it.vitals.health.serves]
        if not +self.held:
            assert in_census == changed_last
        check_told(self.told, self.registry)

    @invariant()
    def the_next_look_is_when_somebody_goes(self) -> None:
        seconds = self.registry.next_look()
        ttl = self.limits.ttl_seconds
        due = [self.used[key] + ttl for key in self.idle()] if ttl >= 0 else []
        assert seconds == (max(0.0, min(due) - self.now) if due else None)


TestSequences = pytest.mark.timeout(300)(Sequences.TestCase)
TestSequences.settings = settings(
    max_examples=120, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


# Several threads, one at a time


class Aborted(BaseException):
    """Ends the threads of an example that went wrong."""


class Schedule:
    """Runs real threads one at a time. At each `step` the running one stops, and the numbers say
    who goes on: so every order in which threads can meet at the lock can come up, and comes up
    again for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._turn: dict[threading.Thread, threading.Semaphore] = {}
        self._back = threading.Semaphore(0)
        self._waiting: dict[threading.Thread, bool] = {}  # in Condition.wait; True: it may time out
        self._done: set[threading.Thread] = set()
        self._aborting = False
        self.raised: list[BaseException] = []

    def add(self, run: Callable[[], None]) -> None:
        def body() -> None:
            self._turn[thread].acquire()
            try:
                if not self._aborting:
                    run()
            except Aborted:
                pass
            except BaseException as error:  # noqa: BLE001 - `run` raises it
                self.raised.append(error)
            finally:
                self._done.add(thread)
                self._back.release()

        thread = threading.Thread(target=body, daemon=True)
        self._turn[thread] = threading.Semaphore(0)

    def run(self) -> None:
        """Until every thread is done. Raises what one raised, or that they wait for each other."""
        for thread in self._turn:
            thread.start()
        try:
            while left := [it for it in self._turn if it not in self._done]:
                able = [it for it in left if it not in self._waiting]
                late = [it for it in left if self._waiting.get(it)]
                if late and (not able or self._random.random() < 0.03):
                    able = late
                assert able, "they wait for each other for ever"
                self._let(self._random.choice(able))
                if self.raised:
                    raise self.raised[0]
        finally:
            self._aborting = True
            for thread in self._turn:
                while thread not in self._done:
                    self._let(thread)
                thread.join()

    def _let(self, thread: threading.Thread) -> None:
        self._turn[thread].release()
        self._back.acquire()

    def step(self) -> None:
        """Another one may go on; but the test itself, after all are done, just goes on."""
        if threading.current_thread() not in self._turn:
            return
        if self._aborting:
            raise Aborted
        self._back.release()
        self._turn[threading.current_thread()].acquire()
        if self._aborting:
            raise Aborted

    def chance(self, of: float) -> bool:
        return self._random.random() < of

    def wait(self, may_time_out: bool) -> bool:
        me = threading.current_thread()
        self._waiting[me] = may_time_out
        try:
            self.step()
            return me not in self._waiting
        finally:
            self._waiting.pop(me, None)

    def notify_all(self) -> None:
        self._waiting.clear()


class Turnstile:
    """Stands for the registry's `threading.Condition`: each entry is a step of the schedule."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._owner: threading.Thread | None = None

    def __enter__(self) -> None:
        self._check(self._owner is not threading.current_thread(), "the lock was taken twice")
        self._schedule.step()
        self._check(self._owner is None, "somebody took a step while holding the lock")
        self._owner = threading.current_thread()

    def __exit__(self, *raised: object) -> None:
        self._owner = None

    def wait(self, timeout: float | None = None) -> bool:
        self._owner = None
        woken = self._schedule.wait(timeout is not None)
        self._owner = threading.current_thread()
        return woken

    def wait_for(self, predicate: Callable[[], bool], timeout: float | None = None) -> bool:
        while not predicate():
            if not self.wait(timeout):
                return predicate()
        return True

    def notify_all(self) -> None:
        self._check(self._owner is threading.current_thread(), "notified without the lock")
        self._schedule.notify_all()

    def _check(self, is_right: bool, what: str) -> None:
        if not is_right:  # the registry would make an error of a load of it
            self._schedule.raised.append(AssertionError(what))


class Town:
    """Threads that do to one registry whatever can be done."""

    def __init__(self, seed: int, limits: Limits) -> None:
        self.schedule = Schedule(seed)
        self.world = World(self.schedule.step)
        self.now = 1000.0
        self.told: list[tuple[ModelKey, Vitals]] = []
        self.registry: Registry[Fake] = Registry(
            self.make, limits, clock=lambda: self.now, changed=self.changed
        )
        self.registry._moved = Turnstile(self.schedule)  # type: ignore[assignment]
        self.can_fail = True
        self.closing = False
        self.all_back: bool | None = None

    def changed(self, key: ModelKey, vitals: Vitals) -> None:
        self.schedule.step()
        self.told.append((key, vitals))

    def make(self, key: ModelKey) -> Fake:
        self.schedule.step()
        errors: list[BaseException] = [ModelError("No."), ValueError(), KeyboardInterrupt()]
        fails = next((it for it in errors if self.can_fail and self.schedule.chance(0.1)), None)
        return Fake(key, fails, self.world)

    def follow(self, plan: list[tuple[str, ModelKey]]) -> None:
        for what, key in plan:
            self.do(what, key)

    def do(self, what: str, key: ModelKey) -> None:
        self.now += 1
        match what:
            case "use" | "work" | "hurry" | "break":
                self.borrow(what, key)
            case "blame":
                self.registry.fail(key, RecognitionError("It is broken."))
            case "evict":
                self.registry.evict(key)
            case "sweep":
                self.registry.sweep(Pressure(99.0, {0: 99.0}))
            case "look":
                for standing in self.registry.census():
                    assert standing.leases >= 0
                self.registry.next_look()
            case "limit":
                self.registry.set_limits(Limits(1, 0.0, 80.0))
            case "wait":
                self.now += 40
            case "close":
                self.closing = True
                self.all_back = self.registry.close(1.0)

    def borrow(self, what: str, key: ModelKey) -> None:
        try:
            lease = self.registry.lease(key, retry=what == "break")
        except (ModelError, KeyboardInterrupt):
            return
        model = lease.model
        model.borrowers += 1
        if what == "hurry":
            with lease.at_work():
                lease.release()
                self.schedule.step()
                assert not model.is_closed or self.closing, "closed at work"
                model.borrowers -= 1
            return
        try:
            if what != "use":
                with lease.at_work():
                    self.schedule.step()
                    assert not model.is_closed or self.closing, "closed at work"
                    if what == "break":
                        self.registry.fail(key, RecognitionError("It is broken."))
            self.schedule.step()
            assert not model.is_closed or self.closing, "closed while lent out"
            other = self.registry.if_loaded(key)
            if other is not None:
                assert other.model is model, "two copies of a model"
                other.release()
        finally:
            model.borrowers -= 1
            lease.release()

    def check(self) -> None:
        """After all are done."""
        assert not self.world.wrong
        assert all(it.leases == 0 for it in self.registry.census())
        if not self.closing:
            assert not self.world.closed_while_lent
            assert set(self.world.alive) == {
                it.key for it in self.registry.census() if it.vitals.health.serves
            }
            assert {it.vitals.health for it in self.registry.census()} <= {
                Health.READY,
                Health.DEGRADED,
                Health.UNAVAILABLE,
            }
        else:
            assert not self.world.alive
            assert not (self.all_back and self.world.closed_while_lent)
            assert not any(it.vitals.health.serves for it in self.registry.census())
            with pytest.raises(RegistryClosed):
                self.registry.lease(KEYS[0])
        check_told(self.told, self.registry)


DEEDS = ["use", "work", "hurry", "break", "blame", "evict", "sweep", "look", "limit", "wait"]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 2**32),
    first=st.sampled_from(DEEDS[:4]),
    second=st.sampled_from([*DEEDS, "close"]),
)
def test_two_threads_and_a_model_that_is_there(seed: int, first: str, second: str) -> None:
    """Fewer steps than with more threads, so that more of their orders come up."""
    town = Town(seed, Limits(1, -1, 80))
    town.can_fail = False
    town.registry.lease(KEYS[0]).release()
    town.schedule.add(partial(town.follow, [(first, KEYS[0])]))
    town.schedule.add(partial(town.follow, [(second, KEYS[0])]))
    town.schedule.run()
    town.check()


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 2**32),
    limits=LIMITS,
    plans=st.lists(
        st.lists(
            st.tuples(st.sampled_from(["use", *DEEDS]), st.sampled_from(KEYS[:2])),
            min_size=1,
            max_size=4,
        ),
        min_size=2,
        max_size=4,
    ),
    ends=st.booleans(),
)
def test_threads(
    seed: int, limits: Limits, plans: list[list[tuple[str, ModelKey]]], ends: bool
) -> None:
    town = Town(seed, limits)
    for plan in [*plans, [("close", KEYS[0])]] if ends else plans:
        town.schedule.add(partial(town.follow, plan))
    town.schedule.run()
    town.check()
