"""What can be asked of the running app, by tray, window, command line or socket.

On the local socket a request is one line of JSON, ``{"command": "start"}``, and so is the answer:
``{"ok": true, …}`` or ``{"ok": false, "error": "one sentence", "exit_code": 4}``. ``status``
answers with the fields of `Status`. `wire` reads and writes the lines.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sayso.control.wire import LONGEST_LINE, decode, encode
from sayso.core.errors import SaysoError

__all__ = [
    "LONGEST_LINE", "Command", "Request", "Status", "decode", "done", "encode", "refused",
]  # fmt: skip


class Command(StrEnum):
    START = "start"
    STOP = "stop"
    TOGGLE = "toggle"
    CANCEL = "cancel"


class Request(StrEnum):
    """All that the socket understands: the commands, and what the desktop itself answers."""

    START = "start"
    STOP = "stop"
    TOGGLE = "toggle"
    CANCEL = "cancel"
    STATUS = "status"
    SHOW = "show"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Status:
    """What `sayso status` tells.

    state: ``idle``, ``listening``, ``recognizing`` or ``error`` (the recognizer is unavailable).
    health: of the recognizer, see `sayso.core.events.Health`.
    microphone: its name.
    last_transcript_at: local time in ISO 8601, or None before the first one.
    message: what is wrong, in a sentence, or empty.
    """

    state: str
    hands_free: bool
    health: str
    engine: str
    model: str
    device: str
    microphone: str
    last_transcript_at: str | None
    message: str
    version: str
    pid: int


def done(status: Status | None = None) -> dict[str, Any]:
    return {"ok": True, **(asdict(status) if status else {})}


def refused(error: SaysoError) -> dict[str, Any]:
    return {"ok": False, "error": str(error), "exit_code": error.exit_code}
