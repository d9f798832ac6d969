"""What can be asked of the running app, by tray, window, command line or socket.

On the local socket a request is one line of JSON, ``{"command": "start"}``, and so is the answer:
``{"ok": true, …}`` or ``{"ok": false, "error": "one sentence", "exit_code": 4}``. ``status``
answers with the fields of `Status`. `wire` reads and writes the lines.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sayso.control.wire import LONGEST_LINE, decode, encode
from sayso.core.errors import SaysoError

if TYPE_CHECKING:  # it brings numpy along, for which the splash would have to wait
    from sayso.core.ports import Insertion

__all__ = [
    "LONGEST_LINE", "Checked", "Command", "LoadedModel", "Request", "Status", "Typed", "decode",
    "done", "encode", "refused",
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
    CHECK = "check"
    SHOW = "show"
    QUIT = "quit"
    UNDO = "undo"
    AGAIN = "again"
    COPY = "copy"
    PAUSE = "pause"
    RESUME = "resume"
    TYPE = "type"
    """With a field ``text``; the answer has the fields of `Typed`."""


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model in memory, or one that could not be loaded.

    in_use: leases that are held; a model with any is not evicted.
    uptime_seconds: since it was loaded; None while it is not.
    idle_seconds: since it was last used.
    last_latency_seconds: what the last recognition took.
    errors: failed recognitions since it was loaded.
    retry_in_seconds: when one that could not be loaded is tried again.
    """

    engine: str
    model: str
    device: str
    health: str
    in_use: int
    uptime_seconds: float | None
    idle_seconds: float | None
    last_latency_seconds: float | None
    errors: int
    retry_in_seconds: float | None
    message: str


@dataclass(frozen=True, slots=True)
class Status:
    """What `sayso status` tells.

    state: ``idle``, ``listening``, ``recognizing`` or ``error`` (the recognizer is unavailable).
    health: of the recognizer, see `sayso.core.health.Health`.
    device: what the recognizer runs on.
    microphone: its name.
    language: the setting.
    last_transcript_at: local time in ISO 8601, or None before the first one.
    message: what is wrong, in a sentence, or empty.
    loading: the step of a load or download that is under way, with how far it is; or empty.
    waiting, waiting_seconds: utterances that wait to be recognised, and how much audio that is.
    models: all that are in memory, the one used last first.
    leaves_no_trace: whether what is said from now on is written nowhere.
    leaves_no_trace_here: whether that is so of what is being said, because of its application.
    offered: utterances that an earlier run did not deliver, and that wait for the person's word.
    paused: the keys belong to the other programs, until somebody goes on.
    """

    state: str
    hands_free: bool
    health: str
    engine: str
    model: str
    device: str
    microphone: str
    language: str
    last_transcript_at: str | None
    message: str
    version: str
    pid: int
    loading: str = ""
    waiting: int = 0
    waiting_seconds: float = 0.0
    models: tuple[LoadedModel, ...] = ()
    leaves_no_trace: bool = False
    offered: int = 0
    leaves_no_trace_here: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """What the deep check found: half a second of silence, through the model that serves.

    text: what it heard in the silence; nothing, if all is well.
    """

    ok: bool
    engine: str
    model: str
    device: str
    seconds: float
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class Typed:
    """How a text that was asked for went in: `sayso.core.ports.Insertion`."""

    way: str
    confirmed: bool
    copied: bool
    application: str

    @classmethod
    def of(cls, insertion: Insertion) -> Typed:
        return cls(
            way=insertion.way,
            confirmed=insertion.confirmed,
            copied=insertion.copied,
            application=insertion.application,
        )


def done(answer: Status | Checked | Typed | None = None) -> dict[str, Any]:
    """``ok`` means that the request was done; a check that found a fault has ``healthy`` false."""
    if isinstance(answer, Checked):
        found = asdict(answer)
        return {"ok": True, "healthy": found.pop("ok"), **found}
    return {"ok": True, **(asdict(answer) if answer else {})}


def refused(error: SaysoError) -> dict[str, Any]:
    return {"ok": False, "error": str(error), "exit_code": error.exit_code}
