"""The registry: one load for many, leases, failures, leaving, ending. What may run side by side is
made to, by models whose loads and closings wait until the test lets them go on."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from sayso.core.errors import (
    DeviceError,
    DeviceFailed,
    EngineDied,
    ModelError,
    RecognitionCancelled,
    RecognitionError,
    RegistryClosed,
)
from sayso.core.events import LoadProgress
from sayso.core.health import Health
from sayso.residency.ledger import Ledger
from sayso.residency.model import ModelKey
from sayso.residency.policy import Limits, Pressure
from sayso.residency.registry import Lease, Registry
from sayso.residency.vitals import FIRST_RETRY_SECONDS, Vitals, starting

BASE, SMALL, TINY = (ModelKey("whisper", name) for name in ("base", "small", "tiny"))
ROOMY = Limits(max_models=9, ttl_seconds=-1, memory_limit_percent=100)
SOON = 10.0  # seconds in which a thread must have come to where the test waits for it


class Gate:
    """Lets threads through at once, unless it is shut."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self.reached = threading.Event()

    def shut(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    def pass_through(self) -> None:
        self.reached.set()
        assert self._open.wait(SOON)


class FakeModel:
    """Stands for an engine; says in ``house.log`` what was done to it."""

    def __init__(self, key: ModelKey, house: House) -> None:
        self.key = key
        self.house = house
        self.closed = threading.Event()
        self.report: Callable[[LoadProgress], None] = lambda progress: None

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        self.house.note(f"load {self.key.model}")
        self.report = report
        report(LoadProgress("reading"))
        self.house.gate(f"load {self.key.model}").pass_through()
        if error := self.house.errors.get(f"load {self.key.model}"):
            raise error
        if self.closed.is_set():
            raise ModelError("It was closed while it loaded.")

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None:
        report(LoadProgress("warming up"))
        if error := self.house.errors.get(f"warm up {self.key.model}"):
            raise error

    def close(self) -> None:
        self.house.gate(f"close {self.key.model}").pass_through()
        if not self.closed.is_set():
            self.closed.set()
            self.house.note(f"close {self.key.model}")
        if error := self.house.errors.get(f"close {self.key.model}"):
            raise error


class House:
    """A registry with fake models, a clock that the test moves, and a record of what happened."""

    def __init__(self) -> None:
        self.now = 100.0
        self.log: list[str] = []
        self.told: list[tuple[str, Health]] = []
        self.errors: dict[str, BaseException] = {}
        self._gates: dict[str, Gate] = {}
        self._lock = threading.Lock()
        self.threads = ThreadPoolExecutor(8)
        self.registry = Registry(
            lambda key: FakeModel(key, self), ROOMY, clock=lambda: self.now, changed=self.changed
        )

    def note(self, what: str) -> None:
        with self._lock:
            self.log.append(what)

    def gate(self, name: str) -> Gate:
        with self._lock:
            return self._gates.setdefault(name, Gate())

    def changed(self, key: ModelKey, vitals: Vitals) -> None:
        self.told.append((key.model, vitals.health))

    def limit(self, most: int = 9, ttl: float = -1, memory: float = 100) -> None:
        self.registry.set_limits(Limits(most, ttl, memory))

    def use(self, *keys: ModelKey) -> None:
        for key in keys:
            self.now += 1
            self.registry.lease(key).release()

    def health(self, key: ModelKey) -> Health:
        return self.registry.vitals(key).health

    def leases(self, key: ModelKey) -> int:
        return {it.key: it.leases for it in self.registry.census()}.get(key, 0)

    def ask(self, key: ModelKey, count: int = 1) -> list[Future[Lease[FakeModel]]]:
        """Threads that ask for it; returns once each of them waits or loads."""
        before = self.leases(key)
        asked = [self.threads.submit(self.registry.lease, key) for _ in range(count)]
        wait_until(lambda: self.leases(key) == before + count)
        return asked

    def end(self) -> None:
        for gate in self._gates.values():
            gate.open()
        self.registry.close(0)
        self.threads.shutdown()


def wait_until(condition: Callable[[], bool]) -> None:
    """For what a thread does that tells nobody: that it is waiting."""
    nobody = threading.Event()
    for _ in range(int(SOON / 0.002)):
        if condition():
            return
        nobody.wait(0.002)
    raise AssertionError("it did not come to that")


@pytest.fixture
def house() -> Iterator[House]:
    house = House()
    yield house
    house.end()


# Lending


def test_a_lease_loads_and_the_next_one_finds_it_loaded(house: House) -> None:
    steps: list[str] = []
    with house.registry.lease(BASE, lambda it: steps.append(it.step)) as lease:
        assert (lease.key, lease.model.key) == (BASE, BASE)
        with house.registry.lease(BASE) as other:
            assert other.model is lease.model
            assert house.leases(BASE) == 2
    assert house.leases(BASE) == 0
    assert house.log == ["load base"]
    assert steps == ["reading", "warming up"]
    assert [it for _, it in house.told] == [Health.STARTING, Health.WARMING_UP, Health.READY]


def test_unknown_models_are_unloaded(house: House) -> None:
    assert house.registry.vitals(BASE) == Vitals()
    assert house.registry.census() == ()
    assert not house.registry.evict(BASE)
    house.registry.fail(BASE, ModelError("x"))
    assert house.registry.vitals(BASE) == Vitals()


def test_a_lease_is_given_back_once(house: House) -> None:
    first, second = house.registry.lease(BASE), house.registry.lease(BASE)
    first.release()
    first.release()
    assert house.leases(BASE) == 1
    assert not house.registry.evict(BASE)
    second.release()
    assert house.registry.evict(BASE)


def test_one_load_for_all_who_ask(house: House) -> None:
    heard: list[str] = []
    house.gate("load base").shut()
    asked = house.ask(BASE, 3)
    late = house.threads.submit(house.registry.lease, BASE, lambda it: heard.append(it.step))
    wait_until(lambda: house.leases(BASE) == 4)
    house.gate("load base").open()
    leases = [it.result(SOON) for it in [*asked, late]]
    assert len({id(it.model) for it in leases}) == 1
    assert house.log == ["load base"]
    assert heard == ["warming up"]


def test_who_waits_for_a_load_cannot_be_robbed_of_it(house: House) -> None:
    """The one that loads gives back at once, and nothing may stay: its lease is not the last."""
    house.limit(most=0, ttl=0)
    house.gate("load base").shut()
    first = house.threads.submit(house.use, BASE)
    assert house.gate("load base").reached.wait(SOON)
    waiting = house.ask(BASE)[0]
    house.gate("load base").open()
    first.result(SOON)
    lease = waiting.result(SOON)
    assert not lease.model.closed.is_set()
    assert house.log == ["load base"]
    lease.release()
    assert house.log == ["load base", "close base"]


def test_different_keys_load_side_by_side(house: House) -> None:
    house.gate("load base").shut()
    base = house.ask(BASE)[0]
    assert house.gate("load base").reached.wait(SOON)
    with house.threads.submit(house.registry.lease, SMALL).result(SOON) as small:
        assert not base.done()
        assert small.key == SMALL
    house.gate("load base").open()
    base.result(SOON)


def test_if_loaded_never_loads_and_never_waits(house: House) -> None:
    assert house.registry.if_loaded(BASE) is None
    house.gate("load base").shut()
    house.ask(BASE)
    assert house.registry.if_loaded(BASE) is None
    house.gate("load base").open()
    wait_until(lambda: house.health(BASE) is Health.READY)
    lease = house.registry.if_loaded(BASE)
    assert lease is not None
    assert house.leases(BASE) == 2
    assert house.log == ["load base"]


def test_who_heard_the_load_hears_nothing_of_what_comes_after_it(house: House) -> None:
    """An engine's process that died idle is loaded anew, and nobody waits for that."""
    heard: list[LoadProgress] = []
    with house.registry.lease(BASE, heard.append) as lease:
        during = list(heard)
        lease.model.report(LoadProgress("reading"))
    assert [progress.step for progress in during] == ["reading", "warming up"]
    assert heard == during


def test_a_report_that_raises_disturbs_nobody(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    def report(progress: LoadProgress) -> None:
        raise ValueError("broken window")

    house.registry.lease(BASE, report)
    assert "Who listens to a load raised" in caplog.text


# Loads that fail


@pytest.mark.parametrize("where", ["load base", "warm up base"])
def test_a_load_that_fails_leaves_nothing_in_memory(house: House, where: str) -> None:
    house.errors[where] = DeviceError("The card is full: close other programs.")
    with pytest.raises(DeviceError, match="The card is full"):
        house.registry.lease(BASE)
    assert house.log == ["load base", "close base"]
    vitals = house.registry.vitals(BASE)
    assert vitals.health is Health.UNAVAILABLE
    assert vitals.why == "The card is full: close other programs."
    assert vitals.retry_at == house.now + FIRST_RETRY_SECONDS
    assert [(it.key, it.leases) for it in house.registry.census()] == [(BASE, 0)]
    assert house.registry.if_loaded(BASE) is None
    assert not house.registry.evict(BASE)


def test_all_who_wait_hear_the_error(house: House) -> None:
    house.errors["load base"] = DeviceError("The card is full.")
    house.gate("load base").shut()
    asked = house.ask(BASE, 3)
    house.gate("load base").open()
    for it in asked:
        with pytest.raises(DeviceError, match=r"The card is full\."):
            it.result(SOON)
    assert house.log == ["load base", "close base"]


def test_who_waits_hears_the_error_before_the_model_is_closed(house: House) -> None:
    house.errors["load base"] = DeviceError("The card is full.")
    house.gate("load base").shut()
    house.gate("close base").shut()
    first = house.threads.submit(house.registry.lease, BASE)
    assert house.gate("load base").reached.wait(SOON)
    waiting = house.ask(BASE)[0]
    house.gate("load base").open()
    with pytest.raises(DeviceError):
        waiting.result(SOON)
    assert not first.done()
    house.gate("close base").open()
    with pytest.raises(DeviceError):
        first.result(SOON)


def test_nobody_tries_again_before_its_time(house: House) -> None:
    house.errors["load base"] = ModelError("No such file.")
    for _ in range(3):
        with pytest.raises(ModelError, match="No such file"):
            house.registry.lease(BASE)
    assert house.log.count("load base") == 1
    house.now += FIRST_RETRY_SECONDS - 0.1
    with pytest.raises(ModelError):
        house.registry.lease(BASE)
    assert house.log.count("load base") == 1
    house.now += 0.1
    with pytest.raises(ModelError):
        house.registry.lease(BASE)
    assert house.log.count("load base") == 2
    assert house.registry.vitals(BASE).retry_at == house.now + 2 * FIRST_RETRY_SECONDS


def test_retry_tries_at_once(house: House) -> None:
    house.errors["load base"] = ModelError("No such file.")
    with pytest.raises(ModelError):
        house.registry.lease(BASE)
    house.errors.clear()
    with house.registry.lease(BASE, retry=True):
        assert house.health(BASE) is Health.READY
    house.use(BASE)
    assert house.log.count("load base") == 2


def test_the_error_that_is_kept_holds_no_model(house: House) -> None:
    """A traceback holds the frames of the load, and those hold the model."""
    made: list[weakref.ref[FakeModel]] = []

    class Fails(FakeModel):
        def load(self, report: Callable[[LoadProgress], None]) -> None:
            made.append(weakref.ref(self))
            raise ModelError("No such file.")

    registry = Registry(lambda key: Fails(key, house), ROOMY, clock=lambda: 0.0)
    again: list[ModelError] = []
    for _ in range(3):
        with pytest.raises(ModelError, match="No such file") as raised:
            registry.lease(BASE)
        again.append(raised.value)
    assert len(made) == 1
    assert again[1] is not again[2]
    del raised, again[0]
    gc.collect()
    assert made[0]() is None


@pytest.mark.parametrize(
    ("error", "kind", "text", "logged"),
    [
        (ValueError("secret"), ModelError, "The model base could not be loaded (ValueError)", True),
        (EngineDied("It died: try again."), ModelError, "It died: try again.", False),
        (DeviceFailed("No memory."), DeviceError, "No memory.", False),
    ],
)
def test_whatever_is_raised_is_an_error_of_the_model(
    house: House,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    kind: type[ModelError],
    text: str,
    logged: bool,
) -> None:
    house.errors["load base"] = error
    with pytest.raises(ModelError) as raised:
        house.registry.lease(BASE)
    assert type(raised.value) is kind
    assert str(raised.value).startswith(text)
    assert raised.value.__cause__ is error
    assert ("base could not be loaded" in caplog.text) is logged


def test_a_load_that_is_interrupted_lets_the_others_go(house: House) -> None:
    house.errors["load base"] = KeyboardInterrupt()
    house.gate("load base").shut()

    def load() -> str:
        try:
            house.registry.lease(BASE)
        except KeyboardInterrupt:
            return "interrupted"
        return "loaded"

    first = house.threads.submit(load)
    assert house.gate("load base").reached.wait(SOON)
    waiting = house.ask(BASE)[0]
    house.gate("load base").open()
    assert first.result(SOON) == "interrupted"
    with pytest.raises(ModelError, match="interrupted"):
        waiting.result(SOON)
    assert house.log == ["load base", "close base"]
    assert house.health(BASE) is Health.UNLOADED
    house.errors.clear()
    house.use(BASE)  # at once: it was no fault of the model's


def test_making_one_may_fail_too(house: House) -> None:
    def make(key: ModelKey) -> FakeModel:
        raise ModelError("There is no such engine.")

    registry = Registry(make, ROOMY, clock=lambda: 0.0)
    with pytest.raises(ModelError, match="no such engine"):
        registry.lease(BASE)
    assert registry.vitals(BASE).health is Health.UNAVAILABLE


# At work


def test_work_is_timed_and_counted(house: House) -> None:
    with house.registry.lease(BASE) as lease:
        with lease.at_work():
            house.now += 0.75
            assert house.health(BASE) is Health.BUSY
        vitals = house.registry.vitals(BASE)
        assert (vitals.health, vitals.last_latency_seconds) == (Health.READY, 0.75)
        assert vitals.last_used == house.now
        with pytest.raises(RecognitionError), lease.at_work():
            raise RecognitionError("It failed.")
        with pytest.raises(RecognitionCancelled), lease.at_work():
            raise RecognitionCancelled("Nobody wants it.")
        vitals = house.registry.vitals(BASE)
        assert (vitals.health, vitals.errors, vitals.errors_in_row) == (Health.READY, 1, 1)
        assert vitals.last_latency_seconds == 0.75


def test_six_errors_in_a_row_degrade_and_a_success_resets(house: House) -> None:
    with house.registry.lease(BASE) as lease:
        for count in range(6):
            assert house.health(BASE) is Health.READY, count
            with pytest.raises(RecognitionError), lease.at_work():
                raise RecognitionError("It failed.")
        assert house.health(BASE) is Health.DEGRADED
        with lease.at_work():
            pass
        assert house.health(BASE) is Health.READY


def test_busy_while_any_works(house: House) -> None:
    with house.registry.lease(BASE) as first, house.registry.lease(BASE) as second:
        with first.at_work():
            with second.at_work():
                pass
            assert house.health(BASE) is Health.BUSY
        assert house.health(BASE) is Health.READY


def test_a_lease_released_at_work_counts_until_the_work_is_over(house: House) -> None:
    house.limit(ttl=0)
    lease = house.registry.lease(BASE)
    with lease.at_work():
        lease.release()
        assert house.leases(BASE) == 1
        assert house.registry.sweep() == ()
        assert not house.registry.evict(BASE)
    assert house.log == ["load base", "close base"]
    with pytest.raises(RuntimeError, match="given back"), lease.at_work():
        pass


# Going out


def test_time_to_live_of_zero_ends_with_the_last_lease(house: House) -> None:
    house.limit(ttl=0)
    first, second = house.registry.lease(BASE), house.registry.lease(BASE)
    first.release()
    assert house.log == ["load base"]
    second.release()
    assert house.log == ["load base", "close base"]
    assert house.health(BASE) is Health.UNLOADED
    assert house.told[-1] == ("base", Health.UNLOADED)


def test_the_cap_holds_as_soon_as_a_lease_comes_back(house: House) -> None:
    house.limit(most=2)
    house.use(BASE, SMALL)
    with house.registry.lease(BASE):
        house.now += 1
        with house.registry.lease(TINY):
            assert "close" not in "".join(house.log)
        # Base is lent out and tiny was used just now.
        assert house.log[-1] == "close small"
    assert {it.key for it in house.registry.census()} == {BASE, TINY}


def test_used_last_is_by_return_not_by_load(house: House) -> None:
    house.limit(most=2)
    base = house.registry.lease(BASE)
    house.use(SMALL)
    house.now += 1
    base.release()
    house.use(TINY)
    assert house.log[-1] == "close small"
    assert [it.key for it in house.registry.census()] == [TINY, BASE]


def test_order_of_use_is_known_even_where_the_clock_stands(house: House) -> None:
    for key in (BASE, SMALL, TINY, BASE):
        house.registry.lease(key).release()
    house.limit(most=1)
    assert house.registry.sweep() == (SMALL, TINY)


def test_sweep_and_next_look(house: House) -> None:
    house.limit(ttl=50)
    assert house.registry.next_look() is None
    house.use(BASE)
    house.use(SMALL)
    assert house.registry.next_look() == 49
    house.now += 49
    assert house.registry.sweep() == (BASE,)
    assert house.registry.next_look() == 1
    with house.registry.lease(SMALL):
        house.now += 100
        assert house.registry.next_look() is None
        assert house.registry.sweep() == ()


def test_sweep_under_pressure(house: House) -> None:
    house.limit(memory=90)
    assert not house.registry.minds_memory()
    house.use(BASE, SMALL)
    house.limit(memory=100)
    assert not house.registry.minds_memory()
    house.limit(memory=90)
    assert house.registry.minds_memory()
    house.now += 60
    assert house.registry.sweep(Pressure(90.0)) == ()
    assert house.registry.sweep(Pressure(91.0)) == (BASE,)
    with house.registry.lease(SMALL):
        assert not house.registry.minds_memory()
        assert house.registry.sweep(Pressure(91.0)) == ()


def test_who_asks_for_a_model_on_its_way_out_gets_a_new_one(house: House) -> None:
    old = house.registry.lease(BASE)
    old.release()
    house.gate("close base").shut()
    evicting = house.threads.submit(house.registry.evict, BASE)
    assert house.gate("close base").reached.wait(SOON)
    assert house.registry.if_loaded(BASE) is None
    assert not house.registry.evict(BASE)
    assert house.registry.sweep() == ()
    asking = house.threads.submit(house.registry.lease, BASE)
    with house.threads.submit(house.registry.lease, SMALL).result(SOON):
        pass  # nobody else is kept waiting
    house.gate("close base").open()
    assert evicting.result(SOON)
    assert asking.result(SOON).model is not old.model
    assert [it for it in house.log if "base" in it] == ["load base", "close base", "load base"]


def test_a_model_that_cannot_be_closed_is_gone_all_the_same(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.use(BASE, SMALL)
    house.errors["close base"] = OSError("no")
    house.limit(ttl=0)
    assert house.registry.sweep() == (BASE, SMALL)
    assert house.registry.census() == ()
    assert "could not be closed properly" in caplog.text


def test_an_interruption_while_closing_one_leaves_no_other_half_closed(house: House) -> None:
    house.use(BASE, SMALL)
    house.errors["close base"] = KeyboardInterrupt()
    house.limit(ttl=0)
    with pytest.raises(KeyboardInterrupt):
        house.registry.sweep()
    assert house.registry.census() == ()
    house.errors.clear()
    house.use(BASE, SMALL)


# Broken


def test_a_broken_model_goes_with_its_last_lease(house: House) -> None:
    first, second = house.registry.lease(BASE), house.registry.lease(BASE)
    with first.at_work():
        house.registry.fail(BASE, DeviceFailed("No memory."))
    house.registry.fail(BASE, DeviceFailed("Again."))
    vitals = house.registry.vitals(BASE)
    assert (vitals.health, vitals.why, vitals.failed_loads) == (
        Health.UNAVAILABLE,
        "No memory.",
        1,
    )
    assert vitals.retry_at == house.now + FIRST_RETRY_SECONDS
    assert house.registry.if_loaded(BASE) is None
    with second.at_work():
        assert house.health(BASE) is Health.UNAVAILABLE
    first.release()
    assert house.log == ["load base"]
    second.release()
    assert house.log == ["load base", "close base"]
    with pytest.raises(DeviceError, match="No memory"):
        house.registry.lease(BASE)
    house.now += FIRST_RETRY_SECONDS
    with house.registry.lease(BASE) as anew:
        assert anew.model is not first.model


def test_a_broken_model_that_nobody_has_goes_at_once(house: House) -> None:
    house.use(BASE)
    house.registry.fail(BASE, ModelError("It is broken."))
    assert house.log == ["load base", "close base"]


def test_a_new_one_waits_until_the_broken_one_is_back(house: House) -> None:
    old = house.registry.lease(BASE)
    house.registry.fail(BASE, ModelError("It is broken."))
    asking = house.threads.submit(house.registry.lease, BASE, retry=True)
    nobody = threading.Event()
    assert not nobody.wait(0.02)
    assert not asking.done()
    old.release()
    assert asking.result(SOON).model is not old.model
    assert house.log == ["load base", "close base", "load base"]


# Telling


def test_a_listener_that_raises_disturbs_nobody(caplog: pytest.LogCaptureFixture) -> None:
    told: list[Health] = []

    def changed(key: ModelKey, vitals: Vitals) -> None:
        told.append(vitals.health)
        raise ValueError("broken window")

    house = House()
    registry = Registry(
        lambda key: FakeModel(key, house), ROOMY, clock=lambda: 0.0, changed=changed
    )
    registry.lease(BASE).release()
    assert registry.evict(BASE)
    assert told == [Health.STARTING, Health.WARMING_UP, Health.READY, Health.UNLOADED]
    assert "Who listens to the models' vitals raised" in caplog.text
    house.end()


def test_the_listener_is_told_outside_the_lock(house: House) -> None:
    seen: list[int] = []
    other = Registry(
        lambda key: FakeModel(key, house),
        ROOMY,
        clock=lambda: 0.0,
        # Another thread, which would wait for ever if the lock were held.
        changed=lambda key, vitals: seen.append(
            len(house.threads.submit(other.census).result(SOON))
        ),
    )
    other.lease(BASE).release()
    assert seen == [1, 1, 1]
    other.close(0)
    assert seen[-1] == 0


def test_what_is_written_down_while_somebody_tells_is_told_by_him_and_in_order() -> None:
    told: list[ModelKey] = []

    def changed(key: ModelKey, vitals: Vitals) -> None:
        if key == BASE:
            ledger.note(SMALL, starting)
            ledger.tell()  # somebody tells already
            assert told == []
        told.append(key)

    ledger = Ledger(changed)
    ledger.note(BASE, starting)
    ledger.note(BASE, starting)  # no change
    ledger.tell()
    assert told == [BASE, SMALL]


# Ending


def test_settling_waits_until_no_more_are_there_than_may_be(house: House) -> None:
    house.registry.set_limits(Limits(max_models=1, ttl_seconds=-1, memory_limit_percent=100))
    old = house.registry.lease(BASE)
    new = house.registry.lease(SMALL)
    assert not house.registry.settle(0.0)
    settling = house.threads.submit(house.registry.settle, SOON)
    old.release()
    assert settling.result(SOON)
    assert house.log[-1] == "close base"
    new.release()
    assert house.registry.settle(0.0)


def test_closing_waits_for_the_leases(house: House) -> None:
    lease = house.registry.lease(BASE)
    house.use(SMALL)
    closing = house.threads.submit(house.registry.close, 9 * SOON)
    wait_until(lambda: house.registry.if_loaded(SMALL) is None)
    with pytest.raises(RegistryClosed):
        house.registry.lease(SMALL)
    assert not closing.done()
    assert not lease.model.closed.is_set()
    lease.release()
    assert closing.result(SOON)
    assert sorted(house.log[2:]) == ["close base", "close small"]
    assert house.registry.close(0)


def test_closing_waits_no_longer_than_its_limit(house: House) -> None:
    lease = house.registry.lease(BASE)
    assert not house.registry.close(0.01)
    assert lease.model.closed.is_set()
    assert house.health(BASE) is Health.UNLOADED
    lease.release()
    assert not house.registry.close(0)
    assert house.log == ["load base", "close base"]


def test_closing_a_broken_model_that_is_still_lent_out(house: House) -> None:
    lease = house.registry.lease(BASE)
    house.registry.fail(BASE, ModelError("It is broken."))
    assert not house.registry.close(0)
    assert lease.model.closed.is_set()
    lease.release()
    assert house.log == ["load base", "close base"]


def test_closing_ends_a_load_and_lets_all_who_wait_go(house: House) -> None:
    house.gate("load base").shut()
    first = house.threads.submit(house.registry.lease, BASE)
    assert house.gate("load base").reached.wait(SOON)
    waiting = house.ask(BASE)[0]
    closing = house.threads.submit(house.registry.close, SOON)
    with pytest.raises(RegistryClosed):
        waiting.result(SOON)
    wait_until(lambda: "close base" in house.log)  # while it loads: it is told to end
    assert not first.done()
    house.gate("load base").open()
    with pytest.raises(RegistryClosed):
        first.result(SOON)
    assert closing.result(SOON)
    assert house.health(BASE) is Health.UNLOADED


def test_closing_lets_go_who_waits_for_a_broken_model(house: House) -> None:
    lease = house.registry.lease(BASE)
    house.registry.fail(BASE, ModelError("It is broken."))
    asking = house.threads.submit(house.registry.lease, BASE, retry=True)
    closing = house.threads.submit(house.registry.close, SOON)
    with pytest.raises(RegistryClosed):
        asking.result(SOON)
    lease.release()
    assert closing.result(SOON)


def test_a_model_made_while_closing_is_closed_unloaded(house: House) -> None:
    def make(key: ModelKey) -> FakeModel:
        model = FakeModel(key, house)
        assert not registry.close(0)
        return model

    registry = Registry(make, ROOMY, clock=lambda: 0.0)
    with pytest.raises(RegistryClosed):
        registry.lease(BASE)
    assert house.log == ["close base"]
    assert registry.vitals(BASE).health is Health.UNLOADED


def test_a_load_that_does_not_heed_the_closing_is_closed_when_it_ends(house: House) -> None:
    class Stubborn(FakeModel):
        def load(self, report: Callable[[LoadProgress], None]) -> None:
            assert not registry.close(0)

    registry = Registry(lambda key: Stubborn(key, house), ROOMY, clock=lambda: 0.0)
    with pytest.raises(RegistryClosed):
        registry.lease(BASE)
    assert registry.census() == ()
