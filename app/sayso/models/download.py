"""Fetches a model: resumable, verified, and there all at once or not at all.

The work is done by a child process (:mod:`sayso.models.download_child`): it can be cancelled at
once in whatever it is stuck, huggingface_hub and its HTTP client are never in the app's memory, and
a connection that stalls is ended from outside. Each try is a new child, which goes on from what the
last one left.
"""

from __future__ import annotations

import logging
import math
import os
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from sayso.core.errors import DownloadCancelled, DownloadError, ModelError
from sayso.core.events import LoadProgress
from sayso.core.ports import Clock
from sayso.models import download_child, provenance
from sayso.models import download_talk as talk
from sayso.models.download_faults import explain_disk
from sayso.models.installed import check_folder, folder_name, is_complete
from sayso.residency.spawning import Child

log = logging.getLogger(__name__)

Report: TypeAlias = Callable[[LoadProgress], None]

STALL_SECONDS = 30.0
"""Without a byte for so long, a connection is given up and made anew."""

START_SECONDS = 60.0
"""For a child to start, on a machine that is busy."""

TRIES = 5
"""In a row: one that brought something new, or the first, and those since that brought nothing."""

PAUSES = (0.5, 2.0, 4.0, 8.0)
"""Seconds before each further try; the last one for all that follow."""

REPORT_SECONDS = 0.1
"""Between two reports of progress."""


def partial_folder(name: str, models_folder: Path) -> Path:
    """Where a download of ``name`` keeps what it has, until it is whole."""
    return models_folder / f".partial-{folder_name(name)}"


def damaged_folder(name: str, models_folder: Path) -> Path:
    """Where a download of ``name`` puts what was there and was not whole."""
    return models_folder / f".damaged-{folder_name(name)}"


