"""The parts of the world that this machine offers, each of the class that fits it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sayso import paths
from sayso.composition import diagnosing, inserting
from sayso.control import chord
from sayso.control.app import App
from sayso.control.chord import Chord
from sayso.control.keys import Keys
from sayso.control.meaning import sound
from sayso.control.no_hotkey import NoHotkey
from sayso.control.parts import Folders, Parts
from sayso.control.preferences import Preferences
from sayso.core.errors import HotkeyError, SettingsError
from sayso.core.events import LoadProgress
from sayso.core.ports import AudioSource, HotkeySource, Recognizer, VoiceDetector
from sayso.models import catalog, choosing
from sayso.models.choosing import Plan
from sayso.pipeline.type_out.method import Method
from sayso.pipeline.type_out.placing import Placing
from sayso.platforms import current
from sayso.platforms.session import Session
from sayso.residency.hardware import Hardware
from sayso.residency.loading import WarmUp, passes
from sayso.residency.model import ModelKey
from sayso.residency.policy import Pressure
from sayso.settings import store
from sayso.settings.schema import Settings, Trigger

if TYPE_CHECKING:
    from sayso.control.detection import VoiceNetwork
    from sayso.control.playback import Player
    from sayso.models.download import Download


def load_settings() -> store.Loaded:
    """The file's, and the environment's on top. Raises SettingsError."""
    loaded = store.load(paths.settings_file())
    settings, told = sound(loaded.settings, keys())
    return store.Loaded(settings, (*loaded.complaints, *told))


def preferences(settings: Settings, file: Path | None = None) -> Preferences:
    """The owner of these settings, which keeps changes in the user's file, or in another one.
    Raises SettingsError."""
    return Preferences(settings, file or paths.settings_file(), fixed=store.fixed(), keys=keys())


def keys() -> Keys:
    """What keys are called on this system."""
    return Keys(current.name, current.default_hotkey, current.default_undo_hotkey, make_hotkey)


def make_app(
    preferences: Preferences,
    parts: Parts,
    complaints: Sequence[str] = (),
    *,
    history: Path | None = None,
) -> App:
    """The app without its windows, with the user's folders, or another one for what is said."""
    folders = Folders(
        settings=paths.config_folder(),
        models=paths.models_folder(),
        hub_cache=paths.hub_cache(),
        history=history or paths.history_folder(),
        log=paths.log_folder() / "sayso.log",
    )
    return App(preferences, parts, folders, complaints=complaints)


def parts(present: Callable[[], Settings]) -> Parts:
    """The real ones of this machine. ``present``: the settings as they hold when it is called."""

    def timeout() -> float:
        return present().recognition.recognition_timeout_seconds

    return Parts(
        microphone=make_microphone,
        microphones=microphone_names,
        recognizer=lambda key, restarted: make_recognizer(
            key, present(), restarted, timeout_seconds=timeout
        ),
        network=make_network,
        hardware=hardware,
        pressure=lambda cards: pressure(cards=cards),
        fetch=lambda name: make_fetch(name, present()),
        prepare=prepare_microphone,
        hotkey=lambda failed: make_hotkey(present().trigger.hotkey, failed),
        undo_key=lambda failed: make_undo_key(present().trigger, failed),
        inserter=lambda still: inserting.make_inserter(lambda: present().typing, still),
        recognizer_behind=lambda key: make_recognizer(
            key, present(), behind=True, timeout_seconds=timeout
        ),
        clock=time.monotonic,
        local_time=now,
        system=diagnosing.system,
        doctor=diagnosing.doctor,
        player=make_player,
        autostart=current.autostart(diagnosing.command("run")),
        keys=keys(),
    )


def now() -> datetime:
    """Local time, with its zone."""
    return datetime.now().astimezone()


def hardware() -> Hardware:
    """Processor, memory and graphics cards."""
    from sayso.residency import hardware

    return hardware.read()


def pressure(*, cards: bool) -> Pressure:
    """How full its memory is, and that of its graphics cards."""
    from sayso.residency import hardware

    return hardware.pressure(cards=cards)


def plan(settings: Settings) -> Plan:
    """Which model the settings mean on this machine. Raises ModelError."""
    return choosing.plan(
        settings.recognition,
        hardware(),
        models_folder=paths.models_folder(),
        hub_cache=paths.hub_cache(),
    )


def make_fetch(name: str, settings: Settings) -> Download:
    """The download of a model by its name or ``owner/repo``."""
    from sayso.models.download import Download

    known = catalog.known(name)
    return Download(
        known.repo if known else name,
        known.name if known else name,
        paths.models_folder(),
        offline=settings.residency.offline,
    )


def download(name: str, settings: Settings, report: Callable[[LoadProgress], None]) -> Path:
    """The folder of the model, once it is there. Raises DownloadError."""
    return make_fetch(name, settings).run(report)


