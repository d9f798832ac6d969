"""The parts of the world that this machine offers, each of the class that fits it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sayso import paths
from sayso.control import chord
from sayso.control.app import App
from sayso.control.no_hotkey import NoHotkey
from sayso.control.parts import Folders, Parts
from sayso.core.errors import HotkeyError
from sayso.core.events import LoadProgress
from sayso.core.ports import AudioSource, HotkeySource, Recognizer, TextInserter, VoiceDetector
from sayso.models import catalog, choosing
from sayso.models.choosing import Plan
from sayso.pipeline.type_out.method import Method, choose
from sayso.platforms import current
from sayso.platforms.session import Session
from sayso.residency.hardware import Hardware
from sayso.residency.loading import WarmUp, passes
from sayso.residency.model import ModelKey
from sayso.residency.policy import Pressure
from sayso.settings import store
from sayso.settings.schema import Settings, Value

if TYPE_CHECKING:
    from sayso.control.detection import VoiceNetwork
    from sayso.models.download import Download
    from sayso.pipeline.type_out.clipboard_commands import ClipboardCommands


def load_settings() -> store.Loaded:
    """The file's, and the environment's on top. Raises SettingsError."""
    return store.load(paths.settings_file())


def make_app(settings: Settings, parts: Parts, complaints: Sequence[str] = ()) -> App:
    """The app without its windows, with the user's folders."""

    def write(values: dict[str, Value]) -> None:
        store.write(paths.settings_file(), values)

    folders = Folders(
        settings=paths.config_folder(),
        models=paths.models_folder(),
        hub_cache=paths.hub_cache(),
        kept=paths.kept_folder(),
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
        inserter=lambda: make_inserter(settings.typing.typing),
        clock=time.monotonic,
        local_time=lambda: datetime.now().astimezone(),
    )


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
    kind = session()
    if kind is Session.X11:
        from sayso.control.hotkey_x11 import X11Hotkey

        return X11Hotkey(keys, failed)
    if kind is Session.NATIVE:
        from sayso.control.hotkey_pynput import PynputHotkey

        return PynputHotkey(keys, current.name)
    if kind is Session.WAYLAND:
        source = NoHotkey()
        failed(HotkeyError(source.reason))
        return source
    return NoHotkey("There is no screen and so no keyboard to listen to.")


def way_in(wanted: str) -> Method:
    """The way into the focused window that this session has, by the setting typing."""
    kind = session()
    return choose(current.name, "none" if kind is Session.NATIVE else kind, wanted)


def make_inserter(wanted: str) -> TextInserter:
    """For `way_in`."""
    match way_in(wanted):
        case Method.X11_PASTE:
            from sayso.pipeline.type_out.x11_paste import X11Paste

            return X11Paste(time.monotonic)
        case Method.X11_KEYS:
            from sayso.pipeline.type_out.x11_keys import X11Keys

            return X11Keys(time.monotonic)
        case Method.X11_COPY:
            from sayso.pipeline.type_out.x11_copy import X11Copy

            return X11Copy(time.monotonic)
        case Method.COMMANDS_PASTE:
            return _paste_by_commands()
        case Method.COMMANDS_COPY:
            from sayso.pipeline.type_out.clipboard_commands import CommandsCopy

            return CommandsCopy(_clipboard_commands())
        case Method.WAYLAND_KEYS:
            from sayso.pipeline.type_out.wayland_commands import WaylandKeys

            return WaylandKeys()
        case Method.KEYS:
            from sayso.pipeline.type_out.key_events import KeyEvents

            return KeyEvents()


def _clipboard_commands() -> ClipboardCommands:
    from sayso.pipeline.type_out import clipboard_commands

    by_system = {"macos": clipboard_commands.MACOS, "windows": clipboard_commands.WINDOWS}
    return by_system.get(current.name, clipboard_commands.WAYLAND)


def _paste_by_commands() -> TextInserter:
    from sayso.pipeline.type_out.clipboard_paste import ClipboardPaste, pynput_chord
    from sayso.pipeline.type_out.wayland_commands import wayland_paste

    if current.name == "linux":
        return wayland_paste()
    modifier = "cmd" if current.name == "macos" else "ctrl"
    return ClipboardPaste(_clipboard_commands(), pynput_chord(modifier))