class Download:
    """One download of one model. `run` once; `cancel` from any thread.

    repo: ``owner/repo`` on the hub.
    name: what people call it, and the folder in ``models_folder`` (with ``--`` for ``/``).
    offline: the settings say that nothing goes over the network.
    revision: a branch, tag or commit; None is the newest.
    free: tells how many bytes are free where a folder is.
    """

    def __init__(
        self,
        repo: str,
        name: str,
        models_folder: Path,
        *,
        offline: bool,
        revision: str | None = None,
        clock: Clock = time.monotonic,
        stall_seconds: float = STALL_SECONDS,
        tries: int = TRIES,
        pauses: Sequence[float] = PAUSES,
        free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        self.name = name
        self.folder = models_folder / folder_name(name)
        self._repo = repo
        self._models = models_folder
        self._partial = partial_folder(name, models_folder)
        self._offline = offline
        self._revision = revision
        self._clock = clock
        self._stall = stall_seconds
        self._tries = tries
        self._pauses = pauses
        self._free = free
        self._plan: talk.Plan | None = None
        self._furthest = 0
        self._cancelled = threading.Event()
        self._state = threading.Lock()
        """Held while a child starts, so that none starts behind `cancel`'s back."""
        self._child: Child | None = None

    def cancel(self) -> None:
        """End it now; `run` raises DownloadCancelled. What was fetched stays."""
        self._cancelled.set()
        with self._state:
            if self._child is not None:
                self._child.kill()

    def run(self, report: Report) -> Path:
        """The folder of the model, complete; at once if it is there already.

        ``report`` is called from this thread. Raises DownloadError, one of whose kinds is
        DownloadCancelled.
        """
        if self._is_there():
            return self.folder
        if self._offline:
            raise DownloadError(
                f"Sayso is set to work offline: set offline to false to download {self.name}, "
                "or copy the model here."
            )
        progress = _Progress(self.name, report, self._clock)
        progress.step("Connecting")
        fruitless = 0
        while True:
            before = self._furthest
            failed = self._try(progress)
            if failed is None:
                shutil.rmtree(self._partial, ignore_errors=True)
                return self.folder
            if failed.trace:
                log.info("A try to download %s failed:\n%s", self.name, failed.trace)
            fruitless = 1 if self._furthest > before else fruitless + 1
            hopeful = failed.retry and (self._plan is not None or failed.busy)
            if not hopeful or fruitless >= self._tries:
                raise failed.error
            log.info("Trying again: %s", failed.error)
            progress.step("Connecting again")
            if self._cancelled.wait(self._pauses[min(fruitless, len(self._pauses)) - 1]):
                raise self._cancellation()

    def _try(self, progress: _Progress) -> talk.Failed | None:
        """One child. None when the model is in its place."""
        try:
            self._models.mkdir(parents=True, exist_ok=True)
            task = talk.Task(
                self._repo,
                self.name,
                self._partial,
                self._revision,
                self._plan,
                self._free(self._models),
            )
        except OSError as error:
            return talk.Failed(explain_disk(error, self._models))
        current = self._start(task)
        try:
            return self._listen(current, progress)
        finally:
            current.end()
            with self._state:
                self._child = None

    def _start(self, task: talk.Task) -> Child:
        with self._state:
            if self._cancelled.is_set():
                raise self._cancellation()
            try:
                self._child = Child(download_child.run, task, name="sayso download")
            except OSError as error:
                raise DownloadError(
                    f"No process for the download could be started ({error.strerror}): "
                    "close other programs."
                ) from error
            return self._child

    def _listen(self, current: Child, progress: _Progress) -> talk.Failed | None:
        limit = START_SECONDS
        while True:
            try:
                message = current.pipe.recv() if current.pipe.poll(limit) else None
            except (EOFError, OSError):
                if self._cancelled.is_set():
                    raise self._cancellation() from None
                return talk.Failed(
                    DownloadError(
                        f"The process that downloads ended ({current.manner_of_death()}): "
                        "try again, which goes on where it stopped."
                    ),
                    retry=True,
                )
            if self._cancelled.is_set():
                raise self._cancellation()
            limit = self._stall
            if message is None:
                return talk.Failed(
                    DownloadError(
                        f"Nothing came for {self._stall:.0f} seconds: check the network and try "
                        "again, which goes on where it stopped."
                    ),
                    retry=True,
                )
            if isinstance(message, talk.Failed):
                return message
            if isinstance(message, talk.Planned):
                self._plan = message.plan
                if self._is_there():  # another Sayso was quicker, and has let go of the lock
                    return None
            elif isinstance(message, talk.Progress) and self._plan is not None:
                if not message.checking:
                    self._furthest = max(self._furthest, message.done)
                progress.bytes(message, self._plan)
            elif isinstance(message, talk.Fetched) and self._plan is not None:
                return self._publish(self._plan, message)

    def _publish(self, plan: talk.Plan, fetched: talk.Fetched) -> talk.Failed | None:
        """The folder appears under its name; the child still holds the lock."""
        whole = self._partial / download_child.MODEL
        try:
            provenance.remember(whole, repo=self._repo, revision=plan.revision, files=fetched.files)
            check_folder(whole)
            _sync_folder(whole)
            if os.path.lexists(self.folder):
                if self._is_there():
                    return None
                aside = damaged_folder(self.name, self._models)
                shutil.rmtree(aside, ignore_errors=True)
                self.folder.rename(aside)
                log.warning("The damaged model %s was put aside, to %s", self.name, aside)
            whole.rename(self.folder)
            _sync_folder(self._models)
        except OSError as error:
            return talk.Failed(explain_disk(error, self._models))
        except ModelError as error:
            return talk.Failed(error)
        return None

    def _is_there(self) -> bool:
        try:
            return is_complete(self.folder) and provenance.same_sizes(self.folder)
        except ModelError:
            return False

    def _cancellation(self) -> DownloadCancelled:
        return DownloadCancelled(
            f"The download of {self.name} was cancelled: start it again to go on where it stopped."
        )


class _Progress:
    """Turns the child's words into events, no more than ten a second."""

    def __init__(self, name: str, report: Report, clock: Clock) -> None:
        self._name = name
        self._report = report
        self._clock = clock
        self._pace = Pace()
        self._last = -math.inf

    def step(self, step: str) -> None:
        """A new try begins."""
        self._pace = Pace()
        self._report(LoadProgress(step, self._name))

    def bytes(self, message: talk.Progress, plan: talk.Plan) -> None:
        now = self._clock()
        self._pace.add(now, message.received)
        is_last = message.checking and message.done >= plan.total
        if now - self._last < REPORT_SECONDS and not is_last:
            return
        self._last = now
        self._report(
            LoadProgress(
                "Checking" if message.checking else "Downloading",
                f"{self._name} · file {message.file + 1} of {len(plan.files)}",
                message.done,
                plan.total,
                "bytes",
                None if message.checking else self._pace.seconds_for(plan.total - message.done),
            )
        )


class Pace:
    """How fast bytes come, smoothed, for an estimate that does not jump about. Pure."""

    SMOOTH_SECONDS = 5.0
    """What came so long ago counts about 1/e as much as what comes now."""

    FIRST_SECONDS = 1.0
    """Nothing is estimated from less."""

    def __init__(self) -> None:
        self._begun: float | None = None
        self._now = 0.0
        self._received = 0
        self._rate = 0.0
        """Bytes a second."""

    def add(self, now: float, received: int) -> None:
        """So many bytes had come at ``now``, since the beginning."""
        if self._begun is None:
            self._begun, self._now, self._received = now, now, received
            return
        seconds = now - self._now
        if seconds <= 0:
            return
        # The plain average at first, then one that forgets.
        share = min(1.0, seconds / min(now - self._begun, self.SMOOTH_SECONDS))
        self._rate += share * ((received - self._received) / seconds - self._rate)
        self._now, self._received = now, received

    def seconds_for(self, count: float) -> float | None:
        """Until ``count`` more bytes are there; None while it cannot be told."""
        if self._begun is None or self._rate <= 0 or self._now - self._begun < self.FIRST_SECONDS:
            return None
        return max(0.0, count) / self._rate


def _sync_folder(folder: Path) -> None:
    """So that names survive a power cut, where a system lets folders be synced."""
    directory = getattr(os, "O_DIRECTORY", None)
    if directory is None:
        return
    handle = os.open(folder, os.O_RDONLY | directory)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