def make_recognizer(
    key: ModelKey,
    settings: Settings,
    restarted: Callable[[str], None] = lambda reason: None,
    *,
    behind: bool = False,
    timeout_seconds: Callable[[], float] | None = None,
) -> Recognizer:
    """In a child process, not loaded yet. ``behind``: one that gives way to all others.
    ``timeout_seconds``: asked with each utterance, in the place of ``settings``."""
    from sayso.pipeline.recognize import engines
    from sayso.pipeline.recognize.host import HostedRecognizer

    return HostedRecognizer(
        key,
        timeout_seconds=timeout_seconds
        or (lambda: settings.recognition.recognition_timeout_seconds),
        passes=passes(WarmUp(settings.residency.warm_up)),
        make=engines.make_behind if behind else engines.make,
        restarted=restarted,
    )


def make_network() -> VoiceNetwork:
    """Voice detection, not loaded yet."""
    from sayso.pipeline.detect.silero import SileroNetwork

    return SileroNetwork()


def load_detection() -> Callable[[], VoiceDetector]:
    """For whoever needs it without an app. Raises ModelError."""
    from sayso.pipeline.detect.silero import Silero, load_network

    network = load_network()
    return lambda: Silero(network)


def make_player() -> Player:
    """Of sounds; what it needs takes its time to import."""
    from sayso.control.playback import Player

    return Player()


def make_microphone(name: str) -> AudioSource:
    from sayso.pipeline.capture.microphone import Microphone

    return Microphone(name)


def prepare_microphone() -> None:
    """Start the sound system's library, so that the first key press need not."""
    from sayso.pipeline.capture.microphone import Microphone

    Microphone().prepare()


def microphone_names() -> Sequence[tuple[str, bool]]:
    """Raises MicrophoneError."""
    from sayso.pipeline.capture.devices import list_microphones

    return [(each.name, each.is_default) for each in list_microphones()]


def session() -> Session:
    """What kind of screen there is."""
    return current.session()


def has_screen() -> bool:
    """Whether a window can be shown."""
    return session() is not Session.NONE


def hotkey_name(wanted: str) -> str:
    """What people call the key that the setting hotkey means. Raises SettingsError."""
    return chord.label(chord.parse(wanted, default=current.default_hotkey), current.name)


def make_hotkey(wanted: str, failed: Callable[[HotkeyError], None]) -> HotkeySource:
    """Raises SettingsError where ``wanted`` is no key."""
    keys = chord.parse(wanted, default=current.default_hotkey)
    source = _listener(keys, failed)
    if isinstance(source, NoHotkey) and session() is Session.WAYLAND:
        failed(HotkeyError(source.reason))
    return source


def make_undo_key(trigger: Trigger, failed: Callable[[HotkeyError], None]) -> HotkeySource:
    """The key that takes a dictation back. Raises SettingsError where it is no key, or the one to
    dictate with: each dictation would take the one before it back."""
    if trigger.undo_hotkey == "none":
        return NoHotkey("The settings say so.")
    try:
        keys = chord.parse(trigger.undo_hotkey, default=current.default_undo_hotkey)
    except SettingsError as error:
        raise SettingsError(f"undo_hotkey: {error}") from error
    if keys == _hotkey(trigger):
        raise SettingsError(
            f"undo_hotkey is the key that you dictate with, {keys}; choose another, or none."
        )
    return _listener(keys, failed)


def _hotkey(trigger: Trigger) -> Chord | None:
    """None: it is no key, which is told by `make_hotkey`."""
    try:
        return chord.parse(trigger.hotkey, default=current.default_hotkey)
    except SettingsError:
        return None


def _listener(keys: Chord, failed: Callable[[HotkeyError], None]) -> HotkeySource:
    kind = session()
    if kind is Session.X11:
        from sayso.control.hotkey_x11 import X11Hotkey

        return X11Hotkey(keys, failed)
    if kind is Session.NATIVE:
        from sayso.control.hotkey_pynput import PynputHotkey

        return PynputHotkey(keys, current.name)
    if kind is Session.WAYLAND:
        return NoHotkey()
    return NoHotkey("There is no screen and so no keyboard to listen to.")


def ways_in(setting: str) -> Sequence[Method]:
    """The ways into windows that this desktop has, in the order in which they are tried."""
    return inserting.ways_in(setting)


def make_inserter(settings: Settings) -> Placing:
    """Raises SettingsError."""
    return inserting.make_inserter(lambda: settings.typing)


def environment() -> Mapping[str, str]:
    """This process's, by which desktops tell where their sockets are."""
    return current.environment


def session_bus() -> str:
    """The address of the person's D-Bus, or nothing."""
    return current.session_bus()
