"""What the desktop shows, worked out from what happened. No Qt: tray and window only draw it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from sayso.core.events import (
    Activity,
    ActivityChanged,
    BacklogChanged,
    Event,
    Level,
    LoadProgress,
    Notice,
    Offered,
    PausedChanged,
    RecognizerChanged,
    SpeechLevel,
    TextInserted,
    TextTakenBack,
    TextWaits,
    TraceChanged,
    TraceHereChanged,
    UtteranceRecognized,
)
from sayso.core.health import Health

_QUIETEST_DB = -60.0
"""Left end of the level bar; a quiet room is about there."""

_LONG_BACKLOG_SECONDS = 10.0
"""One utterance that waits is nothing to speak of, unless it is as long as this."""

_MOST = 100
"""Texts that went in, and may be taken back; more than the backend keeps."""

_NOTHING = Offered(0)

_COMING = (Health.STARTING, Health.WARMING_UP)

RECENT = 5
"""Texts that are kept at hand, to be copied; `sayso.desktop.tray` lists them."""


class Look(StrEnum):
    """The faces of the tray icon."""

    IDLE = "idle"
    LISTENING = "listening"
    RECOGNIZING = "recognizing"
    LOADING = "loading"
    ERROR = "error"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that tray and window draw.

    loading: the latest step while a recognizer is being loaded, else None.
    health: never ``busy``: that comes and goes with each utterance, and ``activity`` tells it.
    health_message: what the recognizer last said about itself, or empty.
    language: the setting, ``auto`` or an ISO 639 code.
    latency: how long the latest utterance took to become text, in seconds.
    waiting, waiting_seconds: utterances that wait to be recognised, and their audio.
    notice: the latest sentence for the person; the next dictation clears it.
    spoken: text of the latest dictation; kept in memory only.
    recent: texts of the latest dictations with their numbers, the latest first; in memory only,
        and without what was said while an application was excluded: a panel shows them to
        whoever looks.
    taken_back: what stood behind it, until it was taken back from its window.
    standing: what went into windows and could be taken back, the latest last: each text with the
        number of its dictation.
    waits: what found no window yet.
    why: why it found none, as far as that was said. No news pushes it away while it waits.
    offered: what an earlier run did not deliver.
    newer: the number of a newer version that is there, or empty.
    paused: whether the keys belong to the other programs.
    leaves_no_trace: whether nothing of what is said is written down.
    leaves_no_trace_here: whether that is so of what is being said, because of its application.
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
    language: str = "auto"
    latency: float | None = None
    waiting: int = 0
    waiting_seconds: float = 0.0
    loading: LoadProgress | None = None
    notice: Notice | None = None
    spoken: str = ""
    spoken_in: int | None = None
    recent: tuple[tuple[int, str], ...] = ()
    taken_back: str = ""
    standing: tuple[tuple[int, str], ...] = ()
    waits: str = ""
    why: Notice | None = None
    unexplained: bool = False
    offered: Offered = _NOTHING
    newer: str = ""
    paused: bool = False
    leaves_no_trace: bool = False
    leaves_no_trace_here: bool = False
    meter: float = 0.0
    voice: bool = False

    @property
    def look(self) -> Look:
        """An open microphone comes first: nobody may be left in doubt about it. What waits for
        its model is loading; one that sleeps until it is needed is ready."""
        if self.activity is Activity.LISTENING:
            return Look.LISTENING
        if self.health is Health.UNAVAILABLE or (
            self.notice is not None and self.notice.level is Level.ERROR
        ):
            return Look.ERROR
        if self.activity is Activity.RECOGNIZING:
            return Look.RECOGNIZING
        if self.paused:
            return Look.PAUSED
        if self.health in _COMING or (self.loading is not None and not self.health.serves):
            return Look.LOADING
        return Look.IDLE

    @property
    def news(self) -> Notice | None:
        """What the window says in words: the latest notice, else what the recognizer says. Why a
        text waits is told beside that text, and not here once more."""
        notice = self.notice if self.notice != self.why else None
        if notice is not None or not self.health_message:
            return notice
        level = {Health.UNAVAILABLE: Level.ERROR, Health.DEGRADED: Level.WARNING}.get(
            self.health, Level.INFO
        )
        return Notice(level, self.health_message)

    @property
    def busy(self) -> bool:
        """Whether there is something that Cancel would discard."""
        return self.activity is not Activity.IDLE

    @property
    def traceless(self) -> bool:
        """Whether what is said now leaves no trace, for whatever reason."""
        return self.leaves_no_trace or self.leaves_no_trace_here

    @property
    def heard(self) -> str:
        """The latest dictation, all of it: what was taken back by mistake is not lost."""
        return _joined(self.spoken, self.taken_back)

    @property
    def stands(self) -> bool:
        """Whether the latest dictation, or some of it, could be taken back."""
        return bool(self.standing) and self.standing[-1][0] == self.spoken_in

    @property
    def waits_alone(self) -> bool:
        """Whether what waits is the latest dictation and nothing else."""
        return self.waits.split() == self.spoken.split()

    @property
    def behind(self) -> bool:
        """Whether so much waits to be recognised that it should be said."""
        return self.waiting > 1 or self.waiting_seconds > _LONG_BACKLOG_SECONDS


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
            # Voice detection is there: what else is being loaded is the news.
            there = event.step == "Voice detection" and event.done > 0
            return shown if there else replace(shown, loading=event)
        case RecognizerChanged():
            return _with_recognizer(shown, event)
        case BacklogChanged():
            return replace(shown, waiting=event.utterances, waiting_seconds=event.seconds)
        case SpeechLevel():
            if shown.activity is not Activity.LISTENING:
                return shown  # a late frame must not leave the bar standing
            return replace(shown, meter=meter(event.rms), voice=event.voice >= 0.5)
        case UtteranceRecognized():
            return _with_text(shown, event)
        case TextInserted() | TextTakenBack() | TextWaits() | Offered():
            return _with_fate(shown, event)
        case TraceChanged() | TraceHereChanged() | PausedChanged():
            return _with_switch(shown, event)
        case Notice():
            told = replace(shown, notice=event)
            # Whoever tells that a text waits tells why, right after it.
            explains = shown.unexplained and event.level is not Level.INFO
            return explained(told, event) if explains else told
        case _:
            return shown


def explained(shown: Shown, notice: Notice) -> Shown:
    """With ``notice`` as the reason why a text waits, if one does."""
    if not shown.waits:
        return replace(shown, notice=notice)
    return replace(shown, notice=notice, why=notice, unexplained=False)


def settled(shown: Shown, health: Health) -> Health:
    """``health`` as it is shown: of a recognizer that is busy, how it was before."""
    if health is not Health.BUSY:
        return health
    return shown.health if shown.health.serves else Health.READY


def _with_recognizer(shown: Shown, event: RecognizerChanged) -> Shown:
    over = shown.health in _COMING and event.health not in _COMING
    busy = event.health is Health.BUSY and shown.health.serves
    return replace(
        shown,
        health=settled(shown, event.health),
        health_message=shown.health_message if busy else event.message,
        engine=event.engine,
        model=event.model,
        device=event.device,
        # While another one is being loaded beside it, nothing of that is over.
        loading=None if over else shown.loading,
    )


def _with_switch(shown: Shown, event: TraceChanged | TraceHereChanged | PausedChanged) -> Shown:
    if isinstance(event, PausedChanged):
        return replace(shown, paused=event.paused)
    if isinstance(event, TraceHereChanged):
        return replace(shown, leaves_no_trace_here=event.leaves_no_trace)
    return replace(shown, leaves_no_trace=event.leaves_no_trace)


def _with_text(shown: Shown, event: UtteranceRecognized) -> Shown:
    text = event.text.strip()
    if not text:
        return shown
    dictation = event.utterance.dictation
    goes_on = dictation == shown.spoken_in
    return replace(
        shown,
        latency=event.transcript.taken_seconds,
        spoken=_joined(shown.spoken, text) if goes_on else text,
        spoken_in=dictation,
        recent=_recent(shown, dictation, text),
        taken_back="",
    )


def _recent(shown: Shown, dictation: int, text: str) -> tuple[tuple[int, str], ...]:
    if shown.leaves_no_trace_here:
        return shown.recent
    before = dict(shown.recent).get(dictation, "")
    others = [kept for kept in shown.recent if kept[0] != dictation]
    return ((dictation, _joined(before, text)), *others)[:RECENT]


def _with_fate(shown: Shown, event: TextInserted | TextTakenBack | TextWaits | Offered) -> Shown:
    """What became of a text."""
    match event:
        case TextInserted(copied=True):
            return shown  # it stands nowhere yet
        case TextInserted():
            standing = (*shown.standing, (event.dictation, event.text))
            return replace(shown, standing=standing[-_MOST:])
        case TextTakenBack():
            return _without(shown, event)
        case TextWaits(text=""):
            over = shown.why is not None and shown.notice == shown.why
            notice = None if over else shown.notice
            return replace(shown, waits="", why=None, unexplained=False, notice=notice)
        case TextWaits():
            return replace(shown, waits=event.text, unexplained=True)
        case Offered():
            return replace(shown, offered=event)


def _without(shown: Shown, event: TextTakenBack) -> Shown:
    """What was taken back stands at the end of what stood; it may be the last words of it only."""
    standing = list(shown.standing)
    # What lies above it went into no window, but onto the clipboard.
    while standing and standing[-1][0] != event.dictation:
        standing.pop()
    if standing:
        dictation, text = standing.pop()
        rest = text.removesuffix(event.text)
        if rest != text and rest.strip():
            standing.append((dictation, rest))
    shown = replace(shown, standing=tuple(standing))
    if event.dictation != shown.spoken_in or not shown.spoken:
        return shown
    # The spaces of what went into a window are not always those that are shown.
    words = event.text.split()
    kept = ""
    if words and shown.spoken.split()[-len(words) :] == words:
        before = shown.spoken.rsplit(maxsplit=len(words))
        kept = before[0] if len(before) > len(words) else ""
    gone = shown.spoken[len(kept) :].strip()
    return replace(shown, spoken=kept, taken_back=_joined(gone, shown.taken_back))


def _joined(text: str, more: str) -> str:
    return f"{text} {more}" if text and more else text or more


def meter(rms: float) -> float:
    """Loudness as people hear it: 0 at -60 dBFS, 1 at full scale. ``rms`` is 0…1."""
    if not rms > 0.0:
        return 0.0
    decibels = 20.0 * math.log10(rms)
    return min(1.0, max(0.0, 1.0 - decibels / _QUIETEST_DB))
