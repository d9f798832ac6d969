"""The models in memory. ``with registry.lease(key) as lease: lease.model`` is the only way to one.

Concurrency
- One lock, ``_moved``, guards everything here, entries and leases included. It is held for moments
  only: making, loading, warming up and closing a model, telling reports and the listener, all
  happen outside it, so different keys load and leave side by side.
- ``_entries`` has one place for each key. It is taken before a model is made and given back after
  its ``close`` returned; whoever wants the key meanwhile waits for that. So there are never two of
  a key in memory, whatever runs beside whatever.
- An entry goes LOADING → LOADED → LEAVING, or LOADED → BROKEN → LEAVING. Who makes it LEAVING, in
  the same hold of the lock in which it saw that no lease is out, closes the model; nobody else
  does. (But `Registry.close`, which tells a load under way to end.)
- Who asks for a key that is LOADING takes a lease at once, which counts from then: between the end
  of a load and the moment in which a waiting thread wakes, nothing can evict the model.
- The vitals are in the `Ledger`, whose lock is only ever taken last. They are noted under ours and
  told without it, one by one in that order, perhaps by another thread than changed them.
"""

from __future__ import annotations

import copy
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Generic

from sayso.core.errors import ModelError, RegistryClosed, SaysoError
from sayso.core.events import LoadProgress
from sayso.core.health import Health
from sayso.core.ports import Clock
from sayso.residency import policy, vitals
from sayso.residency.entry import Entry, M, Model, Report, Stage
from sayso.residency.ledger import Ledger
from sayso.residency.loading import as_model_error
from sayso.residency.model import ModelKey
from sayso.residency.policy import CALM, Limits, Pressure, Resident
from sayso.residency.vitals import Vitals

log = logging.getLogger(__name__)

_ENDING = "Sayso is ending, and loads no model any more: start it again."


@dataclass(frozen=True, slots=True)
class Standing:
    """What `Registry.census` says of one model."""

    key: ModelKey
    vitals: Vitals
    leases: int


