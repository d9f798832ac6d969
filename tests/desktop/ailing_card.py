"""Engines for a graphics card that is not there: on ``cuda`` they fail as one with trouble does,
on ``cpu`` they are the real Whisper. Imported by the child process.

What goes wrong, and when, is the name of the model's folder, as ``aborts recognising``. Until then
the real Whisper loads on the processor, so that the words would be right if it did not go wrong.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace

from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import Samples, Transcript
from sayso.pipeline.recognize.child import Engine
from sayso.pipeline.recognize.whisper import WhisperEngine
from sayso.residency.model import ModelKey

FAULTS = ("aborts", "exits", "hangs", "is full", "lacks cuBLAS")
STAGES = ("loading", "warming up", "recognising")


class AilingEngine:
    engine = "whisper"

    def __init__(self, key: ModelKey) -> None:
        self.model, self.device = key.model, key.place
        self._whisper = WhisperEngine(replace(key, device="cpu"))

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        self._whisper.load(report)
        self._at("loading")

    def warm_up(self, seconds: float) -> None:
        self._at("warming up")
        self._whisper.warm_up(seconds)

    def recognize(
        self, samples: Samples, options: RecognizeOptions, go_on: Callable[[], None]
    ) -> Transcript:
        self._at("recognising")
        return self._whisper.recognize(samples, options, go_on)

    def close(self) -> None:
        self._whisper.close()

    def _at(self, stage: str) -> None:
        if not self.model.endswith(stage):
            return
        if self.model.startswith("aborts"):
            os.abort()
        if self.model.startswith("exits"):
            os._exit(3)
        if self.model.startswith("hangs"):
            threading.Event().wait()
        # CTranslate2's own words.
        if self.model.startswith("is full"):
            raise RuntimeError("CUDA failed with error out of memory")
        if self.model.startswith("lacks"):
            raise RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")


def make(key: ModelKey) -> Engine:
    return WhisperEngine(key) if key.device == "cpu" else AilingEngine(key)
