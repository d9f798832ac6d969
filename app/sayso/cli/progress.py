"""A progress bar on stderr, where that is a terminal; nothing at all elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType

from sayso.core.events import LoadProgress

_FORMAT = "{desc} |{bar}| {n:.0f} of {total:.0f} s, {elapsed} gone, {remaining} to go"


class Progress:
    """Of one recording. ``total``: its length in seconds."""

    def __init__(self, name: str, total: float) -> None:
        self._name = name
        self._total = total
        self._done = 0.0
        if sys.stderr is None or not sys.stderr.isatty():
            self._bar = None
            return
        from tqdm import tqdm

        tqdm.monitor_interval = 0  # it would start a thread
        self._bar = tqdm(
            total=total, desc=name, bar_format=_FORMAT, leave=False, mininterval=0.1, miniters=0
        )

    def loading(self, progress: LoadProgress) -> None:
        """What `Recognizer.load` reports."""
        if self._bar is not None:
            percent = f" {progress.done / progress.total:.0%}" if progress.total else ""
            self._bar.set_description_str(f"{progress.step} {progress.detail}{percent}")

    def reached(self, seconds: float) -> None:
        """So much of the recording has its text."""
        if self._bar is not None:
            self._bar.set_description_str(self._name, refresh=False)
            self._bar.update(min(seconds, self._total) - self._done)
            self._done = min(seconds, self._total)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()
