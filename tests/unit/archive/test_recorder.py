"""Frames go into files as they are heard, whatever the disk does."""

from __future__ import annotations

import errno
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_disk import small_disk

from sayso.archive import recorder as recorder_module
from sayso.archive import recording
from sayso.archive.items import Clip
from sayso.archive.recorder import SYNC_SECONDS, WAITING_SECONDS, Recorder
from sayso.archive.recording import length, read
from sayso.core.speech import FRAME_SAMPLES, SAMPLE_RATE, Samples

BLOCK = 1152
PATIENCE = 20.0
NAMES = [f"20260304T050607Z-{'0123456789abcdef' * 2}-{number}.flac" for number in range(9)]
A, B, C = NAMES[:3]


def speech(samples: int, seed: int = 1) -> Samples:
    rng = np.random.default_rng(seed)
    return (rng.integers(-900, 900, samples) / 32768).astype(np.float32)


def frames(samples: Samples) -> Iterator[Samples]:
    for first in range(0, len(samples), FRAME_SAMPLES):
        yield samples[first : first + FRAME_SAMPLES]


class Disk:
    """Stands for the module ``os`` in recording.py. Each call of write and fsync is reported, may
    be held up, and may fail."""

    def __init__(self) -> None:
        self.calls: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.free = threading.Event()
        self.free.set()
        self.errors: dict[str, OSError] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def _before(self, call: str) -> None:
        self.calls.put(call)
        if not self.free.wait(PATIENCE):
            raise AssertionError("nobody freed the disk")
        if call in self.errors:
            raise self.errors[call]

    def write(self, handle: int, data: Any) -> int:
        self._before("write")
        return os.write(handle, data)

    def fsync(self, handle: int) -> None:
        self._before("fsync")
        os.fsync(handle)

    def wait_for(self, call: str) -> None:
        while self.calls.get(timeout=PATIENCE) != call:
            pass


class Stand:
    """A recorder, its folder, its clock, and what it said had failed."""

    def __init__(self, folder: Path, clock: Callable[[], float] | None = None) -> None:
        self.folder = folder
        self.now = 100.0
        self.failed: list[tuple[str, int | None]] = []
        self.told = threading.Semaphore(0)
        self.recorder = Recorder(folder, clock=clock or (lambda: self.now), failed=self._fail)
        self.recorder.start()

    def _fail(self, name: str, error: OSError) -> None:
        self.failed.append((name, error.errno))
        self.told.release()

    def feed(self, name: str, samples: Samples) -> None:
        for frame in frames(samples):
            self.recorder.frame(name, frame)

    def wait_until_failed(self) -> None:
        assert self.told.acquire(timeout=PATIENCE)

    def close(self) -> None:
        assert self.recorder.close(PATIENCE)

    def written(self, name: str) -> Samples:
        return read(Clip(self.folder / name, 0, 10**9))

    def files(self) -> list[str]:
        return sorted(each.name for each in self.folder.iterdir())


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    held_up = Disk()
    monkeypatch.setattr(recording, "os", held_up)
    yield held_up
    held_up.free.set()


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    one = Stand(tmp_path / "recordings")
    yield one
    one.close()


def test_two_recordings_at_once_are_written_each_into_its_file(stand: Stand) -> None:
    samples = {A: speech(20_000), B: speech(30_000, seed=2)}
    stand.recorder.begin(A)
    stand.feed(A, samples[A][:512])
    stand.recorder.begin(B)
    for name in (A, B):
        stand.feed(name, samples[name][512 if name == A else 0 :])
    stand.recorder.end(A)
    stand.feed(A, speech(5000))  # too late
    stand.feed(C, speech(5000))  # never begun
    stand.close()  # ends B
    assert stand.files() == [A, B]
    for name, expected in samples.items():
        assert np.array_equal(stand.written(name), expected)
    assert not stand.failed


def test_what_is_heard_is_synced_each_second(tmp_path: Path, disk: Disk) -> None:
    stand = Stand(tmp_path)
    block = speech(BLOCK)
    stand.recorder.begin(A)
    stand.recorder.frame(A, block)
    assert [disk.calls.get(timeout=PATIENCE) for _ in range(2)] == ["write"] * 2
    for _ in range(2):
        stand.now += SYNC_SECONDS * 0.99
        for _ in range(3):
            stand.recorder.frame(A, block)
        # Between them nothing else; what follows the last one may come already.
        assert [disk.calls.get(timeout=PATIENCE) for _ in range(3)] == ["write"] * 3
        stand.now += SYNC_SECONDS * 0.02
        stand.recorder.frame(A, block)
        disk.wait_for("fsync")
        stand.recorder.frame(A, block)
        disk.wait_for("write")
    stand.close()
    assert length(tmp_path / A) == 11 * BLOCK


def test_it_is_synced_though_no_more_frames_come(tmp_path: Path, disk: Disk) -> None:
    stand = Stand(tmp_path, time.monotonic)
    stand.recorder.begin(A)
    stand.recorder.frame(A, speech(BLOCK))
    disk.wait_for("fsync")
    stand.close()


