"""One download: what it gives, what it raises, and that Ctrl+C ends it at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from sayso.cli.fetching import fetch
from sayso.core.errors import DownloadCancelled, DownloadError
from sayso.core.events import LoadProgress


class Download:
    """Stands in for one over the network, which the command's own test has."""

    def __init__(self, work: Callable[[], Path]) -> None:
        self._work = work
        self.cancelled = threading.Event()

    def run(self, report: Callable[[LoadProgress], None]) -> Path:
        report(LoadProgress("Downloading", "base", 1, 2))
        return self._work()

    def cancel(self) -> None:
        self.cancelled.set()


def test_the_folder() -> None:
    said: list[str] = []
    assert fetch(Download(lambda: Path("/there")), "base", said.append) == Path("/there")
    assert said == ["Downloading base, 0 kB"]


def test_a_failure() -> None:
    def fail() -> Path:
        raise DownloadError("No network; plug it in.")

    with pytest.raises(DownloadError, match="plug it in"):
        fetch(Download(fail), "base", lambda sentence: None)


def test_ctrl_c() -> None:
    said: list[str] = []

    def interrupted() -> Path:
        signal.raise_signal(signal.SIGINT)  # Python raises it in the main thread, which waits
        assert download.cancelled.wait(60)
        raise DownloadCancelled("Cancelled; start it again.")

    download = Download(interrupted)
    with pytest.raises(KeyboardInterrupt):
        fetch(download, "base", said.append)
    assert download.cancelled.is_set()
    assert said[1:] == ["The download of base was stopped; the next one goes on from there."]
