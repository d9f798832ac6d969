"""What the app last said of itself: a pure fold over events, and a board that keeps the result."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import sayso
from sayso.control.commands import LoadedModel, Status
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
    TextWaits,
    TraceChanged,
    TraceHereChanged,
    UtteranceRecognized,
)
from sayso.core.health import Health
from sayso.residency.registry import Standing


def initial(microphone: str, language: str) -> Status:
    return Status(
        state=Activity.IDLE,
        hands_free=False,
        health=Health.STARTING,
        engine="",
        model="",
        device="",
        microphone=microphone,
        language=language,
        last_transcript_at=None,
        message="",
        version=sayso.__version__,
        pid=os.getpid(),
    )


def fold(status: Status, event: Event, now: datetime) -> Status:
    """The status after the event; ``message`` is what the recognizer says of itself.

    now: local time with its zone.
    """
    match event:
        case ActivityChanged(activity, hands_free):
            return replace(status, state=activity, hands_free=hands_free)
        case RecognizerChanged(health, engine, model, device, message):
            return replace(
                status, health=health, engine=engine, model=model, device=device, message=message
            )
        case BacklogChanged(utterances, seconds):
            return replace(status, waiting=utterances, waiting_seconds=seconds)
        case Offered(utterances):
            return replace(status, offered=utterances)
        case TraceChanged(leaves_no_trace):
            return replace(status, leaves_no_trace=leaves_no_trace)
        case TraceHereChanged(leaves_no_trace):
            return replace(status, leaves_no_trace_here=leaves_no_trace)
        case PausedChanged(paused):
            return replace(status, paused=paused)
        case UtteranceRecognized():
            return replace(status, last_transcript_at=now.isoformat(timespec="seconds"))
        case _:
            return status


def fold_notice(notice: str, event: Event) -> str:
    """What else went wrong, apart from what the recognizer says of itself: neither may hide that
    the other is over, or that it is not."""
    match event:
        case ActivityChanged(Activity.LISTENING):
            return ""  # a new dictation is a new try
        case TextWaits(text=""):
            return ""  # it found its window after all, or was copied
        case Notice(Level.WARNING | Level.ERROR, text):
            return text
        case _:
            return notice


def in_words(progress: LoadProgress) -> str:
    """``Downloading base, 63 of 145 MB``."""
    words = f"{progress.step} {progress.detail}".strip()
    if progress.unit == "bytes" and progress.total:
        words += f", {progress.done / 1e6:.0f} of {progress.total / 1e6:.0f} MB"
    return words


def in_memory(standing: Standing, now: float) -> LoadedModel:
    """What the registry says of a model, for people. now: of the registry's clock."""
    key, vitals = standing.key, standing.vitals

    def ago(at: float | None) -> float | None:
        return None if at is None else round(now - at, 3)

    latency, retry_at = vitals.last_latency_seconds, vitals.retry_at
    return LoadedModel(
        engine=key.engine,
        model=key.model,
        device=key.place,
        health=vitals.health,
        in_use=standing.leases,
        uptime_seconds=ago(vitals.loaded_at),
        idle_seconds=ago(vitals.last_used),
        last_latency_seconds=None if latency is None else round(latency, 3),
        errors=vitals.errors,
        retry_in_seconds=None if retry_at is None else round(max(0.0, retry_at - now), 1),
        message=vitals.why,
    )


class StatusBoard:
    """Keeps the latest status; written by whoever publishes, read by tray and socket."""

    def __init__(self, microphone: str, language: str, local_time: Callable[[], datetime]) -> None:
        self._lock = threading.Lock()
        self._local_time = local_time
        self._status = initial(microphone, language)
        self._notice = ""

    def note(self, event: Event) -> None:
        with self._lock:
            self._status = fold(self._status, event, self._local_time())
            self._notice = fold_notice(self._notice, event)

    def use_microphone(self, name: str) -> None:
        with self._lock:
            self._status = replace(self._status, microphone=name)

    def load(self, progress: LoadProgress | None) -> None:
        """How far a load is; None when it is over."""
        words = "" if progress is None else in_words(progress)
        with self._lock:
            self._status = replace(self._status, loading=words)

    def use_language(self, code: str) -> None:
        with self._lock:
            self._status = replace(self._status, language=code)

    def read(self) -> Status:
        """``state`` is ``error`` while the app is idle and no recognizer can be had."""
        with self._lock:
            status, notice = self._status, self._notice
        if notice and not (status.health == Health.UNAVAILABLE and status.message):
            status = replace(status, message=notice)
        idle = status.state == Activity.IDLE
        if idle and status.health == Health.UNAVAILABLE:
            return replace(status, state="error")
        return status
