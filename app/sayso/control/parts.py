"""What the app is put together from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sayso.control.cues import Plays, Silence
from sayso.control.detection import VoiceNetwork
from sayso.control.keys import Keys
from sayso.control.no_autostart import NoAutostart
from sayso.control.serving import Fetch
from sayso.core.errors import HotkeyError
from sayso.core.ports import (
    AudioSource,
    Autostart,
    Clock,
    HotkeySource,
    Recognizer,
    Still,
    TextInserter,
)
from sayso.residency.hardware import Hardware
from sayso.residency.model import ModelKey
from sayso.residency.policy import Pressure


@dataclass(frozen=True, slots=True)
class Parts:
    """What the world offers, chosen by `sayso.composition`.

    microphone: makes the source for one dictation, by the setting's name for it.
    microphones: name of each, and whether it is the system's default.
    recognizer: makes one for a key, not loaded yet; ``restarted`` is told in a sentence of a new
        child.
    network: makes voice detection, not loaded yet.
    hardware: what this machine has; asked once.
    pressure: how full its memory is, and that of graphics cards where asked.
    fetch: makes the download of a model by name.
    prepare: does what the first dictation would otherwise wait for; may take its time.
    hotkey: makes the source; ``failed`` is told if it stops working later. undo_key: the same for
        the key that takes a dictation back.
    keys: what keys are called here, and whether one can be had.
    autostart: whether the app is started at login.
    player: makes what plays sounds; on the thread that plays them.
    system, doctor: as `sayso.control.diagnosis.Diagnosis` takes them.
    recognizer_behind: as ``recognizer``, and its process gives way to all others.
    """

    microphone: Callable[[str], AudioSource]
    microphones: Callable[[], Sequence[tuple[str, bool]]]
    recognizer: Callable[[ModelKey, Callable[[str], None]], Recognizer]
    network: Callable[[], VoiceNetwork]
    hardware: Callable[[], Hardware]
    pressure: Callable[[bool], Pressure]
    fetch: Callable[[str], Fetch]
    prepare: Callable[[], None]
    hotkey: Callable[[Callable[[HotkeyError], None]], HotkeySource]
    undo_key: Callable[[Callable[[HotkeyError], None]], HotkeySource]
    inserter: Callable[[Still], TextInserter]
    clock: Clock
    local_time: Callable[[], datetime]
    keys: Keys = field(default_factory=Keys)
    autostart: Autostart = field(default_factory=NoAutostart)
    player: Callable[[], Plays] = Silence
    system: Callable[[], Mapping[str, str]] = dict
    doctor: Callable[[], str] = str
    recognizer_behind: Callable[[ModelKey], Recognizer] | None = None


@dataclass(frozen=True, slots=True)
class Folders:
    settings: Path
    models: Path
    hub_cache: Path
    history: Path
    log: Path | None = None
