"""Short sounds that tell what happens, for eyes that are elsewhere."""

from __future__ import annotations

import logging
import threading
import wave
from collections.abc import Callable
from enum import StrEnum
from queue import Empty, SimpleQueue
from typing import Protocol

import numpy as np

from sayso.core.errors import PlaybackError
from sayso.core.speech import Samples
from sayso.paths import resource
from sayso.pipeline.capture.resample import Resampler

_log = logging.getLogger(__name__)


class Cue(StrEnum):
    """Each is a file of ``resources/sounds``."""

    START = "start"
    STOP = "stop"
    CANCEL = "cancel"
    ERROR = "error"


class Plays(Protocol):
    """`sayso.control.playback.Player`."""

    def play(self, samples: Samples, volume: float = 1.0) -> None: ...


class Silence:
    """In the place of a player where nothing is to be heard."""

    def play(self, samples: Samples, volume: float = 1.0) -> None:
        del samples, volume


class Cues:
    """Plays them, one at a time, on a daemon thread that begins with the first one.

    What comes while another one is played waits for it, and only the newest waits: nobody wants to
    hear later what is over. A sound system that does not play is told of in the log, once.
    """

    def __init__(self, player: Callable[[], Plays]) -> None:
        """``player``: makes it, on that thread; what it needs takes its time to import."""
        self._make_player = player
        self._wanted: SimpleQueue[tuple[Cue, float] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._failed = False
        self._sounds: dict[Cue, Samples] = {}

    def play(self, cue: Cue, volume: float) -> None:
        """``volume``: 0…1, as people hear it. Returns at once; from one thread."""
        if volume <= 0:
            return
        self._wanted.put((cue, volume))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="cues", daemon=True)
            self._thread.start()

    def close(self, seconds: float = 1.0) -> None:
        """What is being played ends; waits for that no longer than so many seconds."""
        if self._thread is not None:
            self._wanted.put(None)
            self._thread.join(seconds)

    def _run(self) -> None:
        player = self._make_player()
        while (wanted := self._newest()) is not None:
            cue, volume = wanted
            try:
                player.play(self._sound(cue), loudness(volume))
            except (PlaybackError, OSError, EOFError, wave.Error) as error:
                if not self._failed:
                    self._failed = True
                    _log.warning("a sound could not be played: %s", error)
            else:
                self._failed = False

    def _newest(self) -> tuple[Cue, float] | None:
        newest = self._wanted.get()
        while newest is not None:
            try:
                newest = self._wanted.get_nowait()
            except Empty:
                break
        return newest

    def _sound(self, cue: Cue) -> Samples:
        if cue not in self._sounds:
            self._sounds[cue] = read_cue(cue)
        return self._sounds[cue]


def read_cue(cue: Cue) -> Samples:
    """Shape ``(n,)``, at 16 kHz. Raises OSError, EOFError, wave.Error."""
    with wave.open(str(resource("sounds", f"{cue}.wav")), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        resampler = Resampler(file.getframerate())
    tail = np.zeros(1024, np.float32)  # what the filter holds back comes out
    whole = np.concatenate([samples.astype(np.float32) / 32768, tail])
    return resampler.push(whole)


def loudness(volume: float) -> float:
    """The factor for samples: half is heard as about half as loud at a quarter (-12 dB; ten
    decibels are twice as loud, by Stevens)."""
    return min(1.0, max(0.0, volume)) ** 2
