"""A real `sayso.control.past.Past` over a folder, with a recognizer that hears what it is told to;
and what was said there before."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from sayso.archive.browsing import BrowsableHistory
from sayso.archive.items import DictationKey
from sayso.archive.recording import Recording, recording_name
from sayso.control.again import Again
from sayso.control.past import Past
from sayso.core.errors import RecognitionCancelled
from sayso.core.events import LoadProgress
from sayso.core.ports import Publish, RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples, Transcript
from sayso.core.state import State
from sayso.models.choosing import Plan
from sayso.residency.model import ModelKey
from sayso.settings.schema import History, Recognition

RUN = "0123456789abcdef" * 2
NOW = datetime(2026, 11, 22, 16, 30).astimezone()

_WAYS: dict[State, tuple[State, ...]] = {
    State.INSERTED: (State.INSERTING, State.INSERTED),
    State.TAKEN_BACK: (State.INSERTING, State.INSERTED, State.TAKEN_BACK),
}
_BY = {
    State.INSERTED: "clipboard paste",
    State.TAKEN_BACK: "clipboard paste",
    State.COPIED: "copied to the clipboard",
}


class ToldRecognizer:
    """A fake: no model can be downloaded where this is tested.

    hears: what it says that it heard. gate: it waits for it, unless it is cancelled. options: of
    each call. closed: how often.
    """

    engine = "whisper"
    device = "cpu"

    def __init__(self) -> None:
        self.model = "small"
        self.hears = "please send the report"
        self.gate = threading.Event()
        self.gate.set()
        self.waiting = threading.Event()
        self.options: list[RecognizeOptions] = []
        self.keys: list[ModelKey] = []
        self.closed = 0
        self.error: Exception | None = None
        self._cancelled = False

    def made(self, key: ModelKey) -> ToldRecognizer:
        self.keys.append(key)
        self._cancelled = False
        return self

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        report(LoadProgress("Loading the model", "model.bin", 1.0, 2.0))

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None:
        pass

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        self.options.append(options)
        self.waiting.set()
        self.gate.wait(60)
        if self._cancelled:
            raise RecognitionCancelled("It was stopped.")
        if self.error is not None:
            raise self.error
        seconds = len(samples) / SAMPLE_RATE
        return Transcript(self.hears, (), "en", self.engine, self.model, seconds, 0.5)

    def cancel(self) -> None:
        self._cancelled = True
        self.gate.set()

    def close(self) -> None:
        self.closed += 1
        self.gate.set()


def make_past(
    folder: Path,
    publish: Publish = lambda event: None,
    *,
    recognizer: ToldRecognizer | None = None,
    now: Callable[[], datetime] = lambda: NOW,
    kept: History | None = None,
) -> Past:
    told = recognizer or ToldRecognizer()
    settings = kept or History()
    return Past(
        folder,
        now=now,
        kept=lambda: settings,
        again=Again(
            recognition=Recognition,
            plan=lambda wanted: Plan((ModelKey("whisper", wanted.model),)),
            recognizer=told.made,
        ),
        publish=publish,
    )


class SaidBefore:
    """Writes into the history of a folder, as the journal does.

    number: of the last dictation.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOW
        self.number = 0
        self.history = BrowsableHistory(folder, now=lambda: self.now)

    def dictate(
        self,
        *texts: str | None,
        ago: timedelta = timedelta(),
        application: str = "kate",
        state: State = State.INSERTED,
        audio: bool = False,
        reason: str = "",
        seconds: float = 2.0,
    ) -> DictationKey:
        """Each text is an utterance; None could not be recognised. So long ``ago``."""
        self.number += 1
        key = DictationKey(RUN, self.number)
        began = NOW - ago
        self.now = began
        samples = round(seconds * SAMPLE_RATE)
        name = self._recording(key, began, samples * len(texts)) if audio else None
        history = self.history
        with history.writing():
            history.begin(key, began, application, name)
            for number, text in enumerate(texts):
                history.heard(key, number, start=number * samples, samples=samples)
                if text is not None:
                    raw = text.lower().rstrip(".")
                    spoken = Transcript(raw, (), "en", "whisper", "base.en", seconds, 0.4)
                    history.recognized(key, number, spoken, text)
            numbers = range(len(texts))
            for step in _WAYS.get(state, (state,)):
                history.mark(
                    key, numbers, step, reason=reason, way=_BY.get(step, ""), confirmed=True,
                    delivered_seconds=0.8 if state is State.INSERTED else None,
                )  # fmt: skip
            history.end(key)
        return key

    def many(self, dictations: int, words: int = 12) -> None:
        """In one go: so many of one utterance, one every ten minutes."""
        with self.history.writing():
            for number in range(dictations):
                self.dictate(
                    f"number {number} " + "word " * (words - 3) + "end",
                    ago=timedelta(minutes=10 * (dictations - number)),
                    application=("kate", "firefox", "thunderbird")[number % 3],
                )

    def close(self) -> None:
        self.history.close()

    def _recording(self, key: DictationKey, began: datetime, samples: int) -> str:
        """A real one: a tone that swells and fades."""
        folder = self.folder / "recordings"
        folder.mkdir(parents=True, exist_ok=True)
        name = recording_name(key, began)
        writer = Recording(folder / name)
        time = np.arange(samples) / SAMPLE_RATE
        tone = np.sin(2 * np.pi * 440 * time) * np.sin(np.pi * time / time[-1]) * 0.3
        writer.write(tone.astype(np.float32))
        writer.close()
        return name