class Lease(Generic[M]):
    """A model, lent out: it stays in memory until `release`. A context manager."""

    def __init__(self, registry: Registry[M], entry: Entry[M]) -> None:
        assert entry.model is not None
        self.key = entry.key
        self.model = entry.model
        self._registry = registry
        self._entry = entry
        self._working = 0
        self._released = False

    def __enter__(self) -> Lease[M]:
        return self

    def __exit__(self, *raised: object) -> None:
        self.release()

    def release(self) -> None:
        """Give it back; the second time nothing. In the middle of `at_work` it counts as lent out
        until that is over."""
        self._registry._release(self)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Around one recognition: keeps health, latency and errors. What is raised goes on."""
        began = self._registry._begin(self)
        error: BaseException | None = None
        try:
            yield
        except BaseException as raised:
            error = raised
            raise
        finally:
            self._registry._end(self, began, error)


class Registry(Generic[M]):
    """Owns the models of one kind."""

    def __init__(
        self,
        make: Callable[[ModelKey], M],
        limits: Limits,
        *,
        clock: Clock,
        changed: Callable[[ModelKey, Vitals], None] = lambda key, vitals: None,
    ) -> None:
        """``make`` builds a model that is not loaded yet. ``changed`` is told every change of a
        model's vitals, in order, from whatever thread; it should be quick, and must not wait for
        this registry."""
        self._make = make
        self._limits = limits
        self._clock = clock
        self._moved = threading.Condition()
        self._entries: dict[ModelKey, Entry[M]] = {}
        self._ledger = Ledger(changed)
        self._failures: dict[ModelKey, ModelError] = {}
        self._closed = False
        self._all_back = True

    def lease(
        self, key: ModelKey, report: Report = lambda progress: None, *, retry: bool = False
    ) -> Lease[M]:
        """Blocks until the model is loaded, by this thread or by another that asked before; and
        until the one before it has left, if that is leaving, so never ask for a broken model again
        while holding a lease of it.

        ``report`` hears how the load goes, in the thread that loads. Raises what the load raised,
        as ModelError, and the same again to who asks before it is time to try again, unless he
        says ``retry``. Raises RegistryClosed.
        """
        entry, is_first = self._claim(key, report, retry)
        try:
            if is_first:
                self._load(entry)
            else:
                self._wait_for(entry)
            return Lease(self, entry)
        except BaseException:
            self._give_back(entry)
            raise

    def if_loaded(self, key: ModelKey) -> Lease[M] | None:
        """Never waits: None unless it is there."""
        with self._moved:
            entry = self._entries.get(key)
            if self._closed or entry is None or entry.stage is not Stage.LOADED:
                return None
            entry.leases += 1
            return Lease(self, entry)

    def fail(self, key: ModelKey, error: SaysoError) -> None:
        """The model that is loaded is broken: no more leases of it, and it is closed when the last
        one is back. Called by who holds a lease of it: else it might hit the next of that key."""
        with self._moved:
            entry = self._entries.get(key)
            if entry is None or entry.stage is not Stage.LOADED:
                return
            entry.stage = Stage.BROKEN if entry.leases else Stage.LEAVING
            self._blame(entry, as_model_error(key.model, error))
            going = [] if entry.leases else [entry]
        self._close_all(going)

    def evict(self, key: ModelKey) -> bool:
        """False if it is lent out, on its way in or out, or not there."""
        with self._moved:
            entry = self._entries.get(key)
            if entry is None or entry.stage is not Stage.LOADED or entry.leases:
                return False
            entry.stage = Stage.LEAVING
        self._close_all([entry])
        return True

    def sweep(self, pressure: Pressure = CALM) -> tuple[ModelKey, ...]:
        """Close whom the limits do not let stay. Returns them."""
        with self._moved:
            going = self._choose(pressure)
        self._close_all(going)
        return tuple(entry.key for entry in going)

    def next_look(self) -> float | None:
        """Seconds until somebody's time to live is over; None if nobody's will be."""
        with self._moved:
            return policy.next_look(self._residents(), self._limits, self._clock())

    def minds_memory(self) -> bool:
        """Whether full memory would make anybody go: somebody is idle, and there is a limit."""
        with self._moved:
            return self._limits.memory_limit_percent < 100 and any(
                not resident.leases for resident in self._residents()
            )

    def settle(self, limit_seconds: float) -> bool:
        """Wait until no more models are in memory than may be, those that are lent out included,
        but no longer than so. False if there are more still."""
        with self._moved:
            return self._moved.wait_for(
                lambda: self._closed or len(self._entries) <= self._limits.max_models, limit_seconds
            )

    def set_limits(self, limits: Limits) -> None:
        """The next sweep, and the next lease that comes back, go by them."""
        with self._moved:
            self._limits = limits

    def vitals(self, key: ModelKey) -> Vitals:
        return self._ledger.of(key)

    def census(self) -> tuple[Standing, ...]:
        """Who is in memory, comes or could not come; the one that changed last is first."""
        with self._moved:
            return tuple(
                Standing(key, it, self._entries[key].leases if key in self._entries else 0)
                for key, it in reversed(self._ledger.all())
                if it.health is not Health.UNLOADED
            )

    def close(self, limit_seconds: float) -> bool:
        """Give out no more, end loads that are under way, wait for the leases, at most so long, and
        close every model, lent out or not. True if all leases were back. May be called twice."""
        with self._moved:
            self._closed = True
            self._moved.notify_all()
            coming = [it.model for it in self._entries.values() if it.stage is Stage.LOADING]
        for model in coming:
            if model is not None:
                _shut(model)
        with self._moved:
            there = self._entries.values()
            self._moved.wait_for(
                lambda: all(it.stage is Stage.LOADED and not it.leases for it in there),
                limit_seconds,
            )
            self._all_back &= not any(it.leases for it in there)
            going = [it for it in there if it.stage in (Stage.LOADED, Stage.BROKEN)]
            for entry in going:
                entry.stage = Stage.LEAVING
        self._close_all(going)
        return self._all_back

    # Coming in

    def _claim(self, key: ModelKey, report: Report, retry: bool) -> tuple[Entry[M], bool]:
        """An entry that counts a lease for us, and whether it is ours to load."""
        with self._moved:
            while True:
                self._check_open()
                entry = self._entries.get(key)
                if entry is None:
                    retry_at = self._ledger.of(key).retry_at
                    if retry_at is not None and self._clock() < retry_at and not retry:
                        raise copy.copy(self._failures[key])
                    entry = self._entries[key] = Entry(key, report)
                    self._ledger.note(key, vitals.starting)
                    return entry, True
                if entry.stage in (Stage.LOADING, Stage.LOADED):
                    entry.leases += 1
                    if entry.stage is Stage.LOADING:
                        entry.reports.append(report)
                    return entry, False
                self._moved.wait()

    def _wait_for(self, entry: Entry[M]) -> None:
        with self._moved:
            self._moved.wait_for(lambda: self._closed or entry.stage is not Stage.LOADING)
            self._check_open()
            if entry.error is not None:
                raise copy.copy(entry.error)

    def _load(self, entry: Entry[M]) -> None:
        try:
            self._ledger.tell()
            model = self._make(entry.key)
            with self._moved:
                entry.model = model
                self._check_open()  # `close` looked for models to end before this one was there
            model.load(lambda progress: self._report(entry, progress))
            self._ledger.note(entry.key, vitals.warming_up)
            self._ledger.tell()
            model.warm_up(lambda progress: self._report(entry, progress))
            with self._moved:
                self._check_open()
                entry.stage = Stage.LOADED
                # Who waited for this load would take a later report for one that goes on.
                entry.reports.clear()
                self._ledger.note(entry.key, vitals.ready, self._clock())
                self._moved.notify_all()
        except BaseException as error:
            known = self._give_up(entry, error)
            if isinstance(error, Exception) and known is not error:
                raise known from error
            raise
        self._ledger.tell()

    def _give_up(self, entry: Entry[M], error: BaseException) -> ModelError:
        """The load ended with ``error``; returns what is said of it. Waiting threads hear it at
        once. That we are closed, or were interrupted, is no fault of the model's."""
        known = as_model_error(entry.key.model, error)
        is_fault = isinstance(error, Exception)
        if is_fault and not isinstance(error, SaysoError):
            log.error("%s could not be loaded", entry.key.model, exc_info=error)
        with self._moved:
            entry.stage, entry.error = Stage.LEAVING, copy.copy(known)
            if self._closed:
                known = RegistryClosed(_ENDING)
            elif is_fault:
                self._blame(entry, known)
            self._moved.notify_all()
        self._close_all([entry])
        return known

    def _report(self, entry: Entry[M], progress: LoadProgress) -> None:
        with self._moved:
            reports = list(entry.reports)
        for report in reports:
            try:
                report(progress)
            except Exception:
                log.exception("Who listens to a load raised")

    # At work

    def _begin(self, lease: Lease[M]) -> float:
        entry = lease._entry
        with self._moved:
            if lease._released:
                raise RuntimeError("this lease was given back already")
            lease._working += 1
            if entry.stage is Stage.LOADED:
                self._ledger.note(entry.key, vitals.busy)
        self._ledger.tell()
        return self._clock()

    def _end(self, lease: Lease[M], began: float, error: BaseException | None) -> None:
        entry, now = lease._entry, self._clock()
        with self._moved:
            lease._working -= 1
            is_back = lease._released and not lease._working
            if entry.stage is Stage.LOADED:
                self._ledger.note(entry.key, vitals.worked, error, now - began, now)
        if is_back:
            self._give_back(entry)
        self._ledger.tell()

    # Going out

    def _release(self, lease: Lease[M]) -> None:
        with self._moved:
            is_back = not lease._released and not lease._working
            lease._released = True
        if is_back:
            self._give_back(lease._entry)

    def _give_back(self, entry: Entry[M]) -> None:
        going: list[Entry[M]] = []
        with self._moved:
            entry.leases -= 1
            if not entry.leases:
                if entry.stage is Stage.LOADED:
                    self._ledger.note(entry.key, vitals.returned, self._clock())
                    going = self._choose(CALM)
                elif entry.stage is Stage.BROKEN:
                    entry.stage = Stage.LEAVING
                    going = [entry]
                self._moved.notify_all()
        self._close_all(going)

    def _choose(self, pressure: Pressure) -> list[Entry[M]]:
        """Under the lock. Those returned have to be closed."""
        now, there = self._clock(), self._residents()
        chosen = policy.whom_to_evict(there, self._limits, now, pressure)
        going = [self._entries[key] for key in chosen]
        for entry in going:
            entry.stage = Stage.LEAVING
        return going

    def _residents(self) -> list[Resident]:
        """Under the lock."""
        found = []
        for key, it in self._ledger.all():
            entry = self._entries.get(key)
            if entry is not None and entry.stage is Stage.LOADED:
                assert it.loaded_at is not None
                assert it.last_used is not None
                found.append(Resident(key, entry.leases, it.loaded_at, it.last_used))
        return found

    def _close_all(self, going: Iterable[Entry[M]]) -> None:
        """Without the lock. All that are LEAVING by us are closed and forgotten, come what may."""
        with ExitStack() as stack:
            stack.callback(self._ledger.tell)
            for entry in reversed(list(going)):
                stack.callback(self._close_one, entry)

    def _close_one(self, entry: Entry[M]) -> None:
        try:
            if entry.model is not None:
                _shut(entry.model)
        finally:
            with self._moved:
                del self._entries[entry.key]
                if self._ledger.of(entry.key).health is not Health.UNAVAILABLE:
                    self._ledger.note(entry.key, vitals.unloaded)
                self._moved.notify_all()

    def _blame(self, entry: Entry[M], error: ModelError) -> None:
        """Under the lock. What is kept is a copy: the traceback of the original holds the model."""
        entry.error = self._failures[entry.key] = copy.copy(error)
        self._ledger.note(entry.key, vitals.load_failed, str(error), self._clock())

    def _check_open(self) -> None:
        """Under the lock."""
        if self._closed:
            raise RegistryClosed(_ENDING)


def _shut(model: Model) -> None:
    try:
        model.close()
    except Exception:
        log.exception("A model could not be closed properly")
