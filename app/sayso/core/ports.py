"""What the stages need from the world. Implementations never import each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from sayso.core.errors import MicrophoneError
from sayso.core.events import Event, LoadProgress
from sayso.core.speech import Frame, Samples, Transcript, Utterance, UtteranceId
from sayso.core.spot import Rect, Spot
from sayso.core.state import State
from sayso.core.target import Target

Clock: TypeAlias = Callable[[], float]
"""Monotonic seconds; ``time.monotonic`` in the app, a variable in tests."""

Publish: TypeAlias = Callable[[Event], None]
"""Tells whoever listens. Callable from any thread; returns at once; never raises."""


Still: TypeAlias = Callable[[], AbstractContextManager[bool]]
"""While the context lasts, the main thread does nothing: it waits, and holds nothing that another
thread may need. False: it could not be brought to that in time. Not for the main thread itself."""


def alone() -> AbstractContextManager[bool]:
    """The `Still` of a program without windows."""
    return nullcontext(True)


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

    def cancel(self, *, at_once: bool = True) -> None:
        """The call of `recognize` that is under way is not wanted any more: it raises
        RecognitionCancelled soon, whatever that costs; or, not ``at_once``, when the engine gets to
        it. From any thread; nothing if there is none."""

    def close(self) -> None:
        """Give the memory back. May be called twice."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """How a text went in.

    way: for people, as ``clipboard paste``.
    confirmed: it was seen to be taken.
    copied: it is on the clipboard and nowhere else, as the person wants it.
    target: the window that took it, where that is known.
    text: what went in, which may lack control characters, say; empty: nothing did. None where
        the caller is not told.
    """

    way: str
    confirmed: bool
    copied: bool = False
    target: Target | None = None
    text: str | None = None

    @property
    def application(self) -> str:
        """Whose window took it; empty where that is not known."""
        return self.target.application if self.target else ""


class TextInserter(Protocol):
    """Puts text into windows: all that the inserter's thread knows of them.

    Everything is called from that thread but for `aim`, `spot` and `close`, which any may call.
    What takes time is bounded by some seconds.
    """

    def aim(self) -> Target | None:
        """The window that has the keyboard now. None: whichever has it later, because this desktop
        does not tell, or none has it that could be meant. Returns within 0.2 s; never raises."""

    def spot(self, *, caret: bool) -> Spot:
        """Where that window is on the screens, and where the text cursor is in it if ``caret`` asks
        for that too. Returns within 0.6 s; never raises."""

    def insert(self, text: str, target: Target | None) -> Insertion:
        """Into ``target``, or into whatever has the keyboard. Raises FocusMoved where the text is
        to wait until the target has it again, and other InsertionErrors where it cannot go in: then
        it may be on the clipboard, which `copy` makes certain."""

    def press_enter(self, target: Target | None) -> None:
        """The Return key, after the last text that `insert` put there. Raises InsertionError."""

    def let_in(self, wanted: bool) -> None:
        """Whether our own windows, too, are typed into: one has a field that waits for it. From any
        thread; returns at once."""

    def has_keyboard(self, target: Target) -> bool | None:
        """Whether that window has it now; None: the window is gone. Never raises."""

    def take_back(self, text: str, target: Target | None) -> None:
        """``text``, which was the last to go into ``target`` by `insert`. Raises InsertionError
        where it does not stand there any more, or that cannot be told; then nothing is changed."""

    def copy(self, text: str) -> None:
        """Onto the clipboard, to stay there. Raises InsertionError."""

    def close(self) -> None:
        """What is being inserted ends soon, one way or the other."""


class Way(Protocol):
    """One way into a window; `sayso.pipeline.type_out.method.Method` lists them.

    Everything is called from the inserter's thread. A way is made when it is first wanted, and kept
    until the app ends: so that making it may cost something, and must raise nothing.
    """

    def insert(self, text: str, target: Target | None) -> Insertion:
        """``text`` is ready to go in as it stands, and not empty; ``target``, if known, had the
        keyboard a moment ago: what is sent must go nowhere else. Waits until no modifier is held.

        Raises WayUnavailable where this way cannot work here, FocusMoved where the target lost the
        keyboard before anything was sent, and InsertionError, whose ``left_nothing`` says that the
        window is certain to have got nothing and to get nothing later.
        """

    def press_enter(self, target: Target | None) -> None:
        """The Return key, after `insert`. Raises InsertionError."""

    def close(self) -> None:
        """May be called twice, and from another thread while `insert` waits: that ends soon."""


class Focus(Protocol):
    """Which window has the keyboard. Callable from any thread."""

    @property
    def tells(self) -> bool:
        """Whether this desktop tells at all: if not, `focused` is always None."""

    def focused(self) -> Target | None:
        """The one that has it now; None where none has, or that cannot be told. Takes a few
        milliseconds, 0.2 s at the most; never raises."""

    def exists(self, target: Target) -> bool:
        """Whether the window is still there; True where that cannot be told. Never raises."""

    def bring_back(self, target: Target) -> bool:
        """Give it the keyboard and wait until it has it, a second at the most. False: this desktop
        does not let us, or the window is gone. Never raises."""

    def place(self, target: Target) -> Rect | None:
        """Of that window, on the screens; None where that cannot be told. Takes as long as
        `focused`; never raises."""

    def close(self) -> None: ...


class Field(Protocol):
    """The text field with the caret, through the desktop's accessibility. Nothing here raises."""

    @property
    def secret(self) -> bool:
        """It is for a password."""

    def before_caret(self, characters: int) -> str | None:
        """Up to so many characters (code points) that stand right before the caret; None where the
        field does not tell, or something is selected."""

    def remove_before_caret(self, text: str) -> bool:
        """Take ``text`` away, which `before_caret` has just shown. False: it cannot; the field is
        as it was."""

    def caret(self) -> Rect | None:
        """The text cursor, or the character that it stands before; None where the field does not
        tell. Whoever asks has to see whether that can be: some programs are wrong about it."""


