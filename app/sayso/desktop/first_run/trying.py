"""What is said while the first sentence is tried. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum, auto

from sayso.core.events import (
    Activity,
    ActivityChanged,
    DictationEnded,
    Event,
    Level,
    Notice,
    SpeechLevel,
    TextInserted,
    TextWaits,
    UtteranceRecognized,
)
from sayso.desktop.shown import meter


class Stage(StrEnum):
    WAITING = auto()
    """For the key."""
    LISTENING = auto()
    RECOGNIZING = auto()
    DONE = auto()
    """Words have come."""
    NOTHING = auto()
    """A dictation is over, and there were no words in it."""


@dataclass(frozen=True, slots=True)
class Trying:
    """meter, voice: of the latest frame, as in `sayso.desktop.shown`. words: something was heard in
    this dictation. typed: it stands in a window. trouble: what went wrong, in a sentence."""

    stage: Stage = Stage.WAITING
    meter: float = 0.0
    voice: bool = False
    words: bool = False
    typed: bool = False
    trouble: str = ""


def after(trying: Trying, event: Event) -> Trying:
    """Once ``event`` has happened."""
    match event:
        case ActivityChanged(activity=Activity.LISTENING):
            if trying.stage is Stage.LISTENING:
                return trying
            return Trying(Stage.LISTENING)
        case ActivityChanged(activity=Activity.RECOGNIZING):
            return replace(trying, stage=Stage.RECOGNIZING, meter=0.0, voice=False)
        case ActivityChanged() if trying.stage in (Stage.LISTENING, Stage.RECOGNIZING):
            return _over(trying)
        case DictationEnded(discarded=True):
            return Trying()
        case DictationEnded() if trying.stage is not Stage.WAITING:
            return _over(trying)
        case SpeechLevel() if trying.stage is Stage.LISTENING:
            return replace(trying, meter=meter(event.rms), voice=event.voice >= 0.5)
        case UtteranceRecognized():
            return replace(trying, words=trying.words or bool(event.text.strip()))
        case TextInserted():
            return replace(trying, typed=True, words=True, trouble="")
        case TextWaits() if event.text:
            return replace(trying, words=True)
        case Notice(level=Level.WARNING | Level.ERROR):
            return replace(trying, trouble=event.text)
        case _:
            return trying


def _over(trying: Trying) -> Trying:
    stage = Stage.DONE if trying.words else Stage.NOTHING
    return replace(trying, stage=stage, meter=0.0, voice=False)
