"""When is a microphone lost? Pure: time comes in as an argument.

No status flag ever says that a microphone is gone: a suspended or frozen one just stops calling
back, while the stream still calls itself active. So silence of the callback is what is watched.
"""

from __future__ import annotations

from sayso.core.speech import SAMPLE_RATE

FIRST_BLOCK_SECONDS = 2.5
"""A Bluetooth headset takes up to two seconds to change to its microphone's profile."""

NEXT_BLOCK_SECONDS = 0.5
"""Blocks come every 32 ms; the longest gap seen on a busy machine was 70 ms."""


class StreamWatch:
    """Follows one stream from its start. All times are seconds of one monotonic clock."""

    def __init__(self, now: float) -> None:
        self._limit = FIRST_BLOCK_SECONDS
        self._deadline = now + self._limit
        self._started: float | None = None
        self._samples = 0
        self._latest = now

    @property
    def heard(self) -> bool:
        """Whether any block has come."""
        return self._started is not None

    def block(self, now: float, samples: int) -> None:
        """A block came, of so many samples at :data:`SAMPLE_RATE`."""
        if self._started is None:
            self._started = now - samples / SAMPLE_RATE
        self._samples += samples
        self._latest = now
        self._limit = NEXT_BLOCK_SECONDS
        self._deadline = now + self._limit

    def remaining(self, now: float) -> float:
        """Seconds until it is time to ask :meth:`lost` again, 0 or more."""
        return max(0.0, self._deadline - now)

    def lost(self, now: float) -> bool:
        """Whether blocks have been missing for too long.

        Whoever asks much later than the deadline was itself not running (the process was stopped,
        the computer slept, the machine is overloaded): that says nothing about the microphone,
        which gets its time once more.
        """
        if now < self._deadline:
            return False
        if now > self._deadline + self._limit:
            self._deadline = now + self._limit
            return False
        return True

    @property
    def missing(self) -> float:
        """Seconds of sound that the clock saw pass before the latest block and the stream did not
        bring; about 0 while all is well, and never less.
        """
        if self._started is None:
            return 0.0
        return max(0.0, self._latest - self._started - self._samples / SAMPLE_RATE)
