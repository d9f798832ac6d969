"""Progress on stderr: bars, where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

from sayso.cli.say import say
from sayso.core.events import LoadProgress

if TYPE_CHECKING:
    from tqdm import tqdm

_BYTES = "{desc} |{bar}| {n_fmt} of {total_fmt}, {rate_fmt}, {remaining} to go"
_LEAST_TOLD = 10e6
_FORMAT = "{desc} |{bar}| {n:.0f} of {total:.0f} s, {elapsed} gone, {remaining} to go"
_NO_LENGTH = "{desc}, {n:.0f} s, {elapsed} gone"


class Progress:
    """Of one recording; nothing at all where stderr is no terminal. ``total``: its length in
    seconds, 0 where that is not known."""

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
            total=total or None,
            desc=name,
            bar_format=_FORMAT if total else _NO_LENGTH,
            leave=False,
            mininterval=0.1,
            miniters=0,
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
            reached = min(seconds, self._total) if self._total else seconds
            self._bar.update(reached - self._done)
            self._done = reached

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


class Transfer:
    """Bytes on their way, a download or a copy: a bar where stderr is a terminal, elsewhere a
    sentence for each tenth, of some megabytes at least.

    say: takes these sentences.
    """

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._work: tuple[str, float] | None = None
        self._told = 0.0
        self._on_terminal = sys.stderr is not None and sys.stderr.isatty()
        self._bar: tqdm[NoReturn] | None = None

    def report(self, progress: LoadProgress) -> None:
        """One thread at a time."""
        if self._on_terminal:
            self._draw(progress)
            return
        work = (progress.step, progress.total)
        if work != self._work:
            self._work = work
            self._told = progress.done
            self._say(f"{_what(progress)}, {size(progress.total)}" if work[1] else _what(progress))
        elif progress.done - self._told >= max(_LEAST_TOLD, progress.total / 10):
            self._told = progress.done
            self._say(f"{_what(progress)}: {size(progress.done)} of {size(progress.total)}")

    def _draw(self, progress: LoadProgress) -> None:
        if self._work != ("", progress.total) or self._bar is None:
            self.close()
            self._work = ("", progress.total)
            self._bar = _bar(progress)
        self._bar.set_description_str(_what(progress), refresh=False)
        if progress.total:
            self._bar.update(progress.done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> Transfer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def say_above(sentence: str) -> None:
    """As `say`, on a line of its own while a bar is on the terminal."""
    if "tqdm" not in sys.modules or sys.stderr is None or not sys.stderr.isatty():
        say(sentence)
        return
    from tqdm import tqdm

    with tqdm.external_write_mode(file=sys.stderr):
        say(sentence)


def size(count: float) -> str:
    """``145 MB``, ``3.1 GB``: decimal, as disks and downloads are told."""
    if count >= 1e9:
        return f"{count / 1e9:.1f} GB"
    if count >= 1e6:
        return f"{count / 1e6:.0f} MB"
    return f"{count / 1e3:.0f} kB"


def _what(progress: LoadProgress) -> str:
    return f"{progress.step} {progress.detail}".strip()


def _bar(progress: LoadProgress) -> tqdm[NoReturn]:
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # it would start a thread
    return tqdm(
        # What an earlier try fetched counts as done, and not for the rate.
        initial=progress.done,
        total=progress.total or None,
        desc=_what(progress),
        bar_format=_BYTES if progress.total else "{desc}…",
        unit="B",
        unit_scale=True,
        leave=False,
        mininterval=0.1,
        miniters=0,
    )
