"""The audio of a dictation in a file: FLAC, 16 kHz mono, 16 bit, which can be cut off anywhere.

RFC 9639: a header of 42 bytes that leaves the length open, and blocks of 1152 samples (72 ms), each
of which says which it is and carries a checksum. Such a file needs no finishing.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from sayso.archive.flac_blocks import FULL_SCALE, HEADER_START, Pcm, blocks, most_samples
from sayso.archive.items import Clip, DictationKey
from sayso.core.speech import SAMPLE_RATE, Samples

_BLANKING = ".blanking"
"""Ends the name of a file that `blank` has not finished."""

_NAME = re.compile(r"([0-9]{8}T[0-9]{6}Z)-([0-9a-f]{32})-(0|[1-9][0-9]*)\.flac")


def recording_name(key: DictationKey, started_at: datetime) -> str:
    """``20261122T185536Z-<run>-<number>.flac``: it tells whose it is without the database."""
    at = started_at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()
    return f"{at.replace('-', '').replace(':', '')}Z-{key.run}-{key.number}.flac"


def key_of(name: str) -> tuple[DictationKey, datetime] | None:
    """The reverse, in UTC and whole seconds; None where the name is none of ours."""
    parts = _NAME.fullmatch(name)
    if parts is None:
        return None
    try:
        at = datetime.strptime(parts[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:  # the 31st of February
        return None
    return DictationKey(parts[2], int(parts[3])), at


def prepare() -> None:
    """Load FFmpeg, 0.2 s and 18 MB, which the first dictation would otherwise wait for."""
    import av  # noqa: F401


class Recording:
    """Writes one. What was written is in the file when a call returns, but for a last incomplete
    block of 0.1 s at the most."""

    def __init__(self, path: Path) -> None:
        """A new file, for its owner alone; so is the folder, if it has to be made. Raises OSError,
        FileExistsError among them."""
        # Heavy (0.2 s, 18 MB), and only needed once something is recorded.
        import av

        _make_private(path.parent)
        self._folder = path.parent
        self._folder_synced = False
        self._broken = False
        self._encoder = av.CodecContext.create("flac", "w")
        self._encoder.sample_rate = SAMPLE_RATE
        self._encoder.layout = "mono"
        self._encoder.format = "s16"
        self._encoder.open()
        self._block: Pcm = np.zeros(self._encoder.frame_size, np.int16)
        self._filled = 0
        self._encoded = 0
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._handle: int | None = os.open(path, flags, 0o600)
        try:
            _set_mode(path, 0o600)
            self._append(HEADER_START + bytes(self._encoder.extradata))
        except BaseException:
            self.abandon()
            with contextlib.suppress(OSError):  # an empty file is of no use to anybody
                path.unlink()
            raise

    def write(self, samples: Samples) -> None:
        """Shape ``(n,)``. Raises OSError; then no more can be written, and what is there stays."""
        self.write_pcm(_to_pcm(samples))

    def write_pcm(self, pcm: Pcm) -> None:
        """As `write`, of what is 16 bit already."""
        while len(pcm):
            taken = min(len(pcm), len(self._block) - self._filled)
            self._block[self._filled : self._filled + taken] = pcm[:taken]
            self._filled += taken
            pcm = pcm[taken:]
            if self._filled == len(self._block):
                self._encode()

    def write_silence(self, samples: int) -> None:
        """As `write`, in constant memory."""
        while samples > 0:
            self.write_pcm(np.zeros(min(samples, SAMPLE_RATE), np.int16))
            samples -= SAMPLE_RATE

    def sync(self) -> None:
        """Down to the disk: a power cut costs nothing of it. Raises OSError."""
        os.fsync(self._open_handle())
        if not self._folder_synced:  # else the file may have no name
            _sync_folder(self._folder)
            self._folder_synced = True

    def close(self) -> None:
        """With the last block, and `sync`. May be called twice. Raises OSError; the file is closed
        then, too."""
        if self._handle is None:
            return
        try:
            if not self._broken:
                if self._filled:
                    self._encode()
                self._drain()
            self.sync()
        except BaseException:
            self.abandon()
            raise
        handle, self._handle = self._handle, None
        os.close(handle)

    def abandon(self) -> None:
        """Closed as it stands, without the last block. Never raises."""
        handle, self._handle = self._handle, None
        if handle is not None:
            # Whoever abandons it knows that something is wrong, or does not want it.
            with contextlib.suppress(OSError):
                os.close(handle)

    def _encode(self) -> None:
        import av

        frame = av.AudioFrame.from_ndarray(
            self._block[None, : self._filled], format="s16", layout="mono"
        )
        frame.sample_rate = SAMPLE_RATE
        frame.pts = self._encoded
        self._encoded += self._filled
        self._filled = 0
        try:
            packets = self._encoder.encode(frame)
        except av.FFmpegError as error:
            raise self._cannot_encode() from error
        for packet in packets:
            self._append(bytes(packet))

    def _drain(self) -> None:
        """The encoder keeps a block that is shorter than the others until it is told the end."""
        import av

        try:
            packets = self._encoder.encode(None)
        except av.FFmpegError as error:
            raise self._cannot_encode() from error
        for packet in packets:
            self._append(bytes(packet))

    def _cannot_encode(self) -> OSError:
        self._broken = True
        return OSError(errno.EIO, "FFmpeg cannot write FLAC")

    def _append(self, data: bytes) -> None:
        handle = self._open_handle()
        rest = memoryview(data)
        try:
            while rest:
                written = os.write(handle, rest)
                if written <= 0:
                    raise OSError(errno.EIO, os.strerror(errno.EIO))
                rest = rest[written:]
        except OSError:
            self._broken = True  # half a block may stand there
            raise

    def _open_handle(self) -> int:
        if self._handle is None:
            raise OSError(errno.EBADF, "the recording is closed")
        if self._broken:
            raise OSError(errno.EIO, "the recording could not be written before")
        return self._handle


def read(clip: Clip) -> Samples:
    """Shape ``(n,)``; less than the clip where the recording was cut off, and exactly what was
    written (at 16 bit) as far as it goes, with silence in place of what is damaged in the middle.

    Needs memory for the clip, not for the recording. Raises AudioFileError; an empty file, or one
    that ends in its header, is no error: its recording ended before it began.
    """
    end = clip.start + clip.samples
    found: list[tuple[int, Pcm]] = []
    reached = clip.start
    with contextlib.closing(blocks(clip.recording, clip.start)) as found_blocks:
        for position, pcm in found_blocks:
            if position >= end:
                # What is missing before it is silence up to the end of the clip.
                reached = max(end, reached)
                break
            part = pcm[max(0, clip.start - position) : end - position]
            if len(part):
                at = max(position, clip.start)
                found.append((at - clip.start, part))
                reached = at + len(part)
    samples = np.zeros(max(0, reached - clip.start), np.float32)
    for at, part in found:
        np.divide(part, np.float32(FULL_SCALE), out=samples[at : at + len(part)])
    return samples


def length(path: Path) -> int:
    """Samples in it, cut off or not; 0 as in `read`. Raises AudioFileError."""
    end = 0
    for position, pcm in blocks(path, most_samples(path)):
        end = position + len(pcm)
    return end


def blank(clip: Clip) -> None:
    """Silence in that clip's place, in a new file that takes the old one's. Raises OSError,
    AudioFileError; then the old one stands as it was.

    Takes about 4 s for each hour of the recording. Not for a recording that is still being
    written, and not twice at once for the same one: the caller sees to that.
    """
    path = clip.recording
    new = path.with_name(path.name + _BLANKING)
    new.unlink(missing_ok=True)  # an earlier one was interrupted
    if clip.samples <= 0 or not length(path):
        return
    end = clip.start + clip.samples
    recording = Recording(new)
    try:
        reached = 0
        for position, pcm in blocks(path):
            recording.write_silence(position - reached)
            reached = position + len(pcm)
            if position < end and reached > clip.start:
                pcm = pcm.copy()
                pcm[max(0, clip.start - position) : end - position] = 0
            recording.write_pcm(pcm)
        recording.close()
        os.replace(new, path)
    except BaseException:
        recording.abandon()
        with contextlib.suppress(OSError):  # the first error is the one to tell
            new.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def sweep(folder: Path) -> int:
    """Removes what `blank` left where it was killed; how many. Raises OSError."""
    strays = [p for p in folder.glob(f"*{_BLANKING}") if key_of(p.name.removesuffix(_BLANKING))]
    for stray in strays:
        stray.unlink(missing_ok=True)
    return len(strays)


def remove(*paths: Path) -> None:
    """The recordings, and what `blank` may have left of them, whether they are there or not. Raises
    OSError."""
    for path in paths:
        path.unlink(missing_ok=True)
        path.with_name(path.name + _BLANKING).unlink(missing_ok=True)
    for folder in {path.parent for path in paths}:
        _sync_folder(folder)


def _to_pcm(samples: Samples) -> Pcm:
    scaled = np.nan_to_num(samples, posinf=1.0, neginf=-1.0) * np.float32(FULL_SCALE)
    pcm: Pcm = np.clip(np.rint(scaled), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
    return pcm


def _make_private(folder: Path) -> None:
    """For its owner alone, and the folders above it that have to be made."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        _set_mode(each, 0o700)


def _set_mode(path: Path, mode: int) -> None:
    """Whatever the umask has taken away."""
    with contextlib.suppress(OSError):  # a memory stick's file system knows no modes
        os.chmod(path, mode)


def _sync_folder(folder: Path) -> None:
    """So that a name in it survives a power cut."""
    # Windows opens no folders, and some file systems sync none: their names are safe, or not,
    # without us.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
