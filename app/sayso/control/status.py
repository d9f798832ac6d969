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
    """The status after the event. ``now`` is local time with its zone."""
    match event:
        case ActivityChanged(activity, hands_free):
            # A new dictation is a new try: what was wrong with the last one is over.
            message = "" if activity is Activity.LISTENING else status.message
            return replace(status, state=activity, hands_free=hands_free, message=message)
        case RecognizerChanged(health, engine, model, device, message):
            # What went wrong elsewhere (a hotkey that is taken) is not over when a model is there.
            was_about_recognizer = status.health == Health.UNAVAILABLE
            message = message or ("" if was_about_recognizer else status.message)
            return replace(
                status, health=health, engine=engine, model=model, device=device, message=message
            )
        case UtteranceRecognized():
            return replace(status, last_transcript_at=now.isoformat(timespec="seconds"))
        case Notice(Level.WARNING | Level.ERROR, text):
            return replace(status, message=text)
        case _:
            return status


class StatusBoard:
    """Keeps the latest status; written by whoever publishes, read by tray and socket."""

    def __init__(self, microphone: str, local_time: Callable[[], datetime]) -> None:
        self._lock = threading.Lock()
        self._local_time = local_time
        self._status = initial(microphone)

    def note(self, event: Event) -> None:
        with self._lock:
            self._status = fold(self._status, event, self._local_time())

    def use_microphone(self, name: str) -> None:
        with self._lock:
            self._status = replace(self._status, microphone=name)

    def read(self) -> Status:
        """``state`` is ``error`` while the app is idle and no recognizer can be had."""
        with self._lock:
            status = self._status
        idle = status.state == Activity.IDLE
        if idle and status.health == Health.UNAVAILABLE:
            return replace(status, state="error")
        return status
