"""How long the real app takes to its splash and to being ready, and what it costs when idle."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

import psutil

from sayso.bench.memory import family, resident_mb
from sayso.core.errors import DesktopError, SaysoError
from sayso.core.ports import Clock
from sayso.paths import first_run_file, private_folder

_SECONDS_AT_MOST = 60.0

_SETTLE_SECONDS = 3.0
"""After "ready" the splash goes and the lists of the menu are filled."""


@dataclass(frozen=True, slots=True)
class Started:
    """Seconds since the process was started: the splash painted, the recognizer warm."""

    splash: float
    ready: float


@dataclass(frozen=True, slots=True)
class Idle:
    """With tray up, model loaded and microphone closed; app and engine together."""

    cpu_percent: float
    rss_mb: float


@contextmanager
def virtual_display(environ: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """``environ`` with a display of Xvfb's in it. Raises DesktopError."""
    if shutil.which("Xvfb") is None:
        raise DesktopError("There is no display; install Xvfb to measure the start without one.")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read, "rb") as numbers:
            number = _Lines(numbers).next(_SECONDS_AT_MOST)
        if not number:
            raise DesktopError("Xvfb did not start; run it by hand to see why.")
        yield {**environ, "DISPLAY": f":{number}"}
    finally:
        server.terminate()
        server.wait()


def live_in(home: Path) -> None:
    """From now on SAYSO_HOME ``home`` is that of a person who has set the app up."""
    marker = home / "data" / first_run_file().name
    private_folder(marker.parent)
    marker.touch()


@contextmanager
def running(
    environ: Mapping[str, str], home: Path, clock: Clock
) -> Iterator[tuple[Started, psutil.Process]]:
    """The app, ready, with its files in ``home``; ended at the end.

    ``clock`` must be the same in all processes, as time.monotonic is. Raises SaysoError.
    """
    live_in(home)
    begun = clock()
    process = subprocess.Popen(
        [sys.executable, "-m", "sayso", "run", "--timings"],
        env={**environ, "SAYSO_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    lines = _Lines(process.stdout)
    try:
        reached: dict[str, float] = {}
        while reached.keys() < {"splash", "ready"}:
            name, _, when = lines.next(_SECONDS_AT_MOST).partition(" ")
            if not when:
                raise SaysoError("The app did not start; run `sayso` by hand to see why.")
            reached[name] = float(when) - begun
        yield Started(reached["splash"], reached["ready"]), psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(_SECONDS_AT_MOST)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def idle(process: psutil.Process, seconds: float, clock: Clock) -> Idle:
    """Watch the app and its children do nothing for so long, once they have settled."""
    threading.Event().wait(_SETTLE_SECONDS)
    before, begun = _cpu_seconds(process), clock()
    threading.Event().wait(seconds)
    used, taken = _cpu_seconds(process) - before, clock() - begun
    return Idle(used / taken * 100, resident_mb(process))


def _cpu_seconds(process: psutil.Process) -> float:
    times = [each.cpu_times() for each in family(process)]
    return sum(each.user + each.system for each in times)


class _Lines:
    """Lines of a pipe, with a time limit that works on every system."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._lines: SimpleQueue[str] = SimpleQueue()
        threading.Thread(target=self._read, args=(pipe,), daemon=True, name="reader").start()

    def next(self, seconds: float) -> str:
        """Empty where there is none in time, or the pipe ended."""
        try:
            return self._lines.get(timeout=seconds)
        except Empty:
            return ""

    def _read(self, pipe: IO[bytes]) -> None:
        for line in pipe:
            self._lines.put(line.decode(errors="replace").strip())
        self._lines.put("")
