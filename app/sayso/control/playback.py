"""Plays a sound that is in memory."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from sayso.core.errors import PlaybackError
from sayso.core.speech import SAMPLE_RATE, Samples
from sayso.pipeline.capture.portaudio import PORTAUDIO
from sayso.pipeline.capture.throwaway import within

_OPEN_SECONDS = 4.0
"""The first stream starts PortAudio, which asks every device."""

_CLOSE_SECONDS = 1.0

_SILENT_SECONDS = 2.5
"""A device that takes no audio for so long has gone away: the first callback comes in 80 ms."""

_GONE = "The sound device does not play any more; choose another in the system's sound settings."


class Player:
    """One sound at a time; another one takes its place. Callable from any thread."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        """Held for moments, around `_sound`."""
        self._turn = threading.Lock()
        self._sound: _Sound | None = None

    @property
    def playing(self) -> bool:
        with self._changing:
            return self._sound is not None

    @property
    def position(self) -> float:
        """Seconds of the sound that the device has taken; 0 where none is played."""
        with self._changing:
            return self._sound.position if self._sound is not None else 0.0

    def play(self, samples: Samples, volume: float = 1.0) -> None:
        """Shape ``(n,)``, at 16 kHz. Blocks until it is over, or `stop` or another sound ends it.
        Raises PlaybackError."""
        sound = _Sound(samples, volume)
        with self._changing:
            before, self._sound = self._sound, sound
        if before is not None:
            before.over.set()
        try:
            with self._turn:  # of the one before, which ends
                if not sound.over.is_set():
                    _play(sound)
        finally:
            with self._changing:
                if self._sound is sound:
                    self._sound = None

    def stop(self) -> None:
        """Returns at once."""
        with self._changing:
            sound = self._sound
        if sound is not None:
            sound.over.set()


class _Sound:
    """over: it was played, or is wanted no more. taken: something was since that was cleared."""

    def __init__(self, samples: Samples, volume: float) -> None:
        self._samples = np.asarray(samples, np.float32) * np.float32(volume)
        self._at = 0
        self.over = threading.Event()
        self.played = False

    @property
    def position(self) -> float:
        return min(self._at, len(self._samples)) / SAMPLE_RATE

    def fill(self, block: NDArray[np.float32]) -> bool:
        """On PortAudio's thread; ``block`` has the shape ``(n, channels)``. Whether there is
        more."""
        part = self._samples[self._at : self._at + len(block)]
        block[: len(part)] = part[:, None]
        block[len(part) :] = 0
        self._at += len(block)
        return self._at < len(self._samples)

    def ended(self) -> None:
        """The stream has, by itself: all was heard, or the device is gone."""
        self.played = self._at >= len(self._samples)
        self.over.set()


def _play(sound: _Sound) -> None:
    try:
        stream = within(
            _OPEN_SECONDS,
            lambda: PORTAUDIO.open_output(fill=sound.fill, ended=sound.ended),
            name="open playback",
            too_late=PORTAUDIO.close,
        )
    except TimeoutError as error:
        PORTAUDIO.give_up()
        raise PlaybackError(_GONE) from error
    try:
        reached = -1.0
        while not sound.over.wait(_SILENT_SECONDS):
            if sound.position == reached:
                raise PlaybackError(_GONE)
            reached = sound.position
    finally:
        try:
            within(_CLOSE_SECONDS, lambda: PORTAUDIO.close(stream), name="close playback")
        except TimeoutError:
            PORTAUDIO.give_up()  # it is left to its throw-away thread
