"""Start at login by the Run key of the person's own registry."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from importlib import import_module
from pathlib import PureWindowsPath
from typing import Any

from sayso.core.errors import SaysoError

RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"

APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
"""What Task Manager's list of startup apps writes: a value of the same name, whose first byte is
odd where the person has switched it off."""

NAME = "Sayso"


class RunKey:
    """Implements `sayso.core.ports.Autostart`."""

    def __init__(self, command: Sequence[str], registry: Any = None) -> None:
        """``command``: the program, by its whole path, and its arguments. ``registry``: in the
        place of `winreg`."""
        self._command = subprocess.list2cmdline(without_console(command))
        self._registry = import_module("winreg") if registry is None else registry

    def enabled(self) -> bool:
        """Raises SaysoError."""
        try:
            if not self._read(RUN):
                return False
            approved = self._read(APPROVED)
        except OSError as error:
            raise _trouble(error) from error
        return not (isinstance(approved, bytes) and approved and approved[0] % 2)

    def set(self, wanted: bool) -> None:
        """Raises SaysoError."""
        try:
            self._forget(APPROVED)  # what was switched off there before is wanted now
            if wanted:
                self._write(RUN, self._command)
            else:
                self._forget(RUN)
        except OSError as error:
            raise _trouble(error) from error

    def _read(self, key: str) -> Any:
        """None: there is none."""
        try:
            with self._registry.OpenKey(self._registry.HKEY_CURRENT_USER, key) as opened:
                return self._registry.QueryValueEx(opened, NAME)[0]
        except FileNotFoundError:
            return None

    def _write(self, key: str, value: str) -> None:
        root = self._registry.HKEY_CURRENT_USER
        with self._registry.CreateKey(root, key) as opened:
            self._registry.SetValueEx(opened, NAME, 0, self._registry.REG_SZ, value)

    def _forget(self, key: str) -> None:
        registry = self._registry
        try:
            with registry.OpenKey(
                registry.HKEY_CURRENT_USER, key, 0, registry.KEY_SET_VALUE
            ) as opened:
                registry.DeleteValue(opened, NAME)
        except FileNotFoundError:
            pass  # there is none


def without_console(command: Sequence[str]) -> list[str]:
    """Python has a twin that opens no black window."""
    program = PureWindowsPath(command[0])
    if program.name.lower() == "python.exe":
        return [str(program.with_name("pythonw.exe")), *command[1:]]
    return list(command)


def _trouble(error: OSError) -> SaysoError:
    return SaysoError(
        f"Starting at login cannot be read or changed in the registry ({error.strerror}): use"
        " Task Manager's list of startup apps."
    )
