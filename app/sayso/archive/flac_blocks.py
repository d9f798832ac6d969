"""Reads FLAC in whole blocks, from anywhere in the file, as far as it goes."""

from __future__ import annotations

import os
from collections.abc import Generator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sayso.core.errors import AudioFileError
from sayso.core.speech import SAMPLE_RATE

Pcm: TypeAlias = NDArray[np.int16]
"""Shape ``(n,)``: samples times `FULL_SCALE`."""

FULL_SCALE = 32768

HEADER_START = b"fLaC" + bytes([0x80, 0, 0, 34])
"""RFC 9639, section 8.1: STREAMINFO, of 34 bytes, follows, and is all the metadata."""
_HEADER_BYTES = 42
_LEAST_BLOCK_AT, _MOST_BLOCK_AT = slice(8, 10), slice(10, 12)
# 20 bits of sample rate, 3 of channels - 1, 5 of bits - 1 (section 8.2).
_KIND_AT = slice(18, 21)
_KIND = ((SAMPLE_RATE << 12) | (15 << 4)).to_bytes(4, "big")[:3]

_SMALLEST_BLOCK = 11
"""Bytes, for silence: no file holds more blocks than that lets it."""
_MOST_HEADER = 16
"""Bytes of a block before its samples."""
_MOST_AROUND = 2 * _MOST_HEADER
"""Bytes beside the samples, if those are not compressed: with a checksum, and what may follow."""
_LONGEST_BLOCK = 1152
"""Samples; FFmpeg's choice at 16 kHz."""


class _UntilNow:
    """A file as long as it is now, however it grows: FFmpeg 8 crashes the process if one grows
    while it looks for a place in there. What PyAV calls, and no more."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = os.fstat(file.fileno()).st_size

    def read(self, size: int) -> bytes:
        return self._file.read(max(0, min(size, self._end - self._file.tell())))

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_END:
            return self._file.seek(max(0, self._end + offset))
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def most_samples(path: Path) -> int:
    """That a file of its size can hold; 0 where it has none."""
    try:
        return path.stat().st_size // _SMALLEST_BLOCK * _LONGEST_BLOCK
    except OSError:
        return 0  # opening it tells why


def blocks(path: Path, start: int = 0) -> Generator[tuple[int, Pcm], None, None]:
    """The whole blocks, in order, from one before ``start`` or the first: where each begins, and
    its samples. Where blocks are damaged, they are missing. Raises AudioFileError."""
    import av

    try:
        with path.open("rb") as file:
            block = _block_samples(path, file)
            if not block:
                return
            most = most_samples(path)
            reached = 0
            if start:
                for position, pcm in _decoded(file, block, start, most):
                    if not reached and position > start:
                        break  # damage there misled the search
                    yield position, pcm
                    reached = position + len(pcm)
            if not reached:
                yield from _decoded(file, block, 0, most)
    except av.FFmpegError as error:
        raise AudioFileError(
            f"{path} is damaged and cannot be played; delete it from the history."
        ) from error
    except FileNotFoundError as error:
        raise AudioFileError(f"{path} is not there any more; its audio is lost.") from error
    except OSError as error:
        raise AudioFileError(
            f"{path} cannot be read ({error.strerror}); check its folder and disk."
        ) from error


def _block_samples(path: Path, file: BinaryIO) -> int:
    """In each block but the last; 0 where the writer was killed before it wrote any. Raises
    AudioFileError."""
    header = file.read(_HEADER_BYTES)
    if header[: len(HEADER_START)] != HEADER_START[: len(header)] or (
        len(header) == _HEADER_BYTES
        and (header[_KIND_AT] != _KIND or header[_LEAST_BLOCK_AT] != header[_MOST_BLOCK_AT])
    ):
        raise AudioFileError(
            f"{path} is none of Sayso's recordings, or is damaged; delete it from the history."
        )
    if len(header) < _HEADER_BYTES or not file.read(1):
        return 0
    return int.from_bytes(header[_MOST_BLOCK_AT], "big")


def _decoded(
    file: BinaryIO, block: int, start: int, most: int
) -> Generator[tuple[int, Pcm], None, None]:
    import av

    file.seek(0)
    with av.open(_UntilNow(file), format="flac") as container:
        stream = container.streams.audio[0]
        if start:
            # FFmpeg finds the place by the numbers in the blocks.
            try:
                container.seek(start, stream=stream)
            except av.FFmpegError:
                return
        reached = 0
        for packet in container.demux(stream):
            data = bytes(packet)
            position = _number(data) * block
            if not reached <= position <= most or not _is_whole(data, block):
                continue  # damaged, or the last one, cut off
            try:
                frames = packet.decode()
            except av.FFmpegError:
                continue
            for frame in frames:
                reached = position + frame.samples
                pcm: Pcm = frame.to_ndarray().reshape(-1).astype(np.int16, copy=False)
                yield position, pcm


def _number(block: bytes) -> int:
    """Of a block, counted from 0; -1 where it is none. FFmpeg's own times are
    guessed once something was damaged. RFC 9639, section 9.1: a number coded as UTF-8 codes
    characters follows the first four bytes, if the first two are these."""
    if block[:2] != b"\xff\xf8" or len(block) < _SMALLEST_BLOCK:
        return -1
    first = block[4]
    if first < 0x80:
        return first
    length = 8 - (first ^ 0xFF).bit_length()
    number = first & (0x7F >> length)
    for following in block[5 : 4 + length]:
        number = number << 6 | following & 0x3F
    return number


def _is_whole(block: bytes, samples: int) -> bool:
    """Whether its checksum is right: FFmpeg plays it even if not, whatever it is told.

    The last one may have the start of another one behind it, where the file was cut off in that
    one's header.
    """
    most = 2 * samples + _MOST_AROUND
    if len(block) > most:
        return False
    table = _checksums(most)
    data = np.frombuffer(block, np.uint8)
    return any(
        not np.bitwise_xor.reduce(table[np.arange(end)[::-1], data[:end]])
        for end in range(len(data), max(0, len(data) - _MOST_HEADER), -1)
    )


@lru_cache(maxsize=1)
def _checksums(count: int) -> NDArray[np.uint16]:
    """Shape ``(count, 256)``: what each byte adds to the checksum with so many bytes after it. The
    checksum is linear, so that all bytes can be taken at once (0.5 µs for each ms of sound).
    RFC 9639, section 9.3: CRC-16 with x^16 + x^15 + x^2 + 1; 0 with its own two bytes."""
    one = np.arange(256, dtype=np.uint32) << 8
    for _ in range(8):
        one = (one << 1) ^ np.where(one & 0x8000, 0x18005, 0)
    table = np.empty((count, 256), np.uint16)
    table[0] = one
    for after in range(1, count):
        before = table[after - 1]
        table[after] = (before << 8) ^ table[0][before >> 8]
    return table
