"""A rig whose app dies by SIGKILL, and what is left of what was said, for the test to count."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from rig import SECONDS, Rig
from screen import end
from spoken_app import gone

from sayso.archive.history import History
from sayso.archive.items import Item, Query
from sayso.cli.client import ask
from sayso.core.errors import SaysoError

LAUNCHER = Path(__file__).with_name("killing.py")

_LOOK_SECONDS = 0.01


class MortalRig(Rig):
    """After `start` what an earlier run has left is written down, and offered.

    run: the id of this run of the app; empty where it keeps nothing.
    """

    run = ""

    def start(self, *, ready: bool = True, keeps: bool = True) -> subprocess.Popen[bytes]:
        """keeps: it writes down what is said."""
        process = self._begin("")
        self.wait(lambda status: not ready or status["health"] == "ready")
        self.run = ""
        if ready and keeps:
            assert self.until(self._has_taken_over)
            [self.run] = self._runs()
        return process

    def start_to_die(self, point: str) -> None:
        """It kills itself there, while it sees to what an earlier one has left, if it comes there;
        else it is killed once it has done so."""
        process = self._begin(point)
        self.until(self._has_taken_over)
        process.kill()
        process.wait()

    def _begin(self, point: str) -> subprocess.Popen[bytes]:
        self._dead_runs = set(self._runs())
        ours, theirs = socket.socketpair()
        self._stack.callback(ours.close)
        with theirs, self._said.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-P", str(LAUNCHER), str(theirs.fileno()), point],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                pass_fds=[theirs.fileno()],
            )
        self._stack.callback(end, self.process, SECONDS)
        self._link = ours
        self._answers = ours.makefile("rb")
        self._stack.callback(self._answers.close)
        return self.process

    def _has_taken_over(self) -> bool:
        """Those of the dead go when what they have left is written down."""
        runs = self._runs()
        return len(runs) == 1 and self._dead_runs.isdisjoint(runs)

    def _runs(self) -> list[str]:
        """Those that live, and those that died and left something."""
        return [path.stem for path in (self.history_folder / "runs").glob("*.lock")]

    @property
    def history_folder(self) -> Path:
        return self.home / "data" / "history"

    def light(self, point: str, times: int = 1) -> None:
        """Have the app kill itself there."""
        self._order({"kill": point, "at": times})

    def do(self, method: str, *arguments: object) -> None:
        """As the tray and the window do. Raises AssertionError with what the app raised."""
        answer = self._order({"do": method, "with": arguments})
        assert not answer, f"{method}: {answer['error']}"

    def told(self) -> list[str]:
        """The warnings and errors since the start, in order."""
        sentences: list[str] = self._order({"told": True})["told"]
        return sentences

    def _order(self, order: dict[str, object]) -> dict[str, Any]:
        self._link.sendall(json.dumps(order).encode() + b"\n")
        answer: dict[str, Any] = json.loads(self._answers.readline())
        return answer

    def killed_itself_at(self) -> float:
        """Of time.monotonic, once it has."""
        at: float = json.loads(self._answers.readline())["killed"]
        return at

    def kill(self) -> None:
        """kill -9; it is gone when this returns."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    @property
    def dead(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def until(self, fits: Callable[[], object], seconds: float = SECONDS) -> bool:
        """Whether it came before the app died."""
        deadline = time.monotonic() + seconds
        look = threading.Event()
        while not self.dead:
            if fits():
                return True
            assert time.monotonic() < deadline, f"it never came; {self.status()}"
            look.wait(_LOOK_SECONDS)
        return False

    def is_state(self, state: str) -> bool:
        try:
            return bool(ask("status", str(self.home / "run" / "control.sock"))["state"] == state)
        except SaysoError:  # it is just dying, or has died
            return False

    @contextmanager
    def orphans(self) -> Iterator[None]:
        """The app dies inside: its engines follow it, by themselves."""
        engines = self.engines()
        yield
        deadline = time.monotonic() + SECONDS
        look = threading.Event()
        while not all(gone(engine.pid) for engine in engines):
            assert time.monotonic() < deadline, "an engine outlived its app"
            look.wait(_LOOK_SECONDS)

    @contextmanager
    def history(self) -> Iterator[History]:
        """As another program sees it."""
        there = History(self.history_folder, now=lambda: datetime.now().astimezone())
        try:
            yield there
        finally:
            there.close()

    def items(self, run: str) -> list[Item]:
        """What was said in that run, in order."""
        found = [item for item in self.everything() if item.key.run == run]
        return sorted(found, key=lambda item: (item.key.number, item.number))

    def everything(self) -> list[Item]:
        with self.history() as there:
            return list(there.items(Query()))

    def recordings(self, run: str) -> list[Path]:
        return sorted((self.history_folder / "recordings").glob(f"*-{run}-*.flac"))
