"""What the desktop shows, worked out from what happened. No Qt: tray and window only draw it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from sayso.core.events import (
    Activity,
    ActivityChanged,
    Event,
    Health,
    Level,
    LoadProgress,
    Notice,
    RecognizerChanged,
    SpeechLevel,
    UtteranceRecognized,
)

_QUIETEST_DB = -60.0
"""Left end of the level bar; a quiet room is about there."""


class Look(StrEnum):
    """The four faces of the tray icon."""

    IDLE = "idle"
    LISTENING = "listening"
    RECOGNIZING = "recognizing"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that tray and window draw.

    loading: the latest step while a recognizer is being loaded, else None.
    health_message: what the recognizer last said about itself, or empty.
    notice: the latest sentence for the person; the next dictation clears it.
    spoken: text of the latest dictation; kept in memory only.
    meter: length of the level bar, 0…1.
    voice: whether voice detection takes the latest frame for speech.
    """

    activity: Activity = Activity.IDLE
    hands_free: bool = False
    health: Health = Health.STARTING
    health_message: str = ""
    engine: str = ""
    model: str = ""
    device: str = ""
    microphone: str = ""
    loading: LoadProgress | None = None
    notice: Notice | None = None
    spoken: str = ""
    spoken_in: int | None = None
    meter: float = 0.0
    voice: bool = False

    @property
    def look(self) -> Look:
        """An open microphone comes first: nobody may be left in doubt about it."""
        if self.activity is Activity.LISTENING:
            return Look.LISTENING
        if self.health is Health.UNAVAILABLE or (
            self.notice is not None and self.notice.level is Level.ERROR
        ):
            return Look.ERROR
        if self.activity is Activity.RECOGNIZING:
            return Look.RECOGNIZING
        return Look.IDLE

    @property
    def news(self) -> Notice | None:
        """What the window says in words: the latest notice, else what the recognizer says."""
        if self.notice is not None or not self.health_message:
            return self.notice
        level = Level.ERROR if self.health is Health.UNAVAILABLE else Level.INFO
        return Notice(level, self.health_message)

    @property
    def busy(self) -> bool:
        """Whether there is something that Cancel would discard."""
        return self.activity is not Activity.IDLE


def after(shown: Shown, event: Event) -> Shown:
    """What is shown once ``event`` has happened."""
    match event:
        case ActivityChanged(activity=Activity.LISTENING):
            begins = shown.activity is not Activity.LISTENING
            return replace(
                shown,
                activity=Activity.LISTENING,
                hands_free=event.hands_free,
                notice=None if begins else shown.notice,
            )
        case ActivityChanged():
            return replace(
                shown,
                activity=event.activity,
                hands_free=event.hands_free,
                meter=0.0,
                voice=False,
            )
        case LoadProgress():
            return replace(shown, loading=event)
        case RecognizerChanged():
            return replace(
                shown,
                health=event.health,
                health_message=event.message,
                engine=event.engine,
                model=event.model,
                device=event.device,
            )
        case SpeechLevel():
            if shown.activity is not Activity.LISTENING:
                return shown  # a late frame must not leave the bar standing
            return replace(shown, meter=meter(event.rms), voice=event.voice >= 0.5)
        case UtteranceRecognized():
            text = event.text.strip()
            if not text:
                return shown
            dictation = event.utterance.dictation
            goes_on = dictation == shown.spoken_in and shown.spoken
            return replace(
                shown,
                spoken=f"{shown.spoken} {text}" if goes_on else text,
                spoken_in=dictation,
            )
        case Notice():
            return replace(shown, notice=event)
        case _:
            return shown


def meter(rms: float) -> float:
    """Loudness as people hear it: 0 at -60 dBFS, 1 at full scale. ``rms`` is 0…1."""
    if not rms > 0.0:
        return 0.0
    decibels = 20.0 * math.log10(rms)
    return min(1.0, max(0.0, 1.0 - decibels / _QUIETEST_DB))
