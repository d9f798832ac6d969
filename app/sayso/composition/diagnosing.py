"""What this machine tells of itself for a diagnosis."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

import sayso
from sayso.core.errors import DesktopError
from sayso.platforms import current

DOCTOR_SECONDS = 120.0
"""Its checks have limits of their own; one that loads a model may take most of this."""

_DESKTOP = ("XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "QT_QPA_PLATFORM", "LANG")


def command(name: str) -> Sequence[str]:
    """What runs one of the app's commands: the frozen one, or this Python with the package."""
    if getattr(sys, "frozen", False):
        return [sys.executable, name]
    return [sys.executable, "-m", "sayso", name]


def system() -> Mapping[str, str]:
    """By name, in the order in which it is told."""
    facts = {
        "Version": sayso.__version__ + (" (frozen)" if getattr(sys, "frozen", False) else ""),
        "System": _system_name(),
        "Session": str(current.session()),
    }
    facts |= {name: current.environment[name] for name in _DESKTOP if name in current.environment}
    facts["Python"] = platform.python_version()
    for distribution in ("PySide6-Essentials", "faster-whisper", "ctranslate2", "onnxruntime"):
        try:
            facts[distribution] = version(distribution)
        except PackageNotFoundError:
            facts[distribution] = "not installed"
    return facts


def _system_name() -> str:
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.platform()}"
    except (OSError, KeyError):
        return platform.platform()


def doctor() -> str:
    """What `sayso doctor` prints, in a process of its own: what hangs there, hangs there. Raises
    DesktopError."""
    try:
        done = subprocess.run(
            command("doctor"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=DOCTOR_SECONDS,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired as error:
        raise DesktopError("Sayso's doctor did not end: run sayso doctor in a terminal.") from error
    except OSError as error:
        raise DesktopError(
            f"Sayso's doctor cannot be started ({error.strerror}): run sayso doctor in a terminal."
        ) from error
    return done.stdout
