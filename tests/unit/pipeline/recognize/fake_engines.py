"""Engines that misbehave on purpose, as no real one can be told to. Chosen by the key's model.

Imported by the child process. ``key.folder`` is where it leaves word of what it does, and, where a
model waits for word, finds a named pipe.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

from sayso.core.errors import ModelError, RecognitionError
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import Samples, Transcript
from sayso.residency.model import ModelKey

SECRET = "what was said"


class FakeEngine:
    engine = "fake"

    def __init__(self, key: ModelKey) -> None:
        assert key.folder is not None
        self.model = key.model
        self.device = key.place
        self.folder: Path = key.folder

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        self._note("loads")
        report(LoadProgress("Reading", self.model, 1, 2))
        if self.model == "waits while loading" or (
            self.model == "waits while loading again" and self._count("loads") > 1
        ):
            self._wait_for_word()
        if self.model.endswith("while loading") or (
            self.model.endswith("while loading once") and self._count("loads") == 1
        ):
            self._misbehave()
        if self.model == "fails to load":
            raise ModelError("The model is of cheese: take another.")
        report(LoadProgress("Read", self.model, 2, 2))

    def warm_up(self, seconds: float) -> None:
        with (self.folder / "passes").open("a") as file:
            file.write(f"{seconds} ")
        if self.model.endswith("while warming up"):
            self._misbehave()
        if self.model == "slow to warm up":
            self._wait_for_word()

    def recognize(
        self, samples: Samples, options: RecognizeOptions, go_on: Callable[[], None]
    ) -> Transcript:
        self._note("calls")
        if self.model == "prints":
            print("printed by Python", flush=True)
            os.write(1, b"printed by a library\n")
        at_work = not self.model.endswith("while loading once")
        if at_work and ("once" not in self.model or self._count("calls") == 1):
            if self.model.startswith("says so"):
                (self.folder / "fifo").write_text("here")
            if "heeds" in self.model:
                while True:
                    go_on()
                    threading.Event().wait(0.001)
            if not self.model.endswith(("while loading", "while warming up")):
                self._misbehave()
        if self.model == "takes its time":
            for _ in range(10):
                go_on()
                threading.Event().wait(0.0005)
        if self.model == "fails":
            raise RecognitionError("The audio is of cheese: take another.")
        text = f"{SECRET} {len(samples)} {float(samples.sum()):.0f} {options.language}"
        return Transcript(text, (), "en", "fake", self.model, 1.0, 0.5)

    def close(self) -> None: ...

    def _misbehave(self) -> None:
        if "aborts" in self.model:
            os.abort()
        if "dies" in self.model:
            os._exit(3)
        if "hangs" in self.model:
            threading.Event().wait()
        if "trips" in self.model:
            raise KeyError("oops")
        if "runs out of memory" in self.model:
            raise RuntimeError("CUDA failed with error out of memory")
        if "misses a library" in self.model:
            raise RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")

    def _note(self, what: str) -> None:
        with (self.folder / what).open("a") as file:
            file.write("x")

    def _count(self, what: str) -> int:
        return (self.folder / what).stat().st_size

    def _wait_for_word(self) -> None:
        (self.folder / "fifo").read_text()


def make(key: ModelKey) -> FakeEngine:
    return FakeEngine(key)
