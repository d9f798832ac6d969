"""Engines that misbehave on purpose, as no real one can be told to. Chosen by the key's model.

Imported by the child process. ``key.folder`` is where it leaves word of what it does.
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
    device = "abacus"

    def __init__(self, key: ModelKey) -> None:
        assert key.folder is not None
        self.model = key.model
        self.folder: Path = key.folder

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        self._note("loads")
        report(LoadProgress("Reading", self.model, 1, 2))
        if self.model == "waits while loading":
            self._wait_for_word()
        if self.model == "dies while loading":
            os._exit(3)
        if self.model == "fails to load":
            raise ModelError("The model is of cheese: take another.")
        if self.model == "trips while loading":
            raise KeyError("oops")
        report(LoadProgress("Read", self.model, 2, 2))

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        self._note("calls")
        if self.model == "prints":
            print("printed by Python", flush=True)
            os.write(1, b"printed by a library\n")
        if self.model == "dies" or (self.model == "dies once" and self._count("calls") == 1):
            os._exit(3)
        if self.model == "hangs" or (self.model == "hangs once" and self._count("calls") == 1):
            threading.Event().wait()
        if self.model == "says so and hangs":
            (self.folder / "fifo").write_text("here")
            threading.Event().wait()
        if self.model == "fails":
            raise RecognitionError("The audio is of cheese: take another.")
        if self.model == "trips":
            raise KeyError("oops")
        text = f"{SECRET} {len(samples)} {float(samples.sum()):.0f} {options.language}"
        return Transcript(text, (), "en", "fake", self.model, 1.0, 0.5)

    def close(self) -> None: ...

    def _note(self, what: str) -> None:
        with (self.folder / what).open("a") as file:
            file.write("x")

    def _count(self, what: str) -> int:
        return (self.folder / what).stat().st_size

    def _wait_for_word(self) -> None:
        (self.folder / "fifo").read_text()


def make(key: ModelKey) -> FakeEngine:
    return FakeEngine(key)
