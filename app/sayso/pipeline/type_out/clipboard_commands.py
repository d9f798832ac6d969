"""The clipboard by the system's own commands: Wayland, macOS, Windows."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass

from sayso.core.errors import InsertionError
from sayso.core.ports import Insertion
from sayso.pipeline.type_out.method import typeable

COMMAND_SECONDS = 5.0
"""wl-copy and wl-paste take some milliseconds; the others were never run, so this is generous."""

_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows a console program that a windowed one starts would show a terminal for a moment, and
PowerShell needs a console for its encodings; other systems know no such flag."""


@dataclass(frozen=True, slots=True)
class ClipboardCommands:
    """``copy`` reads the text as UTF-8 from its standard input, ``paste`` writes it, ``clear``
    empties the clipboard. ``install``: what to do where they are missing."""

    copy: tuple[str, ...]
    paste: tuple[str, ...]
    clear: tuple[str, ...]
    install: str

    def missing(self) -> bool:
        return shutil.which(self.copy[0]) is None or shutil.which(self.paste[0]) is None

    def set(self, text: str) -> None:
        """Raises InsertionError."""
        self._run(self.copy, text.encode())

    def empty(self) -> None:
        """Raises InsertionError."""
        self._run(self.clear, b"")

    def get(self) -> str | None:
        """None where the clipboard holds no text, or nothing at all. Raises InsertionError."""
        done = self._run(self.paste, b"", failing_is_empty=True)
        return None if done is None else done.decode(errors="replace")

    def _run(
        self, command: tuple[str, ...], data: bytes, *, failing_is_empty: bool = False
    ) -> bytes | None:
        if self.missing():
            raise InsertionError(f"The command {command[0]} is missing; {self.install}.")
        reads = subprocess.PIPE if failing_is_empty else subprocess.DEVNULL
        try:
            # Not capture_output: wl-copy leaves a child behind that would keep the pipes open.
            done = subprocess.run(
                command,
                input=data,
                stdout=reads,
                stderr=subprocess.DEVNULL,
                timeout=COMMAND_SECONDS,
                check=False,
                creationflags=_NO_WINDOW,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InsertionError(
                f"The command {command[0]} failed or hangs, so the clipboard cannot be used; "
                "set typing to keys."
            ) from error
        if done.returncode == 0:
            return done.stdout or b""
        if failing_is_empty:
            return None
        raise InsertionError(
            f"The command {command[0]} failed, so the clipboard cannot be used; set typing to keys."
        )


WAYLAND = ClipboardCommands(
    copy=("wl-copy", "--type", "text/plain;charset=utf-8"),
    paste=("wl-paste", "--no-newline", "--type", "text/plain;charset=utf-8"),
    clear=("wl-copy", "--clear"),
    install="install the package wl-clipboard",
)
WAYLAND_PRIMARY = ClipboardCommands(
    copy=("wl-copy", "--primary", "--type", "text/plain;charset=utf-8"),
    paste=("wl-paste", "--primary", "--no-newline", "--type", "text/plain;charset=utf-8"),
    clear=("wl-copy", "--primary", "--clear"),
    install="install the package wl-clipboard",
)
MACOS = ClipboardCommands(
    # With a locale of its own, because an app that is started from the dock may have none.
    copy=("/usr/bin/env", "LC_CTYPE=UTF-8", "pbcopy"),
    paste=("/usr/bin/env", "LC_CTYPE=UTF-8", "pbpaste"),
    clear=("/usr/bin/env", "LC_CTYPE=UTF-8", "pbcopy"),
    install="it is part of macOS: repair the system",
)
_POWERSHELL = ("powershell", "-NoProfile", "-NonInteractive", "-Command")
WINDOWS = ClipboardCommands(
    copy=(
        *_POWERSHELL,
        (
            "[Console]::InputEncoding = New-Object Text.UTF8Encoding $false; "
            "Set-Clipboard -Value ([Console]::In.ReadToEnd())"
        ),
    ),
    paste=(
        *_POWERSHELL,
        (
            "[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false; "
            "[Console]::Out.Write((Get-Clipboard -Raw))"
        ),
    ),
    clear=(*_POWERSHELL, "Set-Clipboard -Value $null"),
    install="it is part of Windows: repair the system",
)


class CommandsCopy:
    """A `sayso.core.ports.TextInserter` that fills the clipboard; the person pastes."""

    def __init__(self, commands: ClipboardCommands) -> None:
        self._commands = commands

    def insert(self, text: str) -> Insertion:
        """Never confirmed: whether and where it is pasted is the person's business."""
        self._commands.set(typeable(text))
        return Insertion("copied to the clipboard", confirmed=False)

    def close(self) -> None:
        """The system keeps what was copied."""
