"""Key by key through pynput: on Windows and macOS, where it sends characters and not keycodes."""

from __future__ import annotations

from typing import Any

from sayso.core.errors import InsertionError
from sayso.core.ports import Insertion
from sayso.pipeline.type_out.method import typeable

WAY = "typed keys"


class KeyEvents:
    """A `sayso.core.ports.TextInserter`.

    The text goes by SendInput with KEYEVENTF_UNICODE on Windows and by
    CGEventKeyboardSetUnicodeString on macOS, so the keyboard layout does not matter. (On X11 it
    does, and more goes wrong: see x11_keys.)
    """

    def __init__(self) -> None:
        self._controller: Any = None

    def insert(self, text: str) -> Insertion:
        """Never confirmed: nothing tells whether a window took the keys."""
        controller = self._connected()
        from pynput.keyboard import Controller

        try:
            controller.type(typeable(text))
        except (Controller.InvalidCharacterException, OSError) as error:
            raise InsertionError(
                "The text could not be typed in full; "
                "compare it with the last dictation in Sayso's window."
            ) from error
        return Insertion(WAY, confirmed=False)

    def close(self) -> None:
        self._controller = None

    def _connected(self) -> Any:
        if self._controller is None:
            try:
                from pynput.keyboard import Controller

                self._controller = Controller()
            except Exception as error:  # what it raises differs with the system and its version
                raise InsertionError(
                    "The keyboard cannot be reached; allow Sayso to control this computer in the "
                    "system's privacy settings."
                ) from error
        return self._controller
