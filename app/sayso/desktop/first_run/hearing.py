"""What is said of a microphone that is tried. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum, auto

from sayso.core.events import Event, TrialEnded, TrialLevel
from sayso.desktop.shown import meter

PATIENCE_SECONDS = 5.0
"""Of silence, after which help is offered: a person who was asked to speak has spoken by then."""

_NOTHING_RMS = 0.0005
"""-66 dBFS: below what the quietest room gives a microphone that is on; one that is muted, or may
not be listened to, gives zeros."""


class Verdict(StrEnum):
    OPENING = auto()
    LISTENING = auto()
    HEARD = auto()
    SILENT = auto()
    """Nothing comes at all."""
    NO_SPEECH = auto()
    """There is sound, and no speech in it."""
    FAILED = auto()
    RESTING = auto()
    """It is closed, because nobody looked or a dictation took it."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """since: when the trial began, in the clock's seconds. meter: length of the level bar, 0…1.
    voice: the latest level is speech. loud: there was sound. message: why it failed."""

    since: float
    verdict: Verdict = Verdict.OPENING
    meter: float = 0.0
    voice: bool = False
    loud: bool = False
    message: str = ""


def after(hearing: Hearing, event: Event, now: float) -> Hearing:
    """Once ``event`` has happened."""
    if isinstance(event, TrialEnded):
        verdict = Verdict.FAILED if event.message else Verdict.RESTING
        return replace(hearing, verdict=verdict, message=event.message, meter=0.0, voice=False)
    if not isinstance(event, TrialLevel):
        return hearing
    loud = hearing.loud or event.rms > _NOTHING_RMS
    return replace(
        hearing,
        verdict=_verdict(hearing, event.heard, loud, now),
        meter=meter(event.rms),
        voice=event.voice >= 0.5,
        loud=loud,
    )


def _verdict(hearing: Hearing, heard: bool, loud: bool, now: float) -> Verdict:
    if heard or hearing.verdict is Verdict.HEARD:
        return Verdict.HEARD
    if now - hearing.since < PATIENCE_SECONDS:
        return Verdict.LISTENING
    return Verdict.NO_SPEECH if loud else Verdict.SILENT
