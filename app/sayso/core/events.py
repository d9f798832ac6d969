"""What happened, for whoever listens: the tray, the splash, the window, `sayso demo`, tests.

Worker threads are given a ``publish`` callable (:data:`sayso.core.ports.Publish`) and call it with
one of these. It may be called from any thread and never blocks. No event that is logged carries
what was said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sayso.core.health import Health
from sayso.core.speech import Transcript, Utterance


class Activity(StrEnum):
    """What the app is doing right now; the coordinator alone changes it."""

    IDLE = "idle"
    LISTENING = "listening"
    RECOGNIZING = "recognizing"


class Level(StrEnum):
    """How loudly a notice is shown."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class ActivityChanged:
    """``hands_free`` is true while listening goes on without a key being held."""

    activity: Activity
    hands_free: bool = False


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """A step of loading. ``done`` and ``total`` are in ``unit`` (``total`` 0: not known).

    seconds_left: of a download, once it can be told.
    """

    step: str
    detail: str = ""
    done: float = 0.0
    total: float = 0.0
    unit: str = "bytes"
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class RecognizerChanged:
    """The health of the recognizer that serves, or is to serve, changed.

    device: what it runs on, ``cpu`` or ``cuda:0``.
    message: a sentence for people, or empty: why it is degraded or unavailable.
    """

    health: Health
    engine: str
    model: str
    device: str = "cpu"
    message: str = ""


@dataclass(frozen=True, slots=True)
class SpeechLevel:
    """Loudness of the latest frame (RMS, 0…1) and how sure voice detection is (0…1)."""

    rms: float
    voice: float


@dataclass(frozen=True, slots=True)
class BacklogChanged:
    """What waits to be recognised: so many utterances, of so many seconds of audio together."""

    utterances: int
    seconds: float


@dataclass(frozen=True, slots=True)
class UtteranceHeard:
    """An utterance is complete and waits to be recognised."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class UtteranceRecognized:
    """``text`` is the transcript's text after the text rules; it may be empty."""

    utterance: Utterance
    transcript: Transcript
    text: str


@dataclass(frozen=True, slots=True)
class TextInserted:
    """``confirmed``: the target was seen to take it. ``way``: which way in, for people.
    ``copied``: it is on the clipboard and nowhere else, as the settings say."""

    dictation: int
    text: str
    way: str
    confirmed: bool
    copied: bool = False


@dataclass(frozen=True, slots=True)
class TextTakenBack:
    """What was inserted last of this dictation stands in its window no more."""

    dictation: int
    text: str


@dataclass(frozen=True, slots=True)
class TextWaits:
    """All that found no window yet, in order; empty: nothing, or nothing any more. It can be
    copied, or put into the window that has the keyboard then."""

    text: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What an earlier run heard and did not deliver, for the person to recognise, copy or discard.

    utterances: how many there are; 0: nothing is offered, or nothing any more.
    seconds: of audio, together.
    unrecognised: how many of them have no text yet; ``recognising``: that is being changed.
    text: of those that have one, in the order in which they were spoken.
    doubtful: how many may stand in a window already.
    """

    utterances: int
    seconds: float = 0.0
    unrecognised: int = 0
    recognising: bool = False
    text: str = ""
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class TraceChanged:
    """Whether what is said from now on leaves a trace on disk."""

    leaves_no_trace: bool


@dataclass(frozen=True, slots=True)
class TraceHereChanged:
    """Whether what is being said leaves no trace because of the application that it goes into,
    whatever `TraceChanged` says; over with the dictation."""

    leaves_no_trace: bool


@dataclass(frozen=True, slots=True)
class DictationEnded:
    """Every utterance of the dictation was recognised and delivered, or it was discarded."""

    dictation: int
    discarded: bool


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """These settings, by their keys, have other values now, whoever changed them: a window, the
    tray, or an editor in the file. They hold already.

    loads: another model, or the same one on another device, is meant by them, and is to be loaded.
    """

    keys: frozenset[str]
    loads: bool = False


@dataclass(frozen=True, slots=True)
class PausedChanged:
    """While paused, the keys belong to the other programs, and none of them begins a dictation."""

    paused: bool


@dataclass(frozen=True, slots=True)
class TrialLevel:
    """As `SpeechLevel`, of a microphone that is only tried: nothing is recognised or kept.

    heard: voice detection has found speech since the trial began.
    """

    rms: float
    voice: float
    heard: bool


@dataclass(frozen=True, slots=True)
class TrialEnded:
    """A microphone is tried no more, and nobody said so: a dictation began, or nobody looked.

    message: where the microphone failed, why, in a sentence; else empty.
    """

    message: str = ""


@dataclass(frozen=True, slots=True)
class FilesChanged:
    """Something about the files that are to be turned into text: ask for what."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for the person: what happened and what to do."""

    level: Level
    text: str


Event: TypeAlias = (
    ActivityChanged
    | LoadProgress
    | RecognizerChanged
    | SpeechLevel
    | BacklogChanged
    | UtteranceHeard
    | UtteranceRecognized
    | TextInserted
    | TextTakenBack
    | TextWaits
    | Offered
    | TraceChanged
    | TraceHereChanged
    | DictationEnded
    | SettingsChanged
    | PausedChanged
    | TrialLevel
    | TrialEnded
    | FilesChanged
    | Notice
)
