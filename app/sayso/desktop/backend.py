"""What the desktop needs from the rest of the app. `sayso.composition` provides it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from sayso.control.choices import Choice
from sayso.control.commands import Checked, Command, Status, Typed
from sayso.core.events import LoadProgress
from sayso.core.ports import Publish


class Backend(Protocol):
    """The app without its windows.

    `load`, `microphones`, `recognizers`, `devices`, `check`, `undo`, `type_again`, `copy_waiting`,
    `type_text`, `recognize_offered`, `copy_offered`, `discard_offered` and `close` may take their
    time: the desktop calls them off the main thread, possibly side by side. Everything else is
    called in the main thread and returns at once.
    """

    settings_folder: Path

    def start(self, publish: Publish) -> None:
        """Start the threads and the hotkey. Dictation works from here on: audio waits for the
        model. A hotkey or microphone that cannot be had is published as a Notice, not raised."""

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Find, load and warm up the recognizer. Blocks: for the loading thread. Raises ModelError,
        after which the app goes on without a recognizer and keeps the audio."""

    def command(self, command: Command) -> None: ...

    def status(self) -> Status: ...

    def microphones(self) -> Sequence[Choice]:
        """Asks the sound system. Whatever it raises, the list that was there stays."""

    def choose_microphone(self, choice: str) -> None:
        """Kept in the settings; used from the next dictation on. Raises SettingsError."""

    def recognizers(self) -> Sequence[Choice]:
        """The starter, what is on this machine, and what could be downloaded."""

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

    def undo(self) -> None:
        """Take the last dictation back from its window. Raises InsertionError where it does not
        stand there any more, or there is none."""

    def type_again(self) -> None:
        """Put what waits (`sayso.core.events.TextWaits`) into the window that has the keyboard now.
        Raises InsertionError; then it waits on."""

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
