"""Files as sound: read whole for `sayso transcribe`, or played in a microphone's place."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from sayso.core.errors import MicrophoneError
from sayso.core.ports import Clock
from sayso.core.speech import FRAME_SECONDS, SAMPLE_RATE, Frame, Samples
from sayso.pipeline.capture.decoding import opened
from sayso.pipeline.capture.frames import Framer


def read_audio(path: Path) -> Samples:
    """The whole file, in any format that FFmpeg knows, as 16 kHz mono of shape ``(n,)``, n > 0.

    The first audio stream of a video. An uncompressed file that was cut off is read as far as it
    goes: recorders that were killed leave such files, and every sample in them is whole.
    Raises AudioFileError. Reads no other file and no network, even where the file asks for it.
    """
    with opened(path) as sound:
        return np.concatenate(list(sound.blocks()))


class AudioFileSource:
    """An :class:`~sayso.core.ports.AudioSource` that plays a recording as if it were spoken now.

    name: the file's, or what the caller says.
    """

    def __init__(
        self,
        sound: Path | Samples,
        *,
        name: str = "",
        pace: float | None = 1.0,
        times: int = 1,
        clock: Clock = time.monotonic,
    ) -> None:
        """``sound``: a file, read at once (raises AudioFileError), or samples of shape ``(n,)``.

        pace: 1.0 delivers each frame when a microphone would have heard it to its end, 4.0 four
        times as fast; None (or 0) as fast as they are taken. times: how often it is played, one
        after the other.
        """
        if pace is not None and pace < 0:
            raise ValueError(f"a pace of {pace}")
        self._samples = read_audio(sound) if isinstance(sound, Path) else sound
        self._name = name or (sound.name if isinstance(sound, Path) else "recording")
        self._pace = pace
        self._times = times
        self._clock = clock
        self._closed = threading.Event()
        self._player: threading.Thread | None = None

    @property
    def name(self) -> str:
        return self._name

    @property
    def seconds(self) -> float:
        """How long it plays at pace 1."""
        return self._times * len(self._samples) / SAMPLE_RATE

    def open(
        self,
        deliver: Callable[[Frame], None],
        lost: Callable[[MicrophoneError | None], None],
    ) -> None:
        """Plays from the start, each time. ``lost(None)`` follows the last frame at once."""
        if self._player is not None and self._player.is_alive():
            raise RuntimeError("the recording is being played")
        self._closed = threading.Event()
        self._player = threading.Thread(
            target=self._play,
            args=(deliver, lost, self._closed),
            name="audio file",
            daemon=True,
        )
        self._player.start()

    def close(self) -> None:
        self._closed.set()
        if self._player is not None and self._player is not threading.current_thread():
            self._player.join()

    def _play(
        self,
        deliver: Callable[[Frame], None],
        lost: Callable[[MicrophoneError | None], None],
        closed: threading.Event,
    ) -> None:
        begun = self._clock()
        for number, frame in enumerate(self._frames(), start=1):
            # Each frame has its own time from the start, so that delays do not add up.
            due = begun + number * FRAME_SECONDS / self._pace if self._pace else 0.0
            if closed.wait(max(0.0, due - self._clock()) if self._pace else 0.0):
                return
            deliver(frame)
        lost(None)

    def _frames(self) -> Iterator[Frame]:
        framer = Framer()
        for _ in range(self._times):
            yield from framer.push(self._samples)
        last = framer.flush()
        if last is not None:
            yield last
