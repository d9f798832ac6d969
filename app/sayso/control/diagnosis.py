"""What to send along with a question: how the app and its machine are; nothing of what was said.

The person sees it before anybody else does: it goes to the clipboard and nowhere else. Names of
people, computers and applications are left out, too.
"""

from __future__ import annotations

import getpass
import re
import socket
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from sayso.control.commands import Status
from sayso.core.errors import SaysoError
from sayso.core.health import Health
from sayso.residency.hardware import Hardware
from sayso.settings.schema import Settings, Value, all_settings

LOG_LINES = 50

_PRIVATE = {"typing_for", "no_trace_in", "update_feed"}
"""Settings of which only is told that they are set: which applications somebody uses, and an
address that may hold a password."""

_SHORTEST_NAME = 2
"""A name of one letter stands in every word."""


class Diagnosis:
    """Made anew each time it is asked for."""

    def __init__(
        self,
        *,
        settings: Callable[[], Settings],
        status: Callable[[], Status],
        microphones: Callable[[], Sequence[tuple[str, bool]]],
        hardware: Callable[[], Hardware],
        system: Callable[[], Mapping[str, str]],
        doctor: Callable[[], str],
        log: Path | None,
    ) -> None:
        """system: facts of the machine and its desktop, by their names. doctor: what `sayso doctor`
        says. log: the file; None: there is none."""
        self._settings = settings
        self._status = status
        self._microphones = microphones
        self._hardware = hardware
        self._system = system
        self._doctor = doctor
        self._log = log

    def text(self) -> str:
        """Lines of plain text. Takes its time: the doctor tries everything out."""
        parts = [
            ("Sayso", _table(self._system())),
            ("Settings that are not as they come", _table(changed(self._settings()))),
            ("Status", _table(told(self._status()))),
            ("Microphones", _attempt(self._names_of_microphones)),
            ("Hardware", _attempt(lambda: words(self._hardware()))),
            ("Doctor", _attempt(self._doctor)),
            (f"The last {LOG_LINES} lines of the log", _attempt(self._end_of_log)),
        ]
        whole = "\n\n".join(f"## {title}\n{body.rstrip() or '-'}" for title, body in parts)
        return without_names(whole, Path.home(), names()) + "\n"

    def _names_of_microphones(self) -> str:
        found = self._microphones()
        return "\n".join(f"{name}{' (default)' if default else ''}" for name, default in found)

    def _end_of_log(self) -> str:
        if self._log is None or not self._log.exists():
            return ""
        with self._log.open(encoding="utf-8", errors="replace") as file:
            return "".join(deque(file, maxlen=LOG_LINES))


def changed(settings: Settings) -> dict[str, str]:
    """Those that differ from their defaults."""
    values: dict[str, str] = {}
    for setting in all_settings():
        value: Value = getattr(getattr(settings, setting.section), setting.key)
        if value != setting.default:
            values[setting.key] = "(set)" if setting.key in _PRIVATE else str(value)
    return values


def told(status: Status) -> dict[str, str]:
    values = asdict(status)
    models = values.pop("models")
    if status.health != Health.UNAVAILABLE:
        del values["message"]  # not the recognizer's: it may name the window that was dictated into
    lines = {key: str(value) for key, value in values.items() if value not in ("", None)}
    for number, model in enumerate(models, start=1):
        facts = [f"{key} {value}" for key, value in model.items() if value not in ("", None)]
        lines[f"model {number}"] = ", ".join(facts)
    return lines


def words(hardware: Hardware) -> str:
    cards = [f"{gpu.name}, {gpu.total_bytes / 2**30:.0f} GB" for gpu in hardware.gpus]
    memory = f"{hardware.memory_bytes / 2**30:.0f} GB of memory"
    return "\n".join([f"{hardware.cores} cores, {memory}", *cards])


def without_names(text: str, home: Path, names: Iterable[tuple[str, str]]) -> str:
    """``home`` becomes ``~``; of ``names``, each becomes what stands beside it."""
    text = text.replace(str(home), "~") if len(home.parts) > 1 else text
    for name, instead in names:
        if len(name) >= _SHORTEST_NAME:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", instead, text, flags=re.IGNORECASE)
    return text


def names() -> list[tuple[str, str]]:
    """Of the person and of the computer, as far as the system tells them."""
    found = [(Path.home().name, "(user)"), (socket.gethostname(), "(computer)")]
    try:
        found.append((getpass.getuser(), "(user)"))
    except (KeyError, OSError, ImportError):
        pass  # it has none
    # Sayso's own would make the text unreadable, and tells nothing.
    return [(name, instead) for name, instead in found if name.lower() != "sayso"]


def _table(values: Mapping[str, str]) -> str:
    return "\n".join(f"{key}: {value}" for key, value in values.items())


def _attempt(make: Callable[[], str]) -> str:
    """One part that cannot be had must not cost the others."""
    try:
        return make()
    except (SaysoError, OSError) as error:
        return f"could not be told: {error}"
