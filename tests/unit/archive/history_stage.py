"""A history in a temporary folder, its clock, and what is said to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
from filelock import FileLock

from sayso.archive.history import History
from sayso.archive.items import DictationKey
from sayso.archive.recording import Recording, recording_name
from sayso.core.speech import SAMPLE_RATE, Samples, Transcript
from sayso.core.state import State

START = datetime(2026, 11, 22, 19, 55, 36, tzinfo=timezone(timedelta(hours=1)))
RUN = "0123456789abcdef" * 2


def key(number: int) -> DictationKey:
    return DictationKey(RUN, number)


def transcript(text: str, model: str = "base.en") -> Transcript:
    return Transcript(text, (), "en", "whisper", model, 1.0, 0.25)


def noise(samples: int) -> Samples:
    """Never silent, shape ``(samples,)``."""
    found = np.random.default_rng(1).integers(1, 3000, samples)
    return (found / 32768).astype(np.float32)


@dataclass
class Stage:
    """now: what the clock says. said: what the person was told."""

    folder: Path
    now: datetime = START
    said: list[str] = field(default_factory=list)
    opened: list[History] = field(default_factory=list)

    def open(
        self, *, patience: float = 5.0, damaged: bool = False, or_read: bool = False
    ) -> History:
        history = History(
            self.folder,
            now=lambda: self.now,
            patience=patience,
            say=self.said.append,
            damaged=damaged,
            or_read=or_read,
        )
        self.opened.append(history)
        return history

    def close(self) -> None:
        for history in self.opened:
            history.close()

    def later(self, **how_much: float) -> None:
        self.now += timedelta(**how_much)

    @property
    def database(self) -> Path:
        return self.folder / "history.db"

    @property
    def recordings(self) -> Path:
        return self.folder / "recordings"

    @contextmanager
    def alive(self, run: str = RUN) -> Iterator[None]:
        """The app, that run of it."""
        (self.folder / "runs").mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / "runs" / f"{run}.lock"):
            yield

    def recording(self, number: int, seconds: float = 3.0) -> str:
        """A real one, of noise; its name."""
        name = recording_name(key(number), self.now)
        self.recordings.mkdir(parents=True, exist_ok=True)
        writer = Recording(self.recordings / name)
        writer.write(noise(round(seconds * SAMPLE_RATE)))
        writer.close()
        return name

    def dictate(
        self,
        history: History,
        number: int,
        *texts: str,
        state: State = State.INSERTED,
        audio: bool = False,
        ended: bool = True,
    ) -> list[int]:
        """Each text is an utterance of a second, the first of them at once; their ids."""
        name = self.recording(number, len(texts)) if audio else None
        history.begin(key(number), self.now, "kate", name)
        ids = []
        for place, text in enumerate(texts):
            ids.append(
                history.heard(key(number), place, start=place * SAMPLE_RATE, samples=SAMPLE_RATE)
            )
            if state is not State.HEARD:
                history.recognized(key(number), place, transcript(text), text)
        for step in _WAYS[state]:
            history.mark(key(number), range(len(texts)), step)
        if ended:
            history.end(key(number))
        return ids

    def bytes_on_disk(self) -> bytes:
        """Of all files but recordings; without the sums and random numbers between the pages of the
        log, in which three letters may stand by chance (sqlite.org/fileformat.html, 4.1)."""
        files = [one for one in self.folder.rglob("*") if one.is_file()]
        found = []
        for one in files:
            data = one.read_bytes()
            if one.name == "history.db-wal":
                found += [data[at + 24 : at + 24 + 4096] for at in range(32, len(data), 24 + 4096)]
            elif one.suffix != ".flac" and one.name != "history.db-shm":
                found.append(data)
        return b"\n".join(found)


_WAYS: dict[State, tuple[State, ...]] = {
    State.HEARD: (),
    State.RECOGNISED: (),
    State.INSERTING: (State.INSERTING,),
    State.INSERTED: (State.INSERTING, State.INSERTED),
    State.TAKEN_BACK: (State.INSERTING, State.INSERTED, State.TAKEN_BACK),
    State.COPIED: (State.COPIED,),
    State.FAILED: (State.FAILED,),
    State.REFUSED: (State.REFUSED,),
    State.CANCELLED: (State.CANCELLED,),
}
