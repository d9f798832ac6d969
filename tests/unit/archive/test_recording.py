"""The audio of a dictation in its file, whole, cut off, damaged, and partly deleted."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from small_disk import make_read_only, small_disk

from sayso.archive import recording
from sayso.archive.flac_blocks import blocks
from sayso.archive.items import Clip, DictationKey
from sayso.archive.recording import (
    Recording,
    blank,
    key_of,
    length,
    read,
    recording_name,
    remove,
    sweep,
)
from sayso.core.errors import AudioFileError
from sayso.core.speech import SAMPLE_RATE, Samples
from sayso.pipeline.capture.audio_file import read_audio

BLOCK = 1152
RUN = "0123456789abcdef" * 2
NAME = f"20260304T050607Z-{RUN}-1.flac"
# A file of each example's own, not a folder: made in the one folder of the test.
several = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def speech(samples: int, seed: int = 1) -> Samples:
    """Louder and softer noise, of 16 bit, never zero for long."""
    rng = np.random.default_rng(seed)
    loudness = 1 + 8000 * np.abs(np.sin(np.arange(samples) / 5000))
    pcm = np.rint(rng.normal(0, 0.3, samples) * loudness).clip(-32768, 32767)
    return (pcm / 32768).astype(np.float32)


def record(path: Path, samples: Samples, frame: int = 512) -> list[int]:
    """Writes it; the sizes of the file after each frame."""
    path.unlink(missing_ok=True)
    new = Recording(path)
    sizes = []
    for first in range(0, len(samples), frame):
        new.write(samples[first : first + frame])
        sizes.append(path.stat().st_size)
    new.close()
    return sizes


def write_all(new: Recording, samples: Samples) -> None:
    for first in range(0, len(samples), 512):
        new.write(samples[first : first + 512])
        new.sync()


def whole(path: Path) -> Samples:
    return read(Clip(path, 0, 10**9))


class FaultyDisk:
    """Stands for the module ``os`` in recording.py: its calls fail, or fall short, when told to."""

    def __init__(self) -> None:
        self.write: Callable[[int, Any], int] = os.write
        self.fsync: Callable[[int], None] = os.fsync
        self.replace: Callable[[Path, Path], None] = os.replace

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> FaultyDisk:
    faulty = FaultyDisk()
    monkeypatch.setattr(recording, "os", faulty)
    return faulty


def fails_after(calls: int, error: int) -> Callable[[int, Any], int]:
    left = iter(range(calls))

    def write(handle: int, data: Any) -> int:
        if next(left, None) is None:
            raise OSError(error, os.strerror(error))
        return os.write(handle, data)

    return write


# Names


@several
@given(
    st.text("0123456789abcdef", min_size=32, max_size=32),
    st.integers(0, 10**9),
    st.datetimes(min_value=datetime(1000, 1, 2), max_value=datetime(9998, 1, 1)),  # noqa: DTZ001
    st.integers(-23, 23),
)
def test_a_name_tells_whose_it_is(run: str, number: int, at: datetime, zone: int) -> None:
    at = at.replace(tzinfo=timezone(timedelta(hours=zone)))
    key = DictationKey(run, number)
    assert key_of(recording_name(key, at)) == (key, at.astimezone(UTC).replace(microsecond=0))


def test_a_name_as_it_stands_in_the_folder() -> None:
    at = datetime(2026, 3, 4, 7, 6, 7, 999999, tzinfo=timezone(timedelta(hours=2)))
    assert recording_name(DictationKey(RUN, 1), at) == NAME


@pytest.mark.parametrize(
    "name",
    [
        "",
        NAME.removesuffix(".flac"),
        f"{NAME}.blanking",
        f"{NAME}\n",
        f"x{NAME}",
        NAME.upper(),
        NAME.replace("-1.", "-01."),
        NAME.replace("-1.", "-١."),
        NAME.replace("0304T", "0231T"),
        NAME.replace(RUN, RUN[1:]),
    ],
)
def test_no_other_name_is_ours(name: str) -> None:
    assert key_of(name) is None


# Writing and reading


@several
@given(st.lists(st.integers(0, 3000), max_size=12))
def test_however_it_is_cut_into_frames(tmp_path: Path, frames: list[int]) -> None:
    samples = speech(sum(frames))
    path = tmp_path / NAME
    path.unlink(missing_ok=True)
    new = Recording(path)
    at = 0
    for count in frames:
        new.write(samples[at : at + count])
        at += count
        new.sync()
    new.close()
    assert np.array_equal(whole(path), samples)
    assert length(path) == len(samples)


def test_what_was_written_is_there_before_it_is_closed(tmp_path: Path) -> None:
    path, samples = tmp_path / NAME, speech(16000)
    new = Recording(path)
    for first in range(0, len(samples), 512):
        new.write(samples[first : first + 512])
        there = min(first + 512, len(samples)) // BLOCK * BLOCK
        assert length(path) == there
        assert np.array_equal(whole(path), samples[:there])
    new.close()
    new.close()
    assert np.array_equal(whole(path), samples)


def test_what_is_written_while_it_is_read_is_not_seen(tmp_path: Path) -> None:
    """FFmpeg would crash the process, at times."""
    path = tmp_path / NAME
    before, later = speech(80 * BLOCK), speech(80 * BLOCK, seed=2)
    new = Recording(path)
    new.write(before)
    for start in (0, 40 * BLOCK):
        reader = blocks(path, start)
        first, _ = next(reader)
        new.write(later)
        *_, (last, pcm) = reader
        assert first <= start
        assert last + len(pcm) == len(before)
        before = np.concatenate([before, later])
    new.close()


def test_what_no_16_bits_can_hold(tmp_path: Path) -> None:
    path = tmp_path / NAME
    record(path, np.array([1, -1, 2, -2, np.nan, np.inf, -np.inf, 0.25, 1e-9], np.float32))
    most = 32767 / 32768
    expected = [most, -1, most, -1, 0, most, -1, 0.25, 0]
    assert whole(path).tolist() == expected


def test_an_exact_range_of_a_long_one(tmp_path: Path) -> None:
    path, samples = tmp_path / NAME, speech(90 * SAMPLE_RATE + 77)
    record(path, samples)
    rng = np.random.default_rng(2)
    ranges = [(int(rng.integers(len(samples))), int(rng.integers(40_000))) for _ in range(60)]
    ends = [(len(samples) - 77, 77), (len(samples) - 1, 1), (len(samples), 5), (len(samples), 0)]
    ends += [(0, 0), (0, 1), (BLOCK - 1, 2), (len(samples) - 78, 100), (10**8, 100)]
    for start, count in ranges + ends:
        assert np.array_equal(read(Clip(path, start, count)), samples[start : start + count])


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("this system has no such modes")
    for umask in (0, 0o277):
        folder = tmp_path / f"{umask:o}" / "recordings"
        before = os.umask(umask)
        try:
            record(folder / NAME, speech(3000))
            blank(Clip(folder / NAME, 0, 5))
        finally:
            os.umask(before)
        assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_it_never_overwrites(tmp_path: Path) -> None:
    path, samples = tmp_path / NAME, speech(5000)
    record(path, samples)
    with pytest.raises(FileExistsError):
        Recording(path)
    assert np.array_equal(whole(path), samples)


# Cut off, damaged, none at all


@dataclass(frozen=True, repr=False)
class Cuttable:
    """A recording, what was written, and where in the file each block ends."""

    content: bytes
    samples: Samples
    ends: list[int]

    def __repr__(self) -> str:
        return "Cuttable"  # Hypothesis prints it


@pytest.fixture(scope="module")
def cuttable(tmp_path_factory: pytest.TempPathFactory) -> Cuttable:
    path, samples = tmp_path_factory.mktemp("cut") / NAME, speech(7 * BLOCK + 100)
    sizes = record(path, samples, BLOCK)
    return Cuttable(path.read_bytes(), samples, [*sizes[:-1], path.stat().st_size])


@settings(several, max_examples=100)
@given(st.integers(0, 10**6), st.none() | st.integers(-20, 40))
def test_cut_off_at_any_byte_it_is_as_long_as_its_whole_blocks(
    tmp_path: Path,
    cuttable: Cuttable,
    place: int,
    near_an_end: int | None,
) -> None:
    content, samples, ends = cuttable.content, cuttable.samples, cuttable.ends
    if near_an_end is None:
        cut = place % (len(content) + 1)
    else:
        cut = min(ends[place % len(ends)] + near_an_end, len(content))
    path = tmp_path / NAME
    path.write_bytes(content[:cut])
    blocks = sum(end <= cut for end in ends)
    there = min(blocks * BLOCK, len(samples))
    assert length(path) == there
    assert np.array_equal(whole(path), samples[:there])
    assert np.array_equal(read(Clip(path, BLOCK + 7, 2000)), samples[:there][BLOCK + 7 :][:2000])


@pytest.mark.parametrize("cut", [0, 1, 700])
def test_the_command_line_reads_them_whole_or_cut_off(tmp_path: Path, cut: int) -> None:
    path, samples = tmp_path / NAME, speech(3 * SAMPLE_RATE + 5)
    record(path, samples)
    os.truncate(path, path.stat().st_size - cut)
    there = read_audio(path)
    assert len(samples) - len(there) <= (2 * BLOCK if cut else 0)
    assert np.array_equal(there, samples[: len(there)])


@settings(several, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 255), st.integers(1, 2000))
def test_damage_in_the_middle_is_silence_and_moves_nothing(
    tmp_path: Path, place: int, flip: int, count: int
) -> None:
    samples = speech(20 * BLOCK, seed=3)
    path = tmp_path / NAME
    record(path, samples)
    content = bytearray(path.read_bytes())
    at = 100 + place % (len(content) - 100)
    content[at : at + count] = bytes(each ^ flip for each in content[at : at + count])
    path.write_bytes(content)
    there = whole(path)
    assert len(there) == length(path)
    pairs = np.stack([there, samples[: len(there)]])[:, : len(there) // BLOCK * BLOCK]
    for block in np.split(pairs, pairs.shape[1] // BLOCK or 1, axis=1):
        assert np.array_equal(block[0], block[1]) or not block[0].any()
    lost = len(samples) - np.count_nonzero(there == samples[: len(there)])
    assert lost <= (count // 1000 + 6) * BLOCK
    assert np.array_equal(read(Clip(path, 9 * BLOCK, 999)), there[9 * BLOCK :][:999])


@pytest.mark.parametrize("size", [0, 1, 8, 41, 42, 43, 60])
def test_killed_before_the_first_block_it_is_empty(
    tmp_path: Path, cuttable: Cuttable, size: int
) -> None:
    path = tmp_path / NAME
    path.write_bytes(cuttable.content[:size])
    assert length(path) == 0
    assert whole(path).shape == (0,)
    blank(Clip(path, 0, 100))
    assert path.read_bytes() == cuttable.content[:size]


def _garbage(path: Path) -> None:
    path.write_bytes(b"garbage" * 100)


def _zeros(path: Path) -> None:
    """What some file systems leave of a file after a power cut."""
    path.write_bytes(bytes(5000))


def _other_kind(path: Path) -> None:
    record(path, speech(5000))
    content = bytearray(path.read_bytes())
    content[18] ^= 1
    path.write_bytes(content)


def _nothing(path: Path) -> None:
    assert not path.exists()


@pytest.mark.parametrize("make", [_garbage, _zeros, _other_kind, _nothing, Path.mkdir])
def test_what_is_no_recording_is_said_so(tmp_path: Path, make: Callable[[Path], object]) -> None:
    path = tmp_path / NAME
    make(path)
    for use in (whole, length, lambda path: blank(Clip(path, 0, 5))):
        with pytest.raises(AudioFileError) as raised:
            use(path)
        assert str(path) in str(raised.value)
        assert "\n" not in str(raised.value)
    assert [each.name for each in tmp_path.iterdir()] == [NAME] * path.exists()


# A disk that fails


def test_a_disk_that_takes_a_few_bytes_at_a_time(tmp_path: Path, disk: FaultyDisk) -> None:
    disk.write = lambda handle, data: os.write(handle, data[:7])
    path, samples = tmp_path / NAME, speech(4000)
    record(path, samples)
    assert np.array_equal(whole(path), samples)


def test_after_an_error_what_is_there_stays(tmp_path: Path, disk: FaultyDisk) -> None:
    path, samples = tmp_path / NAME, speech(8 * BLOCK)
    disk.write = fails_after(4, errno.EIO)  # the header, and three blocks
    new = Recording(path)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        new.write(samples)
    disk.write = os.write
    for again in (lambda: new.write(samples), new.sync, new.close):
        with pytest.raises(OSError, match="could not be written"):
            again()
    new.close()
    assert np.array_equal(whole(path), samples[: 3 * BLOCK])


def test_half_a_block_is_followed_by_nothing(tmp_path: Path, disk: FaultyDisk) -> None:
    path, samples = tmp_path / NAME, speech(8 * BLOCK)
    calls = iter([os.write, os.write, lambda handle, data: os.write(handle, data[:100])])
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def write(handle: int, data: Any) -> int:
        call = next(calls, None)
        if call is None:
            raise full
        return call(handle, data)

    disk.write = write
    new = Recording(path)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        new.write(samples)
    disk.write = os.write
    with pytest.raises(OSError, match="could not be written"):
        new.close()
    assert np.array_equal(whole(path), samples[:BLOCK])


def test_a_header_that_cannot_be_written(tmp_path: Path, disk: FaultyDisk) -> None:
    disk.write = fails_after(0, errno.ENOSPC)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        Recording(tmp_path / NAME)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["tmpfs", "ext4"])
def test_a_full_disk(tmp_path: Path, kind: str) -> None:
    with small_disk(tmp_path, kind) as folder:
        ballast = folder / "ballast"
        ballast.write_bytes(bytes(max(0, shutil.disk_usage(folder).free - 200_000)))
        path, samples = folder / "recordings" / NAME, speech(60 * SAMPLE_RATE)
        new = Recording(path)
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            write_all(new, samples)
        new.abandon()
        there = whole(path)
        assert len(there) >= SAMPLE_RATE
        assert np.array_equal(there, samples[: len(there)])
        before = path.read_bytes()
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            blank(Clip(path, 0, 1000))  # needs room for a second one
        assert path.read_bytes() == before
        assert [each.name for each in path.parent.iterdir()] == [NAME]
        ballast.unlink()
        blank(Clip(path, 0, 1000))
        assert np.array_equal(whole(path)[1000:], there[1000:])


def test_a_disk_that_may_only_be_read(tmp_path: Path) -> None:
    with small_disk(tmp_path, "tmpfs") as folder:
        path, samples = folder / NAME, speech(5000)
        record(path, samples)
        make_read_only(folder)
        with pytest.raises(OSError, match=os.strerror(errno.EROFS)):
            Recording(folder / NAME.replace("-1.", "-2."))
        with pytest.raises(OSError, match=os.strerror(errno.EROFS)):
            blank(Clip(path, 0, 5))
        assert np.array_equal(whole(path), samples)


# Deleting a part


@several
@given(st.integers(0, 9000), st.integers(0, 9000), st.booleans())
def test_a_blanked_range_is_silent_and_the_rest_as_it_was(
    tmp_path: Path, start: int, count: int, cut: bool
) -> None:
    path, samples = tmp_path / NAME, speech(6 * BLOCK + 500)
    record(path, samples)
    if cut:
        os.truncate(path, path.stat().st_size - 1200)
    before = whole(path)
    assert np.array_equal(before, samples[: len(before)])
    blank(Clip(path, start, count))
    expected = before.copy()
    expected[start : start + count] = 0
    assert np.array_equal(whole(path), expected)
    assert [each.name for each in tmp_path.iterdir()] == [NAME]


def test_blanked_in_the_place_where_it_is_damaged(tmp_path: Path) -> None:
    path, samples = tmp_path / NAME, speech(30 * BLOCK)
    sizes = record(path, samples, BLOCK)
    content = bytearray(path.read_bytes())
    content[sizes[9] + 50 : sizes[9] + 90] = bytes(40)
    path.write_bytes(content)
    damaged = whole(path)
    blank(Clip(path, 2 * BLOCK, 100))
    damaged[2 * BLOCK :][:100] = 0
    assert np.array_equal(whole(path), damaged)
    assert np.array_equal(damaged[20 * BLOCK :], samples[20 * BLOCK :])


def steps(path: Path, disk: FaultyDisk) -> Iterator[str]:
    """Has each step of `blank` fail in its turn."""

    def no(*_: Any) -> Any:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    for calls in range(4):
        disk.write = fails_after(calls, errno.EIO)
        yield f"write {calls}"
    disk.write = os.write
    disk.fsync = no
    yield "fsync"
    disk.fsync = os.fsync
    disk.replace = no
    yield "replace"
    disk.replace = os.replace


def test_wherever_blanking_fails_the_old_one_stands(tmp_path: Path, disk: FaultyDisk) -> None:
    path = tmp_path / NAME
    record(path, speech(2 * BLOCK + 100))
    before = path.read_bytes()
    for step in steps(path, disk):
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            blank(Clip(path, 0, 1000))
        assert path.read_bytes() == before, step
        assert [each.name for each in tmp_path.iterdir()] == [NAME], step
    blank(Clip(path, 0, 1000))
    assert path.read_bytes() != before


def test_what_a_killed_blanking_left_goes_later(tmp_path: Path) -> None:
    path, samples = tmp_path / NAME, speech(3000)
    record(path, samples)
    stray = tmp_path / f"{NAME}.blanking"

    stray.write_bytes(path.read_bytes()[:2000])
    assert np.array_equal(whole(path), samples)
    blank(Clip(path, 0, 5))
    assert not stray.exists()

    stray.write_bytes(b"half")
    others = [tmp_path / "notes.blanking", tmp_path / "mine.flac"]
    for other in others:
        other.write_bytes(b"")
    assert sweep(tmp_path) == 1
    assert sweep(tmp_path) == 0
    assert sweep(tmp_path / "nowhere") == 0
    assert sorted(tmp_path.iterdir()) == sorted([path, *others])

    stray.write_bytes(b"half")
    remove(path)
    remove(path)
    remove(tmp_path / "nowhere" / NAME)
    assert sorted(tmp_path.iterdir()) == sorted(others)


def test_no_byte_of_a_blanked_range_stays(tmp_path: Path) -> None:
    """The block that is cut through is written anew, with silence in it."""
    path = tmp_path / NAME
    loud: NDArray[np.float32] = np.full(5 * BLOCK, 0.5, np.float32)
    record(path, loud)
    blank(Clip(path, 10, len(loud) - 20))
    assert np.flatnonzero(whole(path)).tolist() == [*range(10), *range(len(loud) - 10, len(loud))]
