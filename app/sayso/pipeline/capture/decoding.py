"""Sound out of any file that FFmpeg knows, piece by piece: two hours take no more memory than two
minutes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sayso.core.errors import AudioFileError
from sayso.core.speech import SAMPLE_RATE, Samples

if TYPE_CHECKING:
    from av import AudioFrame, AudioResampler
    from av.audio.stream import AudioStream
    from av.container import InputContainer

_BLOCK_SAMPLES = SAMPLE_RATE
"""A frame of a file may be 10 ms: so many calls for so little would take longer than decoding."""

_DAMAGE_SECONDS = 0.1
"""Of sound that no decoder understands. MP3 files often end in tags that look like one packet of
26 ms, and a click is no reason to refuse an hour; more than this is a word."""

_CUT_SECONDS = 0.25
"""A file shorter than it says by this much has been cut off."""

_NO_AUDIO = "choose a recording such as WAV, FLAC, MP3, M4A, OGG or a video."


class Sound:
    """The first audio stream of an open file.

    seconds: how long the file says that it is; None where it does not. Not always true.
    """

    def __init__(self, path: Path, container: InputContainer, stream: AudioStream) -> None:
        self._path = path
        self._container = container
        self._stream = stream
        self.seconds = _stated(container, stream)

    def blocks(self) -> Iterator[Samples]:
        """16 kHz mono, each of shape ``(n,)``, n > 0, about a second long. Once.

        An uncompressed file that was cut off gives what there is: recorders that were killed leave
        such files, and every sample in them is whole. Raises AudioFileError, also in the middle.
        """
        import av

        conversion = _Conversion()
        try:
            yield from self._decoded(conversion)
        except av.FFmpegError as error:
            raise _unreadable(self._path, error) from error
        yield from conversion.flushed()
        if not conversion.samples:
            raise AudioFileError(f"{self._path} has no sound in it; {_NO_AUDIO}")
        # Only FLAC states its length for sure. Elsewhere it is guessed from the bit rate, or a
        # trimmed video rightly plays shorter.
        stated = _of_stream(self._stream)
        if self._container.format.name == "flac" and stated is not None:
            there = conversion.seconds
            if there < stated - _CUT_SECONDS:
                raise AudioFileError(
                    f"{self._path} is cut off or damaged: {there:.1f} of its {stated:.1f} s can be "
                    "read; make a new copy of it."
                )

    def _decoded(self, conversion: _Conversion) -> Iterator[Samples]:
        import av

        damage = 0.0
        for packet in self._container.demux(self._stream):
            try:
                for frame in packet.decode():
                    yield from conversion.push(frame)
            except av.FFmpegError:
                damage += float((packet.duration or 0) * (packet.time_base or 0))
                if damage > _DAMAGE_SECONDS:
                    raise AudioFileError(
                        f"{self._path} is damaged at about {conversion.seconds:.0f} s; "
                        "make a new copy of it."
                    ) from None


@contextmanager
def opened(path: Path) -> Iterator[Sound]:
    """Raises AudioFileError. Reads no other file and no network, even where the file asks for it.
    May block for as long as the disk does."""
    _check_readable(path)
    # Heavy (0.2 s), and only needed here.
    import av

    try:
        container = av.open(str(path), options={"protocol_whitelist": "file"})
    except av.FFmpegError as error:
        # The start of the file is like nothing that FFmpeg knows.
        raise _unreadable(path, error) from error
    with container:
        if not container.streams.audio:
            raise AudioFileError(f"{path} has no sound in it; {_NO_AUDIO}")
        yield Sound(path, container, container.streams.audio[0])


def stated_seconds(path: Path) -> float | None:
    """See `Sound.seconds`. Raises AudioFileError where there is no sound to be had."""
    with opened(path) as sound:
        return sound.seconds


def _of_stream(stream: AudioStream) -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return None


def _stated(container: InputContainer, stream: AudioStream) -> float | None:
    stated = _of_stream(stream)
    if stated is None and container.duration:
        stated = container.duration / 1_000_000  # FFmpeg's AV_TIME_BASE
    return stated if stated is not None and stated > 0 else None


def _unreadable(path: Path, error: Exception) -> AudioFileError:
    import errno

    if isinstance(error, OSError) and error.errno in (errno.EIO, errno.ENOENT, errno.ESTALE):
        return AudioFileError(
            f"{path} cannot be read to its end ({error.strerror}); check its disk or its network."
        )
    return AudioFileError(f"{path} is not audio, or is damaged; {_NO_AUDIO}")


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


class _Conversion:
    """Decoded frames become 16 kHz mono.

    samples: how many it has given or holds.
    """

    def __init__(self) -> None:
        self._parts: list[Samples] = []
        self._held = 0
        self.samples = 0
        self._resampler: AudioResampler | None = None
        self._shape: tuple[str, str, int] | None = None

    @property
    def seconds(self) -> float:
        return self.samples / SAMPLE_RATE

    def push(self, frame: AudioFrame) -> Iterator[Samples]:
        import av

        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._resampler is None or shape != self._shape:
            self._end_of_kind()  # one file may hold several recordings, each of its own kind
            # Without the limit FFmpeg mixes both channels at 0.7, and loud stereo is clipped.
            self._resampler = av.AudioResampler(
                format="flt", layout="mono", rate=SAMPLE_RATE, options={"rematrix_maxval": "1"}
            )
            self._shape = shape
        frame.pts = None  # gaps in the times are no gaps in what was said
        self._keep(self._resampler.resample(frame))
        if self._held >= _BLOCK_SAMPLES:
            yield self._taken()

    def flushed(self) -> Iterator[Samples]:
        """The rest."""
        self._end_of_kind()
        if self._held:
            yield self._taken()

    def _end_of_kind(self) -> None:
        if self._resampler is not None:
            self._keep(self._resampler.resample(None))
            self._resampler = None

    def _keep(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            part = frame.to_ndarray().reshape(-1)
            self._parts.append(part)
            self._held += len(part)
            self.samples += len(part)

    def _taken(self) -> Samples:
        parts, self._parts, self._held = self._parts, [], 0
        # Files of floating point hold what they like.
        samples: Samples = np.nan_to_num(np.concatenate(parts), posinf=1.0, neginf=-1.0)
        return np.clip(samples, -1.0, 1.0, out=samples)
