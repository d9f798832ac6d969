"""The recorder thread: frames go into files as they are heard."""

from __future__ import annotations

import errno
import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from sayso.archive.recording import Recording, remove
from sayso.core.ports import Clock
from sayso.core.speech import SAMPLE_RATE, Samples

SYNC_SECONDS = 1.0
"""What a power cut costs at the most."""

WAITING_SECONDS = 60.0
"""Of audio, 3.8 MB: a disk may hang for so long. What does not fit becomes silence in the file, so
that what follows stands at its place."""

_log = logging.getLogger(__name__)


class _Do(Enum):
    BEGIN = auto()
    WRITE = auto()
    END = auto()
    DROP = auto()


@dataclass(slots=True)
class _Order:
    """samples: to be written. silence: so many zeros instead, which did not fit."""

    do: _Do
    name: str
    samples: Samples | None = None
    silence: int = 0


class Recorder:
    """Recordings that are being written, by name. Callable from any thread; only `close` blocks."""

    def __init__(
        self, folder: Path, *, clock: Clock, failed: Callable[[str, OSError], None]
    ) -> None:
        """``failed(name, error)``, from the thread, once for each recording that could not be begun
        or gone on with: what is there of it stays."""
        self._folder = folder
        self._clock = clock
        self._failed = failed
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        # Guarded by this, which is never held while anything is done.
        self._changed = threading.Condition()
        self._orders: deque[_Order] = deque()
        self._waiting = 0
        self._accepted: set[str] = set()
        self._closing = False
        self._over = False
        # The thread's own.
        self._open: dict[str, Recording] = {}
        self._unsynced: set[str] = set()
        self._unsynced_since = 0.0
        self._to_remove: set[str] = set()

    def start(self) -> None:
        """May be called after `begin` and `frame`, which wait until then."""
        self._thread.start()

    def begin(self, name: str) -> None:
        """A new recording of that name (`sayso.archive.recording.recording_name`); one that exists
        already is left as it is, and the new one fails."""
        with self._changed:
            if self._closing or name in self._accepted:
                return
            self._accepted.add(name)
            self._give(_Order(_Do.BEGIN, name))

    def frame(self, name: str, samples: Samples) -> None:
        """Shape ``(n,)``, which nobody may change any more. Nothing where that recording is not
        being written."""
        count = len(samples)
        with self._changed:
            if name not in self._accepted:
                return
            if not self._waiting or self._waiting + count <= WAITING_SECONDS * SAMPLE_RATE:
                self._waiting += count
                self._give(_Order(_Do.WRITE, name, samples))
                return
            last = self._orders[-1]
            if last.name == name and last.silence:
                last.silence += count
            else:
                self._give(_Order(_Do.WRITE, name, silence=count))

    def end(self, name: str) -> None:
        """No more frames of it come."""
        with self._changed:
            if name in self._accepted:
                self._accepted.remove(name)
                self._give(_Order(_Do.END, name))

    def drop(self, name: str) -> None:
        """Nothing of it is to stay: the file goes. Whether it has ended or not, and whether it was
        written by this recorder or not. A file that cannot be removed now is tried again with each
        `begin`, and at the end."""
        with self._changed:
            if not self._over:
                self._forget(name)
                self._give(_Order(_Do.DROP, name))
                return
        self._to_remove.add(name)
        self._remove()

    def close(self, seconds: float) -> bool:
        """Write what waits, end what is open. Whether that was done within so many seconds. What is
        begun after it is not written. May be called twice."""
        with self._changed:
            self._closing = True
            self._accepted.clear()
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _give(self, order: _Order) -> None:
        self._orders.append(order)
        self._changed.notify()

    def _forget(self, name: str) -> None:
        """What waits for that recording is not wanted any more."""
        self._accepted.discard(name)
        kept = deque(each for each in self._orders if each.name != name or each.do is _Do.DROP)
        self._orders = kept
        self._waiting = sum(len(each.samples) for each in kept if each.samples is not None)

    def _run(self) -> None:
        while True:
            order, over = self._next()
            if order is not None:
                self._carry_out(order)
            if over or (self._unsynced and self._clock() >= self._unsynced_since + SYNC_SECONDS):
                self._sync()
            if over:
                break
        for name in list(self._open):
            self._attempt(_Order(_Do.END, name))
        while (dropped := self._last_drop()) is not None:
            self._drop(dropped)
        self._remove()

    def _next(self) -> tuple[_Order | None, bool]:
        """The next order, if any came before something is to be synced; whether it is all over."""
        with self._changed:
            if not self._orders and not self._closing:
                due = self._unsynced_since + SYNC_SECONDS - self._clock()
                self._changed.wait(max(0.0, due) if self._unsynced else None)
            if not self._orders:
                return None, self._closing
            order = self._orders.popleft()
            if order.samples is not None:
                self._waiting -= len(order.samples)
            return order, False

    def _last_drop(self) -> str | None:
        """Nothing but `drop` is heard any more; after None its caller does that itself."""
        with self._changed:
            self._over = not self._orders
            return None if self._over else self._orders.popleft().name

    def _carry_out(self, order: _Order) -> None:
        if order.do is _Do.DROP:
            self._drop(order.name)
        else:
            self._attempt(order)
        if order.do is _Do.BEGIN and self._to_remove:
            self._remove()

    def _attempt(self, order: _Order) -> None:
        """Whatever goes wrong ends that recording alone."""
        try:
            self._write(order)
        except OSError as error:
            self._fail(order.name, error)
        except Exception as error:  # noqa: BLE001 - logged in full, and told
            # FFmpeg's own, no memory, a broken installation.
            _log.exception("A recording could not be written")
            told = OSError(errno.EIO, f"{type(error).__name__}: {error}")
            told.__cause__ = error
            self._fail(order.name, told)

    def _write(self, order: _Order) -> None:
        if order.do is _Do.BEGIN:
            self._open[order.name] = Recording(self._folder / order.name)
            return
        recording = self._open.get(order.name)
        if recording is None:
            return
        if order.do is _Do.END:
            recording.close()
            self._release(order.name)
            return
        if not self._unsynced:
            self._unsynced_since = self._clock()
        self._unsynced.add(order.name)
        if order.samples is not None:
            recording.write(order.samples)
        if order.silence:
            _log.warning(
                "The disk hung: silence takes the place of %.1f s of a recording",
                order.silence / SAMPLE_RATE,
            )
            recording.write_silence(order.silence)

    def _sync(self) -> None:
        for name in list(self._unsynced):
            try:
                self._open[name].sync()
            except OSError as error:
                self._fail(name, error)
        self._unsynced.clear()

    def _release(self, name: str) -> Recording | None:
        self._unsynced.discard(name)
        return self._open.pop(name, None)

    def _fail(self, name: str, error: OSError) -> None:
        recording = self._release(name)
        if recording is not None:
            recording.abandon()
        with self._changed:
            self._forget(name)
        try:
            self._failed(name, error)
        except Exception:  # noqa: BLE001 - logged in full; the thread has more to do
            _log.exception("What a failed recording means could not be told")

    def _drop(self, name: str) -> None:
        recording = self._release(name)
        if recording is not None:
            recording.abandon()
        self._to_remove.add(name)
        self._remove()

    def _remove(self) -> None:
        for name in list(self._to_remove):
            try:
                remove(self._folder / name)
            except OSError as error:
                _log.warning("The recording %s cannot be removed yet: %s", name, error)
            else:
                self._to_remove.discard(name)