def test_what_ended_is_synced_at_once(tmp_path: Path, disk: Disk) -> None:
    stand = Stand(tmp_path)
    stand.recorder.begin(A)
    stand.recorder.frame(A, speech(10))
    stand.recorder.end(A)
    disk.wait_for("fsync")  # the file
    disk.wait_for("fsync")  # the folder
    assert length(tmp_path / A) == 10
    stand.close()


# The disk hangs


def test_while_the_disk_hangs_nobody_waits_and_little_is_kept(stand: Stand, disk: Disk) -> None:
    stand.recorder.begin(A)
    disk.wait_for("write")
    disk.free.clear()
    before = speech(BLOCK)
    stand.recorder.frame(A, before)
    disk.wait_for("write")
    one = speech(FRAME_SAMPLES)
    many = 1200 * SAMPLE_RATE // FRAME_SAMPLES
    begun = time.monotonic()
    for _ in range(many):
        stand.recorder.frame(A, one)
    assert time.monotonic() - begun < PATIENCE
    fits = int(WAITING_SECONDS * SAMPLE_RATE) // FRAME_SAMPLES
    assert len(stand.recorder._orders) == fits + 1
    lost = (many - fits) * FRAME_SAMPLES
    # It need not be waited for when the app ends.
    assert not stand.recorder.close(0.01)
    disk.free.set()
    stand.close()
    there = stand.written(A)
    assert len(there) == BLOCK + fits * FRAME_SAMPLES + lost
    assert np.array_equal(there[:BLOCK], before)
    assert np.array_equal(there[BLOCK:][: fits * FRAME_SAMPLES], np.tile(one, fits))
    assert not there[-lost:].any()
    assert not stand.failed


def test_after_a_hang_everything_stands_at_its_place(
    stand: Stand, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_module, "WAITING_SECONDS", 2 * BLOCK / SAMPLE_RATE)
    samples = speech(20 * BLOCK)
    stand.recorder.begin(A)
    disk.wait_for("write")
    disk.free.clear()
    for block in range(12):  # the first hangs, two wait, nine are lost
        stand.recorder.frame(A, samples[block * BLOCK :][:BLOCK])
        if not block:
            disk.wait_for("write")
    disk.free.set()
    for _ in range(2 + 9):
        disk.wait_for("write")
    for block in range(12, 20):
        stand.recorder.frame(A, samples[block * BLOCK :][:BLOCK])
        disk.wait_for("write")
    stand.close()
    samples[3 * BLOCK : 12 * BLOCK] = 0
    assert np.array_equal(stand.written(A), samples)


# The disk fails


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("call", ["write", "fsync"])
def test_an_error_ends_one_recording_and_is_told_once(
    stand: Stand, disk: Disk, call: str, error: int
) -> None:
    samples = speech(10 * BLOCK)
    stand.recorder.begin(A)
    stand.feed(A, samples[: 4 * BLOCK])
    for _ in range(5):
        disk.wait_for("write")
    disk.errors[call] = OSError(error, os.strerror(error))
    stand.now += 2 * SYNC_SECONDS
    stand.feed(A, samples[4 * BLOCK :])
    stand.wait_until_failed()
    disk.errors.clear()
    stand.feed(A, samples)
    stand.recorder.end(A)
    stand.recorder.begin(B)
    stand.feed(B, samples)
    stand.recorder.end(B)
    stand.close()
    assert stand.failed == [(A, error)]
    there = stand.written(A)
    assert 4 * BLOCK <= len(there) < len(samples)
    assert np.array_equal(there, samples[: len(there)])
    assert np.array_equal(stand.written(B), samples)


def test_a_name_that_exists_is_never_written_over(stand: Stand) -> None:
    stand.folder.mkdir()
    (stand.folder / A).write_bytes(b"somebody's")
    stand.recorder.begin(A)
    stand.feed(A, speech(5000))
    stand.recorder.end(A)
    stand.close()
    assert stand.failed == [(A, errno.EEXIST)]
    assert (stand.folder / A).read_bytes() == b"somebody's"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    stand = Stand(tmp_path / "file" / "recordings")
    stand.recorder.begin(A)
    stand.recorder.begin(B)
    stand.recorder.drop(B)
    stand.close()
    assert [name for name, _ in stand.failed if name == A] == [A]


