"""Fakes of a microphone's trial and of the keyboard, for windows that show them. The real ones need
a microphone and a screen."""

from __future__ import annotations

from collections.abc import Callable

from sayso.control.no_hotkey import NoHotkey
from sayso.core.errors import HotkeyError
from sayso.core.events import TrialEnded, TrialLevel
from sayso.core.ports import HotkeySource, Key, Publish


class FakeTrial:
    """Keeps `sayso.control.trial.MicrophoneTrial`. started: which microphones were tried, in
    order. running: whether one is open. looks: how often somebody looked."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self.started: list[str] = []
        self.running = False
        self.looks = 0

    def start(self, microphone: str) -> None:
        self.started.append(microphone)
        self.running = True

    def look(self) -> None:
        self.looks += 1

    def stop(self, wait_seconds: float = 0.0) -> bool:
        self.running = False
        return True

    def hear(self, rms: float, voice: float = 0.0, *, heard: bool = False) -> None:
        assert self.running
        self._publish(TrialLevel(rms, voice, heard))

    def end(self, message: str = "") -> None:
        self.running = False
        self._publish(TrialEnded(message))


class FreeKeys:
    """A keyboard that nothing is pressed on. taken: keys that another program has. none: why no key
    can be listened to. tried: each key that was, in order."""

    def __init__(self) -> None:
        self.taken: dict[str, str] = {}
        self.none = ""
        self.tried: list[str] = []

    def make(self, wanted: str, failed: Callable[[HotkeyError], None]) -> HotkeySource:
        return NoHotkey(self.none) if self.none else _Source(self, wanted)


class _Source:
    def __init__(self, keys: FreeKeys, wanted: str) -> None:
        self._keys = keys
        self._wanted = wanted

    def start(self, deliver: Callable[[Key], None]) -> None:
        self._keys.tried.append(self._wanted)
        if self._wanted in self._keys.taken:
            raise HotkeyError(self._keys.taken[self._wanted])

    def watch_cancel(self, wanted: bool) -> None: ...

    def stop(self) -> None: ...
