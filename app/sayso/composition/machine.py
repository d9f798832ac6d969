"""The parts of the world that this machine offers, each of the class that fits it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sayso import paths
from sayso.composition import inserting
from sayso.control import chord
from sayso.control.app import App
from sayso.control.chord import Chord
from sayso.control.no_hotkey import NoHotkey
from sayso.control.parts import Folders, Parts
from sayso.core.errors import HotkeyError, SettingsError
from sayso.core.events import LoadProgress
from sayso.core.ports import AudioSource, HotkeySource, Recognizer, VoiceDetector
from sayso.models import catalog, choosing
from sayso.models.choosing import Plan
from sayso.pipeline.type_out import applications
from sayso.pipeline.type_out.method import Method
from sayso.pipeline.type_out.placing import Placing
from sayso.platforms import current
from sayso.platforms.session import Session
from sayso.residency.hardware import Hardware
from sayso.residency.loading import WarmUp, passes
from sayso.residency.model import ModelKey
from sayso.residency.policy import Pressure
from sayso.settings import store
from sayso.settings.schema import Settings, Trigger, Value

if TYPE_CHECKING:
    from sayso.control.detection import VoiceNetwork
    from sayso.models.download import Download


def load_settings() -> store.Loaded:
    """The file's, and the environment's on top. Raises SettingsError."""
    loaded = store.load(paths.settings_file())
    try:
        applications.parse(loaded.settings.typing.typing_for)
    except SettingsError as error:
        settings = store.with_values(loaded.settings, {"typing_for": "none"})
        return store.Loaded(settings, (*loaded.complaints, f"{error} It was ignored."))
    return loaded


def make_app(
    settings: Settings,
    parts: Parts,
    complaints: Sequence[str] = (),
    *,
    history: Path | None = None,
) -> App:
    """The app without its windows, with the user's folders, or another one for what is said."""

    def write(values: dict[str, Value]) -> None:
        store.write(paths.settings_file(), values)

    folders = Folders(
        settings=paths.config_folder(),
        models=paths.models_folder(),
        hub_cache=paths.hub_cache(),
        history=history or paths.history_folder(),
    )
    return App(settings, parts, folders, write_settings=write, complaints=complaints)


def parts(settings: Settings) -> Parts:
    """The real ones of this machine."""
    return Parts(
        microphone=make_microphone,
        microphones=microphone_names,
        recognizer=lambda key, restarted: make_recognizer(key, settings, restarted),
        network=make_network,
        hardware=hardware,
        pressure=lambda cards: pressure(cards=cards),
        fetch=lambda name: make_fetch(name, settings),
        prepare=prepare_microphone,
        hotkey=lambda failed: make_hotkey(settings.trigger.hotkey, failed),
        undo_key=lambda failed: make_undo_key(settings.trigger, failed),
        inserter=lambda: make_inserter(settings),
        clock=time.monotonic,
        local_time=now,
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
    key: ModelKey, settings: Settings, restarted: Callable[[str], None] = lambda reason: None
) -> Recognizer:
    """In a child process, not loaded yet."""
    from sayso.pipeline.recognize.host import HostedRecognizer

    return HostedRecognizer(
        key,
        timeout_seconds=settings.recognition.recognition_timeout_seconds,
        passes=passes(WarmUp(settings.residency.warm_up)),
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
    return inserting.make_inserter(settings.typing)


def environment() -> Mapping[str, str]:
    """This process's, by which desktops tell where their sockets are."""
    return current.environment


def session_bus() -> str:
    """The address of the person's D-Bus, or nothing."""
    return current.session_bus()
