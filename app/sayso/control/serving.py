"""Which recognizer serves: the one that was asked for, or what stands in for it.

A dictation takes hold of the model when its key goes down (`attend`) and lets go of it when its
last text is out (`release`): in between it is not evicted, and one that was evicted is loaded while
the person speaks. Another model is loaded while the one before goes on; they change places between
two utterances. What fails is followed by the next of the plan, and the same audio goes to that.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from sayso.control.served import Reasons, is_the_models, meanwhile, refused, served
from sayso.control.waker import Waker
from sayso.core.errors import ModelError, RegistryClosed, SaysoError
from sayso.core.events import LoadProgress, RecognizerChanged
from sayso.core.health import Health
from sayso.core.ports import Clock, Publish, Recognizer
from sayso.models.choosing import Plan
from sayso.pipeline.recognize.queue import RecognitionQueue
from sayso.residency.model import ModelKey
from sayso.residency.registry import Lease, Registry
from sayso.residency.vitals import Vitals
from sayso.settings.schema import Recognition

_log = logging.getLogger(__name__)

Report = Callable[[LoadProgress], None]

SETTLE_SECONDS = 10.0
"""How long a choice is not over because the model before is still at its last utterance: who
chooses in a hurry would have three in memory otherwise. A model that takes longer for one utterance
is hardly one to dictate with."""


class Fetch(Protocol):
    """A download, of `sayso.models.download`."""

    def run(self, report: Report) -> Path:
        """Raises DownloadError."""

    def cancel(self) -> None:
        """From any thread: `run` raises DownloadCancelled at once."""


class Serving:
    """Owns which model the recognition queue uses.

    `load` is for one thread at a time (others wait), everything else for any; only `load` blocks.

    Of the plan that is followed, one model serves. How it is shows in three of the fields below:

    ==============  =============================  ===============================================
    ``_serving``    ``_offered`` (to the queue)    then
    ==============  =============================  ===============================================
    None            None                           nothing was chosen yet, or nothing could be
    a key           None                           it is not in memory: audio waits; the next
                                                   dictation wakes the waker, which loads it
    a key           the same                       it is in memory, and held while anybody dictates
    ==============  =============================  ===============================================

    What is published is how it is at that moment, so a state that is over in no time may be left
    out, and `sayso.core.health.LEGAL` holds for the models and not for what is told of them: one
    may take another's place at any time, whatever that is like.
    """

    def __init__(
        self,
        registry: Registry[Recognizer],
        queue: RecognitionQueue,
        *,
        plan: Callable[[Recognition], Plan],
        fetch: Callable[[str], Fetch],
        clock: Clock,
        publish: Publish,
    ) -> None:
        """``plan`` works out what the settings mean; ``fetch`` makes the download of a model by
        name. The registry must tell `note` of what changes."""
        self._registry = registry
        self._queue = queue
        self._plan = plan
        self._fetch = fetch
        self._clock = clock
        self._publish = publish
        self._choosing = threading.Lock()
        """Held through `load`, so that one choice follows the other."""
        self._loading = threading.Lock()
        """Held while models are loaded and put in place, but not while one is fetched."""
        self._telling = threading.Lock()
        """Held while an event is made and published, so that the last one told is the true one."""
        self._lock = threading.Lock()
        """Held for moments, around all below."""
        self._followed = Plan(())
        self._serving: ModelKey | None = None  # of that plan; may be unloaded
        self._offered: ModelKey | None = None  # what the queue uses
        self._reasons = Reasons()
        self._refused: RecognizerChanged | None = None  # told while there is none to be served
        self._dictations: set[int] = set()
        self._hold: Lease[Recognizer] | None = None
        self._fetching: Fetch | None = None
        self._waker = Waker(self._look_again)
        self._closed = False
        self._told: RecognizerChanged | None = None

    def serves(self) -> bool:
        """Whether an utterance would be recognised without waiting for a load."""
        with self._lock:
            return self._offered is not None

    def stand_by(self, wanted: Recognition) -> bool:
        """Load with the first dictation. False, and nothing done, if that takes a download, or
        cannot be."""
        try:
            plan = self._plan(wanted)
        except ModelError:
            return False
        if plan.missing or plan.fault:
            return False
        with self._lock:
            self._followed, self._serving = plan, plan.keys[0]
            if self._dictations:  # somebody spoke before it was known which model there is
                self._waker.wake()
        self._tell()
        return True

    def load(self, wanted: Recognition, report: Report) -> None:
        """Blocks. Raises ModelError; then what served before goes on serving."""
        with self._choosing:
            with self._lock:
                self._reasons = replace(self._reasons, complaint="")
            try:
                self._load(wanted, report)
                self._registry.settle(SETTLE_SECONDS)
            except SaysoError as error:
                self._go_on(wanted, error)
                raise
            except Exception as error:
                _log.exception("the recognizer could not be loaded")
                known = ModelError(
                    f"The recognizer could not be loaded ({type(error).__name__}); see the log."
                )
                self._go_on(wanted, known)
                raise known from error

    def stop_loading(self) -> None:
        """Give up a download that is under way."""
        with self._lock:
            fetching = self._fetching
        if fetching is not None:
            fetching.cancel()

    def attend(self, dictation: int) -> None:
        """It begins: its words will come soon."""
        with self._lock:
            self._dictations.add(dictation)
            if self._closed or self._serving is None:
                return
            if self._hold is None:
                self._hold = self._registry.if_loaded(self._serving)
            if self._hold is None or self._offered is None or self._better_is_due():
                self._waker.wake()

    def release(self, dictation: int) -> None:
        """It is over."""
        with self._lock:
            self._dictations.discard(dictation)
        self._let_go()

    def note(self, key: ModelKey, vitals: Vitals) -> None:
        """What the registry tells of a model. It may come late, so only what holds now counts."""
        del vitals
        with self._lock:
            health = self._registry.vitals(key).health
            if key == self._offered and not health.serves:
                self._queue_waits()
            if self._offered is None and health is Health.STARTING and key in self._followed.keys:
                self._serving = key  # the next that is tried, where the one before failed
        self._tell()

    def broke(self, key: ModelKey, error: SaysoError) -> None:
        """From who has a lease of it, which is the last one then: a broken model leaves when all
        are back, and is not loaded again before."""
        self._registry.fail(key, error)
        with self._lock:
            if self._hold is None or self._hold.key != key:
                return
            hold, self._hold = self._hold, None
        hold.release()

    def failed(self, key: ModelKey, error: SaysoError) -> bool:
        """The queue's question; see `Supply.failed`."""
        if not is_the_models(key, error):
            return False
        with self._lock:
            if self._closed:
                return False
            if key == self._offered and not self._registry.vitals(key).health.serves:
                self._queue_waits()
        return True

    def close(self) -> None:
        """Ends a call, a load and a download that are under way, at once."""
        with self._lock:
            self._closed = True
            fetching = self._fetching
        if fetching is not None:
            fetching.cancel()
        self._registry.close(0.0)
        self._waker.close()

    # Loading what was chosen

    def _load(self, wanted: Recognition, report: Report) -> None:
        plan = self._plan(wanted)
        if plan.missing:
            self._stand_in(plan)
            self._download(plan.missing, report)
            plan = self._plan(wanted)
        self._take(plan, report)

    def _stand_in(self, plan: Plan) -> None:
        """While the model is fetched."""
        with self._lock:
            if self._has_one() or not plan.stand_ins:
                return
        fault = ModelError(f"The model {plan.missing} is being downloaded.")
        try:
            self._take(Plan((), plan.stand_ins, fault=fault), lambda progress: None)
        except RegistryClosed:
            raise
        except ModelError:
            _log.warning("Nothing listens during the download of %s", plan.missing)

    def _download(self, name: str, report: Report) -> None:
        with self._lock:
            if self._closed:
                raise RegistryClosed("Sayso is ending.")
            self._fetching = fetching = self._fetch(name)
        try:
            fetching.run(report)
        finally:
            with self._lock:
                self._fetching = None

    def _take(self, plan: Plan, report: Report) -> None:
        """What works already is not given up for something that was not asked for."""
        with self._loading:
            with self._lock:
                before = self._serving
                if has_one := self._has_one():
                    candidates = plan.wanted
                else:
                    candidates = plan.keys
                    self._followed, self._serving = plan, next(iter(candidates), None)
            try:
                self._serve_first(candidates, plan, report, retry=True)
            except RegistryClosed:
                raise
            except ModelError as error:
                if not has_one:
                    self._nothing_serves(error)
                with self._lock:
                    if has_one and self._offered is None:
                        self._serving = before
                raise

    def _has_one(self) -> bool:
        """With the lock. Something serves, or would with the next dictation."""
        key = self._serving
        return self._offered is not None or (
            key is not None and self._registry.vitals(key).health is not Health.UNAVAILABLE
        )

    def _go_on(self, wanted: Recognition, error: SaysoError) -> None:
        """Loading has failed: with what was there, or without."""
        with self._lock:
            if self._closed:
                return
            key = self._serving
            if self._followed.fault is not None and isinstance(error, ModelError):
                self._followed = replace(self._followed, fault=error)
            if key is None or not self._has_one():
                self._refused = refused(wanted, error)
                self._reasons = Reasons(why=str(error))
            elif self._reasons.excuse:
                self._reasons = Reasons(excuse=meanwhile(error, key))
            else:
                self._reasons = Reasons(complaint=str(error))
        self._tell()

    # Loading what was evicted, or has failed; both ways meet here

    def _look_again(self) -> None:
        """The waker's work."""
        with self._loading:
            with self._lock:
                plan = self._followed
                if self._closed or not self._dictations:
                    return
            try:
                self._serve_first(plan.keys, plan, lambda progress: None)
            except RegistryClosed:
                return
            except ModelError as error:
                self._nothing_serves(error)

    def _serve_first(
        self, candidates: tuple[ModelKey, ...], plan: Plan, report: Report, *, retry: bool = False
    ) -> None:
        """The first that can be had. Raises ModelError: why the first of all could not be."""
        fault = plan.fault
        for key in candidates:
            try:
                lease = self._registry.lease(key, report, retry=retry)
                if self._put_in_place(lease, plan, fault):
                    return
                raise ModelError(self._registry.vitals(key).why)
            except RegistryClosed:
                raise
            except ModelError as error:
                _log.warning("%s on %s cannot be had: %s", key.model, key.place, error)
                fault = fault or error
        raise fault or ModelError("There is no model to load: choose one in the menu.")

    def _put_in_place(self, lease: Lease[Recognizer], plan: Plan, fault: ModelError | None) -> bool:
        """Between two utterances. False if it broke since it was lent to us: whoever holds a broken
        one keeps it from being loaded again."""
        key = lease.key
        with self._lock:
            if works := self._registry.vitals(key).health.serves:
                before, self._hold = self._hold, lease
                self._followed, self._serving = plan, key
                excuse = "" if fault is None else meanwhile(fault, key)
                self._reasons = replace(self._reasons, excuse=excuse, why="")
                if self._offered != key:
                    self._offered = key
                    self._queue.use(_Supply(self, self._registry, key))
            else:
                before = lease
        if before is not None:
            before.release()  # after the new one is held: the one to be evicted is the old one
        self._let_go()
        self._tell()
        return works

    def _nothing_serves(self, error: SaysoError) -> None:
        """What was said waits, and the model is tried again when that may help."""
        with self._lock:
            self._queue.unavailable(error)
            self._offered = None
            keys = self._followed.keys
            self._serving = next(iter(keys), None)
            self._reasons = Reasons(why=str(error))
            due = [self._registry.vitals(key).retry_at for key in keys]
            times = [at for at in due if at is not None]
            if times:
                self._waker.wake_in(max(0.1, min(times) - self._clock()))
        self._tell()

    def _better_is_due(self) -> bool:
        """With the lock. Whether one that comes before the one that serves may be tried again."""
        for key in self._followed.keys:
            if key == self._serving:
                break
            retry_at = self._registry.vitals(key).retry_at
            if retry_at is not None and self._clock() >= retry_at:
                return True
        return False

    def _queue_waits(self) -> None:
        """With the lock. What serves is not there: it is loaded again, if anybody speaks."""
        self._offered = None
        self._queue.unavailable()
        if self._dictations and not self._closed:
            self._waker.wake()

    def _let_go(self) -> None:
        with self._lock:
            if self._dictations:
                return
            hold, self._hold = self._hold, None
        if hold is not None:
            hold.release()

    def _tell(self) -> None:
        """What holds now."""
        with self._telling:
            with self._lock:
                key, reasons, changed = self._serving, self._reasons, self._refused
            if key is not None:
                changed = served(key, self._registry.vitals(key), reasons)
            if changed is not None and changed != self._told:
                self._told = changed
                self._publish(changed)


@dataclass(frozen=True, slots=True)
class _Supply:
    """One model, for the queue; the same again after it was evicted and loaded."""

    _serving: Serving
    _registry: Registry[Recognizer]
    _key: ModelKey

    @contextmanager
    def lend(self) -> Iterator[Lease[Recognizer]]:
        with self._registry.lease(self._key) as lease:
            try:
                yield lease
            except SaysoError as error:
                if is_the_models(self._key, error):
                    self._serving.broke(self._key, error)
                raise

    def failed(self, error: SaysoError) -> bool:
        return self._serving.failed(self._key, error)
