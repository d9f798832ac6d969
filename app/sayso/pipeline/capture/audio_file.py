"""Files as sound: read whole for `sayso transcribe`, or played in a microphone's place."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sayso.core.errors import AudioFileError, MicrophoneError
from sayso.core.ports import Clock
from sayso.core.speech import FRAME_SECONDS, SAMPLE_RATE, Frame, Samples
from sayso.pipeline.capture.frames import Framer

if TYPE_CHECKING:
    from av import AudioFrame, AudioResampler
    from av.audio.stream import AudioStream
    from av.container import InputContainer

_DAMAGE_SECONDS = 0.1
"""Of sound that no decoder understands. MP3 files often end in tags that look like one packet of
26 ms, and a click is no reason to refuse an hour; more than this is a word."""

_CUT_SECONDS = 0.25
"""A file shorter than it says by this much has been cut off."""

_NO_AUDIO = "choose a recording such as WAV, FLAC, MP3, M4A, OGG or a video."


def read_audio(path: Path) -> Samples:
    """The whole file, in any format that FFmpeg knows, as 16 kHz mono of shape ``(n,)``, n > 0.

    The first audio stream of a video. An uncompressed file that was cut off is read as far as it
    goes: recorders that were killed leave such files, and every sample in them is whole.
    Raises AudioFileError. Reads no other file and no network, even where the file asks for it.
    """
    _check_readable(path)
    # Heavy (0.2 s), and only needed here.
    import av

    try:
        with av.open(str(path), options={"protocol_whitelist": "file"}) as container:
            if not container.streams.audio:
                raise AudioFileError(f"{path} has no sound in it; {_NO_AUDIO}")
            samples = _decode(path, container, container.streams.audio[0])
    except av.FFmpegError as error:
        # av.open: the start of the file is like nothing that FFmpeg knows.
        raise AudioFileError(f"{path} is not audio, or is damaged; {_NO_AUDIO}") from error
    if not len(samples):
        raise AudioFileError(f"{path} has no sound in it; {_NO_AUDIO}")
    return samples


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


def _check_readable(path: Path) -> None:
    """The reasons that have nothing to do with audio, in the words of each."""
    if path.is_dir():
        raise AudioFileError(f"{path} is a folder; name a file in it.")
    if path.exists() and not path.is_file():
        raise AudioFileError(f"{path} is not a file; {_NO_AUDIO}")
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except FileNotFoundError as error:
        raise AudioFileError(f"{path} does not exist; check its name and folder.") from error
    except PermissionError as error:
        raise AudioFileError(
            f"{path} may not be read; give yourself the right to read it."
        ) from error
    except OSError as error:
        raise AudioFileError(
            f"{path} cannot be read ({error.strerror}); check its name and disk."
        ) from error
    if empty:
        raise AudioFileError(f"{path} is empty; {_NO_AUDIO}")


def _decode(path: Path, container: InputContainer, stream: AudioStream) -> Samples:
    import av

    conversion = _Conversion()
    damage = 0.0
    for packet in container.demux(stream):
        try:
            for frame in packet.decode():
                conversion.push(frame)
        except av.FFmpegError:
            damage += float((packet.duration or 0) * (packet.time_base or 0))
            if damage > _DAMAGE_SECONDS:
                raise AudioFileError(
                    f"{path} is damaged at about {conversion.seconds:.0f} s; make a new copy of it."
                ) from None
    samples = conversion.finish()
    # Only FLAC states its length for sure. Elsewhere it is guessed from the bit rate, or a trimmed
    # video rightly plays shorter.
    if container.format.name == "flac" and stream.duration and stream.time_base:
        stated = float(stream.duration * stream.time_base)
        there = len(samples) / SAMPLE_RATE
        if there < stated - _CUT_SECONDS:
            raise AudioFileError(
                f"{path} is cut off or damaged: {there:.1f} of its {stated:.1f} s can be read; "
                "make a new copy of it."
            )
    return samples


class _Conversion:
    """Decoded frames become 16 kHz mono."""

    def __init__(self) -> None:
        self._parts: list[Samples] = []
        self._samples = 0
        self._resampler: AudioResampler | None = None
        self._shape: tuple[str, str, int] | None = None

    @property
    def seconds(self) -> float:
        return self._samples / SAMPLE_RATE

    def push(self, frame: AudioFrame) -> None:
        import av

        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._resampler is None or shape != self._shape:
            self._flush()  # one file may hold several recordings, each of its own kind
            # Without the limit FFmpeg mixes both channels at 0.7, and loud stereo is clipped.
            self._resampler = av.AudioResampler(
                format="flt", layout="mono", rate=SAMPLE_RATE, options={"rematrix_maxval": "1"}
            )
            self._shape = shape
        frame.pts = None  # gaps in the times are no gaps in what was said
        self._keep(self._resampler.resample(frame))

    def finish(self) -> Samples:
        self._flush()
        if not self._parts:
            return np.zeros(0, dtype=np.float32)
        # Files of floating point hold what they like.
        samples: Samples = np.nan_to_num(np.concatenate(self._parts), posinf=1.0, neginf=-1.0)
        return np.clip(samples, -1.0, 1.0, out=samples)

    def _flush(self) -> None:
        if self._resampler is not None:
            self._keep(self._resampler.resample(None))
            self._resampler = None

    def _keep(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            part = frame.to_ndarray().reshape(-1)
            self._parts.append(part)
            self._samples += len(part)
