"""What the stages need from the world. Implementations never import each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from sayso.core.errors import MicrophoneError
from sayso.core.events import Event, LoadProgress
from sayso.core.speech import Frame, Samples, Transcript

Clock: TypeAlias = Callable[[], float]
"""Monotonic seconds; ``time.monotonic`` in the app, a variable in tests."""

Publish: TypeAlias = Callable[[Event], None]
"""Tells whoever listens. Callable from any thread; returns at once; never raises."""


class AudioSource(Protocol):
    """A microphone, or a file that is played in its place."""

    @property
    def name(self) -> str:
        """What people call it."""

    def open(
        self, deliver: Callable[[Frame], None], lost: Callable[[MicrophoneError | None], None]
    ) -> None:
        """Begin to deliver frames, in order, from a thread of the source's own.

        ``lost`` is called at most once, when no more frames will come although nobody closed the
        source: with the error, or with ``None`` where a file simply ended. Raises MicrophoneError.
        """

    def close(self) -> None:
        """Stop. When it returns, ``deliver`` is not called again. May be called twice."""


class VoiceDetector(Protocol):
    """Says how likely a frame holds speech. One for each recording: it carries state along."""

    def probability(self, samples: Samples) -> float:
        """Of shape ``(FRAME_SAMPLES,)``, the frame that follows the last one. 0…1."""


@dataclass(frozen=True, slots=True)
class RecognizeOptions:
    """How to recognise one piece of audio.

    language: ISO 639-1 code; ``None`` lets the engine find out.
    beam_size: hypotheses kept while decoding; 1 is greedy, the fastest.
    timestamps: ask for segments with times (files); dictation does without.
    """

    language: str | None = None
    beam_size: int = 1
    timestamps: bool = False


class Recognizer(Protocol):
    """An engine with one model. One call at a time, but for `cancel` and `close`."""

    @property
    def engine(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def device(self) -> str:
        """What it runs on: ``cpu`` or ``cuda:0``."""

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Bring it into memory. Raises ModelError; DeviceError where another device may do."""

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None:
        """Make the first passes, so that nobody's words have to. After `load`, whose errors it
        raises."""

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        """``samples`` of any length. Raises RecognitionError; DeviceFailed where another device
        may do."""

    def cancel(self) -> None:
        """The call of `recognize` that is under way is not wanted any more: it raises
        RecognitionCancelled soon. From any thread; nothing if there is none."""

    def close(self) -> None:
        """Give the memory back. May be called twice."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """How a text went in: ``way`` for people (``clipboard paste``), and whether it was seen."""

    way: str
    confirmed: bool


class TextInserter(Protocol):
    """Puts text into the focused window."""

    def insert(self, text: str) -> Insertion:
        """Raises InsertionError; then the text is not in the window, or not all of it."""

    def close(self) -> None: ...


class Key(StrEnum):
    """What a hotkey source reports."""

    DOWN = "down"
    UP = "up"
    OTHER = "other"
    """Another key was pressed while the hotkey was down."""
    CANCEL = "cancel"
    """Escape, while the source was asked to listen for it."""


class HotkeySource(Protocol):
    """Watches the keyboard. Reports physical keys only, never what the app itself types."""

    def start(self, deliver: Callable[[Key], None]) -> None:
        """Begin to report, from a thread of the source's own. Raises HotkeyError."""

    def watch_cancel(self, wanted: bool) -> None:
        """Take Escape for ourselves, or leave it to the windows again. From any thread."""

    def stop(self) -> None: ...
