"""What the app last said of itself: a pure fold over events, and a board that keeps the result."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import sayso
from sayso.control.commands import Status
from sayso.core.events import (
    Activity,
    ActivityChanged,
    Event,
    Health,
    Level,
    Notice,
    RecognizerChanged,
    UtteranceRecognized,
)


def initial(microphone: str) -> Status:
    return Status(
        state=Activity.IDLE,
        hands_free=False,
        health=Health.STARTING,
        engine="",
        model="",
        device="",
        microphone=microphone,
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
        case Notice(Level.WARNING | Level.ERROR, text):
            return text
        case _:
            return notice


class StatusBoard:
    """Keeps the latest status; written by whoever publishes, read by tray and socket."""

    def __init__(self, microphone: str, local_time: Callable[[], datetime]) -> None:
        self._lock = threading.Lock()
        self._local_time = local_time
        self._status = initial(microphone)
        self._notice = ""

    def note(self, event: Event) -> None:
        with self._lock:
            self._status = fold(self._status, event, self._local_time())
            self._notice = fold_notice(self._notice, event)

    def use_microphone(self, name: str) -> None:
        with self._lock:
            self._status = replace(self._status, microphone=name)

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
