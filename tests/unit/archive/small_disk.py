"""Small file systems that really fill up, where this machine lets a test mount one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_disk(tmp_path: Path, kind: str) -> Iterator[Path]:
    """A folder with 4 MB, of the file system that is asked for: ``tmpfs`` or ``ext4``. Skips the
    test where that cannot be had."""
    folder = tmp_path / f"small {kind}"
    folder.mkdir()
    if kind == "tmpfs":
        _run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder))
    else:
        image = folder.with_suffix(".image")
        with image.open("wb") as file:
            file.truncate(4_000_000)
        _run(f"mkfs.{kind}", "-q", str(image))
        _run("mount", "-o", "loop", str(image), str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], timeout=30, check=True)


def make_read_only(folder: Path) -> None:
    """Of `small_disk`; nothing may be open for writing there."""
    _run("mount", "-o", "remount,ro", str(folder))


def make_writable(folder: Path) -> None:
    """Again."""
    _run("mount", "-o", "remount,rw", str(folder))


def fill(folder: Path) -> Path:
    """To the last byte, and on where room was made; the file that has it all."""
    filler = folder / "filler"
    with filler.open("ab", buffering=0) as file:
        for size in (65536, 1024, 1):
            with suppress(OSError):
                while file.write(bytes(size)) == size:
                    pass
    return filler


def _run(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except OSError as error:
        pytest.skip(f"no small disk here: {error}")
    if done.returncode:
        pytest.skip(f"no small disk here: {' '.join(command[:3])}: {done.stderr.strip()}")
