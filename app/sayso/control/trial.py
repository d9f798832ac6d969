"""A microphone is tried: how loud it is, and whether it hears speech. Nothing of it is kept."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from enum import Enum, auto
from queue import SimpleQueue
from typing import TypeAlias

import numpy as np

from sayso.control.detection import VoiceNetwork
from sayso.core.errors import MicrophoneError, SaysoError
from sayso.core.events import TrialEnded, TrialLevel
from sayso.core.ports import AudioSource, Clock, Publish, VoiceDetector
from sayso.core.speech import Frame, Samples
from sayso.models.choosing import VOICE
from sayso.pipeline.detect.segmenter import ONSET_FRAMES
from sayso.residency.registry import Lease, Registry

_log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
"""So long a microphone stays open that nobody looks at."""

LEVEL_EVERY = 3
"""Frames between two reports of the level: ten a second is as much as an eye follows."""


class _Mark(Enum):
    STOP = auto()
    """Whoever began it wants it no more, or a dictation wants the microphone."""
    ENDED = auto()
    """The source has no more to give: a recording that is played in a microphone's place."""


_Item: TypeAlias = Frame | MicrophoneError | Lease[VoiceNetwork] | _Mark


class MicrophoneTrial:
    """Opens a microphone in a thread of its own, and tells `TrialLevel` ten times a second, until
    `stop`, until a dictation begins, or until nobody has looked for a minute; then `TrialEnded`.

    Voice detection is loaded meanwhile, if it is not there; until it is, ``voice`` is 0.
    """

    def __init__(
        self,
        source: Callable[[str], AudioSource],
        networks: Registry[VoiceNetwork],
        *,
        threshold: Callable[[], float],
        publish: Publish,
        clock: Clock,
    ) -> None:
        """``threshold``: how sure voice detection must be, as the settings say now."""
        self._source = source
        self._networks = networks
        self._threshold = threshold
        self._publish = publish
        self._clock = clock
        self._lock = threading.Lock()
        self._running: _Running | None = None
        self._last: threading.Thread | None = None
        """Of the trial that was begun last; it may still be closing its microphone."""

    def start(self, microphone: str) -> None:
        """Try the one that the setting ``microphone`` would mean by this, and not the one before.
        Returns at once; a microphone that cannot be opened is told by `TrialEnded`."""
        with self._lock:
            before = self._running
            if before is not None:
                before.wanted = False
                before.items.put(_Mark.STOP)
            running = self._running = _Running(self._clock(), self._last)
            self._last = threading.Thread(
                target=self._run, args=(running, microphone), name="microphone trial", daemon=True
            )
            self._last.start()

    def look(self) -> None:
        """Somebody is looking at it still."""
        with self._lock:
            if self._running is not None:
                self._running.looked_at = self._clock()

    def stop(self, wait_seconds: float = 0.0) -> bool:
        """Close the microphone; one more level may be on its way. Returns at once, unless there is
        a time to wait: True if it is closed, and then nothing more is told."""
        with self._lock:
            running, self._running = self._running, None
            last = self._last
        if running is not None:
            running.wanted = False
            running.items.put(_Mark.STOP)
        if last is None:
            return True
        if wait_seconds:
            last.join(wait_seconds)
        return not last.is_alive()

    def make_way(self, wait_seconds: float) -> None:
        """A dictation begins: it wants the microphone, and perhaps it can be had only once."""
        with self._lock:
            there = self._running is not None
        self.stop(wait_seconds)  # also one that was stopped a moment ago
        if there:
            self._publish(TrialEnded())

    def _run(self, running: _Running, microphone: str) -> None:
        if running.before is not None:
            running.before.join()  # one device may be open only once
            running.before = None
        if not running.wanted:
            return
        source = self._source(microphone)

        def lost(error: MicrophoneError | None) -> None:
            running.items.put(error or _Mark.ENDED)

        try:
            source.open(running.items.put, lost)
        except SaysoError as error:
            self._over(running, str(error))
            return
        loading = threading.Thread(
            target=self._load, args=(running,), name="trial voice detection", daemon=True
        )
        loading.start()
        try:
            ended = self._listen(running)
        finally:
            source.close()
            running.give_back()
        if ended is not None:
            self._over(running, ended)

    def _listen(self, running: _Running) -> str | None:
        """Returns a sentence or nothing where it ended by itself; None where it was stopped."""
        ear = _Ear(self._threshold())
        while True:
            item = running.items.get()
            if isinstance(item, Frame):
                level = ear.hear(item.samples)
                if not running.wanted:
                    return None
                if level is not None:
                    self._publish(level)
                if self._clock() - running.looked_at > LOOK_SECONDS:
                    return ""
            elif isinstance(item, Lease):
                running.lease = item
                ear.detector = item.model.detector()
            elif isinstance(item, MicrophoneError):
                return str(item)
            else:
                return "" if item is _Mark.ENDED else None

    def _load(self, running: _Running) -> None:
        try:
            lease = self._networks.lease(VOICE)
        except SaysoError as error:
            _log.warning("a microphone is tried without voice detection: %s", error)
            return
        running.lend(lease)

    def _over(self, running: _Running, message: str) -> None:
        with self._lock:
            if self._running is running:
                self._running = None
        if running.wanted:
            self._publish(TrialEnded(message))


class _Running:
    """One trial. ``before``: the thread of the one before, which has to end first."""

    def __init__(self, now: float, before: threading.Thread | None) -> None:
        self.items: SimpleQueue[_Item] = SimpleQueue()
        self.looked_at = now
        self.wanted = True
        self.before = before
        self.lease: Lease[VoiceNetwork] | None = None
        self._over = False
        self._lock = threading.Lock()

    def lend(self, lease: Lease[VoiceNetwork]) -> None:
        """From the thread that loaded it, perhaps too late."""
        with self._lock:
            if not self._over:
                self.items.put(lease)
                return
        lease.release()

    def give_back(self) -> None:
        with self._lock:
            self._over = True
        if self.lease is not None:
            self.lease.release()
        while not self.items.empty():
            item = self.items.get()
            if isinstance(item, Lease):
                item.release()


class _Ear:
    """Makes levels of frames. ``detector`` may come later."""

    def __init__(self, threshold: float) -> None:
        self.detector: VoiceDetector | None = None
        self._threshold = threshold
        self._voiced = 0
        self._frames = 0
        self._rms = 0.0
        self._voice = 0.0
        self._heard = False

    def hear(self, samples: Samples) -> TrialLevel | None:
        """None: not yet; the next one tells of this frame, too."""
        voice = 0.0 if self.detector is None else self.detector.probability(samples)
        # As the segmenter begins an utterance, so that what is green here is heard there.
        self._voiced = self._voiced + 1 if voice >= self._threshold else 0
        self._heard = self._heard or self._voiced >= ONSET_FRAMES
        self._rms = max(self._rms, float(np.sqrt(np.mean(np.square(samples)))))
        self._voice = max(self._voice, voice)
        self._frames += 1
        if self._frames < LEVEL_EVERY:
            return None
        level = TrialLevel(self._rms, self._voice, self._heard)
        self._frames, self._rms, self._voice = 0, 0.0, 0.0
        return level
