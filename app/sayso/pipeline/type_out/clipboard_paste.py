"""Into the focused window through the clipboard's commands and a chord; its text is given back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from sayso.core.errors import InsertionError
from sayso.core.ports import Insertion
from sayso.pipeline.type_out.clipboard_commands import ClipboardCommands
from sayso.pipeline.type_out.method import typeable

log = logging.getLogger(__name__)

WAY = "clipboard paste"

FETCH_SECONDS = 0.5
"""No command tells when the window has fetched the text: so the clipboard is left alone for this
long, more than ten times what windows take."""


class ClipboardPaste:
    """A `sayso.core.ports.TextInserter`.

    press: presses the chord that pastes; raises InsertionError.
    primary: of the selection that terminals paste from, where the desktop has one.
    Only the clipboard's text is given back: the commands cannot tell its other forms apart.
    """

    def __init__(
        self,
        commands: ClipboardCommands,
        press: Callable[[], None],
        *,
        primary: ClipboardCommands | None = None,
        fetch_seconds: float = FETCH_SECONDS,
    ) -> None:
        self._commands = commands
        self._press = press
        self._primary = primary
        self._fetch_seconds = fetch_seconds
        self._closed = threading.Event()

    def insert(self, text: str) -> Insertion:
        """Never confirmed: nothing tells whether a window took it.

        After InsertionError from the chord the text is on the clipboard.
        """
        text = typeable(text)
        if not text:
            return Insertion(WAY, confirmed=False)
        before = self._commands.get()
        self._commands.set(text)
        give_back_primary = self._fill_primary(text)
        try:
            self._press()
        except InsertionError as error:
            raise InsertionError(
                "The paste keys could not be pressed, so the text is on the clipboard: "
                "click where it belongs and paste it."
            ) from error
        self._closed.wait(self._fetch_seconds)
        _give_back(self._commands, before)
        give_back_primary()
        return Insertion(WAY, confirmed=False)

    def close(self) -> None:
        """Give the clipboard back at once, if that is still to be done."""
        self._closed.set()

    def _fill_primary(self, text: str) -> Callable[[], None]:
        """Returns what gives it back. Not every compositor has one: the clipboard must do then."""
        primary = self._primary
        if primary is None:
            return lambda: None
        try:
            before = primary.get()
            primary.set(text)
        except InsertionError as error:
            log.info("no primary selection: %s", error)
            return lambda: None
        return lambda: _give_back(primary, before)


def _give_back(commands: ClipboardCommands, before: str | None) -> None:
    """The text is in the window by now, so that failing here is no failed insertion."""
    try:
        if before is None:
            commands.empty()
        else:
            commands.set(before)
    except InsertionError as error:
        log.warning("the clipboard could not be given back: %s", error)


def pynput_chord(modifier: str) -> Callable[[], None]:
    """Presses V with ``modifier``: ``cmd`` (macOS) or ``ctrl`` (Windows)."""

    def press() -> None:
        try:
            from pynput.keyboard import Controller, Key

            keyboard: Any = Controller()
            with keyboard.pressed(Key[modifier]):
                keyboard.tap("v")
        except Exception as error:  # what it raises differs with the system and its version
            raise InsertionError(
                "The keyboard cannot be reached; allow Sayso to control this computer in the "
                "system's privacy settings."
            ) from error

    return press
