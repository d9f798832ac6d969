"""What the history holds, as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sayso.core.state import State


class DictationKey(NamedTuple):
    """Which dictation, on any machine. run: 32 hexadecimal digits, new for each start of the app.
    number: as `sayso.core.speech.Utterance.dictation`."""

    run: str
    number: int


@dataclass(frozen=True, slots=True)
class Clip:
    """Where the audio of an utterance lies. start, samples: of the recording's 16 kHz."""

    recording: Path
    start: int
    samples: int


@dataclass(frozen=True, slots=True)
class Item:
    """One utterance.

    id: counts up, and is never given twice.
    key, number: of its dictation, and its place there from 0.
    started_at: when its audio began, in local time as it was then.
    raw_text: the recognizer's; text: after the text rules; ``None`` where it was not recognised, or
        not kept.
    application: whose window took it, or was meant to.
    taken_seconds: of the recognition. delivered_seconds: from the end of the utterance until its
        text was in the window.
    way: into the window, for people. confirmed: it was seen to take the text.
    reason: a sentence: why it failed or was refused.
    clip: None where there is no audio of it (any more).
    offered: the person was asked what is to become of it, or has seen to it.
    """

    id: int
    key: DictationKey
    number: int
    state: State
    started_at: datetime
    audio_seconds: float
    raw_text: str | None = None
    text: str | None = None
    application: str = ""
    language: str | None = None
    engine: str = ""
    model: str = ""
    taken_seconds: float | None = None
    delivered_seconds: float | None = None
    way: str = ""
    confirmed: bool = False
    reason: str = ""
    clip: Clip | None = None
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an utterance was taken for before it was recognised again."""

    at: datetime
    raw_text: str
    text: str
    language: str | None
    engine: str
    model: str


@dataclass(frozen=True, slots=True)
class Query:
    """Which items; an empty field asks for nothing.

    words: each must be in the text or raw text, anywhere, in capitals or not.
    since, until: of ``started_at``; until is exclusive.
    before: only those that follow the item of this id in the list, to go on where a page ended.
    ids: from the first to the last, both among them.
    dictation: only those of this one.
    limit: so many at the most, the newest.
    """

    words: str = ""
    application: str = ""
    states: frozenset[State] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    ids: tuple[int, int] | None = None
    dictation: DictationKey | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """Days and bytes; ``None`` is for ever, and no limit."""

    audio_days: float | None = None
    audio_bytes: int | None = None
    text_days: float | None = None
    text_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A dictation whose end a crashed run has not written down.

    heard_until: samples of it that are in utterances already, or were skipped as silence before
        them; what follows in ``recording`` was not cut into utterances yet. recording: None where
        its audio could not be written.
    utterances: the number that its next one has.
    rebuilt: the history knows nothing of it, so that its words may have been delivered.
    """

    key: DictationKey
    heard_until: int
    utterances: int
    recording: Path | None
    rebuilt: bool = False
