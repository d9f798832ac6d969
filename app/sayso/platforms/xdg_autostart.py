"""Start at login as the Desktop Application Autostart Specification of freedesktop.org has it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from configparser import ConfigParser
from configparser import Error as NotAnEntry
from pathlib import Path

from sayso.core.errors import SaysoError

FILE = "sayso.desktop"

_ENTRY = "Desktop Entry"

_TO_QUOTE = set(" \t\n\"'\\><~|&;$*?#()`")
"""The reserved characters of the Exec key, Desktop Entry Specification."""


class XdgAutostart:
    """Implements `sayso.core.ports.Autostart` by a file of the person's own, which goes before
    one of the whole system."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str] = os.environ) -> None:
        """``command``: the program, by its whole path, and its arguments."""
        self._command = tuple(command)
        home = Path(environ.get("HOME") or Path.home())
        own = environ.get("XDG_CONFIG_HOME", "")
        config = Path(own) if own.startswith("/") else home / ".config"
        self._file = config / "autostart" / FILE
        shared = environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
        self._shared = [
            Path(folder) / "autostart" / FILE
            for folder in shared.split(":")
            if folder.startswith("/")
        ]

    def enabled(self) -> bool:
        """Raises SaysoError."""
        for file in (self._file, *self._shared):
            try:
                return starts(file.read_text(encoding="utf-8"))
            except FileNotFoundError:
                continue
            except (OSError, UnicodeDecodeError, NotAnEntry) as error:
                raise SaysoError(
                    f"{file} says whether Sayso starts at login, and cannot be read: delete it."
                ) from error
        return False

    def set(self, wanted: bool) -> None:
        """Raises SaysoError."""
        try:
            if wanted:
                self._write(entry(self._command))
            elif any(file.exists() for file in self._shared):
                self._write(entry(self._command, hidden=True))
            else:
                self._file.unlink(missing_ok=True)
        except OSError as error:
            raise SaysoError(
                f"Starting at login could not be changed ({error.strerror}): check the permissions"
                f" of {self._file.parent}."
            ) from error

    def _write(self, text: str) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_name(f"{FILE}.new")
        new.write_text(text, encoding="utf-8")
        new.replace(self._file)


def entry(command: Sequence[str], *, hidden: bool = False) -> str:
    """The file. ``hidden``: as if there were none, not even one of the system's."""
    lines = [
        f"[{_ENTRY}]",
        "Type=Application",
        "Version=1.5",
        "Name=Sayso",
        "Comment=Hold a key, speak, release",
        f"TryExec={_value(command[0])}",
        f"Exec={_value(' '.join(map(_argument, command)))}",
        "Icon=sayso",
        "Terminal=false",
        "StartupNotify=false",
        "Categories=Utility;Accessibility;",
        f"X-GNOME-Autostart-enabled={'false' if hidden else 'true'}",
    ]
    if hidden:
        lines.append("Hidden=true")
    return "\n".join(lines) + "\n"


def starts(text: str) -> bool:
    """Whether a desktop would run it: GNOME's own tool writes a key of its own. Raises
    configparser.Error."""
    parsed = ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    parsed.read_string(text)
    values = parsed[_ENTRY] if parsed.has_section(_ENTRY) else {}
    if values.get("hidden", "false") == "true":
        return False
    if values.get("x-gnome-autostart-enabled", "true") == "false":
        return False
    program = values.get("tryexec", "").replace("\\\\", "\\")
    return bool(values.get("exec")) and (not program or shutil.which(program) is not None)


def _argument(text: str) -> str:
    """Quoted where it must be; a per cent sign would be a field code."""
    text = text.replace("%", "%%")
    if text and _TO_QUOTE.isdisjoint(text):
        return text
    for character in '\\"`$':
        text = text.replace(character, f"\\{character}")
    return f'"{text}"'


def _value(text: str) -> str:
    """Of type string, in which a backslash escapes, too."""
    return text.replace("\\", "\\\\")
