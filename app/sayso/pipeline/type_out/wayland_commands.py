"""Into the focused window on Wayland by wtype: text key by key, or the chord that pastes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence

from sayso.core.errors import InsertionError
from sayso.core.ports import Insertion
from sayso.pipeline.type_out.clipboard_commands import WAYLAND, WAYLAND_PRIMARY
from sayso.pipeline.type_out.clipboard_paste import ClipboardPaste
from sayso.pipeline.type_out.method import typeable

CHARACTERS_A_SECOND = 100
"""Half of what wtype was seen to type: for its time limit."""

_NEW_KEYBOARD = ("-s", "150")
"""Milliseconds for windows to take notice of wtype's own keyboard and keymap: with none, new
windows lost the first letters 4 times of 12, with 100 never."""

_CHORD = (*_NEW_KEYBOARD, "-M", "shift", "-s", "50", "-k", "Insert", "-m", "shift")
"""Pastes the clipboard in windows and the primary selection in terminals, to which Ctrl+V is a
control character. With 50 ms in between: without them Qt lost 6 pastes of 21."""


class WaylandKeys:
    """A `sayso.core.ports.TextInserter`: slow, and exact for every character."""

    def insert(self, text: str) -> Insertion:
        """Never confirmed: the compositor does not tell."""
        text = typeable(text)
        if text:
            # Standard input, so that what was said is in no list of processes.
            run_wtype((*_NEW_KEYBOARD, "-"), text, seconds=5 + len(text) / CHARACTERS_A_SECOND)
        return Insertion("typed keys", confirmed=False)

    def close(self) -> None:
        """Nothing is kept."""


def wayland_paste() -> ClipboardPaste | WaylandKeys:
    """By the clipboard where wl-clipboard is installed, else key by key."""
    if WAYLAND.missing():
        return WaylandKeys()
    return ClipboardPaste(WAYLAND, press_paste, primary=WAYLAND_PRIMARY)


def press_paste() -> None:
    """Shift+Insert. Raises InsertionError."""
    run_wtype(_CHORD, "", seconds=5)


def run_wtype(arguments: Sequence[str], text: str, seconds: float) -> None:
    """Raises InsertionError, where wtype is missing with the name of its package."""
    if shutil.which("wtype") is None:
        raise InsertionError("The command wtype is missing; install the package wtype.")
    try:
        done = subprocess.run(
            ["wtype", *arguments],
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InsertionError("The command wtype failed or hangs; set typing to copy.") from error
    if done.returncode != 0:
        raise InsertionError(
            "This Wayland desktop does not let wtype type; set typing to copy and paste by hand."
        )