def test_it_survives_what_nobody_thought_of(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def no(*_: Any) -> Any:
        raise RuntimeError("a broken installation")

    with monkeypatch.context() as patch:
        patch.setattr(recorder_module, "Recording", no)
        stand.recorder.begin(A)
        stand.wait_until_failed()
    assert stand.failed == [(A, errno.EIO)]
    stand.recorder._failed = no
    stand.folder.mkdir()
    (stand.folder / B).write_bytes(b"")
    stand.recorder.begin(B)
    stand.recorder.begin(C)
    stand.feed(C, speech(5000))
    stand.close()
    assert np.array_equal(stand.written(C), speech(5000))
    assert caplog.text.count("RuntimeError: a broken installation") == 2


@pytest.mark.parametrize("kind", ["tmpfs", "ext4"])
def test_a_disk_that_is_full_and_has_room_again(tmp_path: Path, kind: str) -> None:
    with small_disk(tmp_path, kind) as folder:
        ballast = folder / "ballast"
        stand = Stand(folder / "recordings")
        samples = speech(20 * SAMPLE_RATE)
        stand.recorder.begin(A)
        stand.feed(A, samples[:5000])
        stand.recorder.end(A)
        stand.recorder.begin(B)
        ballast.write_bytes(bytes(max(0, shutil.disk_usage(folder).free - 150_000)))
        for frame in frames(samples):
            stand.now += 0.5
            stand.recorder.frame(B, frame)
        stand.wait_until_failed()
        assert stand.failed == [(B, errno.ENOSPC)]
        there = stand.written(B)
        assert len(there) > SAMPLE_RATE
        assert np.array_equal(there, samples[: len(there)])
        ballast.unlink()
        stand.recorder.begin(C)
        stand.feed(C, samples[:5000])
        stand.close()
        for name in (A, C):
            assert np.array_equal(stand.written(name), samples[:5000])
        assert stand.failed == [(B, errno.ENOSPC)]


# Nothing of it is to stay


def test_dropped_before_it_was_begun_while_it_is_written_and_after(
    stand: Stand, disk: Disk
) -> None:
    keep, ended, open_, waiting, unknown = NAMES[:5]
    stand.recorder.drop(unknown)
    for name in (keep, ended, open_):
        stand.recorder.begin(name)
        stand.feed(name, speech(5000))
    stand.recorder.end(ended)
    disk.wait_for("fsync")
    disk.free.clear()
    stand.recorder.frame(keep, speech(BLOCK))
    stand.recorder.begin(waiting)
    stand.feed(waiting, speech(5000))
    for name in (ended, open_, waiting):
        stand.recorder.drop(name)
        stand.feed(name, speech(5000))
        stand.recorder.end(name)
    assert waiting not in {o.name for o in stand.recorder._orders if o.samples is not None}
    disk.free.set()
    stand.close()
    assert stand.files() == [keep]
    assert np.array_equal(stand.written(keep), np.concatenate([speech(5000), speech(BLOCK)]))
    stand.recorder.drop(keep)  # even now
    assert stand.files() == []
    assert not stand.failed


def test_what_cannot_be_removed_is_removed_later(
    stand: Stand, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: queue.SimpleQueue[Path] = queue.SimpleQueue()

    def no(path: Path) -> None:
        tried.put(path)
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patch:
        patch.setattr(recorder_module, "remove", no)
        stand.recorder.begin(A)
        disk.wait_for("write")
        stand.recorder.drop(A)
        assert tried.get(timeout=PATIENCE) == stand.folder / A
    assert stand.files() == [A]
    stand.recorder.begin(B)
    stand.recorder.end(B)
    disk.wait_for("fsync")
    stand.close()
    assert stand.files() == [B]


# The end


def test_closing_what_never_started_or_is_closed(tmp_path: Path) -> None:
    idle = Recorder(tmp_path, clock=time.monotonic, failed=lambda name, error: None)
    idle.begin(A)
    assert idle.close(0)
    stand = Stand(tmp_path)
    stand.close()
    stand.close()
    stand.recorder.begin(A)
    stand.feed(A, speech(5000))
    assert stand.files() == []


_CHILD = """
import sys, threading, time
from pathlib import Path
import numpy as np
from sayso.archive.recorder import Recorder
samples = np.load(sys.argv[2])
def failed(name, error): raise error
recorder = Recorder(Path(sys.argv[1]).parent, clock=time.monotonic, failed=failed)
recorder.start()
name = Path(sys.argv[1]).name
recorder.begin(name)
beat = threading.Event()
for first in range(0, len(samples), 512):
    recorder.frame(name, samples[first:first + 512])
    print(first + 512, flush=True)
    beat.wait(0.0032)
"""


@pytest.mark.parametrize("until", [9.0, 14.3])
def test_killed_it_has_everything_but_the_last_moment(tmp_path: Path, until: float) -> None:
    """Ten times as fast as speech; a real process, which is killed so that it can do nothing."""
    path, samples = tmp_path / A, speech(60 * SAMPLE_RATE)
    np.save(tmp_path / "samples.npy", samples)
    command = [sys.executable, "-c", _CHILD, str(path), str(tmp_path / "samples.npy")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= until * SAMPLE_RATE:
                break
        child.kill()
        heard = int(line)
    there = read(Clip(path, 0, 10**9))
    assert np.array_equal(there, samples[: len(there)])
    # A block, and what waited in the queue of a process that got no turn.
    assert len(there) > heard - 0.5 * SAMPLE_RATE
    assert heard >= until * SAMPLE_RATE