class Accessibility(Protocol):
    """What the desktop tells to screen readers. Asked from one thread at a time."""

    def field(self, target: Target) -> Field | None:
        """The one that has the caret in that window; None where the window does not tell. Within
        0.3 s; never raises."""

    def close(self) -> None: ...


class Eraser(Protocol):
    """Takes a text back without accessibility's help. Asked from the inserter's thread only."""

    def erase(self, text: str, target: Target) -> bool:
        """``text``, if it stands right before the caret of ``target``, which has the keyboard.
        False: it does not stand there, and nothing was changed. Raises InsertionError where that
        cannot be told or done."""

    def close(self) -> None: ...


class Journal(Protocol):
    """Writes down what is heard and what becomes of it, before anything else is done with it.

    All may be called from any thread, and none raises: what cannot be written is told to the person
    once, and dictation goes on without. Where a call waits until it is written, it waits for half a
    second at the most; the others return at once.
    """

    def begin(self, dictation: int, target: Target | None) -> None:
        """The key went down; ``target`` had the keyboard."""

    def frame(self, dictation: int, samples: Samples) -> None:
        """What follows the frame before, shape ``(n,)``."""

    def heard(self, utterance: Utterance) -> None: ...

    def recognized(self, utterance: Utterance, transcript: Transcript, text: str) -> None:
        """``text``: what is to be typed, which may be nothing. Waits."""

    def failed(self, utterance: Utterance, reason: str) -> str:
        """It could not be recognised: ``reason`` is a sentence. Returns it with another one, of how
        the person gets at what was said. Waits."""

    def inserting(self, of: Sequence[UtteranceId]) -> None:
        """Their text is about to go into a window. Waits."""

    def inserted(self, of: Sequence[UtteranceId], insertion: Insertion) -> None:
        """It went in, or onto the clipboard where that is what the person wants."""

    def mark(self, of: Sequence[UtteranceId], state: State, reason: str = "") -> None:
        """What else became of them; a change that cannot be (`sayso.core.state`) is none.
        ``reason``: a sentence, where the state needs one."""

    def cancel(self, dictation: int) -> None:
        """It was not meant: what was heard of it, and what waits to be recognised. Whatever has a
        text is marked by whoever drops that text. It may come twice, and after `end`."""

    def end(self, dictation: int) -> None:
        """No more frames of it will come, and no more utterances."""


class Autostart(Protocol):
    """Whether the app is started when the person logs in. May wait for the disk."""

    def enabled(self) -> bool:
        """Raises SaysoError where that cannot be told."""

    def set(self, wanted: bool) -> None:
        """From the next login on. Raises SaysoError."""


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
