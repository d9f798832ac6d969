"""What the desktop needs from the rest of the app. `sayso.composition` provides it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sayso.control.choices import Choice
from sayso.control.commands import Checked, Command, Status, Typed
from sayso.control.cues import Cues
from sayso.control.diagnosis import Diagnosis
from sayso.control.keys import Keys
from sayso.control.past import Past
from sayso.control.preferences import Preferences
from sayso.control.trial import MicrophoneTrial
from sayso.control.updates import Updates
from sayso.core.events import LoadProgress
from sayso.core.ports import Autostart, Publish, Still
from sayso.core.spot import Spot
from sayso.models.catalog import Recommendation

if TYPE_CHECKING:
    from sayso.control.file_queue import FileQueue


class Backend(Protocol):
    """The app without its windows.

    `load`, `microphones`, `recognizers`, `recommended`, `devices`, `check`, `undo`, `type_again`,
    `copy_text`, `copy_waiting`, `type_text`, `recognize_offered`, `copy_offered`,
    `discard_offered`, `keys.try_out`, `pause`, `spot` and `close` may take their time: the desktop
    calls them off the main thread, possibly side by side. Everything else is called in the main
    thread and returns at once.

    cues: the sounds that tell what happens.
    preferences: the settings, and the one way to change them. What the ``choose_…`` methods and
        `leave_no_trace` change is told by `sayso.core.events.SettingsChanged`, too.
    autostart: whether the app is started at login; its methods may take their time.
    diagnosis: what to send along with a question; takes its time.
    updates: whether there is a newer version; takes its time.
    keys: what keys are called, and whether one can be had.
    trial: for trying a microphone.
    files: recordings on their way to their text.
    past: what was said so far; each of its methods may take its time but those that say otherwise.
    """

    settings_folder: Path
    preferences: Preferences
    autostart: Autostart
    diagnosis: Diagnosis
    updates: Updates
    keys: Keys
    trial: MicrophoneTrial
    past: Past
    cues: Cues

    @property
    def files(self) -> FileQueue: ...

    def start(self, publish: Publish, still: Still) -> None:
        """Start the threads and the hotkey. Dictation works from here on: audio waits for the
        model. A hotkey or microphone that cannot be had is published as a Notice, not raised."""

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Find, load and warm up the recognizer. Blocks: for the loading thread. Raises ModelError,
        after which the app goes on without a recognizer and keeps the audio."""

    def command(self, command: Command) -> None:
        """While paused, what begins a dictation ends the pause."""

    def pause(self, wanted: bool) -> None:
        """Give the keys back to the other programs, or take them again; what is being said ends as
        with the release. Told by `sayso.core.events.PausedChanged`; not kept for the next start."""

    def status(self) -> Status: ...

    def spot(self, caret: bool) -> Spot:
        """Where the person writes: the window, and if asked for the text cursor in it. Off the main
        thread, within 0.6 s."""

    def microphones(self) -> Sequence[Choice]:
        """Asks the sound system. Whatever it raises, the list that was there stays."""

    def choose_microphone(self, choice: str) -> None:
        """Kept in the settings; used from the next dictation on. Raises SettingsError."""

    def recognizers(self) -> Sequence[Choice]:
        """The starter, what is on this machine, and what could be downloaded."""

    def recommended(self) -> Recommendation:
        """The model to get for this machine, and why."""

    def choose_recognizer(self, choice: str) -> None:
        """Kept in the settings; `load` must be called again, and downloads the model if it is not
        there. Raises SettingsError."""

    def devices(self) -> Sequence[Choice]:
        """Processor and graphics cards."""

    def choose_device(self, choice: str) -> None:
        """Kept in the settings; `load` must be called again. Raises SettingsError."""

    def languages(self) -> Sequence[Choice]:
        """``auto`` and ISO 639 codes; the code is id and label, the desktop knows the names."""

    def choose_language(self, choice: str) -> bool:
        """Kept in the settings; holds from the next utterance on. True if `load` must be called
        again, because another model suits the language. Raises SettingsError."""

    def stop_loading(self) -> None:
        """Give up a download that is under way: `load` raises DownloadCancelled at once, and the
        next one goes on from there. Nothing if there is none."""

    def check(self) -> Checked:
        """The deep check: half a second of silence through the model, after what waits already.
        Raises SaysoError where no recognizer can be had."""

    def type_into_ours(self, wanted: bool) -> None:
        """Whether what is dictated may go into Sayso's own windows: only while one of them has a
        field that waits for it."""

    def undo(self) -> None:
        """Take the last dictation back from its window. Raises InsertionError where it does not
        stand there any more, or there is none."""

    def type_again(self) -> None:
        """Put what waits (`sayso.core.events.TextWaits`) into the window that has the keyboard now.
        Raises InsertionError; then it waits on."""

    def copy_text(self, text: str) -> None:
        """Put any text onto the clipboard. Raises InsertionError."""

    def copy_waiting(self) -> None:
        """Put what waits onto the clipboard; it waits no more. Raises InsertionError."""

    def type_text(self, text: str) -> Typed:
        """Put ``text`` into the window that has the keyboard, after what is being typed already.
        Raises InsertionError."""

    def recognize_offered(self) -> None:
        """Find the words of what an earlier run did not deliver; `sayso.core.events.Offered` tells
        how far that is. Raises SaysoError; then it is offered on."""

    def copy_offered(self) -> None:
        """Put the text of what is offered onto the clipboard. Raises SaysoError."""

    def discard_offered(self) -> None:
        """Offer it no more. Raises SaysoError."""

    def leave_no_trace(self, wanted: bool) -> None:
        """Kept in the settings, and told by `sayso.core.events.TraceChanged`. Raises
        SettingsError."""

    def close(self) -> None:
        """Stop listening, deliver or keep what was said, end the threads and the child. A `load`
        that is under way ends soon after, however it ends. `publish` may still be called."""
