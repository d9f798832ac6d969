"""A fake: it keeps the doings of `sayso.control.file_queue.FileQueue`, and no file is ever opened.

The real one needs a recognizer; tests/unit/control/test_file_queue.py has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from sayso.control.file_job import FileJob, FileState
from sayso.control.file_queue import FileQueue
from sayso.core.events import FilesChanged
from sayso.core.ports import Publish


class FakeFiles(FileQueue):
    """jobs: what stands; a test changes it by `change`. asked: how often `standing` was."""

    def __init__(self, publish: Publish) -> None:
        self.tell = publish
        self.jobs: dict[int, FileJob] = {}
        self.asked = 0

    def change(self, number: int, **changes: object) -> None:
        """As if the queue's thread had got so far."""
        self.jobs[number] = replace(self.jobs[number], **changes)  # type: ignore[arg-type]
        self.tell(FilesChanged())

    def add(self, paths: Iterable[Path]) -> None:
        for path in paths:
            number = len(self.jobs) + 1
            self.jobs[number] = FileJob(number, path)
        self.tell(FilesChanged())

    def cancel(self, number: int) -> None:
        self.change(number, state=FileState.CANCELLED)

    def again(self, number: int) -> None:
        self.change(number, state=FileState.WAITING, transcript=None, sentence="")

    def remove(self, number: int) -> None:
        del self.jobs[number]
        self.tell(FilesChanged())

    def clear_done(self) -> None:
        self._keep(lambda job: job.state is not FileState.DONE)

    def standing(self) -> tuple[FileJob, ...]:
        self.asked += 1
        return tuple(self.jobs.values())

    def close(self) -> None: ...

    def _keep(self, wanted: Callable[[FileJob], bool]) -> None:
        self.jobs = {number: job for number, job in self.jobs.items() if wanted(job)}
        self.tell(FilesChanged())
