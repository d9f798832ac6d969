"""The parts of the world that this machine offers, each of the class that fits it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sayso import paths
from sayso.control import chord
from sayso.control.app import App, Folders, Parts
from sayso.control.no_hotkey import NoHotkey
from sayso.control.resident import LoadedRecognizer
from sayso.core.errors import HotkeyError
from sayso.core.ports import AudioSource, HotkeySource, TextInserter, VoiceDetector
from sayso.pipeline.type_out.method import Method, choose
from sayso.platforms import current
from sayso.platforms.session import Session
from sayso.residency import catalog
from sayso.residency.model import ModelKey
from sayso.settings import store
from sayso.settings.schema import Settings, Value

if TYPE_CHECKING:
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
        recognizer=make_hosted,
        network=load_detection,
        prepare=prepare_microphone,
        hotkey=lambda failed: make_hotkey(settings.trigger.hotkey, failed),
        inserter=lambda: make_inserter(settings.typing.typing),
        clock=time.monotonic,
        local_time=lambda: datetime.now().astimezone(),
    )


def make_recognizer(settings: Settings) -> LoadedRecognizer:
    """The hosted recognizer that the settings ask for, not loaded yet. Raises ModelError."""
    key = catalog.choose_key(
        settings.recognition, models_folder=paths.models_folder(), hub_cache=paths.hub_cache()
    )
    return make_hosted(key, settings.recognition.recognition_timeout_seconds, lambda reason: None)


def make_hosted(
    key: ModelKey, timeout_seconds: float, restarted: Callable[[str], None]
) -> LoadedRecognizer:
    from sayso.pipeline.recognize.host import HostedRecognizer

    return HostedRecognizer(key, timeout_seconds=timeout_seconds, restarted=restarted)


def load_detection() -> Callable[[], VoiceDetector]:
    """Raises ModelError."""
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
